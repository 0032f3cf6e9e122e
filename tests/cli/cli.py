"""What the tests of the command share: running it, models and data to run it on.

A test program is called with the path of `aift` and the source folder. It prints a line for each case as cmocka
does, so that cases are counted one by one, and ends with exit code 1 if one failed.
"""
import json
import os
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

AIFT, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
TINY = os.path.join(SOURCE, "tests", "golden", "tiny-bert")
SANITIZER = re.compile(rb"(AddressSanitizer|LeakSanitizer|UndefinedBehavior|runtime error:).*")
failures = []

# One row of each label, as the tiny model knows them.
ROWS = [("rain and wind in the sun", "Weather"), ("please pay the bill", "bills"), ("a train for the trip", "travel")]


class Wrong(Exception):
    """A case's failure, in words."""


def check(condition, message):
    if not condition:
        raise Wrong(message)


class Result:
    def __init__(self, arguments, process):
        self.arguments, self.code, self.out, self.err = arguments, process.returncode, process.stdout, process.stderr
        self.text = self.err.decode("utf-8", "replace")

    def lines(self):
        return self.text.splitlines()


def file_size_limit(size):
    """For run(before=...): files grow to `size` bytes and no further, as on a disk that fills up."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def aift(*arguments, code=0, err=None, out=None, stdin=b"", before=None, folder=None, stdout=subprocess.PIPE):
    """Runs the command; checks exit code, patterns of stderr and stdout, and that no sanitizer said anything."""
    arguments = [os.fspath(a) for a in arguments]
    process = subprocess.run([AIFT] + arguments, input=stdin, stdout=stdout, stderr=subprocess.PIPE, cwd=folder,
                             preexec_fn=before, timeout=100)
    result = Result(arguments, process)
    shown = "aift %s: exit code %s\n%s" % (" ".join(arguments), process.returncode, result.text)
    found = SANITIZER.search(process.stderr)
    check(not found, "a sanitizer reports: %s" % shown)
    check(process.returncode == code, "expected exit code %s: %s" % (code, shown))
    if code == 1:  # failed: one line says what and where
        check(result.lines() and result.lines()[-1].startswith("aift"), "no message: %s" % shown)
    if code == 2:
        check(len(result.lines()) == 1 and not result.out, "not one line: %s" % shown)
    for pattern in [err] if isinstance(err, str) else err or []:
        check(re.search(pattern, result.lines()[-1] if code else result.text), "no %r in: %s" % (pattern, shown))
    if out is not None:
        check(re.search(out, process.stdout.decode("utf-8", "replace")), "no %r in: %r" % (out, process.stdout[:2000]))
    return result


def case(name, function, *arguments):
    print("[ RUN      ] %s" % name)
    with tempfile.TemporaryDirectory() as folder:
        try:
            function(folder, *arguments)
        except (Wrong, subprocess.TimeoutExpired, ValueError, KeyError, OSError) as e:
            print("%s: %s" % (type(e).__name__, e))
            print("[  FAILED  ] %s" % name)
            failures.append(name)
        else:
            print("[       OK ] %s" % name)


def skip(name, why):
    print("[ RUN      ] %s\nskipped: %s\n[  SKIPPED ] %s" % (name, why, name))


def end():
    sys.stdout.flush()
    sys.exit(1 if failures else 0)


# ---- data ----

def read(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def write(folder, name, data):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)
    return path


def json_lines(rows):
    return "".join(json.dumps({"text": t, "label": l}) + "\n" for t, l in rows)


def data(folder, times=6, name="rows.jsonl"):
    return write(folder, name, json_lines(ROWS * times))


# ---- models ----

def read_safetensors(path):
    """name -> (dtype, shape, bytes)"""
    raw = read(path)
    size = struct.unpack("<Q", raw[:8])[0]
    header, body = json.loads(raw[8:8 + size]), raw[8 + size:]
    header.pop("__metadata__", None)
    return {n: (t["dtype"], t["shape"], body[t["data_offsets"][0]:t["data_offsets"][1]]) for n, t in header.items()}


def safetensors_bytes(tensors):
    header, body = {}, b""
    for name, (dtype, shape, values) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(body), len(body) + len(values)]}
        body += values
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def model(folder, name="model"):
    """A copy of the tiny model that a case may spoil."""
    path = os.path.join(folder, name)
    shutil.copytree(TINY, path)
    return path


def change_json(path, change):
    with open(path, encoding="utf-8") as file:
        tree = json.load(file)
    change(tree)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(tree, file)


def change_tensors(folder, change):
    path = os.path.join(folder, "model.safetensors")
    tensors = read_safetensors(path)
    change(tensors)
    write(folder, "model.safetensors", safetensors_bytes(tensors))


def without_head(folder, name="encoder"):
    """The tiny model as a checkpoint that was never trained to classify."""
    path = model(folder, name)
    change_json(os.path.join(path, "config.json"),
                lambda c: [c.pop(k) for k in ("id2label", "label2id")] and c.update(architectures=["BertModel"]))
    change_tensors(path, lambda t: [t.pop(n) for n in list(t) if n.startswith("classifier.")])
    return path


def train_arguments(model_path, data_path, output, *more):
    return ["train", "--model", model_path, "--data", data_path, "--output", output, "--max-length", "32", "--threads", "2",
            *more]


def trained(folder):
    """A model that the command itself has trained."""
    out = os.path.join(folder, "trained")
    aift(*train_arguments(TINY, data(folder, name="t.jsonl"), out, "--eval-split", "0", "--max-steps", "2"))
    return out


def leftovers(path):
    """What lies at the path or is a sibling in the making."""
    parent, name = os.path.split(os.path.abspath(path))
    if not os.path.isdir(parent):
        return []
    return [n for n in os.listdir(parent) if n == name or name + ".aift" in n]


def fails(folder, model_path, data_path, pattern, *more):
    """Training fails so, and leaves nothing at the output path."""
    out = os.path.join(folder, "out")
    aift(*train_arguments(model_path, data_path, out, *more), code=1, err=pattern)
    check(not leftovers(out), "left at the output path: %s" % leftovers(out))
