# Spoken digits (fsdd): BC-ResNet trained from nothing with the command, as a user would. Test accuracy; the same with each
# speaker left out; and with noise on the test recordings, trained without and with noise. It takes an hour and runs only
# with --full; AIFT_COMPAT_ROWS picks rows by the beginnings of their names, with commas between.
import csv
import glob
import os
import tempfile
import time

import numpy as np

import command
import common

ROWS = ("digits", "noise", "speaker")
RATE, TEST, SNR = 8000, 5, 10  # Hz; recordings 0 to 4 of each digit and speaker are the test set; dB
CONFIG = {"model_type": "bc_resnet", "tau": 2, "num_mel_bins": 40, "max_length": 101}
NOISE = [{"type": "add_noise", "snr_min": 0, "snr_max": 25, "p": 0.8}]
TRAINING = {"epochs": 20, "batch_size": 32, "learning_rate": 0.01, "warmup_ratio": 0.1, "weight_decay": 0.01, "seed": 42, "threads": 2}


def transforms(noise):
    """A second of sound, 40 bins and 101 frames, 80 dB below the loudest and no less."""
    return {"transforms": [
        {"type": "mono"}, *noise, {"type": "pad_or_trim", "length": RATE}, {"type": "time_shift", "seconds": 0.1},
        {"type": "log_mel", "sampling_rate": RATE, "n_fft": 256, "hop_length": 80, "n_mels": 40, "range": 80, "reference": "max"},
        {"type": "scale_spectrum", "mean": -50, "std": 20},
        {"type": "spec_augment", "freq_mask_param": 5, "time_mask_param": 15}]}


def recordings(data):
    """[(path, digit, speaker, index)]"""
    paths = sorted(glob.glob(os.path.join(data, "fsdd", "recordings", "*.wav")))
    parts = [(os.path.abspath(p), *os.path.basename(p)[:-4].split("_")) for p in paths]
    return [(path, digit, speaker, int(index)) for path, digit, speaker, index in parts]


def write_list(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["audio", "label"])
        writer.writerows(row[:2] for row in rows)
    return path


def noisy(rows, folder):
    """The recordings with white noise, as files; the noise is the same each time."""
    import soundfile

    os.makedirs(folder)
    out = []
    for number, (path, *rest) in enumerate(rows):
        samples, rate = soundfile.read(path)
        noise = np.random.default_rng([SNR, number]).normal(0, 1, samples.shape)
        samples = samples + noise * np.sqrt(np.mean(samples ** 2) / np.mean(noise ** 2)) * 10 ** (-SNR / 20)
        out.append((os.path.join(folder, os.path.basename(path)), *rest))
        soundfile.write(out[-1][0], samples, rate, subtype="FLOAT")
    return out


class Models:
    """Trains in a folder; each model once."""

    def __init__(self, folder):
        self.folder, self.made = folder, {}

    def train(self, name, rows, noise=()):
        if name not in self.made:
            start, out = os.path.join(self.folder, name), os.path.join(self.folder, name + "-trained")
            os.makedirs(start)
            common.write_json(os.path.join(start, "config.json"), CONFIG)
            common.write_json(os.path.join(start, "preprocessor_config.json"), transforms(noise))
            began = time.time()
            report = command.train(start, write_list(os.path.join(start, "train.csv"), rows), out, "--from-config", eval_split=0, **TRAINING)
            print("   %s: %d recordings, %d steps, %.0f s, loss by epoch %s" % (
                name, len(rows), report["steps"], time.time() - began, " ".join("%.3f" % x for x in report["losses"])), flush=True)
            self.made[name] = out
        return self.made[name]

    def accuracy(self, model, rows):
        return command.evaluate(model, write_list(os.path.join(self.folder, "test.csv"), rows))["accuracy"]


def percent(share):
    return "%.2f %%" % (100 * share)


def digits(checks, models, train, test):
    accuracy = models.accuracy(models.train("digits", train), test)
    checks.that(accuracy >= 0.97, "spoken digits, BC-ResNet from nothing, %d recordings: accuracy" % len(test), percent(accuracy), ">= 97 %")


def speaker(checks, models, train, test):
    everything, found = train + test, []
    for name in sorted({row[2] for row in train}):
        model = models.train("without-" + name, [row for row in train if row[2] != name])
        found.append(models.accuracy(model, [row for row in everything if row[2] == name]))
        print("   %s, who was left out: %s" % (name, percent(found[-1])), flush=True)
    # What a speaker who was never heard costs is a finding; that the others taught nothing would be a fault.
    checks.that(np.mean(found) >= 0.5, "spoken digits, a speaker left out, mean of %d (least %s)" % (len(found), percent(min(found))),
                percent(np.mean(found)), "reported")


def noise(checks, models, train, test):
    loud = noisy(test, os.path.join(models.folder, "noisy"))
    plain, hardened = models.train("digits", train), models.train("with-noise", train, NOISE)
    figures = {name: (models.accuracy(model, test), models.accuracy(model, loud)) for name, model in (("without", plain), ("with", hardened))}
    for name, (clean, at_snr) in figures.items():
        print("   trained %s noise: %s, at %d dB %s" % (name, percent(clean), SNR, percent(at_snr)), flush=True)
    checks.that(figures["with"][1] > figures["without"][1], "spoken digits at %d dB, trained with noise" % SNR, percent(figures["with"][1]),
                "more than without: %s" % percent(figures["without"][1]))


def main():
    checks = common.Checks()
    if os.environ.get("AIFT_COMPAT_FULL") != "1":
        checks.skip("spoken digits after whole trainings", "only with --full")
        checks.done()
    data = common.data_folder()
    rows = recordings(data)
    wanted = tuple(os.environ.get("AIFT_COMPAT_ROWS", "").split(","))
    train, test = [r for r in rows if r[3] >= TEST], [r for r in rows if r[3] < TEST]
    with tempfile.TemporaryDirectory() as folder:
        models = Models(folder)
        for row in ROWS:
            if not row.startswith(wanted):
                checks.skip("spoken digits, " + row, "not in AIFT_COMPAT_ROWS")
            elif not rows:
                checks.skip("spoken digits, " + row, "no recordings in %s/fsdd" % data)
            else:
                globals()[row](checks, models, train, test)
    checks.done()


if __name__ == "__main__":
    main()
