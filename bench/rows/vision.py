"""EfficientNet-Lite0 at 224 x 224: fine-tuning against PyTorch, prediction against ONNX Runtime. Both sides are given the same
tensors, and must come to the same figures before they are timed."""
import os

from harness import (Worker, against, frugal_peak, milliseconds, percentile, rate, row, setting_environment, setting_text, try_out, tune,
                     without_figures)

ROWS, BATCH, STEPS = 64, 32, 3  # pictures in the file; of a batch; steps whose losses are compared
TORCH = {"format": ["contiguous", "channels_last"], "optimizer": ["foreach", "fused"],
         "malloc": ["glibc", "glibc that keeps its memory", "jemalloc", "tcmalloc"], "compile": ["no", "yes"]}  # compile last: each try after it would compile again
ORT = {"threads": [0, 1], "spinning": [1, 0], "level": ["ENABLE_ALL", "ENABLE_EXTENDED", "ENABLE_BASIC"], "arena": ["yes", "no"],
       "malloc": ["glibc", "jemalloc"]}
TRAINING, MEMORY = "fine-tuning EfficientNet-Lite0 at 224, batch %d, pictures/s" % BATCH, "peak memory of training EfficientNet-Lite0, batch %d" % BATCH
PREDICTION = {1: "prediction of one picture, EfficientNet-Lite0 at 224, p50", BATCH: "prediction of %d pictures, EfficientNet-Lite0 at 224" % BATCH}


class Pictures:
    def __init__(self, bench):
        self.bench, self.prepared = bench, bench.prepared
        self.folder = bench.prepared.pictures()
        self.common = ["--pictures", self.folder + "/pictures.f32", "--rows", ROWS]

    def ours(self, model, batch, *more):
        return [self.bench.program("aift_pictures"), "--model", os.path.join(self.folder, model), *self.common, "--batch", batch, *more]

    def peer(self, program, batch, *more, setting=None):
        words = [word for name, value in (setting or {}).items() if name not in ("malloc", "OpenMP waits") for word in ("--" + name, value)]
        return [self.prepared.python, self.prepared.peer(program), *self.common, "--batch", batch, *more, *words]

    def torch(self, model, *more, setting=None):
        return self.peer("torch_pictures", BATCH, "--model", os.path.join(self.folder, model), *more, setting=setting)

    def ort(self, batch, *more, setting=None):
        return self.peer("ort_pictures", batch, "--onnx", self.folder + "/start.onnx", *more, setting=setting)

    def check(self, ours, theirs, what, most):
        """The largest difference, as a share of the spread of theirs or of 1."""
        a, b = (self.bench.run_json(command + ["--check", STEPS])[what] for command in (ours, theirs))
        mean = sum(b) / len(b)
        spread = max(1.0, (sum((v - mean) ** 2 for v in b) / len(b)) ** 0.5)
        off = max(abs(v - w) for v, w in zip(a, b)) / spread
        if len(a) != len(b) or not off <= most:
            raise SystemExit("bench: the %s differ by %g, more than %g: %s %s" % (what, off, most, a[:8], b[:8]))
        return "%s differ by %.1e" % (what, off)

    def starter(self, command):
        """What starts a peer with a setting."""
        return lambda setting: Worker(command(setting), self.bench.log, setting_environment(setting))

    def against(self, ours, theirs, setting, turns, turn):
        """(blocks of ours, of theirs, the peaks of memory)"""
        blocks, peaks = against((lambda: Worker(ours, self.bench.log), lambda: self.starter(theirs)(setting)), turns, turn)
        return *blocks, peaks


def training(p):
    def theirs(setting):
        return p.torch("start", setting=setting)

    same = p.check(p.ours("still", BATCH, "--train"), p.torch("still"), "losses", 1e-3)
    setting, tried = tune(p.bench.options(TORCH), try_out(p.starter(theirs), p.bench.turn((1, 3)), rate))
    a, b, peaks = p.against(p.ours("start", BATCH, "--train"), theirs, setting, p.bench.turns(7), p.bench.turn((1, 3)))
    yield row(TRAINING, "PyTorch", ">= 2", "pictures/s", [rate(x) for x in a], [rate(x) for x in b], setting=setting_text(setting),
              tried=tried, note=same)
    frugal = min(peaks[1], frugal_peak(p.starter(theirs), setting, p.bench.steps(6)))
    yield row(MEMORY, "PyTorch", "<= 0.5", "MiB", [peaks[0] / 2**20], [frugal / 2**20],
              note="%.0f MiB in its fastest setting" % (peaks[1] / 2**20))


def prediction(p, batch, turns, turn):
    def theirs(setting):
        return p.ort(batch, setting=setting)

    ours = p.ours("start", batch)
    same = p.check(ours, p.ort(batch), "logits", 1e-4)
    setting, tried = tune(p.bench.options(ORT), try_out(p.starter(theirs), turn, lambda block: 1e3 / milliseconds(block)))
    a, b, _ = p.against(ours, theirs, setting, turns, turn)
    all_a, all_b = ([s * 1e3 for block in blocks for s in block["seconds"]] for blocks in (a, b))
    note = "p99 %.2f against %.2f ms, %d calls; %s" % (percentile(all_a, 0.99), percentile(all_b, 0.99), len(all_a), same)
    yield row(PREDICTION[batch], "ONNX Runtime fp32", "<= 1", "ms", [milliseconds(x) for x in a], [milliseconds(x) for x in b],
              setting=setting_text(setting), tried=tried, note=note)


def run(bench):
    if not os.path.isdir(bench.prepared.photographs):
        for what, peer, goal in ((TRAINING, "PyTorch", ">= 2"), (MEMORY, "PyTorch", "<= 0.5"), *((w, "ONNX Runtime fp32", "<= 1") for w in PREDICTION.values())):
            yield without_figures(what, peer, goal, "no pictures in the data folder (bccd)")
        return
    p = Pictures(bench)
    yield from prediction(p, 1, bench.turns(20), (bench.calls(200) // 20, bench.calls(2000) // 20))
    yield from prediction(p, BATCH, bench.turns(12), (1, 2))
    yield from training(p)
