# Pictures of every kind for test_decoders.py: name -> bytes, the same each time.
import io
import struct
import zlib

import numpy as np
from PIL import Image

PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


def picture(rng, width, height, channels=3):
    """Soft shapes with some noise: as photographs compress."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 90 * np.sin(x / rng.uniform(3, 40) + rng.uniform(0, 6)) * np.cos(y / rng.uniform(3, 40)) + rng.normal(0, 12, (height, width))
              for _ in range(channels)]
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def exif(orientation, big=False, kind=3):
    """EXIF with an orientation among other tags."""
    order = ">" if big else "<"
    tags = [(0x010f, 2, 4, b"abc\0"), (0x0112, kind, 1, struct.pack(order + ("H2x" if kind == 3 else "I"), orientation)),
            (0x0131, 2, 4, b"xyz\0")]
    head = (b"MM\0*" if big else b"II*\0") + struct.pack(order + "I", 8)
    return b"Exif\0\0" + head + struct.pack(order + "H", len(tags)) + b"".join(
        struct.pack(order + "HHI", *t[:3]) + t[3] for t in tags) + bytes(4)


def xmp(orientation, element=False):
    inner = "<tiff:Orientation>%d</tiff:Orientation>" if element else ' tiff:Orientation="%d"'
    return ("<x:xmpmeta><rdf:Description%s/></x:xmpmeta>" % (inner % orientation)).encode()


def save(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


def jpegs():
    rng = np.random.default_rng(1)
    sizes = [(1, 1), (7, 5), (8, 8), (16, 17), (33, 15), (100, 3), (3, 100), (127, 129), (320, 241)]
    for width, height in sizes:
        for mode, channels in (("L", 1), ("RGB", 3), ("CMYK", 4)):
            pixels = picture(rng, width, height, channels)
            image = Image.fromarray(pixels[..., 0] if channels == 1 else pixels, mode)
            for subsampling in (0, 1, 2) if mode == "RGB" else (0,):
                for progressive in (False, True):
                    name = "%s %dx%d subsampling %d%s" % (mode, width, height, subsampling, " progressive" if progressive else "")
                    data = save(image, format="JPEG", quality=int(rng.integers(5, 100)), subsampling=subsampling, progressive=progressive)
                    yield name, data
                    if mode == "CMYK":
                        at = data.index(b"Adobe")
                        yield name + " YCCK", data[:at + 11] + b"\2" + data[at + 12:]
                        yield name + " not of Adobe", data[:at - 4] + data[at + 12:]
    image = Image.fromarray(picture(rng, 161, 118))
    yield "restarts by block", save(image, format="JPEG", restart_marker_blocks=3)
    yield "restarts by row", save(image, format="JPEG", restart_marker_rows=1, subsampling=2)
    yield "optimized", save(image, format="JPEG", optimize=True, quality=95)
    yield "stored as RGB", save(image, format="JPEG", keep_rgb=True)
    yield "quality 100", save(image, format="JPEG", quality=100, subsampling=0)
    yield "quality 1", save(image, format="JPEG", quality=1)
    yield "comment, profile", save(image, format="JPEG", comment=b"c" * 60000, icc_profile=bytes(100000))
    for i in range(0, 11):
        yield "orientation %d" % i, save(image, format="JPEG", exif=exif(i, big=i % 2 == 1))
        yield "orientation %d as a long" % i, save(image, format="JPEG", exif=exif(i, kind=4))
        if i < 10:
            yield "orientation %d in XMP" % i, save(image, format="JPEG", xmp=xmp(i, i % 2 == 1))
            yield "orientation %d in XMP, 3 in EXIF" % i, save(image, format="JPEG", xmp=xmp(i), exif=exif(3))
    yield "grey, orientation 6", save(image.convert("L"), format="JPEG", exif=exif(6))
    yield "CMYK, orientation 7", save(image.convert("CMYK"), format="JPEG", exif=exif(7))
    yield "bytes behind the end", save(image, format="JPEG") + b"behind" * 100


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def pack(rows, depth):
    """Samples [height, n] as PNG's bytes a row."""
    if depth == 16:
        return [r.astype(">u2").tobytes() for r in rows]
    if depth == 8:
        return [r.astype(np.uint8).tobytes() for r in rows]
    bits = (rows[..., None].astype(int) >> np.arange(depth - 1, -1, -1)) & 1
    return [np.packbits(b.reshape(-1)).tobytes() for b in bits]


def filtered(rows, kinds, step):
    """Rows with PNG's filters, `step` bytes a pixel."""
    before = bytes(len(rows[0])) if rows else b""
    for row, kind in zip(rows, kinds):
        out = bytearray([kind])
        for i, v in enumerate(row):
            a, b = row[i - step] if i >= step else 0, before[i]
            c = before[i - step] if i >= step else 0
            p = a + b - c
            paeth = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            out.append((v - (0, a, b, (a + b) // 2, paeth)[kind]) & 255)
        yield bytes(out)
        before = row


def png(samples, color, depth, interlaced, rng, palette=b"", before=b"", after=b""):
    """A PNG file of samples [height, width, channels]."""
    height, width, channels = samples.shape
    step, parts = max(1, channels * depth // 8), []
    for x, y, dx, dy in PASSES if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::dy, x::dx]
        if part.size:
            rows = pack(part.reshape(part.shape[0], -1), depth)
            parts += filtered(rows, rng.integers(0, 5, len(rows)), step)
    data = zlib.compress(b"".join(parts))
    pieces = [data[i:i + 1000] for i in range(0, len(data), 1000)]
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + (chunk(b"PLTE", palette) if palette else b"") + before + b"".join(
        chunk(b"IDAT", p) for p in pieces) + after + chunk(b"IEND", b"")


def pngs():
    rng = np.random.default_rng(2)
    for color, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (False, True):
                for width, height in ((1, 1), (3, 2), (9, 17), (40, 31)):
                    samples = rng.integers(0, 1 << depth, (height, width, CHANNELS[color]))
                    palette = rng.bytes(3 << depth) if color == 3 else b""
                    name = "color %d depth %d %dx%d%s" % (color, depth, width, height, " interlaced" if interlaced else "")
                    yield name, png(samples, color, depth, interlaced, rng, palette)
                    clear = {0: struct.pack(">H", int(samples[0, 0, 0])), 2: samples[0, 0].astype(">u2").tobytes(),
                             3: rng.bytes(1 << depth)}.get(color)
                    if clear:
                        yield name + " tRNS", png(samples, color, depth, interlaced, rng, palette, before=chunk(b"tRNS", clear))
    grey = np.arange(0, 65536, 257).reshape(16, 16, 1)
    yield "grey of 16 bits around 255", png(np.arange(200, 456).reshape(16, 16, 1), 0, 16, False, rng)
    yield "grey of 16 bits", png(grey, 0, 16, True, rng)
    samples = rng.integers(0, 256, (12, 20, 1))
    yield "indices beyond the palette", png(samples, 3, 8, False, rng, rng.bytes(3 * 100))
    samples = rng.integers(0, 256, (12, 20, 3))
    profile = lambda i: "\nexif\n%8d\n%s\n" % (len(exif(i)), exif(i).hex())
    for i in range(1, 9):
        chunks = {
            "eXIf": chunk(b"eXIf", exif(i, big=i % 2 == 0)[6:]),
            "XMP": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(i)),
            "XMP, deflated": chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(xmp(i))),
            "profile": chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(profile(i).encode())),
        }
        for where, data in chunks.items():
            yield "orientation %d in %s" % (i, where), png(samples, 2, 8, False, rng, before=data)
            yield "orientation %d in %s at the end" % (i, where), png(samples, 2, 8, True, rng, after=data)
    yield "other chunks", png(samples, 2, 8, False, rng, before=chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"pHYs", bytes(9)) + chunk(
        b"abCd", b"?" * 10) + chunk(b"tEXt", b"Title\0x"))
    good = png(samples, 2, 8, False, rng)
    yield "no IEND", good[:-12]
    yield "bytes behind the end", good + bytes(100)
    image = Image.fromarray(picture(rng, 160, 120))
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA"):
        yield "of Pillow " + mode, save(image.convert(mode), format="PNG")
    for bits in (1, 2, 4):
        yield "of Pillow, palette of %d bits" % bits, save(image.quantize(1 << bits), format="PNG", bits=bits)


def broken():
    rng = np.random.default_rng(3)
    image = Image.fromarray(picture(rng, 161, 118))
    for kind, good in (("JPEG", save(image, format="JPEG")), ("progressive JPEG", save(image, format="JPEG", progressive=True)),
                       ("PNG", save(image, format="PNG")), ("interlaced PNG", png(np.array(image), 2, 8, True, rng))):
        for size in (0, 1, 3, 8, 20, 100, 200, 300, 500, 1000, len(good) // 2, len(good) - 100):
            yield "%s of %d bytes" % (kind, size), good[:size]
    for width, height in ((0, 5), (5, 0), (65500, 65500), (1 << 31, 1 << 31)):
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        yield "PNG %d x %d" % (width, height), b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    data = save(image, format="JPEG")
    at = data.index(b"\xff\xc0")
    for width, height in ((0, 5), (5, 0), (65500, 65500)):
        yield "JPEG %d x %d" % (width, height), data[:at + 5] + struct.pack(">HH", height, width) + data[at + 9:]
    yield "text", b"hello, I am no picture"
    yield "zeros", bytes(1000)
