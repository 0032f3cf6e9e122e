# Two trainings of MiniLM with one seed, dropout on, give the same weights, byte for byte; another seed gives others.
import os

import aift
import common

STEPS, BATCH = 12, 16
MAILS = os.path.join(common.ROOT, "examples", "data", "train.jsonl.gz")


def digest(texts, labels, seed):
    model = aift.Model(common.model_folder())
    model.set_labels(common.label_names(labels))
    model.train(aift.dataset(texts, labels), max_steps=STEPS, per_device_train_batch_size=BATCH, max_length=64, seed=seed)
    result = model.digest()
    model.close()
    return result


def main():
    checks = common.Checks()
    texts, labels = common.read_rows(MAILS, "text", "label")
    first, second, other = (digest(texts, labels, seed) for seed in (7, 7, 8))
    checks.that(first == second, "same seed, same weights", "%s and %s" % (first[:16], second[:16]), "equal")
    checks.that(first != other, "another seed, other weights", "%s and %s" % (first[:16], other[:16]), "not equal")
    checks.done()


if __name__ == "__main__":
    main()
