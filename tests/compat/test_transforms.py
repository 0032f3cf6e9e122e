# Transforms of pictures against Pillow and Hugging Face's image processors.
import numpy as np
from PIL import Image

import common
from pipeline import Pipeline

FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}


def random_picture(rng, height, width, channels=3):
    """Noise, with edges as hard as any."""
    pixels = rng.integers(0, 256, (height, width, channels), dtype=np.uint8)
    pixels[rng.random((height, width)) < 0.3] = rng.choice([0, 255])
    return pixels


def to_image(pixels):
    return Image.fromarray(pixels if pixels.shape[2] > 1 else pixels[:, :, 0])


def from_image(image):
    pixels = np.asarray(image)
    return pixels if pixels.ndim == 3 else pixels[:, :, None]


def random_sizes(rng, count):
    """From one pixel to some hundreds, up and down."""
    for i in range(count):
        most = (8, 40, 300, 700)[i % 4]
        yield tuple(int(n) for n in rng.integers(1, most + 1, 4))


def check_resize(checks):
    for name, number in FILTERS.items():
        for channels in (3, 1):
            rng, wrong, count = np.random.default_rng(number), [], 0
            for height, width, new_height, new_width in random_sizes(rng, 200 if channels == 3 else 40):
                pixels = random_picture(rng, height, width, channels)
                if count % 10 == 0:
                    new_width = width
                if count % 15 == 0:
                    new_height = height
                theirs = from_image(to_image(pixels).resize((new_width, new_height), number))
                with Pipeline([{"type": "resize", "size": {"height": new_height, "width": new_width}, "resample": name}]) as pipeline:
                    ours = pipeline.picture(pixels)
                count += 1
                if not np.array_equal(ours, theirs):
                    wrong.append((height, width, new_height, new_width, int((ours != theirs).sum())))
            checks.that(not wrong, "resize %s, %d channel%s: sizes that differ of %d" % (name, channels, "s" * (channels > 1), count),
                        wrong[:3] if wrong else 0, "0")


def main():
    checks = common.Checks()
    check_resize(checks)
    checks.done()


if __name__ == "__main__":
    main()
