#!/usr/bin/env python3
"""Draws the mails of this folder from the whole corpus: draw.py FOLDER, which holds train.jsonl.gz and test.jsonl.gz.

Each label keeps its share. A text is cut after 1,000 characters: the example reads 128 tokens of it. A mail without
text is left out, and so is a test mail whose text is that of a training mail. The same seed draws the same mails, and writes the same bytes.
"""
import gzip
import hashlib
import json
import os
import sys

SEED = "1"
ROWS = {"train": 1200, "test": 300}
MAX_CHARACTERS = 1000


def lot(row):
    return hashlib.sha256((SEED + row["id"]).encode()).hexdigest()


def draw(rows, fit, n):
    """n of the rows that fit, each label with its share of all rows."""
    drawn = []
    labels = sorted({row["label"] for row in rows})
    for i, label in enumerate(labels):
        share = round(n * sum(row["label"] == label for row in rows) / len(rows))
        same = sorted((row for row in fit if row["label"] == label), key=lot)
        drawn += same[: share if i + 1 < len(labels) else n - len(drawn)]
    return sorted(drawn, key=lambda row: lot({"id": "order" + row["id"]}))


if len(sys.argv) != 2:
    sys.exit("usage: draw.py FOLDER")
seen = set()
for name, n in ROWS.items():
    with gzip.open(os.path.join(sys.argv[1], name + ".jsonl.gz"), "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        row["text"] = row["text"][:MAX_CHARACTERS]
    fit = [row for row in rows if row["text"].strip() and row["text"] not in seen]
    seen.update(row["text"] for row in rows)
    target = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".jsonl.gz")
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        for row in draw(rows, fit, n):
            file.write((json.dumps(row, ensure_ascii=False) + "\n").encode())
