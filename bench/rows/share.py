"""Training end to end as a share of the best dense products of the same run: 6 N FLOPs a token, real tokens only."""
import json

from harness import row
from rows.train import BANKING, MAIL, Workload

STEPS = {"banking77": 60, "mail": 12}


def weights(folder):
    """N: weights of the products that each token meets."""
    with open(folder + "/config.json", encoding="utf-8") as f:
        c = json.load(f)
    return c["num_hidden_layers"] * (4 * c["hidden_size"] ** 2 + 2 * c["hidden_size"] * c["intermediate_size"])


def some_batches(w):
    """Tokens of four batches, spread over the file."""
    lengths = [min(n, w.max_length) for n in w.bench.prepared.lengths([json.loads(line)["text"] for line in open(w.rows, encoding="utf-8")])]
    sizes = sorted(sum(lengths[i:i + w.batch]) for i in range(0, len(lengths), w.batch))
    return [sizes[len(sizes) * i // 8] for i in (1, 3, 5, 7)]


def sgemm(bench, tokens):
    return bench.run_json([bench.program("sgemm"), "--json", "--slice", bench.slice, "--tokens", ",".join(map(str, tokens))])


def run(bench):
    for workload in BANKING, MAIL:
        w = Workload(bench, workload, False)
        n, tokens, ours, best = weights(w.start), some_batches(w), [], []
        steps = bench.steps(STEPS[w.source])
        products = [sgemm(bench, tokens)]
        for _ in range(bench.turns(5)):
            done = bench.run_json([bench.program("aift_train"), "--model", w.start, "--data", w.rows, "--batch", w.batch,
                                   "--max-length", w.max_length, "--steps", steps])
            products.append(sgemm(bench, tokens))
            ours.append(6 * n * done["tokens"] / done["seconds"] / 1e9)
            best.append((products[-2]["best"] + products[-1]["best"]) / 2)  # right before and after: a machine's speed changes
        setting = "batches of %s tokens; %s" % (tokens, ", ".join(
            "%s %.0f" % (name, figure) for name, figure in products[0].items() if name != "best"))
        yield row("training end to end, %s: 6 N FLOPs a token" % w.name, "best sgemm of this run", ">= 0.75", "GFLOP/s", ours, best,
                  setting=setting, sgemm=best)
