# Steps of several batches against transformers' Trainer. Then fifty training steps of
# MiniLM on Banking77 against PyTorch: loss of each step, final weights; and the trained
# folder as transformers opens it.
import os
import tempfile

import numpy as np

import aift
import common
import reference

STEPS, BATCH, SEED, MAX_LENGTH = 50, 32, 1, 128
LEARNING_RATE, WEIGHT_DECAY = 2e-4, 0.01


TINY = os.path.join(common.ROOT, "tests", "golden", "tiny-bert")  # without dropout
WORDS = "please pay the bill and take a train for the trip in rain wind sun".split()


def accumulation(checks, smoothing):
    """18 rows in batches of 4, 3 batches a step: the second step of an epoch has 2 batches, of 4 rows and of 2."""
    rng = np.random.default_rng(SEED)
    texts = [" ".join(rng.choice(WORDS, rng.integers(1, 12))) for _ in range(18)]
    labels = [("Weather", "bills", "travel")[i] for i in rng.integers(0, 3, 18)]
    options = dict(num_train_epochs=3.5, per_device_train_batch_size=4, gradient_accumulation_steps=3, learning_rate=1e-3,
                   weight_decay=WEIGHT_DECAY, warmup_steps=2, max_grad_norm=5.0, label_smoothing_factor=smoothing)
    net = reference.load(TINY)
    before, names = reference.weights(net), [net.config.id2label[i] for i in range(3)]
    with tempfile.TemporaryDirectory() as folder:
        theirs = reference.hf_trainer(net, reference.encode(TINY, texts, None), [names.index(n) for n in labels], folder, **options)
    ours, model = [], aift.Model(TINY)

    def keep(_, progress):
        p = progress.contents
        ours.append([p.loss, p.grad_norm, p.learning_rate])
        return 0
    model.train(aift.dataset(texts, labels), train_sampling_strategy=aift.SEQUENTIAL, progress=aift.PROGRESS(keep), **options)
    what = "3 batches a step, label smoothing %g: " % smoothing
    if checks.that(len(ours) == len(theirs) == 7, what + "steps as transformers' Trainer", len(ours), len(theirs)):
        for k, name in enumerate(("loss", "gradient norm", "learning rate")):
            worst = max(abs(a[k] - b[k]) / max(abs(b[k]), 1e-12) for a, b in zip(ours, theirs))
            checks.at_most(worst, 1e-4, what + "largest relative difference of a step's " + name)
    worst, name = reference.worst_change(model.parameters(), reference.weights(net), before)
    checks.at_most(worst, 1e-3, what + "largest difference of a weight tensor, as a share of its change (%s)" % name)


def main():
    checks = common.Checks()
    for smoothing in (0.1, 0.0):
        accumulation(checks, smoothing)
    data = common.data_folder()
    if not common.has_data(data, "banking77"):
        checks.skip("fifty steps", "no folder %s/banking77" % data)
        checks.done()
    texts, labels = common.banking77(data, "train")
    names = common.label_names(labels)
    with tempfile.TemporaryDirectory() as folder:
        start, trained = os.path.join(folder, "start"), os.path.join(folder, "trained")
        common.make_start_folder(common.model_folder(), labels, SEED, start, dropout=0.0, scale=0.2)
        ids = reference.encode(start, texts, MAX_LENGTH)
        order = common.row_order([len(i) for i in ids], 1, BATCH, SEED)[:STEPS * BATCH]
        net = reference.load(start)
        before = reference.weights(net)
        losses, norms = reference.train(net, ids, [names.index(n) for n in labels], order, BATCH, LEARNING_RATE, WEIGHT_DECAY)
        after = reference.weights(net)

        model = aift.Model(start)
        trainer = aift.Trainer(model, texts, labels, max_length=MAX_LENGTH, max_steps=STEPS, per_device_train_batch_size=BATCH,
                               learning_rate=LEARNING_RATE, weight_decay=WEIGHT_DECAY, seed=SEED)
        our_losses, our_norms = [], []
        for s in range(STEPS):
            our_losses.append(trainer.backward(order[s * BATCH:(s + 1) * BATCH]))
            our_norms.append(trainer.step())
        trainer.close()

        first, last = np.mean(losses[:5]), np.mean(losses[-5:])
        checks.that(last <= first * 2 / 3, "the loss falls by a third", "%.3g to %.3g" % (first, last))
        checks.that(min(norms) > 1, "clipping is active at each step", "smallest norm %.3g" % min(norms), "> 1")
        checks.at_most(max(abs(a - b) / b for a, b in zip(our_losses, losses)), 1e-3, "largest relative difference of a step's loss")
        checks.at_most(max(abs(a - b) / b for a, b in zip(our_norms, norms)), 1e-3, "largest relative difference of a gradient norm")
        worst, name = reference.worst_change(model.parameters(), after, before)
        checks.at_most(worst, 1e-3, "largest difference of a weight tensor, as a share of its change (%s)" % name)

        model.save(trained)
        test = common.banking77(data, "test")[0][:200]
        ours, _ = model.predict(test)
        theirs, _ = reference.forward(reference.load(trained), reference.encode(trained, test, None))
        checks.at_most(np.abs(ours - theirs).max(), 1e-5, "saved folder opened by transformers: largest difference of the logits")
        checks.that(reference.load(trained).config.id2label == dict(enumerate(names)), "saved folder: id2label")
    checks.done()


if __name__ == "__main__":
    main()
