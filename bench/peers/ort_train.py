"""Fine-tunes with ONNX Runtime's training API, batch after batch of a file; a worker whose unit is a real token.

The same loop as torch_train.py. The artifacts are ort_artifacts.py's.
"""
import argparse
import itertools

import numpy as np
import onnxruntime
from onnxruntime.training.api import CheckpointState, Module, Optimizer

import worker

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--artifacts", required=True)
parser.add_argument("--data", required=True)
parser.add_argument("--ids", required=True, help="token ids of the file, as a JSON list a line")
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=0)
parser.add_argument("--spinning", default="1")
parser.add_argument("--arena", default="yes")
parser.add_argument("--pattern", default="yes")
args = parser.parse_args()

_, labels = worker.rows(args.data)
with open(args.ids, encoding="utf-8") as f:
    ids = [[int(i) for i in line.split()] for line in f]
y = np.array(worker.label_numbers(args.model, labels), np.int64)
options = onnxruntime.SessionOptions()
options.log_severity_level = 3
options.intra_op_num_threads = args.threads
options.enable_cpu_mem_arena = args.arena == "yes"
options.enable_mem_pattern = args.pattern == "yes"
options.add_session_config_entry("session.intra_op.allow_spinning", args.spinning)
state = CheckpointState.load_checkpoint(args.artifacts + "/checkpoint")
net = Module(args.artifacts + "/training_model.onnx", state, device="cpu", session_options=options)
optimizer = Optimizer(args.artifacts + "/optimizer_model.onnx", net)
optimizer.set_learning_rate(5e-5)
net.train()
batches = itertools.cycle(range(0, len(ids), args.batch))


def step():
    first = next(batches)
    chosen = ids[first:first + args.batch]
    width = max(map(len, chosen))
    x = np.array([i + [0] * (width - len(i)) for i in chosen], np.int64)
    bias = np.array([[0.0] * len(i) + [-1e9] * (width - len(i)) for i in chosen], np.float32)[:, None, None, :]
    positions = np.tile(np.arange(width, dtype=np.int64), (len(chosen), 1))
    loss = net(x, bias, np.zeros_like(x), positions, y[first:first + args.batch])
    if not np.isfinite(loss):
        raise SystemExit("the loss is not finite")
    optimizer.step()
    net.lazy_reset_grad()
    return sum(map(len, chosen))


step()
worker.serve(step)
