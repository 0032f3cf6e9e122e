#!/usr/bin/env python3
"""Writes tests/golden/data/: the same rows as CSV and as gzip JSON Lines, made by Python's own modules, and the
SHA-256 of their values as tests/unit/data/test_dataset.c computes it. It writes the same bytes each time."""
import csv
import gzip
import hashlib
import io
import json
import pathlib
import random

FOLDER = pathlib.Path(__file__).parent.parent / "golden" / "data"
PIECES = ["plain", "words and more", 'a "quoted" word', "a, comma", "two\nlines", "CR\r\nLF", "\ttab", " blank ",
          "Grüße", "日本語", "😀", "é", "", "\\u0041", "\u2028", "'", ";", "x" * 300, "\ufeff"]


def main():
    rng = random.Random(3)
    columns = ["id", "text", "label"]
    rows = [[str(i), " ".join(rng.choices(PIECES, k=rng.randrange(6))), rng.choice(["ham", "spam", "überraschend"])]
            for i in range(500)]
    FOLDER.mkdir(exist_ok=True)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(rows)
    (FOLDER / "rows.csv").write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode())
    lines = "".join(json.dumps(dict(zip(columns, row)), ensure_ascii=rng.random() < 0.5) + "\n" for row in rows)
    (FOLDER / "rows.jsonl.gz").write_bytes(gzip.compress(lines.encode(), mtime=0))
    digest = hashlib.sha256()
    for row in rows:
        for value in row:
            digest.update(value.encode() + b"\0")
    (FOLDER / "rows.sha256").write_text(f"{len(rows)} {digest.hexdigest()}\n")


main()
