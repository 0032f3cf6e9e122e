# Writes tests/golden/media: small pictures, each with its pixels as Pillow gives them in NAME.raw.
#   python make_media.py
import os

import numpy as np
from PIL import Image

import common
import pictures
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


if __name__ == "__main__":
    main()
