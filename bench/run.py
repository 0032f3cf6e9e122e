"""Runs the rows of the benchmark and writes what came out; bench/run.sh builds everything and calls it."""
import argparse
import importlib
import json
import os
import platform
import re
import subprocess
import sys
import time
import traceback

import report
from harness import environment, without_figures, words
from prepare import Prepared

# The rows: a file of bench/rows each, whose run(bench) gives lines of the table.
ROWS = ["share", "train", "predict", "tokenizer", "pictures", "sounds", "vision", "files", "start", "preflight", "size"]
ASKED = ["tables"]  # only when it is named: it takes long, and some gigabytes
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Bench:
    """What the rows are given: where things are, and how much to do."""

    def __init__(self, args, log):
        self.log, self.quick = log, args.quick
        self.build, self.builtin = args.build, args.build + "-builtin"
        self.prepared = Prepared(ROOT, args.data, args.model, args.venv, args.ort_venv, log)
        self.slice = 0.001 if self.quick else 0.01  # seconds, of the programs that look inside
        self.attempts = 3  # of a peer that crashes
        self.failed = False

    def program(self, name):
        return os.path.join(self.build, "bench", name)

    def run_json(self, command):
        done = subprocess.run(words(command), stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment({}))
        if done.returncode:
            raise SystemExit("bench: this failed: %s" % " ".join(words(command)))
        return json.loads(done.stdout.strip().splitlines()[-1])

    def text(self, command):
        done = subprocess.run(words(command), stdout=subprocess.PIPE, stderr=self.log, text=True, env=environment({}))
        if done.returncode:
            raise SystemExit("bench: this failed: %s" % " ".join(words(command)))
        return done.stdout

    # ---- how much: --quick looks whether everything works, and no more ----

    def turns(self, full):
        return min(2, full) if self.quick else full

    def turn(self, full):
        return (1, 2) if self.quick else full

    def tuning_turn(self, full):
        return (0, 1) if self.quick else (full[0], max(4, full[1]))

    def steps(self, full):
        return max(2, full // 20) if self.quick else full

    def calls(self, full):
        return max(20, full // 50) if self.quick else full

    def options(self, options):
        """The settings to try; the first two of two of them."""
        return {name: choices[:2] for name, choices in list(options.items())[:2]} if self.quick else options


def machine():
    """Cores, model and instruction set; nothing that tells which machine it is."""
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        text = f.read()
    flags = set(re.search(r"^flags\s*:(.*)$", text, re.M).group(1).split())
    level = next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2"), ("avx", "AVX")) if flag in flags), "SSE2")
    model = re.search(r"^model name\s*:\s*(.*)$", text, re.M).group(1)
    return {"cores": len(os.sched_getaffinity(0)), "cpu": model, "instruction_set": level}


def versions(bench):
    wanted = ("torch", "transformers", "tokenizers", "onnxruntime", "onnxruntime-training-cpu")
    packages = {}
    for python in bench.prepared.ort_python, bench.prepared.python:  # of both, the second's where both have one
        if os.path.exists(python):
            found = bench.text([python, "-m", "pip", "list", "--format", "json"])
            packages.update((p["name"], p["version"]) for p in json.loads(found) if p["name"] in wanted)
    packages = {name: packages[name] for name in wanted if name in packages}
    library = bench.text([os.path.join(bench.build, "bindings", "cli", "aift"), "version"]).split()[1]
    return {"libaift": library, "python": platform.python_version(), **packages}


def profile(bench, *command):
    """The text of a program that looks inside; where it fails, the rows that were measured are kept all the same."""
    try:
        return bench.text(command)
    except SystemExit as failure:
        bench.failed = True
        return "%s; see build/bench.log" % failure


def profiles(bench):
    """The texts of the programs that look inside."""
    data = os.path.join(bench.prepared.data, "banking77", "train.csv")
    start = bench.prepared.start("banking77")
    steps = ["--steps", bench.steps(40), "--model", start]
    mail = os.path.join(bench.prepared.data, "spam", "train.jsonl.gz")
    return {
        "A training step, Banking77, batch 32": profile(bench, bench.program("step"), *steps, "--data", data, "--label-column", "category"),
        "A training step, mail cut at 256 tokens, batch 16": profile(
            bench, bench.program("step"), "--model", bench.prepared.start("mail"), "--data", mail, "--batch", 16, "--max-length", 256,
            "--steps", bench.steps(40) // 4 + 1),
        "Dense products": profile(bench, bench.program("sgemm"), "--slice", bench.slice),
        "Kernels": profile(bench, bench.program("kernels"), "--slice", bench.slice),
    }


def lines(name, bench):
    """What a row gives; where it fails, a line that says so, and the others go on."""
    try:
        yield from importlib.import_module("rows." + name).run(bench)
    except (Exception, SystemExit) as failure:
        traceback.print_exc(file=bench.log)
        bench.failed = True
        yield without_figures(name, "", "", "failed: %s; see build/bench.log" % failure)


def main():
    parser = argparse.ArgumentParser(prog="bench/run.sh")
    parser.add_argument("--from", dest="place", default=".", help="what --data is relative to")
    parser.add_argument("--data", default=os.path.join(ROOT, "..", "shared", "data"))
    parser.add_argument("--model", required=True)
    parser.add_argument("--venv", required=True)
    parser.add_argument("--ort-venv", required=True)
    parser.add_argument("--build", required=True)
    parser.add_argument("--quick", action="store_true", help="tiny settings: does it work?")
    parser.add_argument("--keep", action="store_true", help="write bench/results.json and docs/benchmarks.md")
    parser.add_argument("rows", nargs="*", metavar="ROW", help=" ".join(ROWS))
    args = parser.parse_args()
    args.data = os.path.join(args.place, args.data)
    unknown = set(args.rows) - set(ROWS + ASKED)
    if unknown:
        parser.error("there is no row %s; there are: %s" % (", ".join(sorted(unknown)), " ".join(ROWS + ASKED)))
    if args.keep and (args.rows or args.quick):
        parser.error("--keep is for a whole run: what is kept is the page of results")
    for source in ("banking77/train.csv", "spam/train.jsonl.gz"):
        if not os.path.exists(os.path.join(args.data, source)):
            parser.error("%s has no %s; name the folder of the data sets with --data" % (args.data, source))

    begin = time.time()
    with open(os.path.join(ROOT, "build", "bench.log"), "w", encoding="utf-8") as log:
        bench = Bench(args, log)
        result = {"machine": machine(), "versions": versions(bench), "quick": bench.quick, "rows": []}
        for name in args.rows or ROWS:
            since = time.time()
            for row in lines(name, bench):
                row["minutes"] = round((time.time() - since) / 60, 1)
                since = time.time()
                result["rows"].append({"row": name, **row})
                print("%s | %.1f min" % (report.text_line(row), row["minutes"]), flush=True)
        if not args.rows:
            result["profiles"] = profiles(bench)
    result["minutes"] = round((time.time() - begin) / 60, 1)
    kept = [os.path.join(ROOT, "build", "bench.json")] + [os.path.join(ROOT, "bench", "results.json")] * args.keep
    for path in kept:
        with open(path, "w", encoding="utf-8") as f:
            json.dump(result, f, indent=1)
            f.write("\n")
    if args.keep:
        with open(os.path.join(ROOT, "docs", "benchmarks.md"), "w", encoding="utf-8") as f:
            f.write(report.markdown(result) + "\n")
    print("\n" + report.table(result["rows"], report.text_cells))
    print("\n".join(report.best_sgemm(result["rows"])))
    print("%.1f minutes; kept in %s" % (result["minutes"], os.path.relpath(kept[-1])))
    return 1 if bench.failed else 0


if __name__ == "__main__":
    sys.exit(main())
