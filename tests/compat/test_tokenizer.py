# Variants of tokenizer.json against HF's tokenizers: ids, offsets, segments and masks of random strings for every
# setting of BERT's parts, for added tokens with all flags, and for truncation from both sides. (test_tokens.py has the
# model's own file.)
import copy
import json
import os
import random
import tempfile
from array import array
from itertools import chain

from tokenizers import Tokenizer

import aift
import common

SPECIAL = ["[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]", "[cls]", "[SEP", "##ing", "##", "[MASK][SEP]", " [SEP] "]
ADDED = ["[X]", "[Y]", "Foo", "foo bar", "\u00c9", "e\u0301", "\u732b", "the", "##ing", "a", "an", "ing", " z", " ", "\u2003q", "[MASK]2", "\u00df",
         "\u0130", "\u0130x", "\u1ffc", "q\u0327\u0301", "\ud55c", "-", "--", "b-c", ".."]
# Marks of many combining classes, and characters that decompose to some.
MARKS = [chr(c) for c in range(0x300, 0x370)] + list("\u0344\u0f71\u0f72\u0f73\u0f75\u0f81\u05b0\u05bc\u05c4\u302e\u302f\u0897\u1ab0\u3099\u093c\u0958\u0ddd\u1fa7"
                                                     "\uac01\U0001d165\U0001d16d\U0001d15e\U0001d160\U00016ff0\U0001e2ec\U00011938\U0001133b")
RANGES = [(0x20, 0x7f), (0, 0x20), (0x7f, 0x250), (0x370, 0x600), (0x900, 0xe80), (0xf00, 0xf90), (0x1ab0, 0x1b00), (0x1dc0, 0x2000), (0x2000, 0x2070),
          (0x3000, 0x3100), (0x4e00, 0xa000), (0xac00, 0xd7a4), (0xe000, 0xf900), (0xf900, 0x10000), (0x11900, 0x11950), (0x1d150, 0x1d200),
          (0x1f300, 0x1fa00), (0x20000, 0x2a6e0), (0x2f800, 0x2fa20), (0xe0000, 0xe0200), (0xf0000, 0x110000), (0x10000, 0x110000)]


def random_texts(count, seed, special):
    rng = random.Random(seed)
    texts = []
    for _ in range(count):
        parts = []
        for _ in range(rng.randint(1, 40)):
            kind = rng.random()
            if kind < 0.1:
                parts.append(rng.choice(special))
            elif kind < 0.35:
                parts.append("".join(rng.choice("abcdeinorstABCXYZ") for _ in range(rng.randint(1, 8))))
            elif kind < 0.45:
                parts.append(rng.choice([" ", "  ", "\t", "\n", "   ", "\u3000", "\x85", " \u2003"]))
            elif kind < 0.6:
                parts.append("".join(rng.choice(MARKS) for _ in range(rng.randint(1, 6))))
            elif kind < 0.61:
                parts.append(rng.choice("ab\u00e9\u732b") * rng.randint(90, 120))
            else:
                parts.append(chr(rng.randrange(*rng.choice(RANGES))))
        texts.append("".join(parts))
    return texts


def theirs_of(encoding):
    return (array("i", encoding.ids).tobytes(), array("q", chain.from_iterable(encoding.offsets)).tobytes(),
            array("i", encoding.type_ids).tobytes(), array("i", encoding.special_tokens_mask).tobytes())


def ours_of(tokenizer, text, options):
    data = text.encode("utf-8")
    encoding = aift.make("aift_tokenizer_encode", tokenizer.handle, data, aift.SIZE(len(data)), aift.C.byref(options))
    size = aift.lib.aift_encoding_length(encoding)
    out = []
    for name, width in (("ids", 4), ("offsets", 16), ("type_ids", 4), ("special_tokens_mask", 4)):
        function = getattr(aift.lib, "aift_encoding_" + name)
        function.restype = aift.P
        out.append(aift.C.string_at(function(encoding), width * size))
    aift.lib.aift_encoding_release(encoding)
    return tuple(out)


class Variants:
    def __init__(self, checks, base, folder):
        self.checks, self.base, self.path = checks, base, os.path.join(folder, "tokenizer.json")

    def count(self, change, texts, special=True):
        """Changes a copy of the file, and counts the texts that come out differently."""
        content = copy.deepcopy(self.base)
        change(content)
        with open(self.path, "w", encoding="utf-8") as f:
            json.dump(content, f)
        theirs, ours = Tokenizer.from_file(self.path), aift.Tokenizer(self.path)
        options = aift.EncodeOptions(add_special_tokens=int(special), max_length=-1, offset_unit=1)
        wrong = [t for t, e in zip(texts, theirs.encode_batch(texts, add_special_tokens=special)) if ours_of(ours, t, options) != theirs_of(e)]
        aift.lib.aift_tokenizer_release(ours.handle)
        return len(wrong), len(texts)

    def check(self, name, counts):
        wrong, total = map(sum, zip(*counts))
        self.checks.that(wrong == 0, "tokenizer: " + name, "%d of %d texts differ" % (wrong, total), "0")


def small(content):
    """The file with a tenth of its vocabulary: quick to read, and words are cut into more pieces."""
    tokens = list(content["model"]["vocab"])
    kept = tokens[:3000] + [t for t in tokens[3000:] if len(t.replace("##", "")) == 1]
    content["model"]["vocab"] = {t: i for i, t in enumerate(kept)}
    content["truncation"] = content["padding"] = None
    return content


def normalizers():
    for clean in (True, False):
        for cjk in (True, False):
            for strip in (None, True, False):
                for lower in (True, False):
                    yield {"type": "BertNormalizer", "clean_text": clean, "handle_chinese_chars": cjk, "strip_accents": strip, "lowercase": lower}


def sequences(bert):
    nfd, lower, strip = {"type": "NFD"}, {"type": "Lowercase"}, {"type": "StripAccents"}
    for parts in ([nfd, lower, strip], [lower], [nfd], [strip], [], [{"type": "Sequence", "normalizers": [lower, bert]}, nfd]):
        yield {"type": "Sequence", "normalizers": parts}
    yield None


def pre_tokenizers():
    bert, white, split = {"type": "BertPreTokenizer"}, {"type": "Whitespace"}, {"type": "WhitespaceSplit"}
    yield from (bert, white, split, None)
    for parts in ([split, bert], [white, bert], []):
        yield {"type": "Sequence", "pretokenizers": parts}


def post_processors(template):
    yield from (None, {"type": "BertProcessing", "sep": ["[SEP]", 102], "cls": ["[CLS]", 101]})
    other = copy.deepcopy(template)
    other["single"] = [{"SpecialToken": {"id": "[SEP]", "type_id": 3}}, {"SpecialToken": {"id": "two", "type_id": 2}}, {"Sequence": {"id": "A", "type_id": 7}},
                       {"SpecialToken": {"id": "[CLS]", "type_id": 1}}]
    other["special_tokens"]["two"] = {"id": "two", "ids": [5, 6], "tokens": ["a", "b"]}
    yield other


def with_added(rng):
    """A change of the file: some added tokens with random flags, no two that are the same text when normalized."""
    def change(content):
        flags = ("single_word", "lstrip", "rstrip", "normalized", "special")
        vocab, new = content["model"]["vocab"], 0
        for text in rng.sample(ADDED, rng.randint(1, 10)):
            content["added_tokens"].append({"id": vocab.get(text, len(vocab) + new), "content": text, **{f: rng.random() < 0.4 for f in flags}})
            new += text not in vocab
            # The package panics on a token of white space that takes more of it, behind one that does too.
            if not text.strip():
                content["added_tokens"][-1]["lstrip"] = False
        for token in content["added_tokens"][:5]:
            token.update({f: rng.random() < 0.3 for f in flags[:3]})
        content["normalizer"].update(clean_text=rng.random() < 0.7, strip_accents=False, lowercase=rng.random() < 0.5)
    return change


def main():
    checks = common.Checks()
    base = small(common.read_json(os.path.join(common.model_folder(), "tokenizer.json")))
    texts, few = random_texts(2000, 1, SPECIAL), random_texts(300, 2, SPECIAL)
    with tempfile.TemporaryDirectory() as folder:
        v = Variants(checks, base, folder)
        v.check("BertNormalizer's settings", [v.count(lambda c: c.update(normalizer=n), few) for n in normalizers()])
        v.check("sequences of normalizers", [v.count(lambda c: c.update(normalizer=n), few) for n in sequences(base["normalizer"])])
        v.check("pre-tokenizers", [v.count(lambda c: c.update(pre_tokenizer=p, normalizer=n), few) for p in pre_tokenizers() for n in (base["normalizer"], None)])
        v.check("post-processors", [v.count(lambda c: c.update(post_processor=p), few, special) for p in post_processors(base["post_processor"])
                                    for special in (True, False)])
        v.check("max_input_chars_per_word", [v.count(lambda c: c["model"].update(max_input_chars_per_word=m), few) for m in (0, 1, 5, 200)])
        v.check("an empty continuing_subword_prefix", [v.count(lambda c: c["model"].update(continuing_subword_prefix=""), few)])
        v.check("truncation", [v.count(lambda c: c.update(truncation={"max_length": m, "strategy": s, "stride": 0, "direction": d}), few, special)
                               for m in (2, 3, 10, 128) for s in ("LongestFirst", "OnlyFirst") for d in ("Right", "Left") for special in (True, False)])
        v.check("all at once", [v.count(lambda c: None, texts)])
        seeds = random.Random(3)
        v.check("added tokens", [v.count(with_added(random.Random(seeds.random())), random_texts(100, seed, SPECIAL + 2 * ADDED + [" %s " % a for a in ADDED]))
                                 for seed in range(100)])
    checks.done()


if __name__ == "__main__":
    main()
