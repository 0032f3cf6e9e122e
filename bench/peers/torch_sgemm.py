"""Dense products by PyTorch's matmul at the shapes of a training step; a worker whose unit is a list: GFLOP/s of each
product, in the order in which bench/inside/sgemm.c lists them."""
import argparse
import statistics
import time

import torch

import worker

ROUNDS = 5
parser = argparse.ArgumentParser()
parser.add_argument("--tokens", required=True, help="of the batches, by commas")
parser.add_argument("--hidden", type=int, default=384)
parser.add_argument("--inner", type=int, default=1536)
parser.add_argument("--slice", type=float, default=0.01, help="seconds of one measurement")
parser.add_argument("--threads", type=int, default=0)
args = parser.parse_args()
if args.threads:
    torch.set_num_threads(args.threads)
torch.manual_seed(1)


def products():
    """x[T,I] times weight[O,I], and what its gradients take: pairs of matrices."""
    h, w = args.hidden, args.inner
    for t in map(int, args.tokens.split(",")):
        for o, i in (3 * h, h), (h, h), (w, h), (h, w):
            x, weight, grad = torch.randn(t, i), torch.randn(o, i), torch.randn(t, o)
            yield x, weight.t()
            yield grad, weight
            yield grad.t(), x


def measure(a, b, out):
    torch.mm(a, b, out=out)  # not counted: wakes threads, fills caches
    begin = now = time.perf_counter()
    calls = 0
    while now - begin < args.slice or calls < 2:
        torch.mm(a, b, out=out)
        calls += 1
        now = time.perf_counter()
    return 2e-9 * a.shape[0] * a.shape[1] * b.shape[1] * calls / (now - begin)


pairs = [(a, b, torch.empty(a.shape[0], b.shape[1])) for a, b in products()]


def all_products():
    with torch.inference_mode():
        return [statistics.median(measure(*pair) for _ in range(ROUNDS)) for pair in pairs]


worker.serve(all_products)
