# Fine-tunes EfficientNet-Lite0 on blood cells (cells.py) with PyTorch and writes the figures that libaift is compared with.
#   reference_cells.py --data DIR --out FILE [--seeds 1,2,3] [--tune]
# Each finished run is added to FILE at once; a run that FILE holds already is not repeated.
import argparse
import json
import os
import platform
import tempfile
import time

import numpy as np
import torch
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image

import cells
import common

OPTIMIZER = dict(name="AdamW", betas=[0.9, 0.999], eps=1e-8, weight_decay=0.0, max_grad_norm=1.0, schedule="linear")


def pixels(folder, paths):
    """uint8 [pictures, SIZE, SIZE, 3]"""
    size = (cells.SIZE, cells.SIZE)
    return np.stack([np.asarray(Image.open(os.path.join(folder, p)).convert("RGB").resize(size, Image.BILINEAR)) for p in paths])


def prepare(rows):
    values = (rows.astype(np.float32) * np.float32(1 / 255) - np.float32(cells.MEAN)) / np.float32(cells.STD)
    return torch.from_numpy(values).permute(0, 3, 1, 2)  # channels_last


def evaluate(net, x, y):
    net.eval()
    confusion = np.zeros((len(cells.LABELS), len(cells.LABELS)), dtype=int)
    with torch.inference_mode():
        for i in range(0, len(x), 32):
            np.add.at(confusion, (y[i:i + 32], net(prepare(x[i:i + 32])).argmax(1).numpy()), 1)
    return dict(balanced_accuracy=cells.balanced_accuracy(confusion), accuracy=float(confusion.trace() / confusion.sum()),
                confusion_matrix=confusion.tolist())


def run(train, test, seed):
    t, (x, y) = cells.TRAINING, train
    with tempfile.TemporaryDirectory() as folder:
        weights = cells.start(folder, seed)
    net = EfficientNet.from_name("efficientnet-lite0", num_classes=len(cells.LABELS), image_size=cells.SIZE, dropout_rate=0.0,
                                 drop_connect_rate=0.0)
    net.load_state_dict(weights)
    net = net.to(memory_format=torch.channels_last).train()
    order = common.row_order(np.zeros(len(y)), t["epochs"], t["batch"], seed)
    steps = -(-len(order) // t["batch"])
    warmup = int(np.ceil(t["warmup_ratio"] * steps))  # as transformers' Trainer rounds it
    optimizer = torch.optim.AdamW(net.parameters(), lr=t["learning_rate"], betas=tuple(OPTIMIZER["betas"]), eps=OPTIMIZER["eps"],
                                  weight_decay=OPTIMIZER["weight_decay"])
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: s / max(1, warmup) if s < warmup else (steps - s) / max(1, steps - warmup))
    began, losses = time.time(), []
    for step in range(steps):
        rows = order[step * t["batch"]:(step + 1) * t["batch"]]
        loss = torch.nn.functional.cross_entropy(net(prepare(x[rows])), torch.from_numpy(y[rows]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), OPTIMIZER["max_grad_norm"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if (step + 1) % 50 == 0 or step + 1 == steps:
            print("seed %d: step %d of %d, loss %.4f, %.0f s" % (seed, step + 1, steps, np.mean(losses[step // 50 * 50:]), time.time() - began),
                  flush=True)
    return dict(seed=seed, size=cells.SIZE, **t, steps=steps, train_rows=len(y), test_rows=len(test[1]), seconds=round(time.time() - began, 1),
                loss_each_50_steps=[round(float(np.mean(losses[i:i + 50])), 5) for i in range(0, steps, 50)], test=evaluate(net, *test))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--seeds", default="1,2,3")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--tune", action="store_true", help="train on the data set's train, test on its val")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    result = dict(runs={})
    if os.path.exists(a.out):
        with open(a.out) as f:
            result = json.load(f)
    result["versions"] = dict(torch=torch.__version__, numpy=np.__version__, python=platform.python_version())
    result["optimizer"] = OPTIMIZER
    with tempfile.TemporaryDirectory() as folder:
        cells.cut(a.data, folder, cells.TUNING if a.tune else cells.TESTING)
        parts = []
        for part in ("train", "test"):
            paths, labels = cells.files(os.path.join(folder, part))
            parts.append((pixels(os.path.join(folder, part), paths), labels))
    for seed in a.seeds.split(","):
        if seed in result["runs"]:
            continue
        result["runs"][seed] = run(*parts, int(seed))
        done = [r["test"]["balanced_accuracy"] for r in result["runs"].values()]
        result["mean"] = dict(runs=len(done), balanced_accuracy=float(np.mean(done)))
        with open(a.out + ".new", "w") as f:
            json.dump(result, f, indent=1)
            f.write("\n")
        os.replace(a.out + ".new", a.out)
        print("seed %s: %s" % (seed, result["runs"][seed]["test"]), flush=True)


if __name__ == "__main__":
    main()
