"""Writes the token ids of a file's texts, a line a text: token_ids.py FOLDER DATA MAX-LENGTH OUT"""
import sys

import worker

folder, data, max_length, out = sys.argv[1:]
with open(out, "w", encoding="utf-8") as f:
    for ids in worker.token_ids(folder, worker.rows(data)[0], int(max_length)):
        print(*ids, file=f)
