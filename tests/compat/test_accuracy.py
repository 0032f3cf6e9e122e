# Test accuracies after whole trainings against those of reference_accuracy.json. It takes an hour and more,
# and runs only with --full; AIFT_COMPAT_ROWS picks runs by the beginnings of their names, with commas between.
import os
import tempfile
import time

import numpy as np

import aift
import common
import reference_accuracy

READ = {"banking77": common.banking77, "spam": common.spam}
EACH = 50  # steps between two lines, as in reference_accuracy.json


def follower(name, theirs):
    """A progress callback that prints the mean loss now and then, beside PyTorch's."""
    losses = []

    def progress(_, p):
        losses.append(p.contents.loss)
        if len(losses) % EACH == 0 or len(losses) == p.contents.max_steps:
            at = (len(losses) - 1) // EACH
            print("   %s: step %d of %d, loss %.4f (PyTorch %s)" % (
                name, len(losses), p.contents.max_steps, np.mean(losses[at * EACH:]), theirs[at] if at < len(theirs) else "-"), flush=True)
        return 0

    return aift.PROGRESS(progress)


def accuracy(name, run, data):
    """Trains as `run` says, from the same folder and in the same order; returns the test accuracy."""
    texts, labels = READ[run["task"]](data, "train")
    began = time.time()
    with tempfile.TemporaryDirectory() as start:
        common.make_start_folder(common.model_folder(), labels, run["seed"], start, run["dropout"])
        tokenizer, cut = aift.Tokenizer(start), aift.EncodeOptions(max_length=run["max_length"])
        lengths = [len(tokenizer.encode(t, cut)[0]) // 4 for t in texts]
        model = aift.Model(start)
    # All epochs are one: the batches are PyTorch's, also where one lies across two epochs.
    order = common.row_order(lengths, run["epochs"], run["batch"], run["seed"])
    progress = follower(name, run["loss_each_50_steps"])
    report = model.train(aift.select(aift.dataset(texts, labels), order), num_train_epochs=1, max_length=run["max_length"],
                         learning_rate=run["learning_rate"], per_device_train_batch_size=run["batch"], seed=run["seed"],
                         train_sampling_strategy=aift.SEQUENTIAL, progress=progress)
    seconds = time.time() - began
    result = model.evaluate(aift.dataset(*READ[run["task"]](data, "test")))
    model.close()
    theirs = run["test"]["accuracy"]
    print("   %s: accuracy %.2f %%, PyTorch %.2f %%, difference %+.2f points; %d steps, %.0f s" % (
        name, 100 * result["accuracy"], 100 * theirs, 100 * (result["accuracy"] - theirs), report["steps"], seconds), flush=True)
    return result["accuracy"]


def judge(checks, kind, ours, theirs):
    """The means over the runs of one kind."""
    mean, their_mean = np.mean(ours), np.mean(theirs)
    figure = "%.2f %%, PyTorch %.2f %%, difference %+.2f points, %d runs" % (
        100 * mean, 100 * their_mean, 100 * (mean - their_mean), len(ours))
    if kind == "spam-dropout":
        checks.that(min(ours) >= 0.97, "accuracy %s, each run" % kind, "%.2f %%" % (100 * min(ours)), ">= 97 %")
        checks.that(mean >= their_mean - 0.005, "accuracy " + kind, figure, "at most 0.5 points below")
    else:
        limit = 0.005 if kind == "banking77-nodropout" else 0.007
        checks.that(abs(mean - their_mean) <= limit, "accuracy " + kind, figure, "within %.1f points" % (100 * limit))


def main():
    checks = common.Checks()
    if os.environ.get("AIFT_COMPAT_FULL") != "1":
        checks.skip("accuracies after whole trainings", "only with --full")
        checks.done()
    data = common.data_folder()
    runs = common.read_json(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference_accuracy.json"))["runs"]
    wanted = tuple(os.environ.get("AIFT_COMPAT_ROWS", "").split(","))
    for kind in ("banking77-nodropout", "banking77-dropout", "spam-dropout"):
        ours, theirs = [], []
        for name in sorted(n for n in reference_accuracy.ROWS if n.startswith(kind + "-")):
            if not name.startswith(wanted):
                checks.skip("accuracy " + name, "not in AIFT_COMPAT_ROWS")
            elif not common.has_data(data, kind.split("-")[0]):
                checks.skip("accuracy " + name, "no folder %s/%s" % (data, kind.split("-")[0]))
            elif name not in runs:
                checks.skip("accuracy " + name, "reference_accuracy.json has no result of PyTorch's for it")
            else:
                ours.append(accuracy(name, runs[name], data))
                theirs.append(runs[name]["test"]["accuracy"])
        if ours:
            judge(checks, kind, ours, theirs)
    checks.done()


if __name__ == "__main__":
    main()
