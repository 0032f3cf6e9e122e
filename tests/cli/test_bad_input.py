"""Bad input: exit code 1, one line that names the place, no half-written model, and sanitizers that say nothing."""
import gzip
import json
import os
import struct
import subprocess

from cli import (AIFT, ROWS, TINY, aift, case, change_json, check, data, end, fails, file_size_limit, json_lines, leftovers, model, read, skip,
                 train_arguments, trained, without_head, write)


NOBODY = 65534


def can_run_as_somebody():
    try:
        subprocess.run([AIFT, "version"], preexec_fn=as_somebody("/none"), stdout=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


# ---- data files: name of the file, its bytes, pattern of the message ----

GOOD = json_lines(ROWS * 4)
CSV = "text,label\n" + "".join('"%s",%s\n' % row for row in ROWS * 4)
ZIPPED = gzip.compress(GOOD.encode(), mtime=0)
STORED = gzip.compress(GOOD.encode(), 0, mtime=0)  # not compressed: a damaged byte is one of the text

DATA = [
    ("csv_too_many_fields", "a.csv", CSV + "one,two,three\n", r"a\.csv: line 14: .*3.*2"),
    ("csv_too_few_fields", "a.csv", CSV + "one\n" + CSV, r"a\.csv: line 14: .*1.*2"),
    ("csv_unclosed_quote", "a.csv", CSV + '"begun,bills\nand so on\n', r"a\.csv: line 14: .*quote"),
    ("csv_text_behind_a_quote", "a.csv", CSV + '"the"sun,bills\n', r"a\.csv: line 14: .*quote"),
    ("csv_line_after_a_long_row", "a.csv", 'text,label\n"one\ntwo\nthree",bills\nonly\n', r"a\.csv: line 5: "),
    ("csv_column_twice", "a.csv", "text,text\na,b\n", r'a\.csv: .*"text"'),
    ("csv_nul", "a.csv", CSV + "a\0b,bills\n", r"a\.csv: line 14: .*NUL"),
    ("csv_invalid_utf8", "a.csv", CSV.encode() + b"caf\xe9,bills\n", r"a\.csv: line 14: .*UTF-8"),
    ("csv_header_only", "a.csv", "text,label\n", r"a\.csv: .*no row"),
    ("empty_file", "a.csv", "", r"a\.csv: "),
    ("empty_json_lines", "a.jsonl", "", r"a\.jsonl: .*no row"),
    ("json_line_cut", "a.jsonl", GOOD + '{"text": "the sun", "lab\n', r"a\.jsonl: line 13"),
    ("json_line_no_object", "a.jsonl", GOOD + '["the sun", "Weather"]\n', r"a\.jsonl: line 13: .*object"),
    ("json_text_a_number", "a.jsonl", GOOD + '{"text": 7, "label": "bills"}\n', r'a\.jsonl: line 13: .*"text".*number'),
    ("json_text_an_object", "a.jsonl", GOOD + '{"text": {}, "label": "bills"}\n', r'a\.jsonl: line 13: .*"text".*object'),
    ("json_key_twice", "a.jsonl", GOOD + '{"text": "a", "text": "b", "label": "bills"}\n', r"a\.jsonl: line 13"),
    ("json_nul_byte", "a.jsonl", GOOD + '{"text": "a\0b", "label": "bills"}\n', r"a\.jsonl: line 13: .*NUL"),
    ("json_invalid_utf8", "a.jsonl", GOOD.encode() + b'{"text": "caf\xe9", "label": "bills"}\n', r"a\.jsonl: line 13: .*UTF-8"),
    ("json_lone_surrogate", "a.jsonl", GOOD + '{"text": "\\ud800", "label": "bills"}\n', r"a\.jsonl: line 13"),
    ("json_text_missing", "a.jsonl", GOOD + '{"label": "bills"}\n', r"a\.jsonl: line 13"),
    ("json_text_null", "a.jsonl", GOOD + '{"text": null, "label": "bills"}\n', r"a\.jsonl: line 13"),
    ("label_missing", "a.jsonl", GOOD + '{"text": "the sun"}\n', r'a\.jsonl: line 13: .*"label"'),
    ("label_empty", "a.csv", CSV + "the sun,\n", r'a\.csv: line 14: .*"label"'),
    ("deep_json", "a.jsonl", GOOD + "[" * 100000 + "\n", r"a\.jsonl: line 13"),
    ("gzip_truncated", "a.jsonl.gz", ZIPPED[:-12], r"a\.jsonl\.gz: .*gzip"),
    ("gzip_header_only", "a.jsonl.gz", ZIPPED[:6], r"a\.jsonl\.gz: .*gzip"),
    ("gzip_corrupt", "a.jsonl.gz", ZIPPED[:40] + b"\xff\xff\xff\xff" + ZIPPED[44:], r"a\.jsonl\.gz: .*gzip"),
    ("gzip_checksum", "a.jsonl.gz", ZIPPED[:-8] + b"\0\0\0\0" + ZIPPED[-4:], r"a\.jsonl\.gz: .*gzip"),
    ("gzip_corrupt_text", "a.jsonl.gz", STORED[:40] + b"#" + STORED[41:], r"a\.jsonl\.gz: the gzip data is corrupt: "),
    ("gzip_sound_but_bad", "a.jsonl.gz", gzip.compress((GOOD + "{\n" + GOOD).encode()), r"a\.jsonl\.gz: line 13"),
    ("unknown_ending", "a.txt", GOOD, r"a\.txt: .*(\.csv|\.jsonl)"),
    ("no_text_column", "a.csv", "subject,label\na,bills\nb,travel\nc,bills\nd,travel\n",
     r'a\.csv: .*no column "text".*"subject", "label"'),
    ("no_label_column", "a.csv", "text,kind\na,bills\nb,travel\nc,bills\nd,travel\n",
     r'a\.csv: .*no column "label".*"text", "kind"'),
]


def bad_data(folder, name, content, pattern):
    path = write(folder, name, content)
    fails(folder, TINY, path, pattern, "--eval-split", "0")
    aift("evaluate", "--model", TINY, "--data", path, code=1, err=pattern)
    # Prediction reads row by row. It needs no label, and no rows.
    if "label" not in pattern and "no row" not in pattern:
        aift("predict", "--model", TINY, "--data", path, code=1, err=pattern.split(": ")[0] + ": ")


def missing_files(folder):
    rows = data(folder)
    nothing = os.path.join(folder, "none.jsonl")
    fails(folder, TINY, nothing, r"none\.jsonl: .*No such file")
    fails(folder, TINY, rows, r"none\.jsonl: .*No such file", "--eval-data", nothing)
    fails(folder, TINY, folder, r"%s: .*(directory|folder)" % folder)
    fails(folder, os.path.join(folder, "nowhere"), rows, r"nowhere")
    fails(folder, rows, rows, r"rows\.jsonl")
    aift("predict", "--model", TINY, "--data", nothing, code=1, err=r"none\.jsonl: .*No such file")
    aift("tokenize", "--model", nothing, code=1, err=r"none\.jsonl")


def as_somebody(folder):
    """For run(before=...): root may do everything, so the command runs as another."""
    if os.geteuid() != 0:
        return None
    for parent, _, files in os.walk(folder):
        for path in [parent] + [os.path.join(parent, f) for f in files]:
            os.chown(path, NOBODY, NOBODY)
    return lambda: os.setuid(NOBODY)


def unreadable_files(folder):
    rows, spoiled, out = data(folder), model(folder), os.path.join(folder, "out")
    os.chmod(rows, 0)
    aift(*train_arguments(spoiled, rows, out), code=1, err=r"rows\.jsonl: .*Permission denied", before=as_somebody(folder))
    os.chmod(rows, 0o600)
    os.chmod(os.path.join(spoiled, "model.safetensors"), 0)
    aift(*train_arguments(spoiled, rows, out), code=1, err=r"model\.safetensors: .*Permission denied", before=as_somebody(folder))
    check(not leftovers(out), "left: %s" % leftovers(out))


def replaced_utf8(folder):
    rows = write(folder, "a.jsonl", GOOD.encode() + b'{"text": "caf\xe9", "label": "bills"}\n')
    out = os.path.join(folder, "out")
    aift(*train_arguments(TINY, rows, out, "--invalid-utf8", "replace"))
    aift("evaluate", "--model", TINY, "--data", rows, "--invalid-utf8", "replace")
    lines = aift("predict", "--model", TINY, "--data", rows, "--invalid-utf8", "replace").out.splitlines()
    got, want = json.loads(lines[-1]), json.loads(aift("predict", "--model", TINY, "--text", "caf\ufffd").out)
    check(abs(got["score"] - want["score"]) < 1e-5 and got["label"] == want["label"], "U+FFFD in its place")


def empty_text(folder):
    """In a file it is its special tokens, for mails are empty at times; on the command line it is a mistake."""
    for text, pattern in (("", "is empty"), (" \t\n", "is white space only")):
        got = aift("predict", "--model", TINY, "--text", text, code=1, err="^aift predict: --text: the text " + pattern)
        check(not got.out, "nothing on standard output")
    rows = write(folder, "a.jsonl", GOOD + '{"text": "", "label": "bills"}\n{"text": "  ", "label": "bills"}\n')
    aift(*train_arguments(TINY, rows, os.path.join(folder, "out"), "--eval-split", "0"))
    check(len(aift("predict", "--model", TINY, "--data", rows).out.splitlines()) == 14, "a line for each row")


def one_class_only(folder):
    rows = write(folder, "a.jsonl", json_lines([ROWS[1]] * 8))
    fails(folder, without_head(folder), rows, r'a\.jsonl: .*"bills".*two', "--eval-split", "0")
    fails(folder, without_head(folder, "again"), rows, r'"bills"')
    two = write(folder, "two.jsonl", json_lines([("rain", "a"), ("sun", "b")]))
    fails(folder, without_head(folder, "split"), two, r"--eval-split: of the rows left to train on: .*the same label")


def strange_label(folder):
    rows = write(folder, "a.jsonl", GOOD + '{"text": "the sun", "label": "weather"}\n')
    aift("evaluate", "--model", TINY, "--data", rows, code=1, err=r'a\.jsonl: line 13: .*"weather".*Weather, bills, travel')
    fails(folder, TINY, data(folder), r'a\.jsonl: line 13: .*"weather"', "--eval-data", rows)
    fails(folder, without_head(folder), data(folder), r'a\.jsonl: line 13: .*"weather"', "--eval-data", rows)


def placeholder_labels(folder):
    """As save_pretrained() writes for a head that nobody named; and a model tuned for something else."""
    path = model(folder, "unnamed")
    change_json(os.path.join(path, "config.json"), lambda c: c.update(id2label={str(i): "LABEL_%d" % i for i in range(3)}))
    fails(folder, path, data(folder), r'the label "[A-Za-z]+" is not one of the model\'s: LABEL_0, .*; new_head gives')
    change_json(os.path.join(path, "config.json"), lambda c: c.update(problem_type="regression"))
    fails(folder, path, data(folder), r"problem_type.*not supported yet; new_head gives")
    aift("predict", "--model", path, "--text", "x", code=1, err=r"regression")
    two = write(folder, "two.jsonl", json_lines([("rain", "yes"), ("sun", "no")] * 4))
    out = os.path.join(folder, "out")
    aift(*train_arguments(path, two, out, "--new-head", "--eval-split", "0"))
    check(json.loads(aift("predict", "--model", out, "--text", "rain").out)["scores"].keys() == {"no", "yes"}, "the new labels")
    check(json.loads(read(out, "config.json"))["problem_type"] == "single_label_classification", "problem_type")


def standard_input(folder):
    rows = GOOD.encode()
    got = aift("predict", "--model", TINY, "--data", "-", "--format", "jsonl", stdin=rows)
    check(got.out == aift("predict", "--model", TINY, "--data", data(folder, 4)).out, "the same as of a file")
    aift("evaluate", "--model", TINY, "--data", "-", "--format", "jsonl", stdin=gzip.compress(rows))
    aift(*train_arguments(TINY, "-", os.path.join(folder, "out"), "--format", "csv", "--eval-split", "0"), stdin=CSV.encode())
    aift("predict", "--model", TINY, "--data", "-", stdin=rows, code=1, err=r"standard input: .*set format")
    aift("evaluate", "--model", TINY, "--data", "-", "--format", "csv", stdin=b"text,label\na,b,c\n", code=1,
         err=r"standard input: line 2")


def integers_of_any_size(folder):
    rows = write(folder, "a.jsonl", "".join('{"id":%d%s,"x":1e999,' % (i, "0" * 30) + line[1:]
                                            for i, line in enumerate(GOOD.splitlines(True), 1)))
    aift("evaluate", "--model", TINY, "--data", rows)
    got = aift("predict", "--model", TINY, "--data", rows, "--text-column", "id", code=1, err=r'line 1: .*"id".*number')
    check(not got.out, "nothing on standard output")


def strange_predict_column(folder):
    rows = write(folder, "a.csv", "subject,body\na,b\n")
    aift("predict", "--model", TINY, "--data", rows, code=1,
         err=r'a\.csv: line 2: there is no column "text"; the columns are "subject", "body"')
    out = os.path.join(folder, "out.jsonl")
    aift("predict", "--model", TINY, "--data", rows, "--output", out, code=1)
    check(not leftovers(out), "left: %s" % leftovers(out))


def rows_before_a_fault(folder):
    """A fault in row 300: what is before it was predicted, but the file is not published."""
    rows, out = write(folder, "a.jsonl", GOOD * 30 + "{\n"), os.path.join(folder, "out.jsonl")
    aift("predict", "--model", TINY, "--data", rows, "--output", out, code=1, err=r"a\.jsonl: line 361")
    check(not leftovers(out), "left: %s" % leftovers(out))


# ---- options that the library judges by the model, the use case ----

def library_ranges(folder):
    rows = data(folder)
    for length in ("1", "2", "65"):
        fails(folder, TINY, rows, r"max_length", "--max-length", length)
    fails(folder, TINY, rows, r"freeze: the patterns match every parameter", "--freeze", "*")
    fails(folder, TINY, rows, r'"bleu".*accuracy', "--metric-for-best-model", "bleu")


USECASES = [
    ("missing_file", None, r"case\.json: .*No such file"),
    ("no_json", "{", r"case\.json: line 1"),
    ("no_title", "{}", r"case\.json: title is missing"),
    ("direction", '{"title":"x","kpis":[{"name":"k","metric":"n","direction":"up"}]}',
     r'case\.json: kpis\[0\]\.direction is "up": expected "higher" or "lower"'),
    ("unknown_metric", '{"title":"x","kpis":[{"name":"k","metric":"f1","direction":"lower"}]}',
     r'case\.json: kpis\[0\]\.metric: .*"f1"; it has n, accuracy, balanced_accuracy, loss, .*LABEL one of Weather, bills, travel'),
]


def bad_usecase(folder, content, pattern):
    path = os.path.join(folder, "case.json")
    if content is not None:
        write(folder, "case.json", content)
    fails(folder, TINY, data(folder), pattern, "--usecase", path)


# ---- the output ----

def existing_output(folder):
    out = trained(folder)
    before = {n: read(out, n) for n in os.listdir(out)}
    aift(*train_arguments(TINY, data(folder), out), code=1, err=r"trained: .*--overwrite")
    check({n: read(out, n) for n in os.listdir(out)} == before, "the old model was changed")


def output_no_model(folder):
    mine = os.path.join(folder, "mine")
    os.mkdir(mine)
    write(mine, "notes.txt", "important")
    aift(*train_arguments(TINY, data(folder), mine), code=1, err=r"mine: ")
    aift(*train_arguments(TINY, data(folder), mine, "--overwrite"), code=1, err=r"mine: .*not a model")
    check(os.listdir(mine) == ["notes.txt"], "the folder was changed")
    aift(*train_arguments(TINY, data(folder), os.path.join(mine, "notes.txt"), "--overwrite"), code=1,
         err=r"notes\.txt: .*not a model")
    check(read(mine, "notes.txt") == b"important", "the file was changed")


def output_looked_at_before(folder):
    """The same is said before the training as after it; nothing is trained."""
    app, link, out = os.path.join(folder, "app"), os.path.join(folder, "link"), trained(folder)
    os.makedirs(os.path.join(app, "src"))
    write(app, "config.json", "{}")
    os.symlink("nowhere", link)
    write(out, "README.md", "mine")
    for path, pattern in ((app, r"app: .*not a model"), (link, r"link: .*no folder"), (out, r"trained: .*: README\.md; ")):
        got = aift(*train_arguments(TINY, data(folder), path, "--overwrite"), code=1, err="--output: .*" + pattern)
        check("step" not in got.text, "it trained: %s" % got.text)
    aift(*train_arguments(TINY, data(folder), link), code=1, err=r"--output: .*link: exists already")
    check(read(out, "README.md") == b"mine" and os.path.isdir(os.path.join(app, "src")), "something was removed")


def trained_meanwhile(folder, spoil, output, *more):
    """Spoils the place of the output while a training runs; the last line of its messages."""
    environment = dict(os.environ, TMPDIR=os.path.join(folder, "tmp"))
    arguments = train_arguments(TINY, data(folder, 100), output, "--eval-split", "0", "--max-steps", "300", *more)
    process = subprocess.Popen([AIFT] + arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    seen = process.stderr.readline()  # of what it will do: the output has been looked at
    spoil()
    out, err = process.communicate(timeout=100)
    check(process.returncode == 1, "exit code %d: %s" % (process.returncode, seen + err))
    return out.decode(), err.decode().splitlines()[-1]


def output_taken_meanwhile(folder):
    out = os.path.join(folder, "out")
    shown, last = trained_meanwhile(folder, lambda: os.mkdir(out), out)
    check("out-2 instead" in last and "out-2" in shown, last)
    aift("predict", "--model", out + "-2", "--text", "x")
    check(os.listdir(out) == [], "the folder was changed")


def output_gone_meanwhile(folder):
    os.mkdir(os.path.join(folder, "tmp"))
    gone = os.path.join(folder, "gone")
    os.mkdir(gone)
    shown, last = trained_meanwhile(folder, lambda: os.rmdir(gone), os.path.join(gone, "out"), "--json")
    check(json.loads(shown)["error"]["code"] == "AIFT_E_IO", shown)
    kept = os.listdir(os.path.join(folder, "tmp"))
    check(len(kept) == 1 and kept[0] + " instead" in last, last)
    aift("predict", "--model", os.path.join(folder, "tmp", kept[0]), "--text", "x")


def output_cannot_be_made(folder):
    rows = data(folder)
    for out, pattern in ((os.path.join(folder, "no", "such"), r"no/such: .*No such file"),
                         (os.path.join(rows, "out"), r"Not a directory|no folder"), ("/proc/out", r"/proc")):
        aift(*train_arguments(TINY, rows, out), code=1, err=pattern)
    aift("predict", "--model", TINY, "--text", "x", "--output", os.path.join(folder, "no", "out.jsonl"), code=1,
         err=r"out\.jsonl: No such file")
    aift("predict", "--model", TINY, "--text", "x", "--output", folder, code=1, err=r"Is a directory")


def output_not_writable(folder):
    locked, path = os.path.join(folder, "locked"), model(folder)
    os.mkdir(locked, 0o500)
    aift(*train_arguments(path, data(folder), os.path.join(locked, "out")), code=1, err=r"locked.*Permission denied",
         before=as_somebody(folder))


def full_while_saving(folder):
    rows, limit = data(folder), file_size_limit(20000)
    fresh, old = os.path.join(folder, "fresh"), trained(folder)
    before = read(old, "model.safetensors")
    aift(*train_arguments(TINY, rows, fresh), code=1, err=r"model\.safetensors.*File too large", before=limit)
    check(not leftovers(fresh), "left: %s" % leftovers(fresh))
    aift(*train_arguments(TINY, rows, old, "--overwrite"), code=1, err=r"File too large", before=limit)
    check(leftovers(old) == ["trained"], "left: %s" % leftovers(old))
    check(read(old, "model.safetensors") == before, "the old model was changed")
    many, out = data(folder, 200, "many.jsonl"), os.path.join(folder, "out.jsonl")
    aift("predict", "--model", TINY, "--data", many, "--output", out, code=1, err=r"out\.jsonl: File too large", before=limit)
    check(not leftovers(out), "left: %s" % leftovers(out))


def full_standard_output(folder):
    for arguments in (["version"], ["help", "train"], ["predict", "--model", TINY, "--text", "x"],
                      ["evaluate", "--model", TINY, "--data", data(folder), "--json"]):
        with open("/dev/full", "wb") as full:
            aift(*arguments, code=1, err=r"standard output: No space left", stdout=full)


def failure_as_json(folder):
    got = aift(*train_arguments(TINY, os.path.join(folder, "none.csv"), os.path.join(folder, "out"), "--json"), code=1)
    error = json.loads(got.out)["error"]
    check(error["code"] == "AIFT_E_IO" and "none.csv" in error["message"] and got.lines()[-1].endswith(error["message"]), got.out)


for row in DATA:
    case("data_" + row[0], bad_data, *row[1:])
for row in USECASES:
    case("usecase_" + row[0], bad_usecase, *row[1:])
for function in (missing_files, replaced_utf8, empty_text, one_class_only, strange_label, placeholder_labels, standard_input, integers_of_any_size, strange_predict_column,
                 rows_before_a_fault, library_ranges, existing_output, output_no_model, output_looked_at_before,
                 output_taken_meanwhile, output_gone_meanwhile,
                 output_cannot_be_made, full_while_saving, full_standard_output, failure_as_json):
    case(function.__name__, function)
for function in (unreadable_files, output_not_writable):
    if can_run_as_somebody():
        case(function.__name__, function)
    else:
        skip(function.__name__, "the command's own folder is closed to users that are not root")
end()
