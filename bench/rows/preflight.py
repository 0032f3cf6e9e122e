"""The memory that `aift train --dry-run` predicts, against the peak of the same training."""
import functools
import json
import os
import subprocess

from harness import environment, row, words

# name, source, batch, accumulation, steps
CASES = [("Banking77, batch 32", "banking77", 32, 1, 60), ("mail cut at 256, batch 16", "mail", 16, 1, 16),
         ("mail cut at 256, batch 4, accumulation 4", "mail", 4, 4, 16)]
PREDICTED = ("memory", "peak_bytes")  # where the plan has it


def command(bench, source, batch, accumulation, steps):
    p = bench.prepared
    data = {"banking77": ["--data", p.data + "/banking77/train.csv", "--label-column", "category"],
            "mail": ["--data", p.data + "/spam/train.jsonl.gz"]}[source]
    return words([os.path.join(bench.build, "bindings", "cli", "aift"), "train", "--model", p.start(source), *data, "--batch-size", batch,
                  "--gradient-accumulation-steps", accumulation, "--max-length", 256, "--max-steps", bench.steps(steps), "--json"])


def last_json(bench, command):
    """The object that a command prints last; None if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=bench.log, text=True, env=environment({}))
    return json.loads(done.stdout.strip().splitlines()[-1]) if done.returncode == 0 else None


def run(bench):
    for name, *case in CASES:
        what, against, goal = "memory preflight, %s" % name, "measured peak", "within 10%"
        out = os.path.join(bench.prepared.folder, "preflight-model")
        train = command(bench, *case) + ["--output", out, "--overwrite"]
        plan, report = last_json(bench, train + ["--dry-run"]), last_json(bench, train)
        if plan is None or report is None:
            raise SystemExit("bench: aift train failed: %s" % " ".join(train))
        predicted, peak = functools.reduce(lambda part, key: part[key], PREDICTED, plan), report["peak_rss_bytes"]
        line = row(what, against, "<= 1.1", "MiB", [predicted / 2**20], [peak / 2**20])
        yield {**line, "goal": goal, "met": 0.9 <= predicted / peak <= 1.1}
