"""Pictures: a model trained from nothing on folders, evaluated, used on files, folders and lists; pages of data; what cannot
be read."""
import json
import math
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

from cli import TINY, aift, case, check, data, end, read, skip, write

CONFIG = {"model_type": "cnn", "num_channels": 3, "image_size": 8, "hidden_sizes": [4, 8], "depths": 1}
PREPARED = {"transforms": [{"type": "center_crop", "crop_size": 8}, {"type": "random_horizontal_flip", "p": 0.5},
                           {"type": "normalize", "image_mean": [0.5], "image_std": [0.5]}]}


def png(label, number):
    """8 x 8 pixels of noise, dark (0) or light (1)."""
    draw = random.Random(label * 1000 + number)
    raw = b"".join(b"\0" + bytes(label * 130 + draw.randrange(120) for _ in range(24)) for _ in range(8))
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def photos(folder, times=20, name="photos"):
    root = os.path.join(folder, name)
    for label, kind in enumerate(["dark", "light"]):
        os.makedirs(os.path.join(root, kind))
        for i in range(times):
            write(os.path.join(root, kind), "%02d.png" % i, png(label, i))
    return root


def network(folder):
    path = os.path.join(folder, "network")
    os.mkdir(path)
    write(path, "config.json", json.dumps(CONFIG))
    write(path, "preprocessor_config.json", json.dumps(PREPARED))
    return path


def trained(folder, root, *more):
    out = os.path.join(folder, "out")
    return out, aift("train", "--model", network(folder), "--from-config", "--data", root, "--eval-data", root, "--output", out,
                     "--epochs", "6", "--batch-size", "8", "--learning-rate", "0.02", "--threads", "2", *more)


def folders(folder):
    root = photos(folder)
    out, result = trained(folder, root, "--task", "image-classification")
    check("labels    2: dark (20), light (20)" in result.text, "the plan: %s" % result.text)
    check("tokens" not in result.text, "no tokens: %s" % result.text)
    check(sorted(os.listdir(out)) == ["aift.json", "config.json", "model.safetensors", "preprocessor_config.json"], "files")
    check(json.loads(read(out, "aift.json"))["task"] == "image-classification", "the task")
    got = json.loads(aift("evaluate", "--model", out, "--data", root, "--json").out)
    check(got["n"] == 40 and got["accuracy"] == 1, "evaluation: %s" % got)
    rows = [json.loads(line) for line in aift("predict", "--model", out, os.path.join(root, "light", "03.png"), root).out.splitlines()]
    check(len(rows) == 41, "%d rows" % len(rows))
    check(rows[0]["file"].endswith("light/03.png") and rows[0]["label"] == "light", "the first: %s" % rows[0])
    check([r["label"] for r in rows[1:]] == ["dark"] * 20 + ["light"] * 20, "labels")
    check(rows[0]["scores"] == rows[1 + 23]["scores"], "the same picture, the same scores")
    listed = write(root, "list.csv", "image,label\nlight/03.png,light\ndark/00.png,dark\n")
    again = [json.loads(line) for line in aift("predict", "--model", out, "--data", listed).out.splitlines()]
    check([r["scores"] for r in again] == [rows[0]["scores"], rows[1]["scores"]], "a list")
    got = json.loads(aift("evaluate", "--model", out, "--data", listed, "--json").out)
    check(got["n"] == 2 and got["accuracy"] == 1, "a list: %s" % got)


def bad_files(folder):
    root = photos(folder)
    write(os.path.join(root, "dark"), "05.png", png(0, 5)[:60])
    write(os.path.join(root, "light"), "07.png", b"no picture")
    out = os.path.join(folder, "out")
    aift("train", "--model", network(folder), "--from-config", "--data", root, "--eval-split", "0", "--output", out, code=1,
         err=r"(dark/05|light/07)\.png: ")
    shutil.rmtree(os.path.join(folder, "network"))
    out, result = trained(folder, root, "--on-error", "skip", "--json")
    got = json.loads(result.out)
    check(got["skipped"]["count"] == 2 and got["rows"] == 38 * 6, "skipped: %s" % got["skipped"])
    check(any("dark/05.png" in m for m in got["skipped"]["messages"]), "named: %s" % got["skipped"])
    aift("predict", "--model", out, root, code=1, err=r"dark/05\.png: ")
    result = aift("predict", "--model", out, root, "--on-error", "skip", err="2 of the files could not be read")
    rows = [json.loads(line) for line in result.out.splitlines()]
    check(len(rows) == 40 and sum("error" in r for r in rows) == 2, "rows with errors")
    aift("predict", "--model", out, "--text", "hello", code=1, err="--text: the model does image-classification")
    aift("predict", "--model", out, "nothing.png", code=1, err="nothing.png")
    aift("predict", "--model", TINY, os.path.join(root, "dark", "00.png"), code=1, err="the model classifies texts")
    aift("predict", "--model", out, root, "--text", "x", code=2, err="exclude each other")
    aift("train", "--model", out, "--data", root, "--output", out, "--task", "audio-classification", code=1,
         err="which does image-classification")


def bad_folders(folder):
    out, model, empty = os.path.join(folder, "out"), network(folder), os.path.join(folder, "empty")
    os.mkdir(empty)
    fails = lambda where, pattern: aift("train", "--model", model, "--from-config", "--data", where, "--output", out, code=1, err=pattern)
    fails(empty, "empty: holds no picture and no recording")
    root = photos(folder)
    fails(os.path.join(root, "dark"), "label")
    one = os.path.join(folder, "one")
    shutil.copytree(os.path.join(root, "dark"), os.path.join(one, "dark"))
    fails(one, 'all rows have the same label "dark"')
    os.symlink("..", os.path.join(root, "dark", "loop"))
    fails(root, "dark/loop: the link leads back")
    aift("train", "--model", model, "--data", root, "--output", out, code=1, err=r"model\.safetensors is missing")


def pages(folder):
    root, page = photos(folder), os.path.join(folder, "page.html")
    write(os.path.join(root, "dark"), "05.png", png(0, 5)[:60])
    out, _ = trained(folder, root, "--on-error", "skip")
    for more in ([], ["--model", out]):
        aift("data", "show", root, "--html", page, "--rows", "40", *more)
        text = read(page).decode()
        check(text.startswith("<!DOCTYPE html>") and text.endswith("</html>\n"), "a page")
        check(text.count("data:image/png;base64,") == 39 * (3 if more else 1), "pictures: %d" % text.count("data:image"))
        check('class="error"' in text and "src=\"http" not in text, "the broken one is shown, nothing is fetched")
    mails = data(folder)
    aift("data", "show", mails, "--html", page, "--model", TINY)
    check(b"please pay the bill" in read(page) and b" tokens" in read(page), "texts")
    aift("data", "show", mails, "--html", page, "--text-column", "body", code=1, err='no column "body"')
    aift("data", "hide", mails, "--html", page, code=2, err="data show")


SPECTRA = {"transforms": [{"type": "mono"}, {"type": "resample", "sampling_rate": 8000}, {"type": "pad_or_trim", "length": 8000},
                          {"type": "log_mel", "sampling_rate": 8000, "n_fft": 256, "hop_length": 80, "n_mels": 40},
                          {"type": "scale_spectrum", "mean": -20.0, "std": 20.0}]}


def wav(hertz, number):
    """Half a second of a tone and noise, 16 bits, 8 kHz."""
    draw = random.Random(hertz + number)
    values = [int(9000 * math.sin(2 * math.pi * hertz * (1 + number / 50) * t / 8000) + draw.randrange(-900, 900)) for t in range(4000)]
    raw = struct.pack("<4000h", *values)
    return (b"RIFF" + struct.pack("<I", 36 + len(raw)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) +
            b"data" + struct.pack("<I", len(raw)) + raw)


def recordings(folder):
    root, net, out = os.path.join(folder, "tones"), os.path.join(folder, "net"), os.path.join(folder, "out")
    for label, hertz in [("high", 1500), ("low", 300)]:
        os.makedirs(os.path.join(root, label))
        for i in range(12):
            write(os.path.join(root, label), "%02d.wav" % i, wav(hertz, i))
    os.mkdir(net)
    write(net, "config.json", json.dumps({"model_type": "bc_resnet", "tau": 1, "num_mel_bins": 40, "max_length": 101}))
    write(net, "preprocessor_config.json", json.dumps(SPECTRA))
    aift("train", "--model", net, "--from-config", "--data", root, "--eval-data", root, "--output", out, "--epochs", "30",
         "--batch-size", "8", "--learning-rate", "0.01", "--threads", "2")
    got = json.loads(aift("evaluate", "--model", out, "--data", root, "--json").out)
    check(got["n"] == 24 and got["accuracy"] == 1, "evaluation: %s" % got)
    row = json.loads(aift("predict", "--model", out, os.path.join(root, "low", "03.wav")).out)
    check(row["label"] == "low", "a tone: %s" % row)
    page = os.path.join(folder, "page.html")
    aift("data", "show", root, "--html", page, "--rows", "6", "--model", out)
    text = read(page).decode()
    check(text.count("data:image/png;base64,") == 12 and text.count("data:audio/wav;base64,") == 6, "spectra and players")


def example(folder):
    """examples/photograph.c says what the command says."""
    root = photos(folder)
    out, _ = trained(folder, root)
    photo = os.path.join(root, "light", "03.png")
    said = subprocess.run([sys.argv[3], out, photo], stdout=subprocess.PIPE, timeout=100)
    check(said.returncode == 0 and said.stdout == aift("predict", "--model", out, photo).out, "photograph: %s" % said)
    missing = subprocess.run([sys.argv[3], out, "no such.png"], stderr=subprocess.PIPE, timeout=100)
    check(missing.returncode == 1 and b"no such.png" in missing.stderr, "a missing file: %s" % missing)


def missing(folder):
    """What this build lacks, if the cases cannot be run."""
    path = network(folder)
    root = photos(folder, 1)
    probe = subprocess.run([sys.argv[1], "train", "--model", path, "--from-config", "--data", root, "--output", os.path.join(folder, "out"),
                            "--eval-split", "0", "--dry-run"], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    return "model_type cnn" if b"not known" in probe.stderr else None


with tempfile.TemporaryDirectory() as where:
    lacks = missing(where)
if lacks:
    skip("media", "this build has no " + lacks)
    end()
for function in [folders, bad_files, bad_folders, pages, recordings] + ([example] if len(sys.argv) > 3 else []):
    case(function.__name__, function)
end()
