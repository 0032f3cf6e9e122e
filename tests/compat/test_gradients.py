# The gradient of every parameter against PyTorch (in double): the tiny BERT of the golden
# files, and MiniLM on mails.
import os
import tempfile

import numpy as np

import aift
import common
import reference


def compare(checks, name, folder, texts, labels, max_length):
    model = aift.Model(folder)
    trainer = aift.Trainer(model, texts, labels, max_length=max_length, max_steps=1)
    loss = trainer.backward(range(len(texts)))
    names = common.label_names(labels)
    their_loss, theirs = reference.loss_and_gradients(
        reference.load(folder, double=True), reference.encode(folder, texts, max_length), [names.index(n) for n in labels])
    checks.at_most(abs(loss - their_loss) / their_loss, 1e-5, name + ": relative difference of the loss")
    checks.that(set(theirs) == set(model_names(model)), name + ": names of the parameters", len(theirs))
    top = max(np.abs(g).max() for g in theirs.values())
    worst = (0.0, "")
    for parameter, g in theirs.items():
        allowed = 1e-3 * np.abs(g).max() + 1e-6 * top
        worst = max(worst, (np.abs(trainer.gradient(parameter) - g).max() / allowed, parameter))
    checks.at_most(worst[0], 1.0, "%s: worst gradient, as a share of 1e-3 of its largest value + 1e-6 of the model's (%s)" % (name, worst[1]))
    trainer.close()
    model.close()


def model_names(model):
    return [aift.text(aift.lib.aift_model_parameter_name(model.handle, aift.SIZE(i)))
            for i in range(aift.lib.aift_model_num_parameters(model.handle))]


def main():
    checks = common.Checks()
    golden = os.path.join(common.ROOT, "tests", "golden")
    rows = common.read_json(os.path.join(golden, "expected.json"))["rows"]
    compare(checks, "tiny BERT", os.path.join(golden, "tiny-bert"), [r["text"] for r in rows], [r["label"] for r in rows], 32)
    padded = ["hello [PAD] world", "[PAD] [PAD]", "the sun"]  # nn.Embedding(padding_idx=...)
    compare(checks, "tiny BERT, [PAD] in texts", os.path.join(golden, "tiny-bert"), padded, ["Weather", "bills", "travel"], 32)
    model, data = common.model_folder(), common.data_folder()
    if common.has_data(data, "spam"):
        texts, labels = common.spam(data, "train")
        pick = np.random.default_rng(3).permutation(len(texts))[:16]
        texts = [texts[r][:40 * (1 + 2 * i)] for i, r in enumerate(pick)]
        with tempfile.TemporaryDirectory() as start:
            common.make_start_folder(model, ["ham", "spam"], 7, start, dropout=0.0, scale=0.2)
            compare(checks, "MiniLM", start, texts, [labels[r] for r in pick], 256)
    else:
        checks.skip("gradients of MiniLM", "no folder %s/spam" % data)
    checks.done()


if __name__ == "__main__":
    main()
