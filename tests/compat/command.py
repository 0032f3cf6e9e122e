# The command `aift` of the build, for tests that do what a user does.
import json
import os
import subprocess

import common

AIFT = os.path.join(os.environ.get("AIFT_COMPAT_BUILD", os.path.join(common.ROOT, "build", "release")), "bindings", "cli", "aift")


class Error(Exception):
    pass


def run(*arguments):
    """What the command writes to standard output."""
    done = subprocess.run([AIFT, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise Error("aift %s: exit code %d: %s" % (arguments[0], done.returncode, done.stderr.strip().splitlines()[-1:]))
    return done.stdout


def train(model, data, output, *flags, **options):
    """The training's report. `flags` are options without a value; `options` those with one, with underscores."""
    given = [part for name, value in options.items() for part in ("--" + name.replace("_", "-"), value)]
    return json.loads(run("train", "--model", model, "--data", data, "--output", output, "--json", *flags, *given))


def evaluate(model, data):
    """The figures."""
    return json.loads(run("evaluate", "--model", model, "--data", data, "--json"))
