"""Training end to end as a share of the best dense products of the same run: 6 N FLOPs a token, real tokens only."""
import json

from harness import Worker, row
from rows.train import BANKING, MAIL, Workload

STEPS, TURNS = {"banking77": 60, "mail": 12}, {"banking77": 5, "mail": 3}


def weights(folder):
    """N: weights of the products that each token meets."""
    with open(folder + "/config.json", encoding="utf-8") as f:
        c = json.load(f)
    return c["num_hidden_layers"] * (4 * c["hidden_size"] ** 2 + 2 * c["hidden_size"] * c["intermediate_size"])


def some_batches(w):
    """Tokens of two batches, a shorter and a longer one."""
    lengths = [min(n, w.max_length) for n in w.bench.prepared.lengths([json.loads(line)["text"] for line in open(w.rows, encoding="utf-8")])]
    sizes = sorted(sum(lengths[i:i + w.batch]) for i in range(0, len(lengths), w.batch))
    return [sizes[len(sizes) * i // 4] for i in (1, 3)]


class Products:
    """The best dense products at the shapes of these batches: of the libraries that sgemm knows, and of PyTorch."""

    def __init__(self, bench, tokens):
        self.bench = bench
        self.shapes = ["--slice", bench.slice, "--tokens", ",".join(map(str, tokens))]
        self.torch = Worker([bench.prepared.python, bench.prepared.peer("torch_sgemm"), *self.shapes], bench.log)

    def measure(self):
        """Backend -> GFLOP/s, each product weighted by its work; "best": of the fastest at each."""
        rates = self.bench.run_json([self.bench.program("sgemm"), "--json", *self.shapes])
        work, best = zip(*rates.pop("products"))
        torch = self.torch.turn(0, 1)["units"][0]
        rates["PyTorch"] = sum(work) / sum(w / r for w, r in zip(work, torch))
        rates["best"] = sum(work) / sum(w / max(r, t) for w, r, t in zip(work, best, torch))
        return rates


def measure(bench, w, products):
    """(GFLOP/s of ours, of the best products right before and after; all rates before the first)"""
    n, ours, best = weights(w.start), [], []
    steps = bench.steps(STEPS[w.source])
    rates = [products.measure()]
    for _ in range(bench.turns(TURNS[w.source])):
        done = bench.run_json([bench.program("aift_train"), "--model", w.start, "--data", w.rows, "--batch", w.batch,
                               "--max-length", w.max_length, "--steps", steps])
        rates.append(products.measure())
        ours.append(6 * n * done["tokens"] / done["seconds"] / 1e9)
        best.append((rates[-2]["best"] + rates[-1]["best"]) / 2)  # a machine's speed changes
    return ours, best, rates[0]


def run(bench):
    for workload in BANKING, MAIL:
        w = Workload(bench, workload, False)
        tokens = some_batches(w)
        products = Products(bench, tokens)
        try:
            ours, best, rates = measure(bench, w, products)
        finally:
            products.torch.end()
        setting = "batches of %s tokens; %s" % (tokens, ", ".join(
            "%s %.0f" % (name, figure) for name, figure in rates.items() if name != "best"))
        yield row("training end to end, %s: 6 N FLOPs a token" % w.name, "best sgemm of this run", ">= 0.75", "GFLOP/s", ours, best,
                  setting=setting, sgemm=best)
