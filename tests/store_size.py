#!/usr/bin/env python3
"""The store at its full size, which takes minutes: store_size.py BUILD-FOLDER [RECORDS ROUNDS CHANGES].

100,000 use cases with 1,000,000 rows of the log: the wall time of whole commands, median of 20. Then 8 processes that
make 10,000 changes, some of them killed, and verify.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

build = os.path.abspath(sys.argv[1])
records, rounds, changes = (int(a) for a in (sys.argv[2:] or ("100000", "10", "10000")))
aift = os.path.join(build, "bindings", "cli", "aift")
sys.argv = [sys.argv[0], aift, os.path.dirname(os.path.dirname(os.path.abspath(__file__)))]
sys.path.insert(0, os.path.join(sys.argv[2], "tests", "cli"))
from store_writers import writers  # noqa: E402

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
    ["usecase", "rank", "--weights", "weights.csv"],
    ["store", "info"],
]


def seconds(command, folder):
    times = []
    for _ in range(21):
        start = time.perf_counter()
        done = subprocess.run([aift, *command, "--json"], cwd=folder, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
        answer = json.loads(done.stdout)
    return statistics.median(times[1:]), answer.get("total", "")


with tempfile.TemporaryDirectory() as folder:
    subprocess.run([os.path.join(build, "tests", "store_fill"), os.path.join(folder, "aift.db"), str(records), str(rounds)], check=True)
    with open(os.path.join(folder, "weights.csv"), "w") as file:
        file.write("name,weight,cost\nvalue,2,\ncost,1,true\n")
    print(f"{os.path.getsize(os.path.join(folder, 'aift.db')) / 1e6:.0f} MB")
    for command in COMMANDS:
        median, total = seconds(command, folder)
        print(f"{1000 * median:6.1f} ms  {' '.join(command)}  {total}")
    start = time.perf_counter()
    done = subprocess.run([aift, "store", "verify", "--json"], cwd=folder, check=False, capture_output=True)
    print(f"verify: {time.perf_counter() - start:.1f} s: {done.stdout.decode().strip()}")
with tempfile.TemporaryDirectory() as folder:
    start = time.perf_counter()
    print(writers(folder, 8, changes), f"in {time.perf_counter() - start:.0f} s")
