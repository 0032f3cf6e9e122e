"""EfficientNet-Lite0 with PyTorch: fine-tunes with a file's pictures, or predicts them; a worker whose unit is a picture.

The loop is the bare one: pictures prepared before, AdamW, clipping at 1, float32. With --check it prints the losses of so
many steps, and ends.
"""
import argparse
import itertools
import json

import torch

import pictures
import worker

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--pictures", required=True)
parser.add_argument("--rows", type=int, required=True)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--predict", action="store_true")
parser.add_argument("--check", type=int, default=0)
parser.add_argument("--threads", type=int, default=0)
parser.add_argument("--format", choices=["contiguous", "channels_last"], default="contiguous")
parser.add_argument("--compile", choices=["no", "yes"], default="no")
parser.add_argument("--optimizer", choices=["foreach", "fused"], default="foreach")
args = parser.parse_args()
if args.threads:
    torch.set_num_threads(args.threads)
torch.manual_seed(42)

layout = torch.channels_last if args.format == "channels_last" else torch.contiguous_format
net = pictures.network(args.model).to(memory_format=layout).train(not args.predict)
x = pictures.read(args.pictures, args.rows).contiguous(memory_format=layout)
y = torch.arange(args.rows) % net._fc.out_features
forward = torch.compile(net) if args.compile == "yes" else net
optimizer = torch.optim.AdamW(net.parameters(), lr=5e-5, weight_decay=0.0, foreach=args.optimizer == "foreach" or None,
                              fused=args.optimizer == "fused" or None)
batches = itertools.cycle(range(0, args.rows, args.batch))
losses = []


def step():
    first = next(batches)
    loss = torch.nn.functional.cross_entropy(forward(x[first:first + args.batch]), y[first:first + args.batch])
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())
    return args.batch


@torch.inference_mode()
def predict():
    first = next(batches)
    forward(x[first:first + args.batch])
    return args.batch


run = predict if args.predict else step
for _ in range(args.check):
    run()
if args.check:
    print(json.dumps({"losses": losses}))
else:
    run()
    worker.serve(run)
