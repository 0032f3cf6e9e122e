# Vectors of texts against sentence-transformers: MiniLM's own folder, other poolings, lengths of every kind.
import json
import os
import random
import shutil
import subprocess
import tempfile

import numpy as np
from sentence_transformers import SentenceTransformer

import aift
import command
import common

WORDS = "rain wind bill train ticket Strasse Stra\u00dfe \u00c9t\u00e9 \u6f22\u5b57 \U0001f600 e-mail 3.14 don't re:invoice (urgent) x".split()


def texts():
    """Of 0 to 400 words, and corners; the longest are cut at max_seq_length."""
    draw = random.Random(7)
    made = ["", " ", "\t", "a", ".", "\u200b", "A" * 5000, "\u00a0caf\u00e9\u00a0", "line one line two", "[CLS] [SEP] [MASK]"]
    return made + [" ".join(draw.choice(WORDS) for _ in range(n)) for n in list(range(1, 121)) + [200, 254, 255, 256, 257, 400]]


def with_pooling(model, to, pooling, normalize, max_seq_length):
    """The model's folder with other files of sentence-transformers."""
    shutil.copytree(model, to, ignore=shutil.ignore_patterns("onnx", "openvino", "*.bin", "*.onnx"))
    os.makedirs(os.path.join(to, "1_Pooling"), exist_ok=True)
    modules = [("Transformer", ""), ("Pooling", "1_Pooling")] + [("Normalize", "2_Normalize")] * normalize
    common.write_json(os.path.join(to, "modules.json"), [
        {"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + name} for i, (name, path) in enumerate(modules)])
    modes = {"pooling_mode_%s" % name: name == pooling for name in ("cls_token", "mean_tokens", "lasttoken")}
    common.write_json(os.path.join(to, "1_Pooling", "config.json"), {"word_embedding_dimension": 384, **modes})
    common.write_json(os.path.join(to, "sentence_bert_config.json"), {"max_seq_length": max_seq_length, "do_lower_case": False})
    return to


def compare(checks, name, folder, rows):
    theirs = SentenceTransformer(folder, device="cpu").encode(rows, batch_size=32)
    ours = aift.Model(folder).embed(rows)
    checks.at_most(np.abs(ours - theirs).max(), 1e-5, "%s, %d texts: largest difference" % (name, len(rows)))


def main():
    checks = common.Checks()
    model, rows = common.model_folder(), texts()
    with tempfile.TemporaryDirectory() as folder:
        if os.path.exists(os.path.join(model, "1_Pooling", "config.json")):
            compare(checks, "MiniLM as it is", model, rows)
        else:
            checks.skip("MiniLM as it is", "%s has no 1_Pooling/config.json: an older examples/get-model.sh fetched it" % model)
        as_published = with_pooling(model, os.path.join(folder, "mean"), "mean_tokens", True, 256)
        compare(checks, "mean, normalised, 256 tokens", as_published, rows)
        compare(checks, "mean, 512 tokens", with_pooling(model, os.path.join(folder, "long"), "mean_tokens", False, 512), rows)
        compare(checks, "cls, normalised, 16 tokens", with_pooling(model, os.path.join(folder, "cls"), "cls_token", True, 16), rows)
        compare(checks, "lasttoken", with_pooling(model, os.path.join(folder, "last"), "lasttoken", False, 128), rows)
        lines = [row for row in rows if "\n" not in row]
        done = subprocess.run([command.AIFT, "embed", "--model", as_published], input="".join(row + "\n" for row in lines).encode("utf-8"),
                              stdout=subprocess.PIPE, check=True)
        printed = np.array([json.loads(line) for line in done.stdout.splitlines()], dtype=np.float32)
        checks.that((printed == aift.Model(as_published).embed(lines)).mean() > 0.999, "aift embed prints these numbers")
    checks.done()


if __name__ == "__main__":
    main()
