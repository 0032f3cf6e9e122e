#!/usr/bin/env python3
# Writes tests/golden/tokenizer/: what Hugging Face's tokenizers makes of some texts with two tiny tokenizers of
# its own, each a file {"tokenizer": tokenizer.json's content, "cases": [...]}.
#   python3 tests/compat/make_tokenizer_golden.py
import json
import os
import random

from tokenizers import Tokenizer

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(ROOT, "tests", "golden", "tokenizer")
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

HAND_PICKED = [
    "", " ", "\t \r\n", "Hello, World!", "the unaffable theme", "a [MASK] b", "a[MASK]b [SEP]", "[MASK] [MASK]", "x [CLS][SEP] y",
    "na\u00efve caf\u00e9 \u00c9COLE", "e\u0301e\u0327\u0301 e\u0301\u0327", "\u0301start", "\u0130stanbul \u1e9e \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03a3",
    "\u732b\u3068\u72ac a\u732bb", "\ud55c\uad6d\uc5b4 \u110e\u1167", "\uf900\U0002f801 ", "a\u0000b\u0007c\ufffdd\u200be\ufefff",
    "tab\tnew\nline\u00a0nbsp\u3000wide\u2028sep\u0085nel\u000bvt", "emoji \U0001f600\U0001f468\u200d\U0001f469 flag \U0001f1e9\U0001f1ea",
    "\ue000\U000f0000 private \u0378 none", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ab" * 60, "don't--stop... (really?) $5.00 50% a_b #1",
    "\u0f71\u0f74\u0f73 \u0344\u0327 \U0001d15e\U0001d165 ", "q\u0323\u0307 \u1e0b\u0323 s\u0323\u0307t", "<New> <new>x x<NEW> caf\u00e9! CAFE cafe",
    "\u0897\u0301 \U00011938 \U0001e4ec\u0301 \u1734\u1715", "word wordy word. (word) _word", "    lead", "trail    ",
]


def vocabulary(letters, words):
    tokens = SPECIALS + sorted(set(letters)) + ["##" + c for c in sorted(set(letters)) if c.isalnum()] + words
    return {t: i for i, t in enumerate(dict.fromkeys(tokens))}


def added(vocab, content, **flags):
    vocab_size = len(vocab) + added.new
    token = {"id": vocab.get(content, vocab_size), "content": content, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": False}
    added.new += content not in vocab
    token.update(flags)
    return token


def model(vocab, longest):
    return {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": longest, "vocab": vocab}


def uncased():
    vocab = vocabulary("abcdefghijklmnopqrstuvwxyz0123456789.,!?-'()$%#_\u732b\u72ac\u03c3\u03af\u03b9\u03c5\u03c6\u03bf\u00df\u110e\u1167\u1112\u1161\u11ab",
                       ["the", "un", "##aff", "##able", "hello", "world", "##me", "##ab", "caf", "cafe", "##ing", "stop", "really", "\U0001f600"])
    added.new = 0
    special = [added(vocab, t, special=True) for t in SPECIALS[:4]] + [added(vocab, "[MASK]", special=True, lstrip=True)]
    return {"version": "1.0", "truncation": {"direction": "Right", "max_length": 10, "strategy": "LongestFirst", "stride": 0},
            "padding": {"strategy": {"Fixed": 10}, "direction": "Right", "pad_to_multiple_of": None, "pad_id": 0, "pad_type_id": 0, "pad_token": "[PAD]"},
            "added_tokens": special + [added(vocab, "<New>", normalized=True, rstrip=True), added(vocab, "word", single_word=True)],
            "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
            "pre_tokenizer": {"type": "BertPreTokenizer"},
            "post_processor": {"type": "TemplateProcessing",
                               "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                                          {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
                               "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
                               "special_tokens": {t: {"id": t, "ids": [vocab[t]], "tokens": [t]} for t in ("[CLS]", "[SEP]")}},
            "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True}, "model": model(vocab, 100)}


def cased():
    vocab = vocabulary("abcdeinorstABCEINORST.,!?0\u0301\u0327\u0307\u732b", ["the", "The", "##ing", "in", "##st", "\u00e9", "##\u00e9"])
    added.new = 0
    return {"version": "1.0", "truncation": {"direction": "Left", "max_length": 7, "strategy": "OnlyFirst", "stride": 0}, "padding": None,
            "added_tokens": [added(vocab, t, special=True) for t in SPECIALS] + [added(vocab, "Cafe\u0301", normalized=True, single_word=True),
                                                                                  added(vocab, " \u00e9", lstrip=True, rstrip=True)],
            "normalizer": {"type": "Sequence", "normalizers": [
                {"type": "BertNormalizer", "clean_text": False, "handle_chinese_chars": False, "strip_accents": False, "lowercase": False}, {"type": "NFD"}]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "BertPreTokenizer"}]},
            "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", vocab["[SEP]"]], "cls": ["[CLS]", vocab["[CLS]"]]},
            "decoder": None, "model": model(vocab, 12)}


def random_texts(count):
    rng = random.Random(1)
    ranges = [(0x20, 0x7f), (0, 0x20), (0x80, 0x250), (0x300, 0x370), (0x900, 0xe00), (0x1ab0, 0x1b00), (0x2000, 0x2070), (0x4e00, 0xa000),
              (0xac00, 0xd7a4), (0xe000, 0xf900), (0xf900, 0x10000), (0x1d150, 0x1d200), (0x2f800, 0x2fa20), (0x10000, 0x110000)]
    for _ in range(count):
        text = ""
        for _ in range(rng.randint(2, 14)):
            kind = rng.random()
            if kind < 0.1:
                text += rng.choice(["[MASK]", "[SEP]", "<new>", " word ", " \u00e9 ", "cafe\u0301", "the", "ing"])
            elif kind < 0.5:
                text += "".join(rng.choice("abcdeinorstABCEINORST") for _ in range(rng.randint(1, 5)))
            elif kind < 0.65:
                text += rng.choice("  \t\n") * rng.randint(1, 2)
            elif kind < 0.8:
                text += "".join(chr(rng.choice([0x301, 0x327, 0x307, 0x323, 0x344, 0xf71, 0x1ab0, 0x302e])) for _ in range(rng.randint(1, 4)))
            else:
                text += chr(rng.randrange(*rng.choice(ranges)))
        yield text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def in_bytes(text, offsets):
    at = [0]
    for c in text:
        at.append(at[-1] + len(c.encode("utf-8")))
    return [at[i] for i in offsets]


def cases(content):
    theirs = Tokenizer.from_str(json.dumps(content))
    theirs.no_padding()
    own = content["truncation"]
    texts = HAND_PICKED + list(random_texts(60))
    for i, text in enumerate(texts):
        for max_length, special in ((0, True), (-1, True)) if i % 4 else ((0, False), (-1, False), (5, True)):
            theirs.no_truncation()
            if max_length:
                theirs.enable_truncation(own["max_length"] if max_length < 0 else max_length, direction=own["direction"].lower())
            e = theirs.encode(text, add_special_tokens=special)
            offsets = [x for pair in e.offsets for x in pair]
            yield {"text": text, "max_length": max_length, "add_special_tokens": int(special), "ids": e.ids, "type_ids": e.type_ids,
                   "special_tokens_mask": e.special_tokens_mask, "offsets": offsets, "byte_offsets": in_bytes(text, offsets)}


def main():
    os.makedirs(OUT, exist_ok=True)
    for name, content in (("uncased", uncased()), ("cased", cased())):
        rows = [json.dumps(c, separators=(",", ":")) for c in cases(content)]
        path = os.path.join(OUT, name + ".json")
        with open(path, "w") as f:
            f.write('{"tokenizer": %s,\n"cases": [\n%s\n]}\n' % (json.dumps(content, separators=(",", ":")), ",\n".join(rows)))
        print("%s: %d cases, %d bytes" % (path, len(rows), os.path.getsize(path)))


if __name__ == "__main__":
    main()
