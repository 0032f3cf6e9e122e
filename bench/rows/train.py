"""Fine-tuning against transformers and ONNX Runtime's training: real tokens a second, and peak memory."""
import os

from harness import Died, Worker, against, frugal_peak, rate, row, setting_environment, setting_text, try_out, tune, without_figures

# compile last: each try after it would compile again
TORCH = {"attention": ["sdpa", "eager"], "optimizer": ["foreach", "fused"],
         "malloc": ["glibc", "glibc that keeps its memory", "jemalloc", "tcmalloc"],
         "OpenMP waits": ["as it is", "passive", "active"], "compile": ["no", "yes"]}
ORT = {"threads": [0, 1], "spinning": [1, 0], "pattern": ["yes", "no"], "arena": ["yes", "no"]}
ARGUMENTS = {"attention", "optimizer", "compile", "threads", "spinning", "pattern", "arena"}

# name, source, batch, tokens a text is cut to, batches in the file, turns, (warm-up, steps) of each:
# short ones, because the machine's own speed changes within seconds
BANKING = ("Banking77", "banking77", 32, 256, 60, 7, (1, 4))
MAIL = ("mail cut at 256 tokens", "mail", 16, 256, 24, 7, (1, 2))


def flags(setting):
    return [word for name, value in setting.items() if name in ARGUMENTS for word in ("--" + name, value)]


def first_steps(setting):
    """Steps that do not count: what is compiled is compiled anew for the first lengths that it meets."""
    return 10 if setting.get("compile") == "yes" else 0


class Workload:
    def __init__(self, bench, workload, grouped):
        self.bench = bench
        self.name, self.source, self.batch, self.max_length, self.count, self.turns, self.turn = workload
        self.rows = bench.prepared.training_rows(self.source, self.batch, self.count, grouped, self.max_length)
        self.start = bench.prepared.start(self.source)

    def ours(self):
        return Worker([self.bench.program("aift_train"), "--model", self.start, "--data", self.rows, "--batch", self.batch,
                       "--max-length", self.max_length], self.bench.log)

    def torch(self, setting):
        p = self.bench.prepared
        return Worker([p.python, p.peer("torch_train"), "--model", self.start, "--data", self.rows, "--batch", self.batch,
                       "--max-length", self.max_length, *flags(setting)], self.bench.log, setting_environment(setting))

    def ort(self, setting):
        p = self.bench.prepared
        return Worker([p.ort_python, p.peer("ort_train"), "--model", self.start, "--artifacts", p.artifacts(self.source),
                       "--data", self.rows, "--ids", p.token_ids(self.rows, self.max_length), "--batch", self.batch,
                       *flags(setting)], self.bench.log, setting_environment(setting))

    def tune(self, options, start):
        warm, steps = self.bench.tuning_turn(self.turn)
        return tune(options, lambda setting: try_out(start, (max(warm, first_steps(setting)), steps), rate)(setting))

    def against(self, theirs, setting):
        """Turns of ours and of what theirs(setting) starts: (rates of ours, of theirs, the peaks of memory)."""
        starts = (self.ours, lambda: theirs(setting))
        (a, b), peaks = against(starts, self.bench.turns(self.turns), self.bench.turn(self.turn), first_steps(setting))
        return [rate(block) for block in a], [rate(block) for block in b], peaks


def hugging_face(bench, workload, goals, options):
    """Rows against transformers; goals: (grouped, goal) each. The settings are tuned on the grouped batches; gives the best."""
    grouped = Workload(bench, workload, True)
    setting, tried = grouped.tune(options, grouped.torch)
    for is_grouped, goal in goals:
        w = Workload(bench, workload, is_grouped)
        ours, theirs, peaks = w.against(w.torch, setting)
        peer = "transformers, " + ("length-grouped" if is_grouped else "random batches")
        more = {"setting": setting_text(setting), "tried": tried}
        yield row("fine-tuning, %s, real tokens/s" % w.name, peer, goal, "tokens/s", ours, theirs, **more)
        if not is_grouped:
            continue  # its memory is that of the longest batch, as below
        # of an epoch of the file's batches
        frugal = min(peaks[1], frugal_peak(w.torch, setting, bench.steps(w.count)))
        yield row("peak memory of training, %s" % w.name, peer, "<= 0.35", "MiB", [peaks[0] / 2**20], [frugal / 2**20],
                  note="%.0f MiB in its fastest setting" % (peaks[1] / 2**20))
    return setting


def onnx_runtime(bench, workload, options):
    """(A row against ONNX Runtime's training, its best setting); what crashes is counted and started again."""
    what, peer, goal = "fine-tuning, %s, real tokens/s" % workload[0], "onnxruntime-training-cpu 1.19.2, length-grouped", ">= 1.5"
    w = Workload(bench, workload, True)
    if not os.path.exists(bench.prepared.ort_python):
        return without_figures(what, peer, goal, "pip could not install it: see build/bench-ort-training-venv.log"), {}
    setting, tried = w.tune(options, w.ort)
    crashes, runs, ours, theirs = sum(figure is None for _, figure in tried), len(tried), [], []
    for _ in range(bench.attempts):
        runs += 1
        try:
            ours, theirs, _ = w.against(w.ort, setting)
            break
        except Died:
            crashes += 1
    note = "it crashed in %d of %d runs" % (crashes, runs)
    more = {"setting": setting_text(setting), "tried": tried, "note": note}
    if not theirs:
        return {**without_figures(what, peer, goal, note), "setting": more["setting"], "tried": tried}, setting
    return row(what, peer, goal, "tokens/s", ours, theirs, **more), setting


def around(best, names, options):
    """The best setting so far, and the other choices of some options."""
    return {name: [choice] + [other for other in options[name] if other != choice and name in names] for name, choice in best.items()}


def run(bench):
    best = yield from hugging_face(bench, BANKING, [(False, ">= 4"), (True, ">= 1.8")], bench.options(TORCH))
    few = around(best, ("attention", "malloc"), TORCH)
    yield from hugging_face(bench, MAIL, [(True, ">= 1.6")], bench.options(few))
    line, best = onnx_runtime(bench, BANKING, bench.options(ORT))
    yield line
    yield onnx_runtime(bench, MAIL, bench.options(around(best, ("threads",), ORT)))[0]
