"""A generated CSV of 1 GB: its profile beside pandas, the scan for personal data beside Presidio's pattern recognisers, and the memory."""
import json
import os
import shutil
import tempfile
import time

from harness import row, tune, setting_text, words, environment
from prepare import run as run_once
import subprocess

BYTES, SLICE = 1 << 30, 1 << 18  # of the table; of what Presidio is given, which it takes a quarter of a minute for


def once(command, log):
    """The answer, the seconds of the whole process, and its most memory."""
    begin = time.perf_counter()
    process = subprocess.Popen(words(command), stdout=subprocess.PIPE, stderr=log, env=environment({}))
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("bench: this failed: %s" % " ".join(words(command)))
    return json.loads(out.splitlines()[-1]), time.perf_counter() - begin, used.ru_maxrss * 1024


def same(ours, theirs):
    """That both saw the same: the exact figures of each column."""
    for a, b in zip(ours["columns"], theirs["columns"], strict=True):
        exact = not a["distinct"]["approx"]
        if a["nulls"] != b["nulls"] or (exact and a["distinct"]["value"] != b["distinct"]):
            raise SystemExit("bench: pandas has other figures of %s: %s, %s" % (a["name"], a, b))
        if not exact and abs(a["distinct"]["value"] / b["distinct"] - 1) > 0.02:
            raise SystemExit("bench: distinct values of %s: %s, and %s" % (a["name"], a["distinct"], b["distinct"]))
        if a["mean"] is not None and abs(a["mean"] / b["mean"] - 1) > 1e-9:
            raise SystemExit("bench: the mean of %s: %s, and %s" % (a["name"], a["mean"], b["mean"]))


def run(bench):
    p = bench.prepared
    aift = os.path.join(bench.build, "bindings", "cli", "aift")
    size, part = bench.steps(BYTES), bench.steps(SLICE)
    where = tempfile.mkdtemp(dir=p.folder)
    try:
        table, few = os.path.join(where, "table.csv"), os.path.join(where, "few.csv")
        run_once([p.python, p.peer("make_table"), "--bytes", size, "--output", table], bench.log)
        run_once([p.python, p.peer("make_table"), "--bytes", part, "--output", few], bench.log)
        size, part = os.path.getsize(table), os.path.getsize(few)
        profile = [aift, "source", "profile", "--json", "--file", table]
        scan = lambda path: [aift, "source", "scan", "--json", "--file", path]
        theirs = lambda setting: [p.python, p.peer("pandas_profile"), "--file", table, "--engine", setting["engine"]]
        setting, tried = tune({"engine": ["c", "pyarrow"]}, lambda s: 1 / once(theirs(s), bench.log)[0]["seconds"])
        ours, pandas, memory = [], [], []
        for _ in range(bench.turns(3)):
            a, seconds, peak = once(profile, bench.log)
            b, _, _ = once(theirs(setting), bench.log)
            same(a, b)
            ours.append(size / seconds / 1e6)  # the whole process
            pandas.append(size / b["seconds"] / 1e6)  # without the start of Python
            memory.append(peak / 1e6)
        yield row("profile of a CSV of 1 GB", "pandas", ">= 5", "MB/s", ours, pandas, setting=setting_text(setting), tried=tried)
        yield row("the same, resident memory", "200 MB", "<= 1", "MB", memory, [200.0] * len(memory))
        ours, presidio, memory = [], [], []
        for _ in range(bench.turns(3)):
            _, seconds, _ = once(scan(few), bench.log)
            ours.append(part / seconds / 1e6)
            presidio.append(part / once([p.python, p.peer("presidio_scan"), "--file", few], bench.log)[0]["seconds"] / 1e6)
        whole, seconds, peak = once(scan(table), bench.log)
        yield row("personal data in a CSV of 256 kB", "Presidio, pattern recognisers", ">= 20", "MB/s", ours, presidio,
                  setting="of 1 GB %.0f MB/s" % (size / seconds / 1e6))
        yield row("the same in 1 GB, resident memory", "200 MB", "<= 1", "MB", [peak / 1e6], [200.0])
    finally:
        shutil.rmtree(where)
