# Recordings of every kind for test_decoders.py: name -> bytes, the same each time.
import io
import struct

import numpy as np
import soundfile


def signal(rng, frames, channels):
    t = np.arange(frames)[:, None]
    tones = 0.6 * np.sin(t * rng.uniform(0.01, 0.5, channels)) + rng.normal(0, 0.1, (frames, channels))
    return np.clip(tones, -1, 1)


def write(samples, rate, kind, subtype, endian="FILE"):
    out = io.BytesIO()
    out.name = "x"
    soundfile.write(out, samples, rate, format=kind, subtype=subtype, endian=endian)
    return out.getvalue()


def recordings():
    rng = np.random.default_rng(4)
    for kind in ("WAV", "WAVEX", "RF64", "FLAC", "OGG"):
        for subtype in sorted(soundfile.available_subtypes(kind)):
            for channels in (1, 2, 3, 6, 8):
                for frames in (1, 777, 20000):
                    for rate in (8000, 16000, 44100, 48000):
                        if not soundfile.check_format(kind, subtype) or (rate != 16000 and channels != 1):
                            continue
                        try:
                            data = write(signal(rng, frames, channels), rate, kind, subtype)
                        except soundfile.LibsndfileError:  # a codec for one channel, or with rates of its own
                            continue
                        yield "%s %s, %d channels, %d frames, %d Hz" % (kind, subtype, channels, frames, rate), data
    for subtype in ("PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"):
        yield "RIFX " + subtype, write(signal(rng, 500, 2), 16000, "WAV", subtype, "BIG")
    good = write(signal(rng, 500, 1), 16000, "WAV", "PCM_16")
    at = good.index(b"data") + 4
    for size in (0xffffffff, 0x80000000, 0x7fffffff, 0x7ffffff0, 999):
        yield "WAV whose header says %d bytes" % size, good[:at] + struct.pack("<I", size) + good[at + 4:]
    yield "WAV with other chunks", good[:12] + b"LIST" + struct.pack("<I", 10) + bytes(10) + good[12:] + b"JUNK" + struct.pack("<I", 4) + bytes(4)
    yield "loud", write(np.array([[1.0], [-1.0], [3.5], [1e30]]), 16000, "WAV", "FLOAT")


def broken():
    rng = np.random.default_rng(5)
    for kind in ("FLAC", "OGG"):
        good = write(signal(rng, 30000, 1), 16000, kind, None)
        for size in (0, 3, 4, 20, 60):
            yield "%s of %d bytes" % (kind, size), good[:size]
    good = write(signal(rng, 500, 1), 16000, "WAV", "PCM_16")
    for size in (0, 3, 11, 20, 35):
        yield "WAV of %d bytes" % size, good[:size]
    yield "text", b"hello, I am no recording"


def unfinished():
    """What soundfile takes for a whole recording."""
    good = write(signal(np.random.default_rng(6), 500, 1), 16000, "WAV", "PCM_16")
    yield "WAV cut in half", good[:len(good) // 2]
    at = good.index(b"data") + 4
    yield "WAV whose header says 2000 bytes", good[:at] + struct.pack("<I", 2000) + good[at + 4:]
