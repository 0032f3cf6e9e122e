"""Classifies all texts of a file with ONNX Runtime, again and again; a worker whose unit is a row.

The rows are tokenized, batched and padded before; only the model's runs are in the time.
"""
import argparse

import numpy as np

import ort_session
import worker

parser = argparse.ArgumentParser()
ort_session.add_arguments(parser)
parser.add_argument("--model", required=True, help="the folder, for its tokenizer")
parser.add_argument("--data", required=True)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--max-length", type=int, default=256)
parser.add_argument("--order", default="given", help="given, or sorted by length")
args = parser.parse_args()

ids = worker.token_ids(args.model, worker.rows(args.data)[0], args.max_length)
if args.order == "sorted":
    ids.sort(key=len)
session = ort_session.open_session(args)
batches = []
for first in range(0, len(ids), args.batch):
    chosen = ids[first:first + args.batch]
    width = max(map(len, chosen))
    x = np.array([i + [0] * (width - len(i)) for i in chosen], np.int64)
    mask = np.array([[1] * len(i) + [0] * (width - len(i)) for i in chosen], np.int64)
    batches.append(dict(input_ids=x, attention_mask=mask))


def predict():
    for batch in batches:
        session.run(None, batch)
    return len(ids)


worker.serve(predict)
