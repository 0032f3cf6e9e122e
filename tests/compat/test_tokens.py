# Token ids and offsets of libaift against HF's tokenizers: real texts, every code point,
# and random strings.
import random
from array import array
from itertools import chain, islice

import numpy as np
from tokenizers import Tokenizer

import aift
import common

SPECIAL = ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]", "[cls]", "[SEP", "##ing", "##"]
# Ranges that the random strings favour: letters, combining marks, controls, spaces and format
# characters, CJK, Hangul, private use, unassigned, emoji, tags, the last plane.
RANGES = [(0x20, 0x7f), (0, 0x20), (0x7f, 0x250), (0x300, 0x370), (0x370, 0x600), (0x900, 0xe80), (0x1ab0, 0x1b00), (0x1dc0, 0x2000),
          (0x2000, 0x2070), (0x20d0, 0x2100), (0x3000, 0x3100), (0x4e00, 0xa000), (0xac00, 0xd7a4), (0xe000, 0xf900), (0xf900, 0x10000),
          (0x378, 0x37a), (0x1f300, 0x1fa00), (0x20000, 0x2a6e0), (0x30000, 0x40000), (0xe0000, 0xe0200), (0xf0000, 0x110000)]


def code_points():
    return (c for c in range(0x110000) if not 0xd800 <= c < 0xe000)


def random_texts(count, seed):
    rng = random.Random(seed)
    for _ in range(count):
        parts = []
        for _ in range(rng.randint(1, 40)):
            kind = rng.random()
            if kind < 0.08:
                parts.append(rng.choice(SPECIAL))
            elif kind < 0.35:
                parts.append("".join(rng.choice("abcdeinorstABCXYZ") for _ in range(rng.randint(1, 8))))
            elif kind < 0.5:
                parts.append(rng.choice([" ", "  ", "\t", "\n"]))
            else:
                low, high = rng.choice(RANGES) if kind < 0.9 else (0, 0x110000)
                c = rng.randrange(low, high)
                parts.append(chr(c) if not 0xd800 <= c < 0xe000 else "\ufffd")
        yield "".join(parts)


def in_bytes(value, offsets):
    """Offsets in code points as offsets in UTF-8 bytes."""
    at = np.cumsum([0] + [len(c.encode("utf-8")) for c in value])
    return at[np.frombuffer(offsets, np.int64)].astype(np.int64).tobytes()


def compare(checks, name, ours, theirs, texts, bytes_too=False):
    points, octets = aift.EncodeOptions(max_length=0, offset_unit=1), aift.EncodeOptions(max_length=0, offset_unit=0)
    texts, total, wrong = iter(texts), 0, []
    while block := list(islice(texts, 20000)):
        for value, e in zip(block, theirs.encode_batch(block)):
            ids, offsets = ours.encode(value, points)
            expected = array("q", chain.from_iterable(e.offsets)).tobytes()
            good = ids == array("i", e.ids).tobytes() and offsets == expected
            if good and bytes_too:
                good = ours.encode(value, octets)[1] == in_bytes(value, expected)
            if not good:
                wrong.append(value)
        total += len(block)
    checks.that(not wrong, name, "%d of %d texts differ%s" % (len(wrong), total, "".join("; " + ascii(w[:40]) for w in wrong[:5])), "0")


def main():
    checks = common.Checks()
    model, data = common.model_folder(), common.data_folder()
    ours, theirs = aift.Tokenizer(model), Tokenizer.from_file(model + "/tokenizer.json")
    theirs.no_truncation()
    theirs.no_padding()
    for name, read in (("banking77", common.banking77), ("spam", common.spam)):
        if not common.has_data(data, name):
            checks.skip("tokens of " + name, "no folder %s/%s" % (data, name))
            continue
        for part in ("train", "test"):
            compare(checks, "tokens of %s %s" % (name, part), ours, theirs, read(data, part)[0], bytes_too=True)
    compare(checks, "tokens of every code point alone", ours, theirs, map(chr, code_points()))
    compare(checks, "tokens of every code point between letters", ours, theirs, ("a%cb" % c for c in code_points()))
    compare(checks, "tokens of random strings", ours, theirs, random_texts(10000, 1), bytes_too=True)

    theirs.enable_truncation(48)
    cut, texts = aift.EncodeOptions(max_length=48, offset_unit=1), list(random_texts(500, 2))
    wrong = [t for t, e in zip(texts, theirs.encode_batch(texts))
             if ours.encode(t, cut) != (array("i", e.ids).tobytes(), array("q", chain.from_iterable(e.offsets)).tobytes())]
    checks.that(not wrong, "tokens cut at 48", "%d of %d texts differ" % (len(wrong), len(texts)), "0")
    checks.done()


if __name__ == "__main__":
    main()
