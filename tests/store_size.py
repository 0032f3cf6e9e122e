#!/usr/bin/env python3
"""The store at its full size, which takes minutes: store_size.py BUILD-FOLDER [--records N --rounds N --changes N --folder F --only WORD].

Use cases are imported by the command, all of them changed in each further round (100,000 in 10 rounds: 1,000,000 rows of the
log). Then the wall time of whole commands, the median of 20. Then 8 processes that make changes by the command, some of
which are killed, and verify. --folder keeps the store there, and one that is there is asked as it is. --only asks the commands
that have the word, and "none" asks nothing: fill once, ask later on a quiet machine,

    store_size.py BUILD-FOLDER --folder F --changes 0 --only none
    store_size.py BUILD-FOLDER --folder F --changes 0 --only rank
"""
import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

COMMANDS = [
    ["usecase", "list", "--limit", "50"],
    ["usecase", "list", "--sort", "updated"],
    ["usecase", "list", "--sort", "title"],
    ["usecase", "list", "--state", "draft", "--task", "forecasting", "--owner", "owner7@example.com"],
    ["usecase", "list", "--search", "invoices"],
    ["usecase", "list", "--search", "plant 99998", "--sort", "title"],
    ["usecase", "list", "--search", "sort mail hand late", "--state", "draft", "--sort", "updated"],
    ["usecase", "get", "UC-50000"],
    ["usecase", "rank"],
    ["usecase", "rank", "--method", "wsjf"],
    ["store", "info"],
]
NOUNS = ["mail", "invoices", "machines", "contracts", "tickets", "pictures", "calls", "orders"]
VERBS = ["Sort", "Check", "Predict", "Find", "Count", "Summarise"]
TASKS = ["text-classification", "object-detection", "speech", "forecasting"]


def row(i, round_):
    return {"Key": f"K-{i}", "title": f"{VERBS[i % 6]} {NOUNS[i % 8]} in plant {i}",
            "problem": f"Every day {i % 90} people look at {NOUNS[(i + round_) % 8]} by hand, and round {round_} is late.",
            "task": TASKS[i % 4], "owner.name": f"Owner {i % 500}", "owner.email": f"owner{i % 500}@example.com",
            "scores.reach": i, "scores.impact": 1 + i % 3, "scores.confidence": 0.8, "scores.effort": 1.5 + i * 7 % 24, "Rank": round_}


def run(folder, *command, code=0):
    """The seconds that the command takes, and its answer."""
    start = time.perf_counter()
    done = subprocess.run([AIFT, *command, "--json"], cwd=folder, check=False, capture_output=True)
    took = time.perf_counter() - start
    if done.returncode != code:
        sys.exit(f"{' '.join(command)}: {done.returncode}: {done.stdout.decode()[-2000:]}{done.stderr.decode()}")
    return took, json.loads(done.stdout)


def fill(folder, records, rounds):
    run(folder, "store", "init")
    for round_ in range(rounds):
        with open(os.path.join(folder, "rows.csv"), "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, row(0, 0))
            writer.writeheader()
            writer.writerows(row(i, round_) for i in range(records))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        took, answer = run(folder, "usecase", "import", "rows.csv", "--format", "csv", "--key", "Key")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        counts = {key: answer[key] if isinstance(answer[key], int) else len(answer[key]) for key in answer}
        print(f"import {round_}: {took:.1f} s ({cpu:.1f} s of processor): {counts}", flush=True)
    info = run(folder, "store", "info")[1]
    print(f"{info['records']['usecase']} records, {info['rows']} rows of the log, {os.path.getsize(os.path.join(folder, 'aift.db')) / 1e6:.0f} MB")


def ask(folder, only):
    for command in COMMANDS:
        if only and only not in command:
            continue
        took = [run(folder, *command) for _ in range(21)][1:]
        median, least = (1000 * f(t for t, _ in took) for f in (statistics.median, min))
        print(f"{median:6.1f} ms (least {least:.1f})  {' '.join(command)}  {took[-1][1].get('total', '')}", flush=True)
    if not only:
        took, answer = run(folder, "store", "verify")
        print(f"verify: {took:.1f} s: {answer}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--records", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--changes", type=int, default=10000)
    parser.add_argument("--folder")
    parser.add_argument("--only", help="list, get, rank or info; none")
    args = parser.parse_args()
    AIFT = os.path.join(os.path.abspath(args.build), "bindings", "cli", "aift")
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.argv = [sys.argv[0], AIFT, root]  # as the command's tests have them
    sys.path.insert(0, os.path.join(root, "tests", "cli"))
    from store_writers import writers
    if args.records:
        with tempfile.TemporaryDirectory() as made:
            folder = args.folder or made
            os.makedirs(folder, exist_ok=True)
            if not os.path.exists(os.path.join(folder, "aift.db")):
                fill(folder, args.records, args.rounds)
            ask(folder, args.only)
    if args.changes:
        with tempfile.TemporaryDirectory() as made:
            start = time.perf_counter()
            print(writers(made, 8, args.changes), f"in {time.perf_counter() - start:.0f} s")
