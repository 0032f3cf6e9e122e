#!/usr/bin/env python3
"""Runs the harnesses that run.sh has built; see there."""
import argparse
import fcntl
import glob
import hashlib
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
PROGRAMS, WORK = (os.path.join(ROOT, "build", "fuzz", name) for name in ("tests/fuzz", "work"))
STATISTICS = os.path.join(HERE, "statistics.json")
ARCHIVE = 48 << 10  # bytes of a packed corpus, about
SLICE = 60  # seconds of a run; the corpus is kept from one to the next
INTERRUPTED = (72, -signal.SIGTERM)  # what libFuzzer exits with when it is stopped: 72 once it runs
GOLDEN = os.path.join(ROOT, "tests", "golden")

# What a harness begins with, besides its corpus; the longest input; what is put in front of the seeds.
HARNESSES = {
    "api": ([], 1024, b""),
    "config": (["tiny-bert/config.json"], 2048, b""),
    "csv": (["data/rows.csv"], 2048, b"\0"),
    "gzip": (["media/digits.idx.gz", "data/rows.jsonl.gz"], 4096, b""),
    "idx": (["media/digits.idx", "media/digits.idx.gz"], 1024, b""),
    "import": ([], 2048, b""),
    "jpeg": (["media/*.jpg"], 4096, b""),
    "jsonl": ([], 2048, b"\0"),
    "png": (["media/*.png"], 4096, b""),
    "preprocessor": ([], 2048, b""),
    "pth": (["pth/*.pth"], 8192, b""),
    "safetensors": (["pth/expected.safetensors"], 4096, b""),
    "sound": (["media/*.wav", "media/*.flac", "media/*.ogg"], 4096, b""),
    "store": ([], 1024, b""),
    "table": (["data/rows.csv"], 2048, b"\0"),
    "tokenizer": (["tiny-bert/tokenizer.json", "tokenizer/uncased.json"], 4096, b""),
    "usecase": (["../../examples/usecase.json"], 2048, b""),
}


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def program(name):
    return os.path.join(PROGRAMS, "fuzz_" + name)


def place(name, *more):
    return os.path.join(WORK, name, *more)


def fill(folder, contents):
    for content in contents:
        with open(os.path.join(folder, hashlib.sha1(content).hexdigest()), "wb") as file:
            file.write(content)


def prepare(name):
    """The folders that the harness works in: its corpus so far, and what it may begin with."""
    patterns, longest, before = HARNESSES[name]
    for part in ("corpus", "crashes"):
        os.makedirs(place(name, part), exist_ok=True)
    archive = os.path.join(HERE, "corpus", name + ".zip")
    contents = []
    if os.path.exists(archive):
        with zipfile.ZipFile(archive) as packed:
            contents += [packed.read(entry) for entry in packed.namelist()]
    for pattern in patterns:
        for path in glob.glob(os.path.join(GOLDEN, pattern)):
            with open(path, "rb") as file:
                contents.append((before + file.read())[:4 * longest])
    for path in glob.glob(os.path.join(HERE, "seeds", name, "*")) + glob.glob(os.path.join(HERE, "crashes", name, "*")):
        with open(path, "rb") as file:
            contents.append(file.read())
    fill(place(name, "corpus"), contents)


def command(name, *more):
    dictionary = os.path.join(HERE, "dictionaries", name + ".dict")
    result = [program(name), "-max_len=%d" % HARNESSES[name][1], "-timeout=60", "-rss_limit_mb=2048", "-malloc_limit_mb=1024",
              "-use_value_profile=0", "-artifact_prefix=" + place(name, "crashes", "")]
    return result + (["-dict=" + dictionary] if os.path.exists(dictionary) else []) + list(more)


child, stopped = None, False


def stop(*_):
    """SIGTERM and SIGINT: what runs ends, and counts; nothing more is begun."""
    global stopped
    stopped = True
    if child and child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)  # merging starts processes of its own


def run(name, *more):
    """(exit code, what it said, CPU seconds)"""
    global child
    before = cpu_seconds()
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:strict_string_checks=1:allocator_may_return_null=1",
                       UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1")
    child = subprocess.Popen(command(name, *more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
                             start_new_session=True)
    if stopped:  # since it was asked last
        stop()
    said = child.communicate()[1].decode("utf-8", "replace")
    return child.returncode, said, cpu_seconds() - before


def last(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def count(row, first, said, seconds):
    """Adds a slice's figures to the harness's."""
    begun, edges = last(r"INITED cov: (\d+)", said), last(r"cov: (\d+)", said)
    # Fewer edges to begin with: it is another library than that of the last run, and its edges count anew.
    if first and 0 < begun < 0.98 * row["coverage_edges"]:
        row["coverage_edges"] = 0
    grown = edges > row["coverage_edges"]
    row["executions"] += last(r"stat::number_of_executed_units: (\d+)", said)
    row["cpu_minutes"] += seconds / 60
    row["cpu_minutes_without_growth"] = 0 if grown else row["cpu_minutes_without_growth"] + seconds / 60
    row["coverage_edges"] = max(edges, row["coverage_edges"])


def fuzz(name, row, most):
    """Slices until the rule is met, the time is up or somebody stops it; false if something crashed."""
    first = True
    while not stopped and row["cpu_minutes"] < most and not reached(row):
        code, said, seconds = run(name, "-max_total_time=%d" % SLICE, "-print_final_stats=1", "-reload=0", place(name, "corpus"))
        count(row, first, said, seconds)
        first = False
        record(name, row)
        print("%s: %.1f CPU-minutes, %d executions, %d edges, %.1f without growth" % (
            name, row["cpu_minutes"], row["executions"], row["coverage_edges"], row["cpu_minutes_without_growth"]), flush=True)
        if code and not (stopped and code in INTERRUPTED):
            print("\n".join(line for line in said.splitlines() if not re.match(r"#\d+\s+(REDUCE|NEW|pulse|INITED)", line))[-6000:])
            print("%s: CRASHED; the input is the newest in %s" % (name, place(name, "crashes")), flush=True)
            return False
    return True


def reached(row):
    return row["cpu_minutes"] >= LEAST and row["cpu_minutes_without_growth"] >= IDLE


def pack(name, folder):
    """The smallest inputs, as many as the archive has room for; the same archive whenever it is made of them."""
    path = os.path.join(HERE, "corpus", name + ".zip")
    inputs, room = [], ARCHIVE
    for entry in os.listdir(folder):
        with open(os.path.join(folder, entry), "rb") as file:
            inputs.append((file.read(), entry[:12]))
    with zipfile.ZipFile(path, "w") as packed:
        for content, entry in sorted(inputs, key=lambda one: (len(one[0]), one)):
            room -= len(zlib.compress(content, 9)) + 120
            if room >= 0:
                packed.writestr(zipfile.ZipInfo(entry), content, zipfile.ZIP_DEFLATED, 9)
        count = len(packed.namelist())
    return count, os.path.getsize(path)


def merge(name, row):
    """The smallest inputs that reach what all of them reach; nothing changes if it is stopped."""
    merged = place(name, "merged")
    shutil.rmtree(merged, ignore_errors=True)
    os.makedirs(merged)
    code, said, _ = run(name, "-merge=1", merged, place(name, "corpus"))
    if stopped:
        return
    if code:
        sys.exit("%s: the corpus cannot be merged: %s" % (name, said[-3000:]))
    row["corpus_inputs"], row["corpus_bytes"] = pack(name, merged)
    shutil.rmtree(place(name, "corpus"))
    os.rename(merged, place(name, "corpus"))


def record(name, row):
    """Into statistics.json and docs/security.md; another harness's run may do so at the same time."""
    with open(os.path.join(WORK, "lock"), "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        statistics = read_statistics()
        statistics[name] = dict(row, **{key: round(row[key], 3) for key in ("cpu_minutes", "cpu_minutes_without_growth")})
        replace(STATISTICS, (json.dumps(statistics, indent=1, sort_keys=True) + "\n").encode())
        replace(os.path.join(ROOT, "docs", "security.md"),
                subprocess.run([sys.executable, "-B", os.path.join(HERE, "security.py")], check=True, capture_output=True).stdout)


def replace(path, content):
    with open(path + ".new", "wb") as file:
        file.write(content)
    os.replace(path + ".new", path)


def read_statistics():
    if not os.path.exists(STATISTICS):
        return {}
    with open(STATISTICS, encoding="utf-8") as file:
        return json.load(file)


def main():
    global LEAST, IDLE
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--minutes", type=float, default=60, help="CPU-minutes of a harness at most, in all")
    parser.add_argument("--least", type=float, default=20, help="CPU-minutes of a harness at least, in all")
    parser.add_argument("--idle", type=float, default=10, help="CPU-minutes without growth of the coverage that end it")
    given = parser.parse_args()
    LEAST, IDLE = given.least, given.idle
    unknown = set(given.names) - set(HARNESSES)
    if unknown:
        parser.error("no such harness: " + ", ".join(sorted(unknown)))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    crashed = []
    for name in given.names or sorted(HARNESSES):
        row = read_statistics().get(name) or {"executions": 0, "cpu_minutes": 0, "cpu_minutes_without_growth": 0,
                                              "coverage_edges": 0, "corpus_inputs": 0, "corpus_bytes": 0}
        prepare(name)
        if not fuzz(name, row, given.minutes):
            crashed.append(name)
        elif not stopped:
            merge(name, row)
            record(name, row)
        if stopped:
            break
    if crashed:
        sys.exit("crashed: " + ", ".join(crashed))


main()
