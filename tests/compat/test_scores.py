# Models that were trained and saved, used as people use them: `aift predict` on the original files gives the scores of the
# tensors that evaluation is given, every bit, and evaluation's figures are those of the scores.
import csv
import glob
import json
import os
import tempfile

import numpy as np

import aift
import cells
import command
import common

SPECTRUM = {"transforms": [{"type": "mono"}, {"type": "pad_or_trim", "length": 8000},
                           {"type": "log_mel", "sampling_rate": 8000, "n_fft": 256, "hop_length": 80, "n_mels": 40, "range": 80, "reference": "max"},
                           {"type": "scale_spectrum", "mean": -50, "std": 20}]}


def write_list(folder, column, rows):
    path = os.path.join(folder, "list.csv")
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow([column, "label"])
        writer.writerows(rows)
    return path


def compare(checks, name, folder, column, rows, start, *flags, **training):
    """`rows` are (path, label)."""
    out, listed = os.path.join(folder, "out"), write_list(folder, column, rows)
    command.train(start, listed, out, *flags, eval_split=0, batch_size=16, threads=2, **training)
    paths, labels = [p for p, _ in rows], sorted({label for _, label in rows})
    lines = [json.loads(line) for line in command.run("predict", "--model", out, "--threads", 2, *paths).splitlines()]
    checks.that([line["file"] for line in lines] == paths, name + ": predicted files", len(lines))
    files = np.array([[line["scores"][label] for label in labels] for line in lines], dtype=np.float32)
    model = aift.Model(out)
    tensors = model.scores(model.preprocess(paths))
    model.close()
    differ = int(np.sum(files.view(np.uint32) != tensors.view(np.uint32)))
    checks.that(files.shape == tensors.shape and differ == 0, name + ": scores of files that differ from those of tensors",
                "%d of %d" % (differ, tensors.size), "0, every bit")
    got, truth = command.evaluate(out, listed), np.array([labels.index(label) for _, label in rows])
    right = float(np.mean(tensors.argmax(1) == truth))
    checks.that(got["n"] == len(rows) and got["accuracy"] == right, name + ": evaluation's accuracy is that of the scores", "%.3f" % right)
    loss = -np.mean(np.log(tensors[np.arange(len(rows)), truth].astype(np.float64)))
    checks.at_most(abs(got["loss"] - loss) / loss, 1e-5, name + ": relative difference of evaluation's loss and that of the scores")


def pictures(checks, data):
    with tempfile.TemporaryDirectory() as folder:
        cells.cut(data, folder)
        start, rows = os.path.join(folder, "start"), []
        cells.start(start, 1)
        for label in cells.LABELS:
            rows += [(p, label) for p in sorted(glob.glob(os.path.join(folder, "test", label, "*.png")))[:30]]
        compare(checks, "cells", folder, "image", rows, start, epochs=2, learning_rate=3e-4)


def recordings(checks, data):
    paths = [os.path.abspath(p) for p in sorted(glob.glob(os.path.join(data, "fsdd", "recordings", "*_[01].wav")))]
    with tempfile.TemporaryDirectory() as folder:
        start = os.path.join(folder, "start")
        os.mkdir(start)
        common.write_json(os.path.join(start, "config.json"), dict(model_type="bc_resnet", num_mel_bins=40, max_length=101))
        common.write_json(os.path.join(start, "preprocessor_config.json"), SPECTRUM)
        compare(checks, "spoken digits", folder, "audio", [(p, os.path.basename(p)[0]) for p in paths], start, "--from-config", epochs=3,
                learning_rate=3e-3)


def main():
    checks, data = common.Checks(), common.data_folder()
    for test, needs in ((pictures, "bccd"), (recordings, "fsdd")):
        if common.has_data(data, needs):
            test(checks, data)
        else:
            checks.skip("scores of saved models", "no folder %s/%s" % (data, needs))
    checks.done()


if __name__ == "__main__":
    main()
