"""Tokenizes all texts of a file with Hugging Face's tokenizers, again and again; a worker whose unit is a byte of text."""
import argparse

from tokenizers import Tokenizer

import worker

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--data", required=True)
parser.add_argument("--call", default="encode_batch")
args = parser.parse_args()
texts = worker.rows(args.data)[0]
size = sum(len(t.encode("utf-8")) for t in texts)
tokenizer = Tokenizer.from_file(args.model + "/tokenizer.json")
tokenizer.no_padding()
tokenizer.no_truncation()


def tokenize():
    if args.call == "encode":
        for text in texts:
            tokenizer.encode(text)
    else:
        getattr(tokenizer, args.call)(texts)
    return size


worker.serve(tokenize)
