"""One pass over 50,000 files of 100 kB: whether memory stays as it is, and how much of the processors is used."""
import json
import os
import shutil
import subprocess
import tempfile
import time

from harness import environment, row, words
from prepare import run as run_once

FILES, DIFFERENT, LABELS = 50_000, 200, 5
CONFIG = {"model_type": "cnn", "num_channels": 3, "image_size": 32, "hidden_sizes": [4, 8], "depths": 1,
          "id2label": {str(i): "label%d" % i for i in range(LABELS)}, "label2id": {"label%d" % i: i for i in range(LABELS)}}
PREPARED = {"transforms": [{"type": "resize", "size": {"height": 32, "width": 32}}, {"type": "normalize"}]}


def folder_of(bench, where, files):
    """Folders of labels with links to some pictures."""
    pictures = os.path.join(where, "pictures")
    os.mkdir(pictures)
    run_once([bench.prepared.python, bench.prepared.peer("pillow_files"), "--folder", pictures, "--count", min(files, DIFFERENT)], bench.log)
    names = sorted(os.listdir(pictures))
    for label in range(LABELS):
        os.makedirs(os.path.join(where, "data", "label%d" % label))
    for i in range(files):
        os.link(os.path.join(pictures, names[i % len(names)]), os.path.join(where, "data", "label%d" % (i % LABELS), "%05d.jpg" % i))
    return os.path.join(where, "data")


def model_of(bench, where, data):
    """A network that has been trained for one step."""
    start, out = os.path.join(where, "start"), os.path.join(where, "model")
    os.mkdir(start)
    for name, content in (("config.json", CONFIG), ("preprocessor_config.json", PREPARED)):
        with open(os.path.join(start, name), "w", encoding="utf-8") as file:
            json.dump(content, file)
    run_once([os.path.join(bench.build, "bindings", "cli", "aift"), "train", "--model", start, "--from-config", "--data", data, "--output", out,
              "--max-steps", 1, "--eval-split", 0], bench.log)
    return out


def watch(command, log):
    """Resident bytes by time until it ends, and seconds of processor and of the clock."""
    seen, begin = [], time.perf_counter()
    process = subprocess.Popen(words(command), stdout=subprocess.DEVNULL, stderr=log, env=environment({}))
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        with open("/proc/%d/statm" % process.pid, encoding="utf-8") as file:
            pages = file.read().split()
        seen.append((time.perf_counter() - begin, int(pages[1]) * os.sysconf("SC_PAGESIZE") if pages else 0))
        time.sleep(0.1)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("bench: this failed: %s" % " ".join(words(command)))
    return seen, used.ru_utime + used.ru_stime, time.perf_counter() - begin


def run(bench):
    files = bench.steps(FILES)
    cores = len(os.sched_getaffinity(0))
    where = tempfile.mkdtemp(dir=bench.prepared.folder)
    try:
        data = folder_of(bench, where, files)
        command = [os.path.join(bench.build, "bindings", "cli", "aift"), "evaluate", "--model", model_of(bench, where, data), "--data", data]
        seen, processor, clock = watch(command, bench.log)
    finally:
        shutil.rmtree(where)
    fifth = lambda k: max(b for t, b in seen if k * clock / 5 <= t <= (k + 1) * clock / 5) / 2**20
    note = "%d files in %.1f s, %.0f a second" % (files, clock, files / clock)
    yield row("files of 100 kB, resident memory", "its own early in the pass", "<= 1.05", "MiB", [fifth(4)], [fifth(1)], setting=note)
    yield row("files of 100 kB, processors busy", "all processors", ">= 0.9", "processors", [processor / clock], [cores], setting=note)
