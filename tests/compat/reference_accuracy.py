# Fine-tunes MiniLM with PyTorch and writes the test accuracies that libaift is compared with.
#   reference_accuracy.py --model DIR --data DIR --out FILE [--rows NAME,NAME...]
# Each finished run is added to FILE at once; a run that FILE holds already is not repeated.
import argparse
import json
import os
import platform
import tempfile
import time

import numpy as np
import tokenizers
import torch
import transformers
from transformers import AutoModelForSequenceClassification, AutoTokenizer, get_linear_schedule_with_warmup

import common

TASKS = {
    "banking77": dict(read=common.banking77, epochs=3, learning_rate=2e-4, batch=32, max_length=512),
    "spam": dict(read=common.spam, epochs=1, learning_rate=1e-4, batch=16, max_length=256),
}
# name: (task, dropout probability, seed of head, row order and dropout)
ROWS = {
    "banking77-nodropout-1": ("banking77", 0.0, 1),
    "spam-dropout-1": ("spam", 0.1, 1),
    "banking77-dropout-1": ("banking77", 0.1, 1),
    "spam-dropout-2": ("spam", 0.1, 2),
    "banking77-dropout-2": ("banking77", 0.1, 2),
    "spam-dropout-3": ("spam", 0.1, 3),
    "banking77-dropout-3": ("banking77", 0.1, 3),
}
OPTIMIZER = dict(name="AdamW", betas=[0.9, 0.999], eps=1e-8, weight_decay=0.0, max_grad_norm=1.0,
                 schedule="linear", warmup_steps=0)


def encode(tokenizer, texts, max_length):
    return tokenizer(texts, truncation=True, max_length=max_length, padding=False)["input_ids"]


def pad(ids, rows):
    """Input ids and mask of some rows, padded to the longest of them."""
    width = max(len(ids[r]) for r in rows)
    x = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width, dtype=torch.long)
    for i, r in enumerate(rows):
        x[i, :len(ids[r])] = torch.tensor(ids[r])
        mask[i, :len(ids[r])] = 1
    return x, mask


def evaluate(net, ids, y):
    """Accuracy, macro F1 and mean loss."""
    net.eval()
    predicted, loss = np.zeros(len(y), dtype=np.int64), 0.0
    rows = np.argsort([len(i) for i in ids], kind="stable")
    with torch.inference_mode():
        for i in range(0, len(rows), 32):
            batch = rows[i:i + 32]
            x, mask = pad(ids, batch)
            logits = net(input_ids=x, attention_mask=mask).logits
            loss += torch.nn.functional.cross_entropy(logits, torch.tensor(y[batch]), reduction="sum").item()
            predicted[batch] = logits.argmax(1).numpy()
    f1 = []
    for c in np.unique(y):
        tp = np.sum((predicted == c) & (y == c))
        f1.append(2 * tp / max(1, np.sum(predicted == c) + np.sum(y == c)))
    return dict(accuracy=float(np.mean(predicted == y)), f1_macro=float(np.mean(f1)), loss=loss / len(y))


def run(model, data, task, dropout, seed):
    t = TASKS[task]
    texts, labels = t["read"](data, "train")
    test_texts, test_labels = t["read"](data, "test")
    names = common.label_names(labels)
    with tempfile.TemporaryDirectory() as start:
        common.make_start_folder(model, labels, seed, start, dropout)
        tokenizer = AutoTokenizer.from_pretrained(start)
        # eager attention: the faster one of the two on a CPU when dropout is on
        net = AutoModelForSequenceClassification.from_pretrained(start, attn_implementation="eager")
    ids = encode(tokenizer, texts, t["max_length"])
    y = np.array([names.index(n) for n in labels])
    order = common.row_order([len(i) for i in ids], t["epochs"], t["batch"], seed)
    steps = -(-len(order) // t["batch"])
    optimizer = torch.optim.AdamW(net.parameters(), lr=t["learning_rate"], betas=tuple(OPTIMIZER["betas"]),
                                  eps=OPTIMIZER["eps"], weight_decay=OPTIMIZER["weight_decay"], fused=True)
    schedule = get_linear_schedule_with_warmup(optimizer, OPTIMIZER["warmup_steps"], steps)
    torch.manual_seed(seed)
    net.train()
    began, shown, curve = time.time(), [], []
    for step in range(steps):
        rows = order[step * t["batch"]:(step + 1) * t["batch"]]
        x, mask = pad(ids, rows)
        loss = net(input_ids=x, attention_mask=mask, labels=torch.tensor(y[rows])).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), OPTIMIZER["max_grad_norm"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        shown.append(loss.item())
        if len(shown) == 50 or step + 1 == steps:
            curve.append(round(float(np.mean(shown)), 5))
            print("%s seed %d: step %d of %d, loss %.4f, %.0f s"
                  % (task, seed, step + 1, steps, curve[-1], time.time() - began), flush=True)
            shown = []
    seconds = time.time() - began
    test_ids = encode(tokenizer, test_texts, t["max_length"])
    test_y = np.array([names.index(n) for n in test_labels])
    return dict(task=task, dropout=dropout, seed=seed, epochs=t["epochs"], batch=t["batch"],
                learning_rate=t["learning_rate"], max_length=t["max_length"], steps=steps,
                train_rows=len(y), test_rows=len(test_y), tokens=int(sum(len(ids[r]) for r in order)),
                seconds=round(seconds, 1), loss_each_50_steps=curve, test=evaluate(net, test_ids, test_y))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--model", required=True)
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--rows", default=",".join(ROWS), help="names out of: " + ", ".join(ROWS))
    p.add_argument("--threads", type=int, default=2)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    transformers.logging.set_verbosity_error()
    result = dict(runs={})
    if os.path.exists(a.out):
        with open(a.out) as f:
            result = json.load(f)
    result["versions"] = dict(torch=torch.__version__, transformers=transformers.__version__,
                              tokenizers=tokenizers.__version__, numpy=np.__version__,
                              python=platform.python_version())
    result["optimizer"] = OPTIMIZER
    for name in a.rows.split(","):
        if name in result["runs"]:
            continue
        result["runs"][name] = run(a.model, a.data, *ROWS[name])
        means = {}
        for kind in ("banking77-nodropout", "banking77-dropout", "spam-dropout"):
            got = [r["test"]["accuracy"] for n, r in result["runs"].items() if n.startswith(kind + "-")]
            if got:
                means[kind] = dict(runs=len(got), accuracy=float(np.mean(got)))
        result["mean"] = means
        with open(a.out + ".new", "w") as f:
            json.dump(result, f, indent=1)
            f.write("\n")
        os.replace(a.out + ".new", a.out)
        print("%s: %s" % (name, result["runs"][name]["test"]), flush=True)


if __name__ == "__main__":
    main()
