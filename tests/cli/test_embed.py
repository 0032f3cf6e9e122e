"""aift embed: a line in, a vector out."""
import json
import os
import subprocess

from cli import AIFT, TINY, aift, case, check, end, model


def embed(text, *arguments, folder=TINY):
    out = aift("embed", "--model", folder, *arguments, stdin=text).out.decode()
    check(not out or out.endswith("\n"), "the last line has no end")
    return [json.loads(line) for line in out.splitlines()]


def near(a, b):
    return len(a) == len(b) and max(abs(x - y) for x, y in zip(a, b)) < 1e-6


def lines(folder):
    check(embed(b"") == [], "no input gives no line")
    got = embed(b"the sun\n\nrain\r\nthe sun")
    check([len(row) for row in got] == [32] * 4, "a vector a line")
    check(near(got[0], got[3]) and not near(got[0], got[1]), "the same text, the same vector")
    many = embed(b"the sun\nrain\n" * 300)
    check(len(many) == 600 and near(many[599], many[1]) and near(many[598], got[0]), "600 lines")
    check(near(embed(b"the the the the\n", "--max-length", "3")[0], embed(b"the\n")[0]), "cut")


def files(folder):
    path = os.path.join(folder, "texts.txt")
    with open(path, "wb") as f:
        f.write(b"rain\nwind")
    out = os.path.join(folder, "vectors.jsonl")
    aift("embed", "--model", TINY, path, "-", path, "--output", out, stdin=b"sun\n", out=r"^$")
    with open(out, encoding="utf-8") as f:
        got = [json.loads(line) for line in f]
    check(len(got) == 5 and near(got[2], embed(b"sun\n")[0]) and near(got[1], got[4]), "files and standard input")
    aift("embed", "--model", TINY, os.path.join(folder, "none.txt"), code=1, err=r"none\.txt: No such file")
    with open(path, "wb") as f:
        f.write(b"rain\nwin\xff\n")
    aift("embed", "--model", TINY, path, "--output", out, code=1, err=r"texts\.txt: lines 1 to 2: text 2: .*UTF-8")
    with open(out, encoding="utf-8") as f:
        check(len(f.readlines()) == 5, "a failure leaves the old file")
    check(len(embed(b"win\xff\n", "--invalid-utf8", "replace")) == 1, "replaced")


def as_the_folder_says(folder):
    path = model(folder)
    os.mkdir(os.path.join(path, "1_Pooling"))
    modules = [{"type": "m." + name, "path": where} for name, where in (("Transformer", ""), ("Pooling", "1_Pooling"), ("Normalize", "2"))]
    with open(os.path.join(path, "modules.json"), "w", encoding="utf-8") as f:
        json.dump(modules, f)
    with open(os.path.join(path, "1_Pooling", "config.json"), "w", encoding="utf-8") as f:
        json.dump({"pooling_mode_mean_tokens": True}, f)
    plain, got = embed(b"the sun\n")[0], embed(b"the sun\n", folder=path)[0]
    length = sum(x * x for x in plain) ** .5
    check(near(got, [x / length for x in plain]), "normalised")
    with open(os.path.join(path, "1_Pooling", "config.json"), "w", encoding="utf-8") as f:
        json.dump({"pooling_mode_max_tokens": True}, f)
    aift("embed", "--model", path, stdin=b"the\n", code=1, err=r"^aift embed: .*pooling_mode_max_tokens")


def answers_at_once(folder):
    """Each line is answered before the next is given."""
    process = subprocess.Popen([AIFT, "embed", "--model", TINY], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for _ in range(3):
        process.stdin.write(b"the\n")
        process.stdin.flush()
        check(len(json.loads(process.stdout.readline())) == 32, "an answer")
    process.stdin.close()
    check(process.wait(20) == 0, "exit code")
    process.stdout.close()


def full_disk(folder):
    with open("/dev/full", "wb") as full:
        aift("embed", "--model", TINY, stdin=b"the\n", stdout=full, code=1, err=r"^aift embed: standard output: No space left")


for function in (lines, files, as_the_folder_says, answers_at_once, full_disk):
    case(function.__name__, function)
end()
