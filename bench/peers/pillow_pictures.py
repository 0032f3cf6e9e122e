"""Decodes a JPEG and makes a model's input of it with Pillow and NumPy, again and again; a worker whose unit is a picture."""
import argparse
import io
import sys

import numpy as np
from PIL import Image

import worker

parser = argparse.ArgumentParser()
parser.add_argument("--file", required=True)
parser.add_argument("--expect", required=True, help="our input of the whole picture: the same bytes, normalised within 1e-6")
parser.add_argument("--normalize", choices=["fused", "steps"], default="fused")
args = parser.parse_args()
with open(args.file, "rb") as file:
    data = file.read()
mean, std = np.full(3, 0.5, np.float32), np.full(3, 0.5, np.float32)
scaled_mean, factor = mean * 255, 1 / (std * 255)


def picture():
    image = Image.open(io.BytesIO(data)).convert("RGB").resize((224, 224), Image.BILINEAR)
    if args.normalize == "steps":  # as transformers does it
        values = (np.asarray(image).astype(np.float64) * (1 / 255)).astype(np.float32)
        values = (values - mean) / std
    else:
        values = np.asarray(image, np.float32)
        values -= scaled_mean
        values *= factor
    return values


def iterate():
    picture()
    return 1


apart = np.abs(picture().reshape(-1) - np.fromfile(args.expect, np.float32)).max()
if not apart <= 1e-6:
    sys.exit("pillow_pictures: the pictures differ: %s" % apart)
worker.serve(iterate)
