"""The first prediction of a process through ONNX Runtime and tokenizers: ort_first.py --onnx FILE --model DIR --text TEXT"""
import argparse
import json

import numpy as np
from tokenizers import Tokenizer

import ort_session

parser = argparse.ArgumentParser()
ort_session.add_arguments(parser)
parser.add_argument("--model", required=True)
parser.add_argument("--text", required=True)
args = parser.parse_args()
session = ort_session.open_session(args)
ids = Tokenizer.from_file(args.model + "/tokenizer.json").encode(args.text).ids
x = np.array([ids], np.int64)
logits = session.run(None, dict(input_ids=x, attention_mask=np.ones_like(x)))[0][0]
scores = np.exp(logits - logits.max())
with open(args.model + "/config.json", encoding="utf-8") as f:
    label = json.load(f)["id2label"][str(int(scores.argmax()))]
print(json.dumps({"label": label, "score": float(scores.max() / scores.sum())}), flush=True)
