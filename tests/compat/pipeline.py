# Pipelines of libaift for the compatibility tests, through the program run_pipeline.
import json
import os
import subprocess
import tempfile

import numpy as np

import common

PROGRAM = os.path.join(os.environ.get("AIFT_COMPAT_BUILD", os.path.join(common.ROOT, "build", "release")), "tests", "run_pipeline")
PICTURE, FLOATS, SOUND, SPECTRUM = 1, 2, 4, 8


class Error(Exception):
    pass


class Pipeline:
    """A preprocessor_config.json, as a dict, or a list of transforms."""

    def __init__(self, config):
        if isinstance(config, list):
            config = {"transforms": config}
        self.file = tempfile.NamedTemporaryFile("w", suffix=".json")
        json.dump(config, self.file)
        self.file.flush()
        self.process = subprocess.Popen([PROGRAM, self.file.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def saved(self):
        return json.loads(subprocess.run([PROGRAM, self.file.name, "save"], check=True, capture_output=True).stdout)

    def run(self, sample, kind, rate, draw):
        """`draw` is (seed, epoch, row) in training, None outside of it."""
        sizes = list(sample.shape) + [1] * (3 - sample.ndim)
        head = np.array([kind, *sizes, rate, draw is not None, *(draw or (0, 0, 0))], np.int64)
        self.process.stdin.write(head.tobytes() + np.ascontiguousarray(sample).tobytes())
        self.process.stdin.flush()
        head = np.frombuffer(self.process.stdout.read(40), np.int64)
        sizes = head[1:4]
        if head[0] == 0:
            raise Error(self.process.stdout.read(int(sizes[0])).decode())
        dtype = np.uint8 if head[0] == PICTURE else np.float32
        data = self.process.stdout.read(int(sizes.prod()) * np.dtype(dtype).itemsize)
        result = np.frombuffer(data, dtype).reshape(sizes)
        return result if head[0] in (PICTURE, FLOATS) else result[:, :, 0]

    def picture(self, pixels, draw=None):
        """uint8 [height, width, channels]"""
        return self.run(pixels, PICTURE, 0, draw)

    def sound(self, samples, rate, draw=None):
        """float32 [channels, samples]"""
        return self.run(samples, SOUND, rate, draw)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
