#!/usr/bin/env python3
# Writes lib/text/characters_table.h: where Hugging Face's `tokenizers` sees a code point differently from
# utf8proc 2.8. Their tables come from several versions of Unicode, so every code point is asked of both sides.
# And tests/golden/tokenizer/characters.json: digests of all that Hugging Face's side said, by which a test sees that
# utf8proc with the exceptions says the same.
#   python3 tests/compat/make_unicode_exceptions.py
import ctypes
import hashlib
import json
import os
from array import array

import tokenizers
from tokenizers import normalizers, pre_tokenizers

CODES = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
CATEGORIES = "CN LU LL LT LM LO MN MC ME ND NL NO PC PD PS PE PI PF PO SM SC SK SO ZS ZL ZP CC CF CS CO".split()
# Bits of the flags of characters.h, in its order.
FLAGS = ("DROPPED", "SPACE", "PUNCTUATION", "WORD", "NONSPACING", "MARK", "STARTER", "WHOLE")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Property(ctypes.Structure):
    _fields_ = [("category", ctypes.c_uint16), ("combining_class", ctypes.c_uint16)]


class Utf8proc:
    """What utf8proc says, before exceptions, by the rules of characters.c."""

    def __init__(self):
        self.lib = ctypes.CDLL("libutf8proc.so.2")
        self.lib.utf8proc_version.restype = ctypes.c_char_p
        self.lib.utf8proc_get_property.restype = ctypes.POINTER(Property)
        self.version = self.lib.utf8proc_version().decode()
        assert self.version.startswith("2.8"), self.version

    def combining_class(self, c):
        return self.lib.utf8proc_get_property(c).contents.combining_class

    def lower(self, c):
        return chr(self.lib.utf8proc_tolower(c))

    def decomposed(self, c):
        out, boundary = (ctypes.c_int32 * 8)(), ctypes.c_int()
        n = self.lib.utf8proc_decompose_char(c, out, 8, 1 << 4, ctypes.byref(boundary))  # UTF8PROC_DECOMPOSE
        return "".join(map(chr, out[:n]))

    def flags(self, c):
        k = CATEGORIES[self.lib.utf8proc_get_property(c).contents.category]
        return {"DROPPED": k in ("CC", "CF", "CO") and c not in (9, 10, 13) or c == 0xFFFD,
                "SPACE": k[0] == "Z" or 9 <= c <= 13 or c == 0x85,
                "PUNCTUATION": k[0] == "P" or 33 <= c < 127 and not chr(c).isalnum(),
                "WORD": k[0] in "LM" or k in ("ND", "NL", "PC"),
                "NONSPACING": k == "MN",
                "MARK": k[0] == "M"}


class HuggingFace:
    """What tokenizers does with a code point."""

    def __init__(self):
        self.clean = normalizers.BertNormalizer(True, False, False, False).normalize_str
        self.strip = normalizers.BertNormalizer(False, False, True, False).normalize_str
        self.lower = normalizers.Lowercase().normalize_str
        self.nfd = normalizers.NFD().normalize_str
        self.marks = normalizers.StripAccents().normalize_str
        self.bert = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
        self.words = pre_tokenizers.Whitespace().pre_tokenize_str

    def flags(self, c):
        between = "a%cb" % c
        pieces = len(self.bert(between))  # 1: in the word; 2: a space; 3: punctuation
        return {"DROPPED": self.clean(chr(c)) == "",
                "SPACE": pieces == 2,
                "PUNCTUATION": pieces == 3,
                "WORD": len(self.words(between)) == 1,
                "NONSPACING": self.strip(chr(c)) == "",
                "MARK": self.marks(chr(c)) == ""}

    def is_reordered(self, c):
        """Has it a combining class above 0? Class 1 is the lowest and 240 the highest."""
        low, high = "\u0334", "\u0345"
        return self.nfd(chr(c) + low) != self.nfd(chr(c)) + low or self.nfd(high + chr(c)) != high + self.nfd(chr(c))

    def combining_class(self, c, markers):
        """`markers` holds a code point of each class. Marks that follow one another change places when
        the first one's class is higher, and never with class 0."""
        above = [k for k, m in markers.items() if self.nfd(chr(m) + chr(c)) != chr(m) + chr(c)]
        below = [k for k, m in markers.items() if self.nfd(chr(c) + chr(m)) != chr(c) + chr(m)]
        if not above and not below:
            return 0
        equal = [k for k in markers if k not in above and k not in below]
        assert len(equal) == 1, "U+%04X has a class of its own" % c
        return equal[0]


def runs(rows):
    """Joins (code, value) with equal values and adjoining codes to [first, last, value]."""
    out = []
    for code, value in rows:
        if out and out[-1][1] == code - 1 and out[-1][2] == value:
            out[-1][1] = code
        else:
            out.append([code, code, value])
    return out


def compare(ours, theirs):
    flags, lower = [], []
    said = {name: array("I") for name in ("flags", "lower", "decomposition", "combining_class")}
    # The first code point of each class stands for it: those are old, and both sides agree about them.
    markers = {}
    for c in CODES:
        k = ours.combining_class(c)
        if k and theirs.nfd(chr(c)) == chr(c) and theirs.is_reordered(c):
            markers.setdefault(k, c)
    for c in CODES:
        a, b, nfd = ours.flags(c), theirs.flags(c), theirs.nfd(chr(c))
        a["STARTER"] = a["WHOLE"] = b["STARTER"] = b["WHOLE"] = False
        if nfd != chr(c):  # it is decomposed before marks are looked at
            a["NONSPACING"] = b["NONSPACING"] = False
        if ours.decomposed(c) != nfd:
            assert nfd == chr(c), "U+%04X decomposes otherwise" % c
            b["WHOLE"] = True
        k, their_class = ours.combining_class(c), 0
        if nfd == chr(c) and (k or theirs.is_reordered(c)):
            their_class = theirs.combining_class(c, markers)
            assert their_class in (k, 0), "U+%04X has another class" % c
            b["STARTER"] = k != their_class
        toggled = sum(1 << i for i, name in enumerate(FLAGS) if a[name] != b[name])
        if toggled:
            flags.append((c, toggled))
        if ours.lower(c) != theirs.lower(chr(c)):
            to = [ord(x) for x in theirs.lower(chr(c))]
            assert len(to) <= 2
            lower.append((c, (to[0] - c, to[1] if len(to) == 2 else 0)))
        said["flags"].append(sum(1 << i for i, name in enumerate(FLAGS[:6]) if b[name]))
        said["lower"].extend(map(ord, theirs.lower(chr(c))))
        said["decomposition"].extend(map(ord, nfd))
        said["combining_class"].append(their_class)
    # Little-endian 32-bit words, as the test has them.
    digests = {name: hashlib.sha256(words.tobytes()).hexdigest() for name, words in said.items()}
    return runs(flags), runs(lower), digests


def table(lines, comment, head, rows):
    lines += ["", comment, head + " = {"]
    line = "   "
    for row in rows:
        text = " {%s}," % row
        if len(line) + len(text) > 110:
            lines.append(line)
            line = "   "
        line += text
    lines += [line, "};"]


def main():
    ours, theirs = Utf8proc(), HuggingFace()
    flags, lower, digests = compare(ours, theirs)
    lines = ["/* Generated by tests/compat/make_unicode_exceptions.py; do not edit. Where tokenizers %s differs from"
             % tokenizers.__version__,
             " * utf8proc %s, over all %d code points. Each table is ordered. */" % (ours.version, len(CODES)),
             "/* clang-format off */"]
    table(lines, "/* first, last, the AIFT__CHAR_ flags that are the other way round */",
          "static const struct flag_exception flag_exceptions[]",
          ["0x%X, 0x%X, %d" % tuple(r) for r in flags])
    table(lines, "/* first, last, what is added for the lower case, a second code point behind it or 0 */",
          "static const struct lower_exception lower_exceptions[]",
          ["0x%X, 0x%X, %d, 0x%X" % (r[0], r[1], *r[2]) for r in lower])
    lines += ["/* clang-format on */"]
    with open(os.path.join(ROOT, "lib", "text", "characters_table.h"), "w") as f:
        f.write("\n".join(lines) + "\n")
    with open(os.path.join(ROOT, "tests", "golden", "tokenizer", "characters.json"), "w") as f:
        json.dump(digests, f, indent=1)
        f.write("\n")
    print("%d ranges of flags, %d of lower case" % (len(flags), len(lower)))


if __name__ == "__main__":
    main()
