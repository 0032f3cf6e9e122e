# Transforms of pictures against Pillow, Hugging Face's image processors, and torchvision's definitions of its
# augmentations in terms of Pillow's operations.
import importlib
import json
import math

import numpy as np
from PIL import Image, ImageEnhance, ImageOps

import common
from philox import Rng
from pipeline import Error, Pipeline

FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}


def random_picture(rng, height, width, channels=3):
    """Noise, with edges as hard as any."""
    pixels = rng.integers(0, 256, (height, width, channels), dtype=np.uint8)
    pixels[rng.random((height, width)) < 0.3] = rng.choice([0, 255])
    return pixels


def smooth_picture(rng, height, width, channels=3):
    """Few levels, as in a photograph of little contrast."""
    small = Image.fromarray(rng.integers(60, 190, (4, 4, 3), dtype=np.uint8)).resize((width, height), Image.BICUBIC)
    return np.asarray(small)[:, :, :channels]


def to_image(pixels):
    return Image.fromarray(pixels if pixels.shape[2] > 1 else pixels[:, :, 0])


def from_image(image):
    pixels = np.asarray(image)
    return pixels if pixels.ndim == 3 else pixels[:, :, None]


# ---- resize -------------------------------------------------------------------------

def random_sizes(rng, count):
    """From one pixel to some hundreds, up and down."""
    for i in range(count):
        most = (8, 40, 300, 700)[i % 4]
        height, width, new_height, new_width = (int(n) for n in rng.integers(1, most + 1, 4))
        yield height, width, height if i % 15 == 0 else new_height, width if i % 10 == 0 else new_width


def check_resize(checks):
    for name, number in FILTERS.items():
        for channels in (3, 1):
            rng, wrong, count = np.random.default_rng(number), [], 200 if channels == 3 else 40
            for height, width, new_height, new_width in random_sizes(rng, count):
                pixels = random_picture(rng, height, width, channels)
                theirs = from_image(to_image(pixels).resize((new_width, new_height), number))
                with Pipeline([{"type": "resize", "size": {"height": new_height, "width": new_width}, "resample": name}]) as pipeline:
                    ours = pipeline.picture(pixels)
                if not np.array_equal(ours, theirs):
                    wrong.append((height, width, new_height, new_width, int((ours != theirs).sum())))
            checks.that(not wrong, "resize %s, %d channel%s: sizes of %d that differ" % (name, channels, "s" * (channels > 1), count),
                        wrong[:3] if wrong else 0, "0")


# ---- Hugging Face's processors ------------------------------------------------------

PROCESSORS = [
    ("vit", "ViT", {}),
    ("vit", "ViT", {"size": {"height": 30, "width": 50}, "resample": 3, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}),
    ("vit", "ViT", {"do_resize": False, "do_normalize": False}),
    ("vit", "ViT", {"do_rescale": False, "size": {"height": 9, "width": 8}}),
    ("deit", "DeiT", {}),
    ("efficientnet", "EfficientNet", {}),
    ("efficientnet", "EfficientNet", {"rescale_offset": True, "include_top": False, "do_center_crop": True, "rescale_factor": 1 / 127.5}),
    ("efficientnet", "EfficientNet", {"do_normalize": False, "size": {"height": 20, "width": 20}}),
    ("mobilenet_v2", "MobileNetV2", {}),
    ("mobilenet_v2", "MobileNetV2", {"size": {"shortest_edge": 37}, "crop_size": {"height": 51, "width": 20}}),
    ("convnext", "ConvNext", {}),
    ("convnext", "ConvNext", {"size": {"shortest_edge": 224}, "crop_pct": 0.95}),
    ("convnext", "ConvNext", {"size": {"shortest_edge": 224}}),
    ("bit", "Bit", {}),
    ("bit", "Bit", {"crop_size": {"height": 301, "width": 99}, "resample": 1}),
    ("clip", "CLIP", {}),
]


def processor_of(module, name, options):
    module = importlib.import_module("transformers.models.%s.image_processing_pil_%s" % (module, module))
    return getattr(module, name + "ImageProcessorPil")(**options)


def check_processors(checks):
    rng = np.random.default_rng(1)
    sizes = [(300, 400), (97, 61), (64, 300), (256, 256), (20, 15)]
    for module, name, options in PROCESSORS:
        theirs = processor_of(module, name, options)
        config = json.loads(theirs.to_json_string())
        what = "%sImageProcessor %s" % (name, json.dumps(options) if options else "as it is")
        largest, again = 0, 0
        with Pipeline(config) as pipeline, Pipeline({"image_processor_type": name + "ImageProcessor", **options}) as short:
            saved = pipeline.saved()
            saved_options = {key: value for key, value in saved.items() if key != "image_processor_type"}
            reread = processor_of(module, name, saved_options)
            for height, width in sizes:
                pixels = smooth_picture(rng, height, width) if height > 90 else random_picture(rng, height, width)
                want = theirs(Image.fromarray(pixels), return_tensors="np")["pixel_values"][0].transpose(1, 2, 0)
                for ours in (pipeline, short):
                    have = ours.picture(pixels)
                    largest = max(largest, np.abs(have - want).max()) if have.shape == want.shape else float("inf")
                other = reread(Image.fromarray(pixels), return_tensors="np")["pixel_values"][0].transpose(1, 2, 0)
                again = max(again, np.abs(other - want).max()) if other.shape == want.shape else float("inf")
        checks.at_most(largest, 1e-6, what + ": largest difference of pixel_values")
        checks.at_most(again, 1e-6, what + ": the same, of their processor made of what we save")


# ---- augmentations ------------------------------------------------------------------

def compare(checks, what, transform, reference, count=40, exact=True, pictures=(random_picture, smooth_picture), sizes=None):
    """Runs `transform` on pictures and draws, and reference(rng, image) with the same random numbers."""
    rng, wrong, largest = np.random.default_rng(7), 0, 0
    with Pipeline([transform]) as pipeline:
        for i in range(count):
            height, width = sizes[i % len(sizes)] if sizes else (int(n) for n in rng.integers(3, 90, 2))
            pixels = pictures[i % len(pictures)](rng, height, width, 1 if i % 5 == 4 else 3)
            draw = (int(rng.integers(0, 2**62)), int(rng.integers(0, 9)), int(rng.integers(0, 2**40)))
            ours, theirs = pipeline.picture(pixels, draw), from_image(reference(Rng(draw), to_image(pixels)))
            if ours.shape != theirs.shape:
                wrong, largest = wrong + 1, 255
                continue
            difference = np.abs(ours.astype(int) - theirs.astype(int))
            wrong += int((difference > 0).sum()) if not exact else int(difference.any())
            largest = max(largest, int(difference.max()))
    checks.that(wrong == 0, "%s: pictures of %d that differ" % (what, count), wrong if not wrong else "%d (by up to %d)" % (wrong, largest), "0")


def flip(p):
    return lambda rng, image: ImageOps.mirror(image) if rng.uniform() < p else image


def rotation(low, high, resample, fill):
    def turn(rng, image):
        return image.rotate(rng.uniform(low, high), resample, fillcolor=fill if image.mode == "L" else (fill,) * 3)
    return turn


def adjust_hue(image, factor):
    """torchvision.transforms._functional_pil.adjust_hue"""
    if image.mode == "L":
        return image
    h, s, v = image.convert("HSV").split()
    turned = (np.array(h, dtype=np.uint8).astype(int) + int(factor * 255)) % 256
    return Image.merge("HSV", (Image.fromarray(turned.astype(np.uint8)), s, v)).convert("RGB")


ADJUST = [lambda image, f: ImageEnhance.Brightness(image).enhance(f), lambda image, f: ImageEnhance.Contrast(image).enhance(f),
          lambda image, f: ImageEnhance.Color(image).enhance(f), adjust_hue]


def jitter(*ranges):
    def change(rng, image):
        order = [0, 1, 2, 3]
        for i in (3, 2, 1):
            j = rng.below(i + 1)
            order[i], order[j] = order[j], order[i]
        factors = [rng.uniform(*(r or (0, 0))) for r in ranges]
        for i in order:
            if ranges[i]:
                image = ADJUST[i](image, factors[i])
        return image
    return change


def resized_crop(height, width, scale, ratio, resample):
    def crop(rng, image):
        w, h = image.size
        for _ in range(10):
            area = h * w * rng.uniform(*scale)
            aspect = math.exp(rng.uniform(math.log(ratio[0]), math.log(ratio[1])))
            cw, ch = int(round(math.sqrt(area * aspect))), int(round(math.sqrt(area / aspect)))
            if 0 < cw <= w and 0 < ch <= h:
                top, left = rng.below(h - ch + 1), rng.below(w - cw + 1)
                break
        else:
            cw, ch = w, h
            if w / h < min(ratio):
                ch = int(round(w / min(ratio)))
            elif w / h > max(ratio):
                cw = int(round(h * max(ratio)))
            top, left = (h - ch) // 2, (w - cw) // 2
        return image.crop((left, top, left + cw, top + ch)).resize((width, height), resample)
    return crop


def affine(image, shear, translate, center):
    """torchvision's affine without turning and scaling: its inverse matrix."""
    sx, sy = math.radians(shear[0]), math.radians(shear[1])
    a, b = math.cos(-sy) / math.cos(sy), -math.cos(-sy) * math.tan(sx) / math.cos(sy)
    c, d = math.sin(-sy) / math.cos(sy), -math.sin(-sy) * math.tan(sx) / math.cos(sy) + 1
    m = [d, -b, 0.0, -c, a, 0.0]
    m[2] += m[0] * (-center[0] - translate[0]) + m[1] * (-center[1] - translate[1]) + center[0]
    m[5] += m[3] * (-center[0] - translate[0]) + m[4] * (-center[1] - translate[1]) + center[1]
    return image.transform(image.size, Image.AFFINE, m, Image.NEAREST)


def rand_augment(ops, magnitude, bins):
    part = magnitude / (bins - 1)

    def shear_x(i, m):
        return affine(i, (math.degrees(math.atan(m)), 0), (0, 0), (0, 0))

    def shear_y(i, m):
        return affine(i, (0, math.degrees(math.atan(m))), (0, 0), (0, 0))

    table = [
        (lambda i, m: i, 0, False), (shear_x, 0.3, True), (shear_y, 0.3, True),
        (lambda i, m: affine(i, (0, 0), (int(m * i.size[0]), 0), (i.size[0] / 2, i.size[1] / 2)), 150 / 331, True),
        (lambda i, m: affine(i, (0, 0), (0, int(m * i.size[1])), (i.size[0] / 2, i.size[1] / 2)), 150 / 331, True),
        (lambda i, m: i.rotate(m, Image.NEAREST), 30, True),
        (lambda i, m: ImageEnhance.Brightness(i).enhance(1 + m), 0.9, True), (lambda i, m: ImageEnhance.Color(i).enhance(1 + m), 0.9, True),
        (lambda i, m: ImageEnhance.Contrast(i).enhance(1 + m), 0.9, True), (lambda i, m: ImageEnhance.Sharpness(i).enhance(1 + m), 0.9, True),
        (lambda i, m: ImageOps.posterize(i, 8 - int(round(part * 4))), 0, False), (lambda i, m: ImageOps.solarize(i, 255 - 255 * part), 0, False),
        (lambda i, m: ImageOps.autocontrast(i), 0, False), (lambda i, m: ImageOps.equalize(i), 0, False),
    ]

    def augment(rng, image):
        for _ in range(ops):
            op, most, signed = table[rng.below(len(table))]
            sign = -1 if signed and rng.below(2) else 1
            image = op(image, sign * most * part)
        return image
    return augment


def check_augmentations(checks):
    compare(checks, "random_horizontal_flip", {"type": "random_horizontal_flip", "p": 0.6}, flip(0.6))
    compare(checks, "grayscale", {"type": "grayscale"}, lambda rng, image: image.convert("L"))
    for name, number in (("nearest", Image.NEAREST), ("bilinear", Image.BILINEAR)):
        for low, high, fill in ((-40, 40, 0), (10, 350, 77), (90, 90, 0), (180, 180, 9), (0, 0, 0)):
            compare(checks, "random_rotation by %d to %d, %s" % (low, high, name),
                    {"type": "random_rotation", "degrees": [low, high], "resample": name, "fill": fill}, rotation(low, high, number, fill))
    for ranges in ([(0.2, 1.9), None, None, None], [None, (0.1, 2.5), None, None], [None, None, (0, 3), None], [None, None, None, (-0.5, 0.5)],
                   [(0.6, 1.4), (0.6, 1.4), (0.6, 1.4), (-0.1, 0.1)]):
        names = ("brightness", "contrast", "saturation", "hue")
        config = {"type": "color_jitter", **{n: list(r) for n, r in zip(names, ranges) if r}}
        compare(checks, "color_jitter of " + " ".join(n for n in names if n in config), config, jitter(*ranges), 80)
    for size, scale, ratio, name in (((32, 48), (0.08, 1.0), (3 / 4, 4 / 3), "bilinear"), ((224, 224), (0.3, 0.9), (0.5, 2.0), "bicubic"),
                                     ((20, 20), (1.0, 1.0), (0.9, 1.1), "bilinear")):
        config = {"type": "random_resized_crop", "size": {"height": size[0], "width": size[1]}, "scale": list(scale), "ratio": list(ratio), "resample": name}
        compare(checks, "random_resized_crop to %d x %d, %s" % (*size, name), config, resized_crop(*size, scale, ratio, FILTERS[name]), 80)
    for magnitude, ops in ((9, 1), (30, 1), (17, 3)):
        compare(checks, "rand_augment of %d operations, magnitude %d" % (ops, magnitude),
                {"type": "rand_augment", "num_ops": ops, "magnitude": magnitude}, rand_augment(ops, magnitude, 31), 300)


def check_erasing(checks):
    rng, largest = np.random.default_rng(3), 0
    config = [{"type": "normalize", "image_mean": 0, "image_std": 1},
              {"type": "random_erasing", "p": 0.8, "scale": [0.02, 0.4], "ratio": [0.3, 3.3], "value": 7}]
    with Pipeline(config) as pipeline:
        for i in range(60):
            height, width = (int(n) for n in rng.integers(8, 60, 2))
            pixels, draw = random_picture(rng, height, width), (i, 3, i * i)
            want, numbers = pixels.astype(np.float64) / 255, Rng(draw, 1)
            if numbers.uniform() < 0.8:
                for _ in range(10):
                    area = height * width * numbers.uniform(0.02, 0.4)
                    aspect = math.exp(numbers.uniform(math.log(0.3), math.log(3.3)))
                    h, w = int(round(math.sqrt(area * aspect))), int(round(math.sqrt(area / aspect)))
                    if h < height and w < width:
                        top, left = numbers.below(height - h + 1), numbers.below(width - w + 1)
                        want[top:top + h, left:left + w] = 7
                        break
            largest = max(largest, np.abs(pipeline.picture(pixels, draw) - want).max())
    checks.at_most(largest, 1e-6, "random_erasing: largest difference")


def check_bad(checks):
    with Pipeline([{"type": "resize", "size": 8}]) as pipeline:
        for shape in ((0, 5, 3), (5, 0, 3)):
            try:
                pipeline.picture(np.zeros(shape, np.uint8))
                checks.that(False, "an empty picture is refused")
            except Error as error:
                checks.that("resize: " in str(error), "an empty picture is refused", str(error))


def main():
    checks = common.Checks()
    check_resize(checks)
    check_processors(checks)
    check_augmentations(checks)
    check_erasing(checks)
    check_bad(checks)
    checks.done()


if __name__ == "__main__":
    main()
