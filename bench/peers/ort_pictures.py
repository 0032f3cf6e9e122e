"""EfficientNet-Lite0 with ONNX Runtime: predicts a file's pictures; a worker whose unit is a picture.

The pictures are in ONNX's order before. With --check it prints the logits of the first batch, and ends.
"""
import argparse
import itertools
import json

import numpy as np

import ort_session
import worker

parser = argparse.ArgumentParser()
ort_session.add_arguments(parser)
parser.add_argument("--pictures", required=True)
parser.add_argument("--rows", type=int, required=True)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--check", type=int, default=0)
args = parser.parse_args()

x = np.ascontiguousarray(np.fromfile(args.pictures, np.float32).reshape(args.rows, 224, 224, 3).transpose(0, 3, 1, 2))
session = ort_session.open_session(args)
batches = itertools.cycle(range(0, args.rows, args.batch))


def predict():
    first = next(batches)
    return session.run(None, {"pixel_values": x[first:first + args.batch]})[0]


if args.check:
    print(json.dumps({"logits": predict().ravel().tolist()}))
else:
    worker.serve(lambda: len(predict()))
