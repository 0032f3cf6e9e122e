"""Writes JPEGs of about 100 kB, 640 x 480, each different."""
import argparse
import io
import os

import numpy as np
from PIL import Image

BYTES = 100_000

parser = argparse.ArgumentParser()
parser.add_argument("--folder", required=True)
parser.add_argument("--count", type=int, required=True)
args = parser.parse_args()
rng = np.random.default_rng(42)
for i in range(args.count):
    small = Image.fromarray(rng.integers(0, 256, (15, 20, 3), np.uint8)).resize((640, 480), Image.BICUBIC)
    grain = rng.normal(0, 14, (480, 640, 1))
    image = Image.fromarray(np.clip(np.asarray(small) + grain, 0, 255).astype(np.uint8))
    for quality in range(95, 20, -3):
        data = io.BytesIO()
        image.save(data, "JPEG", quality=quality)
        if data.tell() <= BYTES * 1.05:
            break
    with open(os.path.join(args.folder, "%03d.jpg" % i), "wb") as file:
        file.write(data.getvalue())
