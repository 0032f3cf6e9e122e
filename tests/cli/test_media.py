"""Pictures: a model trained from nothing on folders, evaluated, used on files, folders and lists; pages of data; what cannot
be read."""
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile

from cli import TINY, aift, case, check, data, end, read, skip, write
from media import listener, network, photos, png, tones, trained, wav_file


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
    said = aift("evaluate", "--model", out, "--data", root, "--on-error", "skip").out.decode()
    check("left out of the evaluation, as they could not be read:" in said and "dark/05.png: is truncated" in said and
          "light/07.png: is text" in said, "an evaluation for people: %s" % said)
    said = aift("train", "--model", out, "--data", root, "--output", os.path.join(folder, "more"), "--on-error", "skip", "--epochs", "1",
                "--eval-split", "0").out.decode()
    check("left out of the training, as" in said and ".png: is t" in said, "a training for people: %s" % said)
    aift("predict", "--model", out, root, code=1, err=r"dark/05\.png: ")
    result = aift("predict", "--model", out, root, "--on-error", "skip", err="2 of the files could not be read")
    rows = [json.loads(line) for line in result.out.splitlines()]
    check(len(rows) == 40 and sum("error" in r for r in rows) == 2, "rows with errors")
    aift("predict", "--model", out, "--text", "hello", code=1, err="--text: the model does image-classification")
    aift("predict", "--model", out, "nothing.png", code=1, err="nothing.png")
    aift("predict", "--model", TINY, os.path.join(root, "dark", "00.png"), code=1, err="the model classifies texts")
    aift("predict", "--model", out, write(folder, "list.csv", "image\n"), code=1, err="list.csv: a list of files is given with --data")
    aift("predict", "--model", out, "--data", os.path.join(root, "dark", "00.png"), code=1, err="00.png: .*without --data")
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
    for more in ([], ["--model", out], ["--model", os.path.join(folder, "network"), "--from-config"]):
        aift("data", "show", root, "--html", page, "--rows", "40", *more)
        text = read(page).decode()
        check(text.startswith("<!DOCTYPE html>") and text.endswith("</html>\n"), "a page")
        check(text.count("data:image/png;base64,") == 39 * (3 if more else 1), "pictures: %d" % text.count("data:image"))
        check('class="error"' in text and "src=\"http" not in text, "the broken one is shown, nothing is fetched")
        check("<td>width, pixels</td><td>8</td><td>8</td><td>8</td>" in text, "sizes")
    os.symlink("nothing", os.path.join(root, "dark", "gone.png"))
    os.rename(os.path.join(root, "light"), os.path.join(root, "\u00e4" * 60))
    aift("data", "show", root, "--html", page)
    text = read(page).decode()
    check("<h2>Left out</h2>" in text and "dark/gone.png: a link to nothing" in text, "what is left out is named")
    check("\u00e4" * 28 + "..." in text and "\ufffd" not in text, "a long label is cut at a character")
    mails = data(folder)
    aift("data", "show", mails, "--html", page, "--model", TINY)
    check(b"please pay the bill" in read(page) and b" tokens" in read(page), "texts")
    one = write(folder, "one.csv", "text\n" + "a" * 1999 + "\u00e4\u00e4\n")
    aift("data", "show", one, "--html", page)
    text = read(page).decode()
    check("a ...</div>" in text and "\ufffd" not in text and "<h2>1 row</h2>" in text, "a long text is cut at a character")
    aift("data", "show", mails, "--html", page, "--text-column", "body", code=1, err='no column "body"')
    aift("data", "hide", mails, "--html", page, code=2, err="data show")


def idx(folder, name, *shape, values):
    return write(folder, name, bytes([0, 0, 8, len(shape)]) + struct.pack(">%dI" % len(shape), *shape) + bytes(values))


def idx_pairs(folder):
    """Grey pictures as MNIST has them: a page without and with a model, and a training of a network for three colours."""
    page = os.path.join(folder, "page.html")
    draw = random.Random(1)
    labels = [i % 2 for i in range(20)]
    images = idx(folder, "train-images-idx3-ubyte", 20, 8, 8, values=[130 * l + draw.randrange(120) for l in labels for _ in range(64)])
    idx(folder, "train-labels-idx1-ubyte", 20, values=labels)
    out, _ = trained(folder, images)
    for more in ([], ["--model", out]):
        aift("data", "show", images, "--html", page, "--rows", "20", *more)
        text = read(page).decode()
        check(text.count("data:image/png;base64,") == 20 * (3 if more else 1) and 'class="error"' not in text, "a page of an IDX pair")
        check("<b>2</b><span>labels</span>" in text and "row 20" in text, "its facts")
    got = json.loads(aift("evaluate", "--model", out, "--data", images, "--json").out)
    check(got["n"] == 20 and got["accuracy"] == 1, "an evaluation: %s" % got)


def columns(folder):
    """Pages of lists: the column of the paths by what is in it; labels that are misnamed, and more than one."""
    root, page = photos(folder, 2), os.path.join(folder, "page.html")
    rows = [("dark/00.png", ["night", "a <b>"]), ("light/00.png", ["day"]), ("light/01.png", ["day", "night"]), ("dark/01.png", [])]
    listed = write(root, "list.jsonl", "".join(json.dumps({"path": path, "kinds": kinds}) + "\n" for path, kinds in rows))
    aift("data", "show", listed, "--html", page, "--text-column", "path", "--label-column", "kinds")
    text = read(page).decode()
    check(text.count("data:image/png;base64,") == 4 and 'class="error"' not in text, "pictures of a column of paths")
    check("<b>3</b><span>labels</span>" in text and re.findall(r"</text><rect.*?>(\d+)</text>", text) == ["1", "2", "2"], "each label counts")
    for label in ("night, a &lt;b&gt;", "day, night", "(none)"):
        check('<div class="label">%s</div>' % label in text, "the label %s" % label)
    aift("data", "show", listed, "--html", page, "--text-column", "path", "--label-column", "kind", code=1, err='no column "kind"')
    heard = tones(folder, 1)
    write(heard, "long.wav", wav_file(bytes(2 * 8000 * 11)))
    listed = write(heard, "list.csv", "file,label\nhigh/00.wav,high\nlong.wav,low\n")
    aift("data", "show", listed, "--html", page, "--text-column", "file")
    text = read(page).decode()
    check(text.count("data:audio/wav;base64,") == 2 and text.count("the first 10 seconds") == 1, "a column of recordings")
    check("0.5 s at 8000 Hz, 1 channel<" in text and "11 s at 8000 Hz" in text, "their lengths")


def recordings(folder):
    root, net, out = tones(folder, 12), listener(folder), os.path.join(folder, "out")
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


def many_labels(folder, task, column, model, files, epochs, rate):
    """A list of labels a row, from training to predictions; `files`: label -> paths, relative to the folder."""
    lists = {label: sorted([label, "any"]) for label in files}
    rows = [(path, lists[label]) for label in files for path in files[label]]
    listed, out = os.path.join(folder, "rows.jsonl"), os.path.join(folder, "out")
    write(folder, "rows.jsonl", "".join(json.dumps({column: path, "label": labels}) + "\n" for path, labels in rows))
    got = json.loads(aift("train", "--task", task, "--model", model, "--from-config", "--data", listed, "--eval-data", listed, "--output", out,
                          "--epochs", epochs, "--batch-size", "8", "--learning-rate", rate, "--threads", "2", "--json").out)
    check(json.loads(read(out, "config.json"))["problem_type"] == "multi_label_classification", "the kind of problem: %s" % got)
    got = json.loads(aift("evaluate", "--model", out, "--data", listed, "--json").out)
    check(got["n"] == len(rows) and got["accuracy"] == 1 and got["f1_macro"] == 1, "an evaluation: %s" % got)
    answers = [json.loads(line) for line in aift("predict", "--model", out, *(os.path.join(folder, path) for path, _ in rows)).out.splitlines()]
    check([a["labels"] for a in answers] == [labels for _, labels in rows], "predictions: %s" % answers[:3])
    check(all(sorted(a["scores"]) == sorted(["any", *files]) for a in answers), "scores: %s" % answers[0])
    one = write(folder, "one.jsonl", json.dumps({column: rows[0][0], "label": "any"}) + "\n")
    got = json.loads(aift("evaluate", "--model", out, "--data", one, "--json").out)
    check(got["accuracy"] == 0, "one label of two: %s" % got)


def pictures_of_many_labels(folder):
    photos(folder, 10)
    many_labels(folder, "image-classification", "image", network(folder),
                {label: ["photos/%s/%02d.png" % (label, i) for i in range(10)] for label in ("dark", "light")}, "20", "0.02")


def recordings_of_many_labels(folder):
    tones(folder, 12)
    many_labels(folder, "audio-classification", "audio", listener(folder),
                {label: ["tones/%s/%02d.wav" % (label, i) for i in range(12)] for label in ("high", "low")}, "30", "0.01")


def example(folder):
    """examples/photograph.c says what the command says; examples/recordings.c trains what the command can use."""
    root = photos(folder)
    out, _ = trained(folder, root)
    photo = os.path.join(root, "light", "03.png")
    said = subprocess.run([sys.argv[3], out, photo], stdout=subprocess.PIPE, timeout=100)
    check(said.returncode == 0 and said.stdout == aift("predict", "--model", out, photo).out, "photograph: %s" % said)
    missing = subprocess.run([sys.argv[3], out, "no such.png"], stderr=subprocess.PIPE, timeout=100)
    check(missing.returncode == 1 and b"no such.png" in missing.stderr, "a missing file: %s" % missing)
    if len(sys.argv) < 5:
        return
    heard, net, more = tones(folder, 12), listener(folder), os.path.join(folder, "more")
    begun = os.path.join(folder, "begun")
    aift("train", "--model", net, "--from-config", "--data", heard, "--output", begun, "--epochs", "1", "--batch-size", "8", "--eval-split", "0")
    write(os.path.join(heard, "low"), "05.wav", b"no recording")
    done = subprocess.run([sys.argv[4], begun, heard, more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100)
    check(done.returncode == 0, "recordings: %s" % done)
    check("low/05.wav" in json.loads(done.stdout)["skipped"]["messages"][0], "the damaged file is named: %s" % done.stdout)
    row = json.loads(aift("predict", "--model", more, os.path.join(heard, "low", "03.wav")).out)
    check(row["label"] in ("high", "low"), "a tone: %s" % row)


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
for function in [folders, bad_files, bad_folders, pages, idx_pairs, columns, recordings, pictures_of_many_labels,
                 recordings_of_many_labels] + ([example] if len(sys.argv) > 3 else []):
    case(function.__name__, function)
end()
