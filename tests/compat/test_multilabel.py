# Rows with any number of labels: loss, gradients and training steps against transformers' BCEWithLogitsLoss, a saved folder
# as transformers opens it, and an evaluation's figures against scikit-learn's.
import json
import os
import tempfile

import numpy as np
import torch
from sklearn import metrics as sklearn

import aift
import common
import reference

TINY = os.path.join(common.ROOT, "tests", "golden", "tiny-bert")  # without dropout
WORDS = "please pay the bill and take a train for the trip in rain wind sun".split()
LABELS = ["blue", "green", "red", "round"]
ROWS, BATCH, STEPS, LEARNING_RATE = 40, 8, 15, 2e-3


def rows():
    """Texts, lists of labels, and the same as an array of 0 and 1. Some rows have no label, one label stands nearly everywhere."""
    rng = np.random.default_rng(6)
    texts = [" ".join(rng.choice(WORDS, rng.integers(1, 12))) for _ in range(ROWS)]
    truth = (rng.random((ROWS, len(LABELS))) < [0.1, 0.3, 0.5, 0.9]).astype(np.float32)
    truth[:3] = [[1, 1, 1, 1], [0, 0, 0, 0], [1, 0, 0, 1]]
    return texts, [[name for name, there in zip(LABELS, row) if there] for row in truth], truth


def bce(net, ids, truth):
    return net(**reference.pad(ids), labels=torch.tensor(truth).to(next(net.parameters()).dtype)).loss


def start_folder(data, folder):
    model = aift.Model(TINY, new_head=1, seed=3)
    model.set_labels_from(data)
    labels = model.labels()
    model.save(folder)
    model.close()
    return labels


def gradients(checks, folder, texts, lists, ids, truth):
    model = aift.Model(folder)
    trainer = aift.Trainer(model, texts, lists, max_steps=1)
    loss = trainer.backward(range(ROWS))
    net = reference.load(folder, double=True)
    theirs = bce(net, ids, truth)
    theirs.backward()
    checks.at_most(abs(loss - theirs.item()) / theirs.item(), 1e-5, "relative difference of the loss")
    grads = {name: p.grad.numpy() for name, p in net.named_parameters()}
    top = max(np.abs(g).max() for g in grads.values())
    worst = max((np.abs(trainer.gradient(n) - g).max() / (1e-3 * np.abs(g).max() + 1e-6 * top), n) for n, g in grads.items())
    checks.at_most(worst[0], 1.0, "worst gradient, as a share of 1e-3 of its largest value + 1e-6 of the model's (%s)" % worst[1])
    trainer.close()
    model.close()


def steps(checks, folder, texts, lists, ids, truth):
    """Returns the trained model, and transformers' network."""
    order = np.concatenate([np.random.default_rng([1, epoch]).permutation(ROWS) for epoch in range(STEPS * BATCH // ROWS)])
    net = reference.load(folder)
    before = reference.weights(net)
    optimizer, schedule = common.hf_optimizer(net, LEARNING_RATE, STEPS)
    model = aift.Model(folder)
    trainer = aift.Trainer(model, texts, lists, max_steps=STEPS, per_device_train_batch_size=BATCH, learning_rate=LEARNING_RATE)
    worst = [0.0, 0.0]
    for s in range(STEPS):
        batch = order[s * BATCH:(s + 1) * BATCH]
        theirs = bce(net, [ids[r] for r in batch], truth[batch])
        theirs.backward()
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0).item()
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        for k, (ours, their) in enumerate(((trainer.backward(batch), theirs.item()), (trainer.step(), norm))):
            worst[k] = max(worst[k], abs(ours - their) / their)
    trainer.close()
    checks.at_most(worst[0], 1e-4, "%d steps, largest relative difference of a loss" % STEPS)
    checks.at_most(worst[1], 1e-3, "%d steps, largest relative difference of a gradient norm" % STEPS)
    change, name = reference.worst_change(model.parameters(), reference.weights(net), before)
    checks.at_most(change, 1e-3, "largest difference of a weight tensor, as a share of its change (%s)" % name)
    return model


def figures(checks, ours, truth, logits):
    """An evaluation beside scikit-learn's of the same logits."""
    said = (logits > 0).astype(int)
    want = {"n": len(truth), "accuracy": sklearn.accuracy_score(truth, said),
            "loss": torch.nn.functional.binary_cross_entropy_with_logits(torch.tensor(logits).double(), torch.tensor(truth).double()).item()}
    for average in ("micro", "macro", "weighted"):
        for name, figure in (("precision", sklearn.precision_score), ("recall", sklearn.recall_score), ("f1", sklearn.f1_score)):
            want["%s_%s" % (name, average)] = figure(truth, said, average=average, zero_division=0)
    columns = sklearn.precision_recall_fscore_support(truth, said, zero_division=0)
    for label, *row in zip(LABELS, *columns):
        want.update(("%s of %s" % (name, label), value) for name, value in zip(("precision", "recall", "f1", "support"), row))
    found = {**ours, **{"%s of %s" % (name, label): value for label, row in ours["per_label"].items() for name, value in row.items()}}
    worst = max((abs(found[name] - value), name) for name, value in want.items() if name != "loss")
    checks.at_most(worst[0], 1e-12, "%d figures of an evaluation against scikit-learn's (%s)" % (len(want) - 1, worst[1]))
    checks.at_most(abs(found["loss"] - want["loss"]) / want["loss"], 1e-6, "an evaluation's loss")


def main():
    checks = common.Checks()
    texts, named, truth = rows()
    lists = [json.dumps(names) for names in named]
    with tempfile.TemporaryDirectory() as folder:
        start, trained = os.path.join(folder, "start"), os.path.join(folder, "trained")
        checks.that(start_folder(aift.dataset(texts, lists), start) == LABELS, "labels of lists", len(LABELS))
        config = reference.load(start).config
        checks.that(config.problem_type == "multi_label_classification", "transformers reads problem_type", config.problem_type)
        ids = reference.encode(start, texts, None)
        gradients(checks, start, texts, lists, ids, truth)
        model = steps(checks, start, texts, lists, ids, truth)
        model.save(trained)
        ours, _ = model.predict(texts)
        theirs, _ = reference.forward(reference.load(trained), ids)
        checks.at_most(np.abs(ours - theirs).max(), 1e-5, "saved folder opened by transformers: largest difference of the logits")
        figures(checks, model.evaluate(aift.dataset(texts, lists)), truth, ours)
    checks.done()


if __name__ == "__main__":
    main()
