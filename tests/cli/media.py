"""Pictures and recordings for the tests of the command, and networks for them."""
import json
import math
import os
import random
import struct
import zlib

from cli import aift, write

CONFIG = {"model_type": "cnn", "num_channels": 3, "image_size": 8, "hidden_sizes": [4, 8], "depths": 1}
PREPARED = {"transforms": [{"type": "center_crop", "crop_size": 8}, {"type": "random_horizontal_flip", "p": 0.5},
                           {"type": "normalize", "image_mean": [0.5], "image_std": [0.5]}]}


def png_file(width, height, packed, *more):
    """A PNG of 8 bits and three colours; `more` are chunks in front of the pixels, (kind, body)."""
    chunk = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            b"".join(chunk(*m) for m in more) + chunk(b"IDAT", packed) + chunk(b"IEND", b""))


def png(label, number):
    """8 x 8 pixels of noise, dark (0) or light (1)."""
    draw = random.Random(label * 1000 + number)
    raw = b"".join(b"\0" + bytes(label * 130 + draw.randrange(120) for _ in range(24)) for _ in range(8))
    return png_file(8, 8, zlib.compress(raw))


def photos(folder, times=20, name="photos"):
    root = os.path.join(folder, name)
    for label, kind in enumerate(["dark", "light"]):
        os.makedirs(os.path.join(root, kind))
        for i in range(times):
            write(os.path.join(root, kind), "%02d.png" % i, png(label, i))
    return root


def network(folder):
    path = os.path.join(folder, "network")
    os.mkdir(path)
    write(path, "config.json", json.dumps(CONFIG))
    write(path, "preprocessor_config.json", json.dumps(PREPARED))
    return path


def trained(folder, root, *more):
    out = os.path.join(folder, "out")
    return out, aift("train", "--model", network(folder), "--from-config", "--data", root, "--eval-data", root, "--output", out,
                     "--epochs", "6", "--batch-size", "8", "--learning-rate", "0.02", "--threads", "2", *more)


SPECTRA = {"transforms": [{"type": "mono"}, {"type": "resample", "sampling_rate": 8000}, {"type": "pad_or_trim", "length": 8000},
                          {"type": "log_mel", "sampling_rate": 8000, "n_fft": 256, "hop_length": 80, "n_mels": 40},
                          {"type": "scale_spectrum", "mean": -20.0, "std": 20.0}]}


def wav_file(raw, rate=8000, kind=1, width=2, size=None):
    """One channel; kind 1: integers, 3: floats; `size` is what the header says, if it is not the truth."""
    return (b"RIFF" + struct.pack("<I", 36 + len(raw)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, kind, 1, rate, rate * width, width, 8 * width) +
            b"data" + struct.pack("<I", len(raw) if size is None else size) + raw)


def wav(hertz, number):
    """Half a second of a tone and noise, 16 bits, 8 kHz."""
    draw = random.Random(hertz + number)
    values = [int(9000 * math.sin(2 * math.pi * hertz * (1 + number / 50) * t / 8000) + draw.randrange(-900, 900)) for t in range(4000)]
    return wav_file(struct.pack("<4000h", *values))


def listener(folder):
    path = os.path.join(folder, "listener")
    os.mkdir(path)
    write(path, "config.json", json.dumps({"model_type": "bc_resnet", "tau": 1, "num_mel_bins": 40, "max_length": 101}))
    write(path, "preprocessor_config.json", json.dumps(SPECTRA))
    return path


def tones(folder, times):
    root = os.path.join(folder, "tones")
    for label, hertz in [("high", 1500), ("low", 300)]:
        os.makedirs(os.path.join(root, label))
        for i in range(times):
            write(os.path.join(root, label), "%02d.wav" % i, wav(hertz, i))
    return root
