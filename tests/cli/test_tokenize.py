"""aift tokenize: a line in, an array of ids out."""
import json
import os
import subprocess

from cli import AIFT, SOURCE, TINY, aift, case, check, end, model, read

GOLDEN = json.loads(read(SOURCE, "tests", "golden", "tokens.json"))


def tokenize(text, *arguments, **more):
    out = aift("tokenize", "--model", TINY, *arguments, stdin=text, **more).out.decode()
    check(not out or out.endswith("\n"), "the last line has no end")
    return [json.loads(line) for line in out.splitlines()]


def golden(folder):
    """Whole, though tokenizer.json cuts at 32 tokens."""
    rows = [r for r in GOLDEN if "\n" not in r["text"]]
    check(max(len(r["ids"]) for r in rows) > 32, "no golden row is longer than the cut of tokenizer.json")
    got = tokenize("".join(r["text"] + "\n" for r in rows).encode())
    for row, ids in zip(rows, got):
        check(ids == row["ids"], "%r: %s, expected %s" % (row["text"], ids, row["ids"]))
    check(len(got) == len(rows), "%d lines out of %d" % (len(got), len(rows)))


def lines(folder):
    check(tokenize(b"") == [], "no input gives no line")
    check(tokenize(b"\n") == [[2, 3]], "an empty line is an empty text")
    check(tokenize(b"\n\nthe\n\n") == [[2, 3], [2, 3], [2, 105, 3], [2, 3]], "empty lines between")
    check(tokenize(b"the") == [[2, 105, 3]], "the last line needs no end")
    check(tokenize(b"the\r\n") == [[2, 105, 3]], "a carriage return is a blank of the text")
    check(tokenize(b"the\rthe\n") == [[2, 105, 105, 3]], "a carriage return ends no line")
    check(tokenize(b"the\0the\n") == tokenize(b"thethe\n"), "a NUL is part of the text")


def long_lines(folder):
    check(tokenize(b"the " * 100000 + b"\nthe\n") == [[2] + [105] * 100000 + [3], [2, 105, 3]], "400 kB in a line")
    check(tokenize(b"the\n" * 50000) == [[2, 105, 3]] * 50000, "50,000 lines")


def cut(folder):
    check(tokenize(b"the the the the\n", "--max-length", "4") == [[2, 105, 105, 3]], "cut")
    check(tokenize(b"the\n", "--max-length", "2") == [[2, 3]], "nothing but special tokens")
    aift("tokenize", "--model", TINY, "--max-length", "1", stdin=b"the\n", code=1, err=r"max_length|special")


def invalid(folder):
    aift("tokenize", "--model", TINY, stdin=b"the\nsun \xff\n", code=1,
         err=r"^aift tokenize: line 2: .*UTF-8", out=r"^\[2,105,3\]\n$")
    for text, count in ((b"\xff", 1), (b"\xe4\xb8", 1), (b"\xe4\xb8\xff", 2), (b"\xed\xa0\x80", 3), (b"\xf0\x9f\x98 ", 1),
                        (b"\xc0\xaf", 2)):
        python = text.decode("utf-8", "replace")
        check(python.count("\ufffd") == count, "as Python counts")
        got = tokenize(b"a" + text + b"b\n", "--invalid-utf8", "replace")
        check(got == tokenize(("a" + python + "b\n").encode()), repr(text))


def answers_at_once(folder):
    """Each line is answered before the next is given: another program may talk to it through pipes."""
    process = subprocess.Popen([AIFT, "tokenize", "--model", TINY], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for _ in range(3):
        process.stdin.write(b"the\n")
        process.stdin.flush()
        check(process.stdout.readline() == b"[2,105,3]\n", "an answer")
    process.stdin.close()
    check(process.wait(20) == 0, "exit code")
    process.stdout.close()


def reader_goes_away(folder):
    """As with | head -1: quiet, exit code 1."""
    end_to_read, end_to_write = os.pipe()
    os.close(end_to_read)
    result = subprocess.run([AIFT, "tokenize", "--model", TINY], input=b"the\n" * 100, stdout=end_to_write,
                            stderr=subprocess.PIPE)
    os.close(end_to_write)
    check(result.returncode == 1 and not result.stderr, "exit code %d, %r" % (result.returncode, result.stderr))


def full_disk(folder):
    with open("/dev/full", "wb") as full:
        aift("tokenize", "--model", TINY, stdin=b"the\n", stdout=full, code=1,
             err=r"^aift tokenize: standard output: No space left")


def weights_are_not_read(folder):
    path = model(folder)
    os.remove(os.path.join(path, "model.safetensors"))
    os.remove(os.path.join(path, "config.json"))
    aift("tokenize", "--model", path, stdin=b"the\n", out=r"^\[2,105,3\]\n$")


for function in (golden, lines, long_lines, cut, invalid, answers_at_once, reader_goes_away, full_disk, weights_are_not_read):
    case(function.__name__, function)
end()
