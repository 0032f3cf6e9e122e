# Writes tests/golden/media: small pictures and recordings, each with what Pillow or soundfile gives of it in NAME.raw.
#   python make_media.py
import gzip
import os

import numpy as np
from PIL import Image

import common
import pictures
import recordings
import test_decoders

FOLDER = os.path.join(common.ROOT, "tests", "golden", "media")


def main():
    os.makedirs(FOLDER, exist_ok=True)
    rng = np.random.default_rng(7)
    image = Image.fromarray(pictures.picture(rng, 21, 14))
    samples = lambda top, channels: rng.integers(0, top, (6, 11, channels))
    files = {
        "grey.jpg": pictures.save(image.convert("L"), format="JPEG"),
        "turned.jpg": pictures.save(image, format="JPEG", exif=pictures.exif(6)),
        "progressive.jpg": pictures.save(image, format="JPEG", progressive=True, xmp=pictures.xmp(3)),
        "cmyk.jpg": pictures.save(image.convert("CMYK"), format="JPEG"),
        "palette.png": pictures.png(samples(16, 1), 3, 4, False, rng, rng.bytes(48), before=pictures.chunk(b"tRNS", bytes(16))),
        "grey16.png": pictures.png(samples(400, 1), 0, 16, False, rng),
        "grey1.png": pictures.png(samples(2, 1), 0, 1, False, rng, after=pictures.chunk(b"eXIf", pictures.exif(2)[6:])),
        "rgba16.png": pictures.png(samples(65536, 4), 6, 16, True, rng, before=pictures.chunk(
            b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + pictures.xmp(8))),
    }
    for name, data in files.items():
        path = os.path.join(FOLDER, name)
        with open(path, "wb") as f:
            f.write(data)
        width, height, channels, raw = test_decoders.pillow(path, "rgb")
        with open(path + ".raw", "wb") as f:
            f.write(raw)
        print("{\"%s\", %d, %d}," % (name, width, height))
    digits = b"\0\0\x08\3\0\0\0\2\0\0\0\5\0\0\0\4" + rng.bytes(40)
    for name, data in ("digits.idx", digits), ("digits.idx.gz", gzip.compress(digits, mtime=0)):
        with open(os.path.join(FOLDER, name), "wb") as f:
            f.write(data)
    for name, channels, kind, subtype, endian in (
            ("pcm16.wav", 1, "WAV", "PCM_16", "FILE"), ("pcm24.wav", 2, "WAV", "PCM_24", "BIG"), ("float.wav", 3, "WAV", "FLOAT", "FILE"),
            ("ulaw.wav", 1, "WAV", "ULAW", "FILE"), ("stereo.flac", 2, "FLAC", "PCM_16", "FILE"), ("mono.ogg", 1, "OGG", "OPUS", "FILE")):
        path = os.path.join(FOLDER, name)
        with open(path, "wb") as f:
            f.write(recordings.write(recordings.signal(rng, 150, channels), 16000, kind, subtype, endian))
        frames, channels, rate, raw = test_decoders.sound(path, "sound")
        with open(path + ".raw", "wb") as f:
            f.write(raw)
        print("{\"%s\", %d, %d, %d}," % (name, frames, channels, rate))


if __name__ == "__main__":
    main()
