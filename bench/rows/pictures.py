"""A photograph of 640 x 480 to a model's input of 224 x 224 on one thread, against Pillow and NumPy, whose input of the whole picture
must be the same."""
import glob
import os

from harness import Worker, against, rate, row, setting_text, try_out, tune, without_figures
from prepare import run as run_once

CALLS = {"normalize": ["fused", "steps"]}


def run(bench):
    p = bench.prepared
    peer = "Pillow and NumPy, one thread"
    files = sorted(glob.glob(os.path.join(p.data, "bccd", "BCCD", "JPEGImages", "*.jpg")))
    kinds = (("JPEG decoded, resized, normalised", ">= 2", []), ("the same, scaled decoding", ">= 4", ["--scaled"]))
    if not files:
        for what, goal, _ in kinds:
            yield without_figures(what, peer, goal, "no pictures in the data folder (bccd)")
        return

    expected = os.path.join(p.folder, "photograph.f32")
    run_once([bench.program("photograph"), "--file", files[0], "--write", expected], p.log)

    def theirs(setting):
        return Worker([p.python, p.peer("pillow_pictures"), "--file", files[0], "--expect", expected, "--normalize", setting["normalize"]], bench.log, {"OMP_NUM_THREADS": "1"})

    def ours(options):
        return Worker([bench.program("photograph"), "--file", files[0], *options], bench.log)

    setting, tried = tune(CALLS, try_out(theirs, (5, bench.steps(100)), rate))
    for what, goal, options in kinds:
        blocks, _ = against((lambda: ours(options), lambda: theirs(setting)), bench.turns(9), (5, bench.steps(200)))
        a, b = ([rate(block) for block in own] for own in blocks)
        yield row(what, peer, goal, "pictures/s", a, b, setting=setting_text(setting), tried=tried)
