"""From the start of a process to its first prediction: the command against ONNX Runtime and tokenizers in Python."""
import os
import subprocess
import time

from harness import environment, row, setting_text, tune, words
from prepare import run as run_once

TEXT = "I am still waiting on my card?"
SETTINGS = {"onnx": ["plain", "fused", "optimized before"], "threads": [0, 1]}


def seconds(command, log):
    """Until the first line of output."""
    begin = time.perf_counter()
    with subprocess.Popen(words(command), stdout=subprocess.PIPE, stderr=log, env=environment({})) as process:
        line = process.stdout.readline()
        took = time.perf_counter() - begin
        process.communicate()
    if process.returncode or b"label" not in line:
        raise SystemExit("bench: it did not predict: %s" % " ".join(words(command)))
    return took


def run(bench):
    p = bench.prepared
    folder, models = p.start("banking77"), p.exported("banking77")
    before = p.path("optimized.onnx", lambda path: run_once([p.python, p.peer("ort_optimize"), models + "/fused.onnx", path], p.log))
    ours = [os.path.join(bench.build, "bindings", "cli", "aift"), "predict", "--model", folder, "--text", TEXT]

    def theirs(setting):
        kind = setting["onnx"]
        path, level = (before, "DISABLE_ALL") if kind == "optimized before" else ("%s/%s.onnx" % (models, kind), "ENABLE_ALL")
        return [p.python, p.peer("ort_first"), "--onnx", path, "--level", level, "--threads", setting["threads"], "--model", folder,
                "--text", TEXT]

    setting, tried = tune(SETTINGS, lambda setting: 1 / min(seconds(theirs(setting), bench.log) for _ in range(3)))
    a, b = [], []
    for _ in range(bench.calls(20)):
        a.append(1e3 * seconds(ours, bench.log))
        b.append(1e3 * seconds(theirs(setting), bench.log))
    yield row("process start to first prediction", "ONNX Runtime and tokenizers in Python", "<= 0.1", "ms", a, b,
              setting=setting_text(setting), tried=tried)
