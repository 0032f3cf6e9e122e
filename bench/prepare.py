"""What the rows work on, made once: samples of the data, model folders with a head, exported models."""
import csv
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys

from harness import environment, words

SEED = 42


def run(command, log):
    if subprocess.run(words(command), stdout=log, stderr=log, env=environment({})).returncode:
        raise SystemExit("bench: this failed, see %s: %s" % (log.name, " ".join(words(command))))


def banking77(data, part):
    with open(os.path.join(data, "banking77", part + ".csv"), encoding="utf-8", newline="") as f:
        return [(r["text"], r["category"]) for r in csv.DictReader(f)]


def mail(data, part):
    with gzip.open(os.path.join(data, "spam", part + ".jsonl.gz"), "rt", encoding="utf-8", newline="\n") as f:
        return [(r["text"], r["label"]) for r in map(json.loads, f)]


def write(path, rows):
    with open(path + ".part", "w", encoding="utf-8") as f:
        for text, label in rows:
            print(json.dumps({"text": text, "label": label}), file=f)
    os.rename(path + ".part", path)


def batches(rows, batch, count, grouped, length):
    """`count` batches of an epoch as Hugging Face's Trainer would cut it: in random order, or grouped by length (pieces
    of 50 batches sorted by falling length)."""
    rng = random.Random(SEED)
    rows = rng.sample(rows, len(rows))
    if grouped:
        pieces = [rows[i:i + 50 * batch] for i in range(0, len(rows), 50 * batch)]
        rows = [row for piece in pieces for row in sorted(piece, key=length, reverse=True)]
    cut = [rows[i:i + batch] for i in range(0, len(rows) - batch + 1, batch)]
    every = len(cut) / count
    chosen = [cut[int(i * every)] for i in range(count)]
    return [row for group in rng.sample(chosen, count) for row in group]


def origin(data, model):
    """Samples of other data, of another model or made by another program do not mix."""
    digest = hashlib.sha256()
    for path in [data + "/banking77/train.csv", data + "/banking77/test.csv", data + "/spam/train.jsonl.gz", data + "/spam/test.jsonl.gz",
                 model + "/model.safetensors", model + "/tokenizer.json", __file__]:
        with open(path, "rb") as f:
            digest.update(hashlib.file_digest(f, "sha256").digest())
    return digest.hexdigest()[:12]


class Prepared:
    """Paths of what is there; what is not is made when it is asked for."""

    def __init__(self, root, data, model, venv, ort_venv, log):
        self.root, self.data, self.model, self.log = root, data, model, log
        self.photographs = os.path.join(data, "bccd", "BCCD", "JPEGImages")
        self.python, self.ort_python = venv + "/bin/python", ort_venv + "/bin/python"
        self.folder = os.path.join(root, "build", "bench-data", origin(data, model))
        os.makedirs(self.folder, exist_ok=True)

    def peer(self, name):
        return os.path.join(self.root, "bench", "peers", name + ".py")

    def path(self, name, make):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            make(path)
        return path

    def rows(self, name, make):
        return self.path(name + ".jsonl", lambda path: write(path, make()))

    def encode(self, texts):
        """Hugging Face's encodings, not cut."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(self.model + "/tokenizer.json")
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer.encode_batch(texts)

    def lengths(self, texts):
        """Tokens of each text, the special ones included."""
        return [len(e.ids) for e in self.encode(texts)]

    def of_length(self, texts, tokens):
        """The beginnings of texts that have just so many tokens."""
        long = [(t, e) for t, e in zip(texts, self.encode(texts)) if len(e.ids) >= tokens]
        cut = [t[:e.offsets[tokens - 2][1]] for t, e in long]
        return [t for t, n in zip(cut, self.lengths(cut)) if n == tokens]

    def training_rows(self, source, batch, count, grouped, max_length):
        """A file of whole batches of banking77 or mail."""
        def make():
            rows = globals()[source](self.data, "train")
            tokens = dict(zip(rows, self.lengths([text for text, _ in rows]))) if grouped else {}
            return batches(rows, batch, count, grouped, lambda row: min(tokens[row], max_length))

        return self.rows("%s-%s-%dx%d" % (source, "grouped" if grouped else "random", count, batch), make)

    def start(self, source):
        """The pretrained model with a head for the source's labels and dropout 0.1."""
        def make(path):
            labels = sorted({label for _, label in globals()[source](self.data, "train")})
            code = ("import sys, json; sys.path.insert(0, %r); import common; common.make_start_folder(%r, json.loads(sys.argv[1]), "
                    "%d, %r, dropout=0.1)" % (os.path.join(self.root, "tests", "compat"), self.model, SEED, path + ".part"))
            run([self.python, "-c", code, json.dumps(labels)], self.log)
            os.rename(path + ".part", path)

        return self.path("start-" + source, make)

    def exported(self, source):
        """A folder with plain.onnx, fused.onnx and train.onnx."""
        def make(path):
            run([self.python, self.peer("export"), self.start(source), path + ".part"], self.log)
            os.rename(path + ".part", path)

        return self.path("onnx-" + source, make)

    def artifacts(self, source):
        """What ONNX Runtime trains with; its Python also prints what it did."""
        def make(path):
            run([self.ort_python, self.peer("ort_artifacts"), self.exported(source) + "/train.onnx", path + ".part"], self.log)
            os.rename(path + ".part", path)

        return self.path("artifacts-" + source, make)

    def pictures(self):
        """A folder with EfficientNet-Lite0 and pictures for it: peers/pictures.py says what is in it."""
        def make(path):
            run([self.python, self.peer("pictures"), self.photographs, path + ".part"], self.log)
            os.rename(path + ".part", path)

        return self.path("efficientnet-lite0", make)

    def token_ids(self, rows, max_length):
        """The token ids of a file, for a Python without tokenizers."""
        return self.path(os.path.basename(rows) + ".ids-%d" % max_length,
                         lambda path: run([self.python, self.peer("token_ids"), self.model, rows, max_length, path], self.log))


if __name__ == "__main__":
    sys.exit("this is a part of run.py")
