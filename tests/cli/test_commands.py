"""train, evaluate and predict: what they write and print when all goes well."""
import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import termios
import time

from cli import (AIFT, ROWS, TINY, aift, case, check, data, end, json_lines, leftovers, read, read_safetensors, trained,
                 train_arguments, without_head, write)

REPORT = ["steps", "epochs", "rows", "tokens", "seconds", "tokens_per_second", "rows_per_second", "peak_rss_bytes", "loss", "losses", "eval",
          "evals", "best_epoch", "new_head", "interrupted", "kpis"]
EVALUATION = {"n", "accuracy", "loss", "labels", "confusion_matrix", "per_label"} | {
    "%s_%s" % (metric, average) for metric in ("precision", "recall", "f1") for average in ("micro", "macro", "weighted")}
KPIS = {"title": "Mail", "kpis": [
    {"name": "rows", "metric": "n", "direction": "higher", "target": 3},
    {"name": "few errors", "metric": "accuracy", "direction": "higher", "target": 2, "unit": "share"},
    {"name": "not decided", "metric": "per_label.bills.recall", "direction": "lower"}]}


def one_object(result):
    """The last line of standard output."""
    return json.loads(result.out.decode().splitlines()[-1])


def plan_and_tables(folder):
    out = os.path.join(folder, "out")
    result = aift(*train_arguments(without_head(folder), data(folder, 10), out, "--epochs", "2"), err=[
        r"(?m)^data +27 rows of .*rows\.jsonl; another 3 set aside to evaluate on$",
        r"(?m)^labels +3: Weather \(9\), bills \(9\), travel \(9\)$",
        r"(?m)^model .* bert, 2\d,\d{3} parameters$", r"(?m)^ +it has no classification head: a new one is drawn$",
        r"(?m)^training +4 steps of 16 rows, texts of up to 32 tokens$",
        r"(?m)^ +learning rate 5e-05, seed 42, 2 threads$",
        r"(?m)^epoch 1:  loss \d\.\d{4}  accuracy \d\.\d{4}  f1_macro \d\.\d{4}$", r"(?m)^epoch 2: "])
    printed = result.out.decode()
    for part in ("\nevaluation of the model saved, that of epoch ", "\n  accuracy ", "\n  label ", "\n  true \\ predicted ", "\nnext: aift predict --model " + out):
        check(part in printed, "no %r in %s" % (part, printed))
    check(b"\033" not in result.err and b"\r" not in result.err, "no bar where there is no terminal")
    check(sorted(leftovers(out)) == ["out"], "leftovers: %s" % leftovers(out))
    config = json.loads(read(out, "config.json"))
    check(config["id2label"] == {"0": "Weather", "1": "bills", "2": "travel"}, "labels are ordered by bytes")


def report(folder):
    out, mails = os.path.join(folder, "out"), data(folder)
    result = aift(*train_arguments(TINY, mails, out, "--eval-data", mails, "--epochs", "3", "--batch-size", "4", "--json"))
    got = one_object(result)
    check([k for k in got if k in REPORT] == REPORT, "keys, in the order of the manual: %s" % list(got))
    check(got["steps"] == 15 and got["rows"] == 54 and got["epochs"] == 3 and len(got["losses"]) == len(got["evals"]) == 3,
          "steps, rows, epochs")
    check(EVALUATION <= set(got["eval"]) and got["eval"]["n"] == 18 and not got["interrupted"] and got["kpis"] == [], "eval")
    check(got["tokens"] > 54 * 3 and got["seconds"] > 0 and got["peak_rss_bytes"] > 1 << 20, "figures of the run")
    check(len(result.out.decode().splitlines()) == 1, "one line")
    evaluated = one_object(aift("evaluate", "--model", out, "--data", mails, "--json"))
    check(evaluated["accuracy"] == got["eval"]["accuracy"], "the model that was kept is the one that counts")


PLAN = {"parameters", "trainable_parameters", "steps", "rows", "tokens", "batch", "flops_per_step", "flops", "seconds", "memory",
        "memory_limit", "fits", "proposal"}


def dry_run(folder):
    """It tells what a run then does, and writes nothing."""
    out, mails = os.path.join(folder, "out"), data(folder)
    before = sorted(os.listdir(folder))
    arguments = train_arguments(TINY, mails, out, "--eval-data", mails, "--epochs", "2", "--batch-size", "4")
    printed = aift(*arguments, "--dry-run", "--memory-limit", "64G", err=r"(?m)^dry run: ").out.decode()
    for pattern in (r"(?m)^  steps +10$", r"(?m)^  expected time +\d+:\d\d$", r"(?m)^  activations +[\d.]+ MiB$",
                    r"(?m)^  peak of the process +[\d.]+ MiB$", r"(?m)^  --memory-limit +65536\.0 MiB$", r"(?m)^it fits$"):
        check(re.search(pattern, printed), "no %r in %s" % (pattern, printed))
    result = aift(*arguments, "--dry-run", "--json")
    got = one_object(result)
    check(len(result.out.decode().splitlines()) == 1 and set(got) == PLAN, "keys: %s" % (set(got) ^ PLAN))
    check(sum(v for k, v in got["memory"].items() if k != "peak_bytes") == got["memory"]["peak_bytes"], got["memory"])
    check(got["seconds"] > 0 and got["fits"] is True and got["memory_limit"] is None, got)
    check(sorted(os.listdir(folder)) == before, "written: %s" % os.listdir(folder))
    without = [a for a in arguments if a not in ("--output", out)]
    aift(*without, code=2, err=r"--output DIR is missing")
    check(one_object(aift(*without, "--dry-run", "--json"))["steps"] == got["steps"], "a dry run needs no --output")
    long = aift(*without, "--dry-run", "--max-steps", str(10**15)).out.decode()
    check(re.search(r"(?m)^  expected time +\d{3,}\.\d years$", long), "no expected time in %s" % long)
    done = one_object(aift(*arguments, "--json"))
    check(one_object(aift(*arguments, "--dry-run", "--json"))["steps"] == got["steps"], "nor is a model there in its way")
    check([got[k] for k in ("steps", "rows", "tokens")] == [done[k] for k in ("steps", "rows", "tokens")], "another run")


def memory_limit(folder):
    """A run that would need more is refused, with sizes that fit."""
    out, mails = os.path.join(folder, "out"), data(folder, 100)
    arguments = train_arguments(TINY, mails, out, "--batch-size", "240", "--max-steps", "2")
    peak = one_object(aift(*arguments, "--dry-run", "--json"))["memory"]["peak_bytes"]
    aift(*arguments, "--memory-limit", "1K", code=1, err=r"memory_limit is 1024 bytes .* even one row a batch needs \d+ MiB$")
    aift(*arguments, "--memory-limit", str(peak // 2), code=1, err=r"would need \d+ bytes \(\d+ MiB\) at its peak; ")
    check(not leftovers(out), "left at the output path: %s" % leftovers(out))
    small = one_object(aift(*arguments, "--dry-run", "--json", "--memory-limit", "1K"))
    check(small["fits"] is False and small["proposal"] is None and small["memory_limit"] == 1024, small)
    check(small["seconds"] is None, "what does not fit is not tried: %s" % small)
    aift(*arguments, "--memory-limit", str(2 * peak))
    check(leftovers(out) == ["out"], "it fits")


def steps_and_split(folder):
    got = one_object(aift(*train_arguments(TINY, data(folder), os.path.join(folder, "a"), "--max-steps", "5", "--batch-size", "3",
                                           "--gradient-accumulation-steps", "2", "--eval-split", "0", "--json")))
    check(got["steps"] == 5 and got["eval"] is None, "five steps, no evaluation")
    got = one_object(aift(*train_arguments(TINY, data(folder), os.path.join(folder, "b"), "--eval-split", "0.5", "--json")))
    check(got["eval"]["n"] == 9 and got["eval"]["per_label"]["bills"]["support"] == 3, "half, and half of each label")


def labels_before_the_split(folder):
    """A label that only the rows set aside have is one of the model's."""
    rows = write(folder, "few.jsonl", json_lines([("the sun", name) for name in ("a", "a", "a", "b", "c", "d")]))
    case_file = write(folder, "case.json", json.dumps({"title": "Mail", "kpis": [
        {"name": l, "metric": "per_label.%s.recall" % l, "direction": "higher"} for l in "abcd"]}))
    out = os.path.join(folder, "out")
    result = aift(*train_arguments(without_head(folder), rows, out, "--eval-split", "0.5", "--usecase", case_file, "--json"),
                  err=r"(?m)^ +\d more of the model have no row to learn from$")
    got = one_object(result)
    check(got["eval"]["labels"] == ["a", "b", "c", "d"] and got["eval"]["n"] == 3 and len(got["kpis"]) == 4, got["eval"])


def same_seed(folder):
    def weights(name, *more):
        out = os.path.join(folder, name)
        aift(*train_arguments(without_head(folder, "from-" + name), data(folder), out, *more))
        return read(out, "model.safetensors")
    first = weights("a")
    check(first == weights("b"), "the same seed gives the same bytes")
    check(first != weights("c", "--seed", "43"), "another seed gives other bytes")


def frozen(folder):
    out = os.path.join(folder, "out")
    aift(*train_arguments(TINY, data(folder), out, "--freeze", "bert.embeddings.*", "--freeze", "*.bia?"),
         err=r"parameters, [\d,]+ of them frozen")
    before, after = (read_safetensors(os.path.join(p, "model.safetensors")) for p in (TINY, out))
    for name in before:
        still = name.startswith("bert.embeddings.") or name.endswith(".bias")
        check((before[name] == after[name]) == still, "%s %s" % (name, "was trained" if still else "was not trained"))


def refused_before_it_is_told(folder):
    """What the library does not take is no plan."""
    for arguments, problem in ((("--freeze", "bert.[e]*"), r'no parameter matches "bert\.\[e\]\*"'), (("--max-length", "1"), "it must be 3 to 64")):
        result = aift(*train_arguments(TINY, data(folder), os.path.join(folder, "out"), *arguments), code=1, err=problem)
        check(len(result.lines()) == 1, "told before: %s" % result.text)


def columns_and_length(folder):
    """What training used is used unasked."""
    rows = "".join(json.dumps({"body": t, "kind": l}) + "\n" for t, l in ROWS * 6)
    mails, out = write(folder, "m.jsonl", rows), os.path.join(folder, "out")
    arguments = train_arguments(TINY, mails, out, "--text-column", "body", "--label-column", "kind")
    arguments[arguments.index("32")] = "8"
    aift(*arguments)
    long = "a train for the trip " * 5
    short = one_object(aift("predict", "--model", out, "--text", long))
    check(short == one_object(aift("predict", "--model", out, "--text", long, "--max-length", "8")), "cut as in training")
    check(short != one_object(aift("predict", "--model", out, "--text", long, "--max-length", "32")), "--max-length overrides")
    check(one_object(aift("evaluate", "--model", out, "--data", mails, "--json"))["n"] == 18, "columns as in training")
    check(len(aift("predict", "--model", out, "--data", mails).out.splitlines()) == 18, "text column as in training")
    aift("evaluate", "--model", out, "--data", mails, "--label-column", "class", code=1,
         err=r'no column "class"; the columns are "body", "kind"')


def overwrite(folder):
    out, mails = trained(folder), data(folder)
    before = read(out, "model.safetensors")
    aift(*train_arguments(out, mails, out, "--overwrite"))  # onto the very model that it begins with
    check(read(out, "model.safetensors") != before, "replaced")
    check(leftovers(out) == ["trained"], "leftovers: %s" % leftovers(out))


def usecase(folder):
    case_file, out = write(folder, "case.json", json.dumps(KPIS)), os.path.join(folder, "out")
    arguments = train_arguments(TINY, data(folder), out, "--eval-data", data(folder), "--usecase", case_file)
    printed = aift(*arguments).out.decode()
    for pattern in (r"rows +18 +>= +3 +met +n", r"few errors +[\d.]+ +>= +2 +MISSED +accuracy \(share\)",
                    r"not decided +[\d.]+ +- +pending"):
        check(re.search(pattern, printed), "no %r in %s" % (pattern, printed))
    got = one_object(aift(*arguments, "--overwrite", "--json"))
    check([k["state"] for k in got["kpis"]] == ["met", "missed", "pending"], "states")
    check(got["kpis"][0] == {"name": "rows", "unit": None, "metric": "n", "direction": "higher", "target": 3, "value": 18,
                             "state": "met"}, "one KPI")


def predictions(folder):
    model, mails = trained(folder), data(folder, 200)  # more than are read at once
    one = one_object(aift("predict", "--model", model, "--text", ROWS[0][0]))
    check(set(one) == {"label", "score", "scores"} and one["score"] == max(one["scores"].values()), "an object")
    check(abs(sum(one["scores"].values()) - 1) < 1e-5 and one["scores"][one["label"]] == one["score"], "probabilities")
    rows = [json.loads(line) for line in aift("predict", "--model", model, "--data", mails).out.decode().splitlines()]
    check(len(rows) == 600, "a line a row")
    check(abs(rows[0]["score"] - one["score"]) < 1e-5 and rows[3]["label"] == rows[0]["label"], "in the order of the rows")
    out = write(folder, "out.jsonl", "what was there\n")
    check(not aift("predict", "--model", model, "--data", mails, "--output", out).out, "nothing on standard output")
    check([json.loads(line) for line in read(out).splitlines()] == rows, "the same in a file")
    check(leftovers(out) == ["out.jsonl"], "leftovers: %s" % leftovers(out))
    check(aift("predict", "--model", model, "--text", "x", "--output", "/dev/stdout").out.startswith(b"{"), "to a device")


def linked_output(folder):
    """A link stays; what it leads to is written, be it what standard output is already."""
    link, real, shell = (os.path.join(folder, n) for n in ("link", "real", "shell"))
    os.symlink(real, link)
    os.symlink("/proc/self/fd/1", shell)
    write(folder, "real", "before\n")
    aift("predict", "--model", TINY, "--text", "x", "--output", link)
    check(len(read(real).splitlines()) == 1 and b"label" in read(real), "replaced: %r" % read(real))
    with open(real, "ab") as stdout:
        aift("predict", "--model", TINY, "--text", "x", "--output", shell, stdout=stdout)
    check(len(read(real).splitlines()) == 2, "added: %r" % read(real))
    check(os.path.islink(link) and os.path.islink(shell), "the link is gone")


def tables(folder):
    model, mails = trained(folder), data(folder)
    printed = aift("evaluate", "--model", model, "--data", mails).out.decode()
    for label in ("Weather", "bills", "travel"):
        check(printed.count(label) >= 3, "no %s in %s" % (label, printed))
    check(EVALUATION <= set(one_object(aift("evaluate", "--model", model, "--data", mails, "--json"))), "figures")


def start(folder, *more):
    """A training of many steps that runs; its third line on stderr has come."""
    out = os.path.join(folder, "out")
    process = subprocess.Popen([AIFT] + train_arguments(TINY, data(folder, 400), out, "--epochs", "10000", *more),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for line in process.stderr:
        if line.startswith(b"output"):
            break
    time.sleep(1)
    return process, out


def interrupted(folder, number):
    process, out = start(folder, "--json")
    process.send_signal(number)
    printed, err = process.communicate(timeout=60)
    check(process.returncode == 130, "exit code %d: %s" % (process.returncode, err))
    got = json.loads(printed)
    check(got["interrupted"] is True and got["steps"] > 0, "interrupted: %s" % printed)
    check(b"stopping, then saving" in err, "a word on stderr: %s" % err)
    aift("predict", "--model", out, "--text", "x")
    check(leftovers(out) == ["out"], "leftovers: %s" % leftovers(out))


def interrupted_evaluation(folder):
    """In an evaluation too it stops at once; the figures are those of what is saved."""
    many = data(folder, 100000, "many.jsonl")
    out = os.path.join(folder, "out")
    process = subprocess.Popen([AIFT] + train_arguments(TINY, data(folder), out, "--eval-data", many, "--json"),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for line in process.stderr:
        if b"evaluating" in line:
            break
    process.send_signal(signal.SIGINT)
    printed, err = process.communicate(timeout=60)
    check(process.returncode == 130, "exit code %d: %s" % (process.returncode, err))
    got = json.loads(printed)
    check(got["interrupted"] is True and got["steps"] == 2 and got["eval"] is None and got["evals"] == [], printed)
    aift("predict", "--model", out, "--text", "x")


def interrupted_while_reading(folder):
    """Waiting for standard input, and in the middle of rows: 130 from both."""
    process = subprocess.Popen([AIFT, "predict", "--model", TINY, "--data", "-", "--format", "jsonl"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(json_lines(ROWS * 200).encode())
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    deadline = time.time() + 60
    while process.poll() is None and time.time() < deadline:
        time.sleep(0.01)
    check(process.returncode == 130, "exit code %s" % process.returncode)
    process.communicate()
    process = subprocess.Popen([AIFT, "evaluate", "--model", TINY, "--data", data(folder, 100000, "many.jsonl")],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    check(process.returncode == 130, "exit code %s of evaluate" % process.returncode)


def interrupted_twice(folder):
    process, out = start(folder)
    os.kill(process.pid, signal.SIGSTOP)  # both come before the step ends
    process.send_signal(signal.SIGINT)
    os.kill(process.pid, signal.SIGCONT)
    deadline = time.time() + 30
    while process.poll() is None and time.time() < deadline:
        process.send_signal(signal.SIGINT)
        time.sleep(0.001)
    process.communicate(timeout=60)
    check(process.returncode in (-signal.SIGINT, 130), "exit code %d" % process.returncode)
    if process.returncode != 130:
        check("out" not in leftovers(out), "half a model")


def quiet_when_nobody_reads(folder):
    model, mails = trained(folder), data(folder, 200)
    read_end, write_end = os.pipe()
    os.close(read_end)
    result = subprocess.run([AIFT, "predict", "--model", model, "--data", mails], stdout=write_end, stderr=subprocess.PIPE)
    os.close(write_end)
    check(result.returncode == 1 and not result.stderr, "exit code %d, %r" % (result.returncode, result.stderr))


def bar(folder):
    """On a terminal: a bar that is redrawn and taken away, never wider than the terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    process = subprocess.Popen([AIFT] + train_arguments(TINY, data(folder, 40), os.path.join(folder, "out"), "--epochs", "20"),
                               stdout=subprocess.DEVNULL, stderr=slave, env=dict(os.environ, TERM="xterm"))
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    check(process.wait(60) == 0, "exit code")
    os.close(master)
    drawn = [d.split(b"\033[K")[0] for d in seen.split(b"\r") if d.startswith((b" ", b"1")) and b"step" in d]
    check(drawn and any(b"loss" in d for d in drawn), "no bar in %r" % seen[-500:])
    check(all(len(d) < 60 for d in drawn), "wider than the terminal: %r" % max(drawn, key=len))
    check(seen.rfind(b"\033[K") > seen.rfind(b"step"), "the bar is still there: %r" % seen[-200:])


for function in (plan_and_tables, report, dry_run, memory_limit, steps_and_split, labels_before_the_split, same_seed, frozen,
                 refused_before_it_is_told, columns_and_length, overwrite, usecase, predictions,
                 linked_output, tables, quiet_when_nobody_reads, bar, interrupted_twice):
    case(function.__name__, function)
case("interrupted_sigint", interrupted, signal.SIGINT)
case("interrupted_sigterm", interrupted, signal.SIGTERM)
case("interrupted_while_reading", interrupted_while_reading)
case("interrupted_evaluation", interrupted_evaluation)
end()
