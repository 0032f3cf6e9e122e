"""The command line: what is refused, what the help says, and that the manual pages say the same."""
import os
import re
import shutil
import subprocess

from cli import AIFT, SOURCE, TINY, aift, case, check, end, read, skip, write

NEEDED = ["train", "--model", "m", "--data", "d.jsonl", "--output", "o"]

# name, command line, pattern of the one line on stderr
USAGE = [
    ("unknown_command", ["tran"], r"^aift: unknown command tran: did you mean train\? \(see: aift help\)$"),
    ("unknown_command_like_none", ["xyzzy"], r"^aift: unknown command xyzzy \("),
    ("unknown_option", ["train", "--epocs", "3"], r"unknown option --epocs: did you mean --epochs\?"),
    ("unknown_option_swapped", ["train", "--ouptut=x"], r"unknown option --ouptut: did you mean --output\?"),
    ("beginning_of_a_name", ["train", "--epoch", "3"], r"unknown option --epoch: did you mean --epochs\?"),
    ("unknown_short_option", ["train", "-x"], r"unknown option -x"),
    ("no_value", ["train", "--epochs"], r"--epochs needs a value"),
    ("value_for_a_flag", ["train", "--json=1"], r"--json takes no value"),
    ("argument_too_many", ["train", "mails.csv"], r"unexpected argument mails.csv"),
    ("argument_too_many_for_help", ["help", "train", "predict"], r"unexpected argument predict"),
    ("help_of_unknown_command", ["help", "tokenise"], r"unknown command tokenise: did you mean tokenize\?"),
    ("required_model", ["train", "--data", "d.jsonl"], r"--model DIR is missing"),
    ("required_output", ["train", "--data", "d.jsonl", "--model", "m"], r"--output DIR is missing"),
    ("required_data", ["evaluate", "--model", "m"], r"--data FILE is missing"),
    ("empty_path", NEEDED + ["--output", ""], r"--output: is empty"),
    ("data_or_text", ["predict", "--model", "m"], r"--data FILE, --text TEXT or a file is missing"),
    ("data_and_text", ["predict", "--model", "m", "--data", "d", "--text", "t"], r"exclude each other"),
    ("eval_data_and_split", NEEDED + ["--eval-data", "e", "--eval-split", "0.2"], r"exclude each other"),
    ("no_number", NEEDED + ["--epochs", "many"], r'--epochs: "many" is not a number'),
    ("empty_number", NEEDED + ["--epochs", ""], r'--epochs: "" is not a number'),
    ("nan", NEEDED + ["--learning-rate", "nan"], r'"nan" is not a number'),
    ("hexadecimal", NEEDED + ["--learning-rate", "0x1"], r'"0x1" is not a number'),
    ("trailing_text", NEEDED + ["--batch-size", "8x"], r'"8x" is not a whole number'),
    ("fraction", NEEDED + ["--batch-size", "1.5"], r'"1.5" is not a whole number'),
    ("choice", NEEDED + ["--invalid-utf8", "skip"], r'"skip" is not one of error, replace'),
    ("no_size", NEEDED + ["--memory-limit", "2GB"], r'--memory-limit: "2GB" is not a size in bytes, as 500000000, 500M or 2G'),
    ("no_size_but_a_unit", NEEDED + ["--memory-limit", "M"], r'"M" is not a size'),
    ("negative_size", NEEDED + ["--memory-limit=-1"], r'"-1" is not a size'),
    ("boolean", NEEDED + ["--load-best-model-at-end", "yes"], r'"yes" is not one of false, true'),
]

# option, a value below and one above its range (None: there is none)
RANGES = [
    ("epochs", "0", "1e7"), ("max-steps", "0", None), ("batch-size", "0", "65537"), ("eval-batch-size", "0", "65537"),
    ("gradient-accumulation-steps", "0", None), ("learning-rate", "-1e-9", "1e400"), ("weight-decay", "-1", None),
    ("warmup-steps", "-1", None), ("warmup-ratio", "-0.1", "1.1"), ("max-grad-norm", "-1", None),
    ("label-smoothing-factor", "-0.1", "1.1"), ("eval-split", "-0.1", "0.95"), ("max-length", "0", "99999999999"),
    ("memory-limit", "0", "99999999999999T"),
    ("seed", "-1", "18446744073709551616"), ("threads", "0", "1025"),
]


def usage(folder, arguments, pattern):
    aift(*arguments, code=2, err=pattern, folder=folder)


def out_of_range(folder, option, value):
    aift(*NEEDED, "--" + option, value, code=2, err="--%s: %s is out of range: expected " % (option, re.escape(value)))
    aift(*NEEDED, "--%s=%s" % (option, value), code=2, err="out of range")


def library_names(folder):
    """The library's names are read as the option's; so they fail later than an unknown option does."""
    for name in ("--num-train-epochs", "--num_train_epochs", "--per_device_train_batch_size", "--learning_rate",
                 "--batch_size", "--eval_split", "--invalid_utf8", "--per-device-train-batch-size"):
        aift("train", name, "x", code=2, err="is not (a|one)")
    aift("train", "--num_train_epoch", "1", code=2, err="did you mean --num.train.epochs")


def short_numbers(folder):
    aift(*NEEDED, "--eval-split", "0.95", code=2, err=r"expected at least 0 and at most 0\.9 \(")


def no_command(folder):
    process = subprocess.run([AIFT], capture_output=True)
    check(process.returncode == 2 and b"commands:" in process.stderr and not process.stdout, "no list of commands")


def versions(folder):
    for arguments in (["version"], ["--version"]):
        aift(*arguments, out=r"^aift \d+\.\d+\.\d+\nlibaift \d+\.\d+\.\d+, products [\w ]+, instructions (avx2|generic), threads \w+, compiler ")


def plain(command):
    """Option -> its default or \"required\", from aift help COMMAND --plain."""
    lines = aift("help", command, "--plain").out.decode().splitlines()
    return {name: shown for name, _, shown in (line.split("\t") for line in lines)}


def commands():
    return [line.split("\t")[0] for line in aift("help", "--plain").out.decode().splitlines()]


def help_texts(folder):
    listed = aift("help", out="commands:").out.decode()
    check(aift("--help").out.decode() == listed, "aift --help is not aift help")
    for command in commands():
        check(re.search(r"^  %s " % command, listed, re.M), "aift help does not list %s" % command)
        text = aift("help", command, out=r"^usage: aift %s" % command).out.decode()
        check(aift(command, "--help").out.decode() == text, "aift %s --help is another text" % command)
        for line in text.split("\nexamples:")[0].splitlines():
            check(len(line) <= 80, "longer than 80 columns: %s" % line)
        for name, shown in plain(command).items():
            check(re.search(r"^  %s\b" % name, text, re.M), "no %s in the help of %s" % (name, command))
            words = " ".join(text.split())
            check(not shown or shown == "required" or "[%s]" % shown in words, "no default of %s" % name)


def promised_defaults(folder):
    """Scripts rely on these."""
    got = plain("train")
    for name, value in {"--epochs": "1", "--batch-size": "16", "--learning-rate": "5e-5", "--seed": "42", "--eval-split": "0.1",
                        "--max-length": "256, or what the model allows if that is less"}.items():
        check(got[name] == value, "%s has the default %s" % (name, got[name]))


def manual_pages(folder):
    """Each option stands in the page of its command with its default, and no other does."""
    man = os.path.join(SOURCE, "bindings", "cli", "man")
    for command in commands():
        path = os.path.join(man, "aift-%s.1" % command)
        if command in ("help", "version"):
            continue
        items = re.split(r"^\.It ", read(path).decode(), flags=re.M)[1:]
        pages = {}
        for item in items:
            name = re.match(r"Fl -([a-z0-9-]+)", item)
            if name:
                pages["--" + name.group(1)] = " ".join(re.sub(r"^\.\w+ ", "", item, flags=re.M).split())
        options = plain(command)
        check(sorted(pages) == sorted(options), "%s: the page has %s, the command %s" % (
            path, sorted(set(pages) - set(options)), sorted(set(options) - set(pages))))
        for name, shown in options.items():
            want = "required" if shown == "required" else "default: %s" % shown
            check(not shown or want in pages[name], "%s: %s has no \"%s\"" % (path, name, want))


def positions_of_options(folder):
    text = write(folder, "in", "the sun\n")
    for arguments in (["--model", TINY], ["--model=" + TINY], ["--model", "x", "--model", TINY]):
        aift("tokenize", *arguments, stdin=read(text), out=r"^\[2,105,136,3\]\n$")
    # A value may look like an option.
    aift("predict", "--text", "--model", "--model", TINY, out=r'"label"')


def completion(folder):
    def words(*line):
        script = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _aift; printf "%s\\n" "${COMPREPLY[@]}"'
        page = os.path.join(SOURCE, "bindings", "cli", "aift.bash")
        done = subprocess.run(["bash", "-c", script, "bash", page, AIFT, *line], capture_output=True, text=True)
        return done.stdout.split()
    check(words("t") == ["train", "tokenize"], "commands: %s" % words("t"))
    check(words("help", "pre") == ["predict"], "commands to tell about")
    found = words("train", "--max-")
    check(found == ["--max-length", "--max-steps", "--max-grad-norm"], "options: %s" % found)
    check(words("train", "--invalid-utf8", "") == ["error", "replace"], "choices")
    check(words("train", "--data", "") == [], "files are left to bash")


for row in USAGE:
    case("usage_" + row[0], usage, row[1], row[2])
for option, low, high in RANGES:
    for value, side in ((low, "low"), (high, "high")):
        if value is not None:
            case("range_%s_%s" % (option.replace("-", "_"), side), out_of_range, option, value)
for function in (no_command, versions, help_texts, library_names, short_numbers, promised_defaults, manual_pages, positions_of_options):
    case(function.__name__, function)
if shutil.which("bash"):
    case("completion", completion)
else:
    skip("completion", "bash is missing")
end()
