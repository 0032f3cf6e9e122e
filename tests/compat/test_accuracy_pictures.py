# Accuracies after whole trainings of pictures, with the command `aift` as a user has it: MNIST from nothing, and blood cells
# from pretrained weights beside PyTorch (reference_cells.json). It takes a quarter of an hour and runs only with --full;
# AIFT_COMPAT_ROWS picks rows by the beginnings of their names, with commas between.
import csv
import os
import tempfile

import numpy as np

import cells
import command
import common

MNIST = dict(epochs=3, batch_size=64, learning_rate=3e-3, seed=42, threads=2, eval_split=0)


def mnist(checks, data):
    """The small network of docs/models.md, from nothing; the labels are found beside the pictures."""
    where = os.path.join(data, "mnist")
    with tempfile.TemporaryDirectory() as folder:
        network, out = os.path.join(folder, "network"), os.path.join(folder, "out")
        os.mkdir(network)
        common.write_json(os.path.join(network, "config.json"), dict(model_type="cnn"))
        common.write_json(os.path.join(network, "preprocessor_config.json"),
                          dict(transforms=[dict(type="normalize", image_mean=[0.1307], image_std=[0.3081])]))
        report = command.train(network, os.path.join(where, "train-images-idx3-ubyte.gz"), out, "--from-config", **MNIST)
        got = command.evaluate(out, os.path.join(where, "t10k-images-idx3-ubyte.gz"))
    checks.that(got["n"] == 10000 and got["accuracy"] >= 0.99, "accuracy mnist, a small CNN, %d epochs" % MNIST["epochs"],
                "%.2f %%, %.0f s" % (100 * got["accuracy"], report["seconds"]), ">= 99 %")


def write_order(folder, run):
    """All epochs as one list of rows, in PyTorch's order: an epoch's last batch lies across two of them."""
    paths, labels = cells.files(folder)
    order = common.row_order(np.zeros(len(paths)), run["epochs"], run["batch"], run["seed"])
    with open(os.path.join(folder, "order.csv"), "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["image", "label"])
        writer.writerows((paths[i], cells.LABELS[labels[i]]) for i in order)
    return f.name


def train_cells(folder, run):
    """Trains as `run` says, from the same weights and in the same order; returns the figures of the test cells."""
    with tempfile.TemporaryDirectory() as place:
        start, out = os.path.join(place, "start"), os.path.join(place, "out")
        cells.start(start, run["seed"])
        report = command.train(start, write_order(os.path.join(folder, "train"), run), out, train_sampling_strategy="sequential", epochs=1,
                               batch_size=run["batch"], learning_rate=run["learning_rate"], warmup_ratio=run["warmup_ratio"], eval_split=0,
                               seed=run["seed"], threads=2)
        got = command.evaluate(out, os.path.join(folder, "test"))
    assert report["steps"] == run["steps"] and got["n"] == run["test_rows"], "the runs are not the same"
    theirs = run["test"]["balanced_accuracy"]
    print("   cells, seed %d: balanced accuracy %.2f %%, PyTorch %.2f %%; %d steps, loss %.4f, %.0f s; PyTorch %.0f s; %s" % (
        run["seed"], 100 * got["balanced_accuracy"], 100 * theirs, report["steps"], report["loss"], report["seconds"], run["seconds"],
        got["confusion_matrix"]), flush=True)
    return got


def blood_cells(checks, data):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_cells.json")
    if not os.path.exists(path):
        return checks.skip("accuracy cells", "no %s: reference_cells.py writes it" % os.path.basename(path))
    runs = common.read_json(path)["runs"]
    with tempfile.TemporaryDirectory() as folder:
        cells.cut(data, folder)
        ours = [train_cells(folder, run) for run in runs.values()]
    same = all(abs(got["balanced_accuracy"] - cells.balanced_accuracy(got["confusion_matrix"])) < 1e-12 for got in ours)
    checks.that(same, "balanced accuracy of the confusion matrix", len(ours))
    ours, theirs = [got["balanced_accuracy"] for got in ours], [run["test"]["balanced_accuracy"] for run in runs.values()]
    mean, their_mean = np.mean(ours), np.mean(theirs)
    checks.that(min(ours) >= 0.95, "balanced accuracy cells, each of %d seeds" % len(ours), "%.2f %%" % (100 * min(ours)), ">= 95 %")
    checks.that(abs(mean - their_mean) <= 0.01, "balanced accuracy cells, mean of %d seeds" % len(ours), "%.2f %%, PyTorch %.2f %%, difference %+.2f points" % (
        100 * mean, 100 * their_mean, 100 * (mean - their_mean)), "within 1 point")


ROWS = {"mnist": (mnist, "mnist"), "cells": (blood_cells, "bccd")}


def main():
    checks = common.Checks()
    if os.environ.get("AIFT_COMPAT_FULL") != "1":
        checks.skip("accuracies of pictures after whole trainings", "only with --full")
        checks.done()
    data = common.data_folder()
    wanted = tuple(os.environ.get("AIFT_COMPAT_ROWS", "").split(","))
    for name, (test, needs) in ROWS.items():
        if not name.startswith(wanted):
            checks.skip("accuracy " + name, "not in AIFT_COMPAT_ROWS")
        elif not common.has_data(data, needs):
            checks.skip("accuracy " + name, "no folder %s/%s" % (data, needs))
        else:
            test(checks, data)
    checks.done()


if __name__ == "__main__":
    main()
