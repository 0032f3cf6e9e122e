"""The command is killed: at every call that opens, changes, syncs or closes a file, and at random moments of a training.

    test_command.py AIFT SOURCE [PRELOAD]

PRELOAD (preload.c) counts the calls; a sanitizer's runtime would have to come before it, so those builds go without.
"""
import os
import random
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.abspath(sys.argv[2]), "tests", "cli"))
from cli import AIFT, TINY, aift, case, check, data, end, read, skip, train_arguments  # noqa: E402

PRELOAD = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else None
KILLS = 50


def files(folder):
    """The files of a model folder, whole; {} if there is none."""
    return {name: read(folder, name) for name in sorted(os.listdir(folder))} if os.path.isdir(folder) else {}


def every_call(arguments, set_old, look):
    """What look() sees is the old or the new one, whole. Returns the number of kills."""
    aift(*arguments)
    new, n = look(), 0
    set_old()
    old = look()
    check(old != new, "nothing new is written")
    while True:
        done = subprocess.run([AIFT, *arguments], capture_output=True, timeout=100,
                              env={**os.environ, "LD_PRELOAD": PRELOAD, "AIFT_TEST_KILL": str(n + 1)})
        there = look()
        if done.returncode == 0:
            check(there == new, "another result without a kill")
            return n
        check(done.returncode == -signal.SIGKILL, "exit code %s: %s" % (done.returncode, done.stderr))
        check(there in (old, new), "killed at call %d: %.200r" % (n + 1, there))
        if there != old:
            set_old()
        n += 1


def every_call_of_a_file(what, arguments, path, least):
    def set_old():
        with open(path, "wb") as file:
            file.write(b"the old one")
    n = every_call(arguments, set_old, lambda: read(path))
    print("%s: killed at each of %d calls" % (what, n))
    check(n > least, "%d calls" % n)


def output(folder):
    path = os.path.join(folder, "labels.jsonl")
    every_call_of_a_file("predict", ["predict", "--model", TINY, "--data", data(folder, 1), "--output", path], path, 10)


def page(folder):
    path = os.path.join(folder, "page.html")
    every_call_of_a_file("data show", ["data", "show", data(folder, 1), "--html", path], path, 3)


def model(folder):
    """A training that saves over a model; what it read is as it was."""
    rows, out, base = data(folder, 1), os.path.join(folder, "out"), files(TINY)
    arguments = train_arguments(TINY, rows, out, "--overwrite", "--eval-split", "0", "--max-steps", "2")
    first = os.path.join(folder, "first")
    aift(*train_arguments(TINY, rows, first, "--eval-split", "0", "--max-steps", "1"))

    def set_old():
        shutil.rmtree(out)
        shutil.copytree(first, out)
    n = every_call(arguments, set_old, lambda: files(out))
    print("train: killed at each of %d calls" % n)
    check(n > 20, "%d calls" % n)
    check(files(TINY) == base, "the model that was read has changed")
    left = sorted(name for name in os.listdir(folder) if ".aift-" in name)
    check(not left, "left behind: %s" % left)


def random_moments(folder):
    rows, out = data(folder, 20), os.path.join(folder, "out")
    base = files(TINY)
    arguments = lambda seed: [AIFT, *train_arguments(TINY, rows, out, "--overwrite", "--eval-split", "0", "--epochs", "1",
                                                     "--seed", str(seed))]
    start = time.monotonic()
    subprocess.run(arguments(0), check=True, capture_output=True, timeout=100)
    whole, draw = time.monotonic() - start, random.Random(6)
    there, killed, new = files(out), 0, 0
    for seed in range(1, 4 * KILLS):
        if killed == KILLS:
            break
        process = subprocess.Popen(arguments(seed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(draw.uniform(0, whole))
        except subprocess.TimeoutExpired:
            process.kill()
            killed += process.wait() == -signal.SIGKILL
        now = files(out)
        if now != there:
            aift("predict", "--model", out, "--text", "rain and wind")
            there, new = now, new + 1
        check(now, "killed at seed %d: nothing is at the output path" % seed)
        check(files(TINY) == base, "killed at seed %d: the model that was read has changed" % seed)
    print("%d kills within %.2f s; %d times the new model was there" % (killed, whole, new))
    check(killed == KILLS, "%d kills" % killed)
    subprocess.run(arguments(1000), check=True, capture_output=True, timeout=100)
    check(files(out) != there, "a training to the end leaves its model")
    left = sorted(name for name in os.listdir(folder) if ".aift-" in name)
    check(not left, "left behind: %s" % left)


for name, function in [("predict_killed_at_every_call", output), ("data_show_killed_at_every_call", page),
                       ("train_killed_at_every_call", model)]:
    if PRELOAD:
        case(name, function)
    else:
        skip(name, "a sanitizer's runtime comes first")
case("training_killed_at_random_moments", random_moments)
end()
