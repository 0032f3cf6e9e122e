"""Prediction against ONNX Runtime: latency of one row, a batch of 128 tokens, rows of mixed length."""
import random

from harness import Worker, against, milliseconds, percentile, rate, row, setting_environment, setting_text, try_out, tune
from prepare import SEED, banking77, mail

SOURCE = "banking77"
ORT = {"onnx": ["plain", "fused"], "threads": [0, 1, 2], "spinning": [1, 0], "level": ["ENABLE_ALL", "ENABLE_EXTENDED"],
       "arena": ["yes", "no"], "malloc": ["glibc", "jemalloc", "tcmalloc"]}
ORDERS = {"order": ["given", "sorted"], "onnx": ["plain", "fused"], "batch": [32, 8, 128], "threads": [0, 1, 2], "spinning": [1, 0],
          "arena": ["yes", "no"], "malloc": ["glibc", "jemalloc", "tcmalloc"]}
SAMPLE = 5  # of rows of mixed length, one in so many is used to try settings


def ours(bench, rows, max_length):
    return Worker([bench.program("aift_predict"), "--model", bench.prepared.start(SOURCE), "--data", rows, "--max-length",
                   max_length], bench.log)


def theirs(bench, rows, max_length, setting):
    p = bench.prepared
    rest = [word for name, value in setting.items() if name not in ("onnx", "malloc") for word in ("--" + name, value)]
    return Worker([p.python, p.peer("ort_predict"), "--onnx", "%s/%s.onnx" % (p.exported(SOURCE), setting["onnx"]), "--model",
                   p.start(SOURCE), "--data", rows, "--max-length", max_length, *rest], bench.log, setting_environment(setting))


def compare(bench, rows, max_length, options, trial, turns, turn, first, sample=None):
    """(blocks of ours, of theirs, setting, tried); settings are tried on the sample, if there is one"""
    setting, tried = tune(options, try_out(lambda setting: theirs(bench, sample or rows, max_length, setting), trial,
                                           lambda block: 1e3 / milliseconds(block)))
    starts = (lambda: ours(bench, rows, max_length), lambda: theirs(bench, rows, max_length, setting))
    return *against(starts, turns, turn, first)[0], setting, tried


def of_length(bench, tokens, count):
    """A file of real texts of so many tokens."""
    def make():
        texts = bench.prepared.of_length([text for text, _ in mail(bench.prepared.data, "test")], tokens)
        return [(text, None) for text in texts[:count]]

    return bench.prepared.rows("beginnings-%dx%d" % (count, tokens), make)


def latency(bench, tokens, goal):
    rows = of_length(bench, tokens, 1)
    calls, turns = bench.calls(2000), bench.turns(20)
    first = bench.calls(200)  # calls that do not count, and some more in front of each turn
    a, b, setting, tried = compare(bench, rows, tokens, bench.options(ORT), (first // 4, first // 2), turns,
                                   (first // turns, calls // turns), first)
    all_a, all_b = ([s * 1e3 for block in blocks for s in block["seconds"]] for blocks in (a, b))
    note = "p99 %.2f against %.2f ms, %d calls" % (percentile(all_a, 0.99), percentile(all_b, 0.99), len(all_a))
    return row("latency of one row of %d tokens, p50" % tokens, "ONNX Runtime fp32", goal, "ms", [milliseconds(x) for x in a],
               [milliseconds(x) for x in b], setting=setting_text(setting), tried=tried, note=note)


def batch(bench):
    a, b, setting, tried = compare(bench, of_length(bench, 128, 32), 128, bench.options({**ORT, "batch": [32, 8]}), (1, 3), bench.turns(12), (1, 2), 0)
    return row("32 rows of 128 tokens, rows/s", "ONNX Runtime fp32", ">= 1.2", "rows/s", [rate(x) for x in a], [rate(x) for x in b],
               setting=setting_text(setting), tried=tried)


def queries(bench):
    return banking77(bench.prepared.data, "test")


def queries_and_mails(bench):
    n = bench.steps(500)
    rows = random.Random(SEED).sample(queries(bench), n) + random.Random(SEED).sample(mail(bench.prepared.data, "test"), n)
    return random.Random(SEED).sample(rows, len(rows))


def mixed(bench, what, make, turns):
    count = bench.steps(1000)
    name = "mixed-%s-%d" % (make.__name__, count)
    rows = bench.prepared.rows(name, lambda: make(bench)[:count])
    sample = bench.prepared.rows("%s-sample" % name, lambda: make(bench)[:count:SAMPLE])
    a, b, setting, tried = compare(bench, rows, 256, bench.options(ORDERS), (1, 1), turns, (0, 1), 1, sample)
    return row("%d rows of mixed length, %s, rows/s" % (count, what), "ONNX Runtime fp32", ">= 1.5", "rows/s",
               [rate(x) for x in a], [rate(x) for x in b], setting=setting_text(setting), tried=tried)


def run(bench):
    for tokens, goal in (16, "<= 0.75"), (64, "<= 0.9"), (128, "<= 0.75"):
        yield latency(bench, tokens, goal)
    yield batch(bench)
    yield mixed(bench, "queries", queries, bench.turns(7))
    yield mixed(bench, "half queries, half mails", queries_and_mails, bench.turns(3))
