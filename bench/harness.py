"""Taking turns: workers that run while all others stand still, settings that are tried, and the figures of it."""
import json
import os
import signal
import statistics
import subprocess
import threading


LONGEST = 400  # seconds of a turn; a worker that takes longer hangs


class Died(Exception):
    """A worker ended before it answered."""


def words(command):
    return [str(word) for word in command]


def environment(extra):
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error",
            "TQDM_DISABLE": "1", "TOKENIZERS_PARALLELISM": "false", **extra}


class Worker:
    """A process that speaks bench/worker.h. It is stopped while it has nothing to do, so that it cannot spin."""

    def __init__(self, command, log, env=None):
        self.command = words(command)
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                        env=environment(env or {}))
        try:
            self.read()
        except Died:
            self.end()
            raise
        self.process.send_signal(signal.SIGSTOP)

    def read(self):
        """The next line that is JSON; libraries print, too."""
        limit = threading.Timer(LONGEST, self.process.kill)
        limit.start()
        try:
            for line in self.process.stdout:
                if line.startswith("{"):
                    return json.loads(line)
        finally:
            limit.cancel()
        raise Died("%s: it ended with %d" % (os.path.basename(self.command[-1]), self.process.wait()))

    def turn(self, warm, count):
        """A block of iterations: {"seconds": [...], "units": [...]}."""
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write("%d %d\n" % (warm, count))
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Died("it ended between two turns") from None
        answer = self.read()
        self.process.send_signal(signal.SIGSTOP)
        return answer

    def peak(self):
        """VmHWM in bytes."""
        with open("/proc/%d/status" % self.process.pid, encoding="utf-8") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmHWM"))

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def try_out(start, turn, figure):
    """For tune(): the figure of a short turn of a fresh worker; start(setting) makes it."""
    def measure(setting):
        worker = start(setting)
        try:
            return figure(worker.turn(*turn))
        finally:
            worker.end()

    return measure


def against(starts, turns, turn, first=0):
    """Fresh workers, which `starts` make, do `first` iterations that do not count, and take turns: ours, theirs, ours,
    theirs ...: (the blocks of each, their peaks of memory)."""
    workers = []
    try:
        for start in starts:
            workers.append(start())
        for worker in workers if first else ():
            worker.turn(first - 1, 1)
        rounds = [[worker.turn(*turn) for worker in workers] for _ in range(turns)]
        return list(zip(*rounds)), [worker.peak() for worker in workers]
    finally:
        for worker in workers:
            worker.end()


def frugal_peak(start, setting, count):
    """The peak of so many iterations with the allocator that gives memory back."""
    worker = start({**setting, "malloc": "glibc"})
    try:
        worker.turn(0, count)
        return worker.peak()
    finally:
        worker.end()


# ---- figures --------------------------------------------------------------------------

def rate(block):
    """Units a second."""
    return sum(block["units"]) / sum(block["seconds"])


def milliseconds(block):
    """The median of a block's iterations."""
    return 1e3 * statistics.median(block["seconds"])


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values):
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def row(what, against, goal, unit, ours, theirs, **more):
    """A line of the table: figures of the turns of both sides, and their ratios. `goal` is like ">= 4" or "<= 0.75"."""
    ratios = spread([a / b for a, b in zip(ours, theirs)])
    sign, limit = goal.split()
    met = ratios["median"] >= float(limit) if sign == ">=" else ratios["median"] <= float(limit)
    return {"what": what, "against": against, "goal": goal, "unit": unit, "ours": spread(ours), "theirs": spread(theirs),
            "ratio": ratios, "met": met, **more}


def without_figures(what, against, goal, why):
    return {"what": what, "against": against, "goal": goal, "met": None, "note": why}


# ---- settings -------------------------------------------------------------------------

MALLOC = {
    "glibc": {},
    "glibc that keeps its memory": {"GLIBC_TUNABLES": "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=17179869184"},
    "jemalloc": {"LD_PRELOAD": "libjemalloc.so.2",
                 "MALLOC_CONF": "background_thread:true,metadata_thp:auto,dirty_decay_ms:9000000000,muzzy_decay_ms:9000000000"},
    "tcmalloc": {"LD_PRELOAD": "libtcmalloc_minimal.so.4"},
}
WAIT = {"as it is": {}, "passive": {"OMP_WAIT_POLICY": "passive"}, "active": {"OMP_WAIT_POLICY": "active"}}
ENVIRONMENTS = {"malloc": MALLOC, "OpenMP waits": WAIT}


def setting_environment(setting):
    env = {}
    for name, choices in ENVIRONMENTS.items():
        env.update(choices.get(setting.get(name), {}))
    return env


def setting_text(setting):
    return ", ".join("%s %s" % pair for pair in setting.items())


def tune(options, measure):
    """Tries every choice of every option, one option after the other, and keeps what is fastest.
    options: name -> choices, the first being what one gets unasked; measure(setting) gives a rate, higher is better.
    Returns the best setting, and what was tried as [text, rate or None] pairs."""
    best = {name: choices[0] for name, choices in options.items()}
    tried = []

    def attempt(setting):
        try:
            figure = measure(setting)
        except Died:
            figure = None
        tried.append([setting_text(setting), figure])
        return figure or 0

    fastest = attempt(best)
    for name, choices in options.items():
        for choice in choices[1:]:
            setting = {**best, name: choice}
            figure = attempt(setting)
            if figure > fastest:
                best, fastest = setting, figure
    return best, tried
