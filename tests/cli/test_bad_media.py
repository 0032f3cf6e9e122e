"""Bad pictures and recordings, one by one, and bad folders: exit code 1 and a line that names the file, or with --on-error skip
a row that says why and the others as they are; in bounded time and memory."""
import json
import math
import os
import random
import resource
import struct
import subprocess
import tempfile
import time
import zlib

from cli import AIFT, SOURCE, aift, case, check, end, read, skip, write
from media import listener, network, photos, png, png_file, tones, wav, wav_file

MEDIA = os.path.join(SOURCE, "tests", "golden", "media")
GOOD_JPEG, GOOD_PNG, GOOD_FLAC, GOOD_OGG = (read(MEDIA, name) for name in ("turned.jpg", "rgba16.png", "stereo.flac", "mono.ogg"))
NOBODY = 65534
SANITIZED = b"__asan" in read(AIFT) or b"__tsan" in read(AIFT)
MOST_SECONDS, MOST_BYTES = 100 if SANITIZED else 20, 400 << 20


def jpeg_of(height, width):
    """A good picture with other sizes in its header."""
    at = GOOD_JPEG.index(b"\xff\xc0") + 5
    return GOOD_JPEG[:at] + struct.pack(">HH", height, width) + GOOD_JPEG[at + 4:]


def spoilt(data, marker, behind, put):
    at = data.index(marker) + behind
    return data[:at] + put + data[at + len(put):]


def many_scans(times):
    """A progressive picture whose second scan comes again and again."""
    good = read(MEDIA, "progressive.jpg")
    begin = good.index(b"\xff\xda", good.index(b"\xff\xda") + 2)
    end_of = min(good.index(marker, begin + 2) for marker in (b"\xff\xda", b"\xff\xc4") if marker in good[begin + 2:])
    return good[:end_of] + good[begin:end_of] * times + good[end_of:]


PICTURES = [
    ("scans.jpg", many_scans(200), r"the JPEG data have more than the maximum of 100 scans"),
    ("truncated.jpg", GOOD_JPEG[:500], r"is truncated: the JPEG data"),
    ("corrupt.jpg", spoilt(GOOD_JPEG, b"\xff\xc4", 4, b"\xff" * 12), r"the JPEG data cannot be decoded: "),
    ("empty.jpg", b"", r"is empty; JPEG and PNG"),
    ("huge.jpg", jpeg_of(65500, 65500), r"is 65500 x 65500 pixels, 4290250000 together; 178956970 are the most"),
    ("flat.jpg", jpeg_of(0, 5), r"Empty JPEG image"),
    ("bomb.jpg", jpeg_of(13000, 13000), r"too few for 13000 x 13000 pixels"),
    ("text.jpg", b"Bring milk.\n", r'is text \("Bring milk\.\."\)'),
    ("truncated.png", GOOD_PNG[:300], r"is truncated: the PNG data"),
    ("corrupt.png", spoilt(GOOD_PNG, b"IDAT", 60, b"\x55\xaa\x55\xaa"), r"the PNG data cannot be decoded: "),
    ("huge.png", png_file(65500, 65500, zlib.compress(b"")), r"is 65500 x 65500 pixels"),
    ("flat.png", png_file(0, 5, zlib.compress(b"")), r"the PNG data cannot be decoded: "),
    ("bomb.png", png_file(13000, 13000, zlib.compress(b"\0" * (1 << 20))), r"too few for 13000 x 13000 pixels"),
    ("short.png", png_file(300, 300, zlib.compress(random.Random(1).randbytes(2000))), r"the PNG data cannot be decoded: "),
]

# What is more than it seems, and good nevertheless.
LARGE_TEXT = zlib.compress(b"\0" * (64 << 20), 9)
GOOD_BOMBS = [
    ("text.png", png_file(8, 8, zlib.compress(b"\0" * 25 * 8), (b"zTXt", b"Comment\0\0" + LARGE_TEXT))),
    ("profile.png", png_file(8, 8, zlib.compress(b"\0" * 25 * 8), (b"iCCP", b"name\0\0" + LARGE_TEXT))),
    ("pixels.png", png_file(8, 8, zlib.compress(b"\0" * (64 << 20), 9))),
]

TONE = struct.pack("<400h", *(int(9000 * math.sin(t / 4)) for t in range(400)))
RECORDINGS = [
    ("silent.wav", wav_file(b""), r"has no samples"),
    ("nan.wav", wav_file(struct.pack("<4f", 0, math.nan, 0, 1), kind=3, width=4), r"frame 1 is not a finite number"),
    ("slow.wav", wav_file(TONE, rate=1), r"has a rate of 1 Hz; from 100 to 1000000 Hz are supported"),
    ("fast.wav", wav_file(TONE, rate=10000000), r"has a rate of 10000000 Hz"),
    ("truncated.wav", wav_file(TONE)[:700], r"is truncated: its header says 800 bytes of samples, but 656 are there"),
    ("lying.wav", wav_file(TONE, size=801), r"is truncated: its header says 801 bytes of samples, but 800 are there"),
    ("headless.wav", wav_file(TONE)[:30], r"cannot be decoded"),
    ("empty.wav", b"", r"is empty; WAV, FLAC and OGG"),
    ("text.wav", b"Bring milk.\n", r"is text"),
    ("truncated.flac", GOOD_FLAC[:400], r""),
    ("truncated.ogg", GOOD_OGG[:600], r""),
    ("photo.wav", GOOD_JPEG, r"is a JPEG picture; WAV, FLAC and OGG"),
]


def bounded(function, *arguments):
    begin = time.monotonic()
    result = function(*arguments)
    check(time.monotonic() - begin < MOST_SECONDS, "it took too long")
    return result


def predictions(*arguments, **more):
    return [json.loads(line) for line in aift("predict", "--threads", "2", *arguments, **more).out.splitlines()]


def bad_file(folder, model, name, content, pattern, good):
    bad, fine = write(folder, name, content), write(folder, "good" + os.path.splitext(name)[1], good)
    listed = write(folder, "list.csv", "image,audio\n" + "".join("%s,%s\n" % (n, n) for n in (os.path.basename(fine), name)))
    pattern = name.replace(".", r"\.") + ": .*" + pattern

    def all_ways():
        aift("predict", "--model", model, bad, code=1, err=pattern)
        aift("predict", "--model", model, "--data", listed, code=1, err=pattern)
        for rows in (predictions("--model", model, fine, bad, "--on-error", "skip", err="1 of the files could not be read"),
                     predictions("--model", model, "--data", listed, "--on-error", "skip", err="1 of the files could not be read")):
            check(len(rows) == 2 and "label" in rows[0] and name in rows[1]["error"] and "label" not in rows[1], "rows: %s" % rows)

    bounded(all_ways)


def good_bomb(folder, model, name, content):
    rows = bounded(predictions, "--model", model, write(folder, name, content))
    check("label" in rows[0], "a good picture: %s" % rows)


def piped(folder, model):
    """A header that does not know the size, as ffmpeg and SoX leave it in a pipe: what is there is read."""
    rows = [bounded(predictions, "--model", model, write(folder, "a.wav", wav_file(TONE, size=size)))[0]["scores"]
            for size in (None, 0xFFFFFFFF, 0x7FFFFFF0)]
    check(rows[0] == rows[1] == rows[2], "scores: %s" % rows)


# ---- folders ----

def train(folder, data, **more):
    return aift("train", "--model", os.path.join(folder, "network"), "--from-config", "--data", data, "--output", os.path.join(folder, "out"),
                "--eval-split", "0", "--epochs", "1", "--batch-size", "4", "--threads", "2", *more.pop("options", []), **more)


def ways_of_links(folder):
    """Folders with two links to the next each: 32 million ways to the last, which holds a picture."""
    last = 25
    root = photos(folder, 2)
    network(folder)
    for i in range(last):
        path = os.path.join(root, "dark", "..", "..", "chain", str(i))
        os.makedirs(path)
        for link in "ab":
            os.symlink("../%d" % (i + 1), os.path.join(path, link))
    os.mkdir(os.path.join(folder, "chain", str(last)))
    write(os.path.join(folder, "chain", str(last)), "1.png", png(0, 9))
    os.symlink("../../chain/0", os.path.join(root, "dark", "begin"))
    bounded(lambda: train(folder, root, code=1, err=r"the link leads to a folder that was read already"))
    got = json.loads(bounded(lambda: train(folder, root, options=["--on-error", "skip", "--json"])).out)
    check(got["rows"] == 5 and got["skipped"]["count"] == last, "rows: %s, skipped: %s" % (got["rows"], got["skipped"]))


def circles(folder):
    root = photos(folder, 2)
    network(folder)
    os.symlink("..", os.path.join(root, "dark", "again"))
    os.symlink("itself.png", os.path.join(root, "light", "itself.png"))
    os.symlink("nowhere", os.path.join(root, "light", "gone.png"))
    train(folder, root, code=1, err=r"photos/dark/again: the link leads back to a folder that it lies in")
    got = json.loads(train(folder, root, options=["--on-error", "skip", "--json"]).out)
    check(got["rows"] == 4 and got["skipped"]["count"] == 3, "skipped: %s" % got["skipped"])
    for name in ("dark/again", "light/itself.png", "light/gone.png"):
        check(any(name in m for m in got["skipped"]["messages"]), "%s is not named: %s" % (name, got["skipped"]))


def names(folder):
    """Names that are not UTF-8: of a picture, of a label, of the folder itself; of what is no picture."""
    root = photos(folder, 2)
    network(folder)
    dark = os.fsencode(os.path.join(root, "dark"))
    write(dark, b"caf\xe9.txt", b"")
    train(folder, root)
    subprocess.run(["rm", "-r", os.path.join(folder, "out")], check=True)
    write(dark, b"caf\xe9.png", png(0, 7))
    train(folder, root, code=1, err=r'photos/dark: the name "caf\\xE9\.png" is not UTF-8: rename it')
    got = json.loads(train(folder, root, options=["--on-error", "skip", "--json"]).out)
    check(got["rows"] == 4 and "caf\\xE9.png" in got["skipped"]["messages"][0], "skipped: %s" % got["skipped"])
    out = os.path.join(folder, "out")
    rows = predictions("--model", out, os.path.join(os.fsdecode(dark), os.fsdecode(b"caf\xe9.png")))
    check("label" in rows[0] and rows[0]["file"].endswith("caf\ufffd.png"), "a name on the command line: %s" % rows)
    os.rename(os.fsencode(root), os.fsencode(root) + b"\xe9")
    moved = os.fsdecode(os.fsencode(root) + b"\xe9")
    got = json.loads(aift("evaluate", "--model", out, "--data", moved, "--on-error", "skip", "--json").out)
    check(got["n"] == 4, "a folder whose name is no UTF-8: %s" % got)


def as_nobody():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def can_be_nobody():
    try:
        return subprocess.run([AIFT, "version"], preexec_fn=as_nobody, stdout=subprocess.DEVNULL).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def unreadable(folder):
    """A file and a folder that may not be read."""
    root = photos(folder, 3)
    network(folder)
    for path, mode in ((folder, 0o777), (root + "/dark/01.png", 0), (root + "/light/locked", 0)):
        if path.endswith("locked"):
            os.mkdir(path)
        os.chmod(path, mode)
    train(folder, root, code=1, err=r"light/locked: cannot be listed: Permission denied", before=as_nobody)
    os.rmdir(root + "/light/locked")
    train(folder, root, code=1, err=r"dark/01\.png: cannot be opened: Permission denied", before=as_nobody)
    got = json.loads(train(folder, root, options=["--on-error", "skip", "--json"], before=as_nobody).out)
    check(got["rows"] == 5 and "dark/01.png" in got["skipped"]["messages"][0], "skipped: %s" % got["skipped"])


def one_class(folder):
    root = photos(folder, 2)
    network(folder)
    subprocess.run(["rm", "-r", os.path.join(root, "light")], check=True)
    train(folder, root, code=1, err=r'photos: all rows have the same label "dark" in column "label"')


def all_bad(folder):
    root = photos(folder, 2)
    network(folder)
    for label in ("dark", "light"):
        for i in range(2):
            write(os.path.join(root, label), "%02d.png" % i, b"no picture")
    train(folder, root, options=["--on-error", "skip"], code=1, err=r"none of the 4 rows can be read; the first: .*\d\d\.png: is text")
    check(not os.path.exists(os.path.join(folder, "out")), "a model of nothing")


def strange_files(folder, model):
    os.mkfifo(os.path.join(folder, "pipe.jpg"))
    with open(os.path.join(folder, "large.jpg"), "wb") as file:
        file.truncate(1 << 40)
    deep = os.path.join(folder, *["d" * 200] * 6)
    os.makedirs(deep)
    write(deep, "x.jpg", b"hello")
    for path, pattern in ((os.path.join(folder, "pipe.jpg"), r"pipe\.jpg: is a device or a pipe"),
                          (os.path.join(folder, "large.jpg"), r"large\.jpg: has 1099511627776 bytes; 1073741824 are the most"),
                          ("/dev/zero", r"/dev/zero: is a device or a pipe"), (os.path.join(deep, "x.jpg"), r"ddd/x\.jpg: is text")):
        bounded(lambda: aift("predict", "--model", model, path, code=1, err=pattern))


def models(folder):
    """One of each kind; None: this build cannot."""
    made = []
    for name, make, data in (("pictures", network, photos), ("recordings", listener, tones)):
        below = os.path.join(folder, name)
        os.mkdir(below)
        out = os.path.join(below, "out")
        done = subprocess.run([AIFT, "train", "--model", make(below), "--from-config", "--data", data(below, 3), "--output", out, "--epochs", "1",
                               "--batch-size", "4", "--eval-split", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        made.append(out if done.returncode == 0 else None)
    return made


with tempfile.TemporaryDirectory() as where:
    seer, hearer = models(where)
    if seer:
        for bad in PICTURES:
            case("picture_" + bad[0], bad_file, seer, *bad, png(0, 1))
        for bomb in GOOD_BOMBS:
            case("bomb_" + bomb[0], good_bomb, seer, *bomb)
        for function in (ways_of_links, circles, names, one_class, all_bad):
            case(function.__name__, function)
        case("strange_files", strange_files, seer)
        case("unreadable", unreadable) if can_be_nobody() else skip("unreadable", "this user cannot become another one")
    else:
        skip("pictures", "this build has no pictures, or no model_type cnn")
    if hearer:
        for bad in RECORDINGS:
            case("recording_" + bad[0], bad_file, hearer, *bad, wav(300, 1))
        case("piped", piped, hearer)
    else:
        skip("recordings", "this build has no recordings, no resampling or no model_type bc_resnet")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    case("memory", lambda folder: check(SANITIZED or most < MOST_BYTES, "a command took %d MB" % (most >> 20)))
end()
