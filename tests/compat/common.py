# What the compatibility tests share: data readers, the folder every training starts
# from, the order of the rows, and the small harness that prints one line a check.
import csv
import gzip
import json
import os
import shutil
import sys

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


# ---- data ---------------------------------------------------------------------------

def model_folder():
    """The pretrained all-MiniLM-L6-v2; compat.sh puts it there."""
    return os.environ.get("AIFT_COMPAT_MODEL", os.path.join(ROOT, "build", "model"))


def data_folder():
    return os.environ.get("AIFT_COMPAT_DATA", os.path.join(ROOT, "..", "shared", "data"))


def has_data(data, name):
    return os.path.isdir(os.path.join(data, name))


def read_json(path):
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def read_rows(path, text, label):
    """Texts and labels of a CSV or (gzipped) JSON Lines file."""
    if path.endswith(".csv"):
        with open(path, encoding="utf-8-sig", newline="") as f:
            rows = list(csv.DictReader(f))
    else:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8", newline="\n") as f:
            rows = [json.loads(line) for line in f]
    return [r[text] for r in rows], [r[label] for r in rows]


def banking77(data, part):
    return read_rows(os.path.join(data, "banking77", part + ".csv"), "text", "category")


def spam(data, part):
    return read_rows(os.path.join(data, "spam", part + ".jsonl.gz"), "text", "label")


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as f:
        json.dump(value, f, indent=1, ensure_ascii=True)
        f.write("\n")


def label_names(labels):
    """The distinct labels, ordered by their UTF-8 bytes."""
    return sorted(set(labels), key=lambda s: s.encode("utf-8"))


# ---- the same start for both sides --------------------------------------------------

def make_head(n_labels, hidden, seed, scale=0.02):
    """Weight of a new classifier head; its bias is zero."""
    return np.random.default_rng(seed).normal(0, scale, (n_labels, hidden)).astype(np.float32)


def make_start_folder(model, labels, seed, out, dropout=None, scale=0.02):
    """Writes to `out` a BertForSequenceClassification folder made of the encoder in `model`,
    its tokenizer files, and a head drawn from `seed`. `labels` are the distinct label names;
    `dropout` overrides all dropout probabilities of the config; `scale` is the head's spread."""
    import torch
    from transformers import AutoConfig, BertForSequenceClassification

    names = label_names(labels)
    config = AutoConfig.from_pretrained(model)
    config.id2label = dict(enumerate(names))
    config.label2id = {n: i for i, n in enumerate(names)}
    if dropout is not None:
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = dropout
    net = BertForSequenceClassification.from_pretrained(model, config=config, dtype=torch.float32)
    with torch.no_grad():
        net.classifier.weight.copy_(torch.from_numpy(make_head(len(names), config.hidden_size, seed, scale)))
        net.classifier.bias.zero_()
    net.save_pretrained(out)
    for name in TOKENIZER_FILES:
        if os.path.exists(os.path.join(model, name)):
            shutil.copyfile(os.path.join(model, name), os.path.join(out, name))
    return out


def row_order(lengths, epochs, batch, seed):
    """The rows in training order: for each epoch a seeded permutation, cut into pieces of
    50 batches, each sorted by falling length (ties keep the permutation's order). Batch i
    is order[i * batch:(i + 1) * batch]; the epochs are joined without a gap."""
    lengths, order = np.asarray(lengths), []
    for epoch in range(epochs):
        perm = np.random.default_rng([seed, epoch]).permutation(len(lengths))
        for i in range(0, len(perm), 50 * batch):
            piece = perm[i:i + 50 * batch]
            order.append(piece[np.argsort(-lengths[piece], kind="stable")])
    return np.concatenate(order)


def hf_optimizer(net, learning_rate, steps, warmup=0, weight_decay=0.0):
    """AdamW and linear schedule as HF's Trainer makes them: no decay of biases and norms."""
    import torch
    from transformers import get_linear_schedule_with_warmup

    decayed, plain = [], []
    for name, p in net.named_parameters():
        (plain if name.endswith("bias") or "LayerNorm" in name else decayed).append(p)
    groups = [dict(params=decayed, weight_decay=weight_decay), dict(params=plain, weight_decay=0.0)]
    optimizer = torch.optim.AdamW(groups, lr=learning_rate, betas=(0.9, 0.999), eps=1e-8)
    return optimizer, get_linear_schedule_with_warmup(optimizer, warmup, steps)


# ---- harness ------------------------------------------------------------------------

class Checks:
    """Prints one line a check and remembers how many passed, failed and were skipped."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def that(self, good, name, figure="", goal=""):
        text = name + (": " + str(figure) if figure != "" else "") + (" (%s)" % (goal,) if goal else "")
        print(("ok " if good else "FAILED ") + text, flush=True)
        if good:
            self.passed += 1
        else:
            self.failed += 1
        return good

    def at_most(self, value, limit, name):
        """Passes when value <= limit; a NaN fails."""
        return self.that(bool(value <= limit), name, "%.3g" % value, "<= %g" % limit)

    def skip(self, name, why):
        print("skipped %s: %s" % (name, why), flush=True)
        self.skipped += 1

    def done(self):
        """Ends the script; the last line is what compat.sh adds up."""
        print("checks %d %d %d" % (self.passed, self.failed, self.skipped), flush=True)
        sys.exit(1 if self.failed else 0)
