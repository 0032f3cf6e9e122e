#!/usr/bin/env python3
"""Does what docs/adding-an-operator.md says in a copy of the source, and checks that it is true.

A code block whose first line is "```c PATH" is a new file, a line for a .def, or a row of the table of cases.
adding_an_operator.py SOURCE-FOLDER
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAMS = ["ops_infer", "ops_kernels", "ops_gradient"]
source = os.path.abspath(sys.argv[1])


def blocks():
    with open(os.path.join(source, "docs/adding-an-operator.md"), encoding="utf-8") as page:
        found = dict(re.findall(r"^```c (\S+)\n(.*?)^```$", page.read(), re.S | re.M))
    assert set(found) == {"lib/ops/scale.c", "lib/ops/ops.def", "tests/cases/ops.c"}, sorted(found)
    return found


def edit(path, change):
    with open(path, encoding="utf-8") as file:
        old = file.read()
    new = change(old)
    assert new != old, f"{path}: nothing to change"
    with open(path, "w", encoding="utf-8") as file:
        file.write(new)


def build(folder):
    done = subprocess.run(["ninja", "-C", folder, *("tests/" + name for name in PROGRAMS)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(done.stdout[-5000:])


def run(folder, program):
    done = subprocess.run([os.path.join(folder, "tests", program)], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def expect(what, folder, failing, parts=()):
    """All programs pass but `failing`, whose output contains the parts."""
    build(folder)
    for program in PROGRAMS:
        code, output = run(folder, program)
        if (code != 0) != (program == failing):
            sys.exit(f"{what}: {program} returned {code}\n{output[-3000:]}")
        for part in parts if program == failing else ():
            if part not in output:
                sys.exit(f"{what}: {program} does not say {part!r}\n{output[-3000:]}")
    print("ok:", what)


def main(work):
    page = blocks()
    tree, folder = os.path.join(work, "source"), os.path.join(work, "build")
    os.mkdir(tree)
    for name in os.listdir(source):
        path = os.path.join(source, name)
        if name.startswith(".") or name == "build":
            continue
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(tree, name), symlinks=True)
        else:
            shutil.copy(path, tree)
    subprocess.run(["meson", "setup", folder, tree, "--buildtype=plain", "-Dproducts=builtin", "-Dcli=disabled"],
                   check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(tree, "lib/ops/scale.c"), "w", encoding="utf-8") as file:
        file.write(page["lib/ops/scale.c"])
    if shutil.which("clang-format"):
        subprocess.run(["clang-format", "--dry-run", "-Werror", "--style=file:" + source + "/.clang-format",
                        os.path.join(tree, "lib/ops/scale.c")], check=True)
    edit(os.path.join(tree, "lib/ops/ops.def"), lambda text: text + page["lib/ops/ops.def"])
    expect("without a case", folder, "ops_infer", ["the operator scale has no case in tests/cases/ops.c"])
    edit(os.path.join(tree, "tests/cases/ops.c"),
         lambda text: text.replace("\n};\nconst size_t", "\n" + page["tests/cases/ops.c"] + "};\nconst size_t"))
    expect("with its case", folder, None)
    edit(os.path.join(tree, "lib/ops/scale.c"),
         lambda text: text.replace("grad->attrs[0].f", "1.01 * grad->attrs[0].f"))
    expect("with a wrong gradient", folder, "ops_gradient", ["scale", "gradient of input 0"])


with tempfile.TemporaryDirectory() as work:
    main(work)
