# The committed golden files are what make_golden.py writes today.
import os
import subprocess
import sys
import tempfile

import numpy as np
from safetensors.numpy import load_file

import common


def close(a, b):
    """Equal, but for the last digits of numbers."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= 1e-6 * max(1, abs(b))
    return a == b


def main():
    checks = common.Checks()
    golden, here = os.path.join(common.ROOT, "tests", "golden"), os.path.dirname(os.path.abspath(__file__))
    with tempfile.TemporaryDirectory() as new:
        subprocess.run([sys.executable, os.path.join(here, "make_golden.py"), new], check=True, stderr=subprocess.DEVNULL)
        for name in ("tokens.json", "expected.json", "tiny-bert/config.json", "tiny-bert/tokenizer.json", "tiny-bert/tokenizer_config.json"):
            a, b = (common.read_json(os.path.join(d, name)) for d in (new, golden))
            checks.that(close(a, b), "golden " + name)
        for name in ("expected", "gradients", "trained", "tiny-bert/model"):
            a, b = (load_file(os.path.join(d, name + ".safetensors")) for d in (new, golden))
            checks.that(a.keys() == b.keys(), "golden %s.safetensors: names" % name, len(b))
            checks.at_most(max(np.abs(a[n] - b[n]).max() for n in b), 1e-5, "golden %s.safetensors: largest difference" % name)
    checks.done()


if __name__ == "__main__":
    main()
