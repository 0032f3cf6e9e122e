# Pictures and recordings decoded by libaift (decode.c) against Pillow and soundfile: every byte.
import glob
import os
import subprocess
import tempfile
import warnings

import numpy as np
import soundfile
from PIL import Image, ImageOps

import common
import pictures
import recordings

PROGRAM = os.path.join(os.environ.get("AIFT_COMPAT_BUILD", os.path.join(common.ROOT, "build", "release")), "tests", "compat_decode")


def decode(kind, paths):
    """For each path the three sizes and the bytes, or the error's text."""
    run = subprocess.run([PROGRAM, kind], input="\n".join(paths).encode() + b"\n", capture_output=True, check=True)
    assert not run.stderr, run.stderr
    at, out = 0, []
    while at < len(run.stdout):
        end = run.stdout.index(b"\n", at)
        word, rest = run.stdout[at:end].split(b" ", 1)
        at = end + 1
        if word == b"error":
            out.append(rest.decode())
        else:
            a, b, c, n = map(int, rest.split())
            out.append((a, b, c, run.stdout[at:at + n]))
            at += n
    assert len(out) == len(paths)
    return out


def pillow(path, kind):
    with Image.open(path) as image:
        if ":" in kind:
            w, h = map(int, kind[4:].split("x"))
            image.draft("RGB", (h, w) if image.getexif().get(0x0112, 1) in range(5, 9) else (w, h))
        image = ImageOps.exif_transpose(image).convert("L" if kind == "grey" else "RGB")
    return image.width, image.height, len(image.getbands()), image.tobytes()


def sound(path, kind):
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return len(samples), samples.shape[1], rate, samples.tobytes()


def distance(label, ours, theirs):
    if isinstance(ours, str) or isinstance(theirs, str):
        return "%s, %s" % (ours if isinstance(ours, str) else "ours: decoded", theirs if isinstance(theirs, str) else "theirs: decoded")
    if ours[:3] != theirs[:3]:
        return "%s, not %s" % (ours[:3], theirs[:3])
    if "VORBIS" in label:  # its decoder's sums are in another order in another build
        a, b = (np.frombuffer(x[3], np.float32) for x in (ours, theirs))
        return "" if abs(a - b).max() <= 1e-6 else "differs by %g" % abs(a - b).max()
    a, b = (np.frombuffer(x[3], np.uint8).astype(int) for x in (ours, theirs))
    return "" if (a == b).all() else "%d of %d bytes differ, by up to %d" % ((a != b).sum(), a.size, abs(a - b).max())


def compare(checks, name, paths, kinds, read=pillow):
    """paths: what stands in messages -> path."""
    for kind in kinds:
        wrong = []
        for (label, path), ours in zip(paths.items(), decode(kind, list(paths.values()))):
            try:
                theirs = read(path, kind)
            except (OSError, RuntimeError) as e:
                theirs = "theirs: %s" % e
            difference = distance(label, ours, theirs)
            if difference:
                wrong.append("%s: %s" % (label, difference))
        checks.that(not wrong, "%s as %s" % (name, kind), "%d of %d differ%s" % (len(wrong), len(paths), "".join("; " + w for w in wrong[:5])), "0")


def refused(checks, name, paths, kind, read):
    """What the others do not read we do not read either."""
    wrong = []
    for (label, path), ours in zip(paths.items(), decode(kind, list(paths.values()))):
        try:
            read(path, kind)
            wrong.append(label + ": the other reads it")
        except (OSError, SyntaxError, ValueError, RuntimeError, Image.DecompressionBombError):
            if not isinstance(ours, str) or not ours.startswith(path + ": "):
                wrong.append("%s: %s" % (label, ours))
    checks.that(not wrong, name + " that are refused", "%d of %d differ%s" % (len(wrong), len(paths), "".join("; " + w for w in wrong[:5])), "0")


def write(folder, files):
    paths = {}
    for i, (name, data) in enumerate(files):
        paths[name] = os.path.join(folder, "%d" % i)
        with open(paths[name], "wb") as f:
            f.write(data)
    return paths


def main():
    warnings.simplefilter("ignore")
    checks, data = common.Checks(), common.data_folder()
    for name, files in (("JPEG", pictures.jpegs()), ("PNG", pictures.pngs())):
        with tempfile.TemporaryDirectory() as folder:
            compare(checks, name, write(folder, files), ["rgb", "grey"] + ["rgb:16x16", "rgb:60x40", "rgb:150x20", "rgb:1x1"] * (name == "JPEG"))
    with tempfile.TemporaryDirectory() as folder:
        refused(checks, "pictures", write(folder, pictures.broken()), "rgb", pillow)
    with tempfile.TemporaryDirectory() as folder:
        compare(checks, "recordings", write(folder, recordings.recordings()), ["sound"], sound)
    with tempfile.TemporaryDirectory() as folder:
        refused(checks, "recordings", write(folder, recordings.broken()), "sound", sound)
        paths = write(folder, recordings.unfinished())
        for (label, path), ours in zip(paths.items(), decode("sound", list(paths.values()))):
            checks.that(isinstance(ours, str) and ours.startswith(path + ": is truncated"), label + " is refused", str(ours)[:200])
    bccd = sorted(glob.glob(os.path.join(data, "bccd", "**", "*.jpg"), recursive=True))
    if bccd:
        compare(checks, "bccd", {os.path.basename(p): p for p in bccd}, ["rgb", "grey", "rgb:224x224"])
    else:
        checks.skip("pictures of bccd", "no folder %s/bccd" % data)
    checks.done()


if __name__ == "__main__":
    main()
