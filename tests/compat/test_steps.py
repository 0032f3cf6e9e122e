# Fifty training steps of MiniLM on Banking77 against PyTorch: loss of each step, final
# weights; then the trained folder as transformers opens it.
import os
import tempfile

import numpy as np

import aift
import common
import reference

STEPS, BATCH, SEED, MAX_LENGTH = 50, 32, 1, 128
LEARNING_RATE, WEIGHT_DECAY = 2e-4, 0.01


def main():
    checks = common.Checks()
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
