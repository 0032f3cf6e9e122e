"""Whisper's log-mel spectrum of 300 s at 16 kHz on one thread, against librosa and torch.stft. The results are compared first:
a peer whose numbers are not ours within 1e-4 ends."""
from harness import Worker, against, rate, row, setting_text, try_out, tune
from prepare import run as run_once

KINDS = (("librosa", ">= 2", {"fft": ["numpy", "scipy"]}), ("torch.stft", ">= 7", {}))
ONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def run(bench):
    p = bench.prepared
    sound = p.path("sound-300.f32", lambda path: run_once([p.python, p.peer("log_mel"), "--make", 300, "--sound", path], p.log))
    spectrum = sound + ".spectrum"
    run_once([bench.program("log_mel"), "--sound", sound, "--write", spectrum], p.log)

    def ours():
        return Worker([bench.program("log_mel"), "--sound", sound], bench.log)

    for by, goal, options in KINDS:
        def theirs(setting):
            given = [part for name, value in setting.items() for part in ("--" + name, value)]
            return Worker([p.python, p.peer("log_mel"), "--sound", sound, "--by", by, "--expect", spectrum, *given], bench.log, ONE)

        setting, tried = tune(options, try_out(theirs, (1, bench.steps(10)), rate))
        blocks, _ = against((ours, lambda: theirs(setting)), bench.turns(9), (1, bench.steps(10)))
        a, b = ([rate(block) for block in own] for own in blocks)
        yield row("log-mel of 300 s at 16 kHz", by + ", one thread", goal, "s of sound/s", a, b, setting=setting_text(setting), tried=tried)
