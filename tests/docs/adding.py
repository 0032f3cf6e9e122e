#!/usr/bin/env python3
"""Does what docs/adding-*.md say in a copy of the source, and checks that it is true: adding.py SOURCE-FOLDER

A code block whose first line is "```c PATH" is a new file, a line for a .def, or rows of a test's table.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

source = os.path.abspath(sys.argv[1])

# The page; the file it adds; the .def; where its rows go: the test's file, and what stands before its table's end;
# the test programs, the last of which misses the rows, and how it says so.
PAGES = [
    ("adding-an-operator", "lib/ops/scale.c", "lib/ops/ops.def", "tests/cases/ops.c", "const aift_case aift_cases[",
     ["ops_kernels", "ops_outputs", "ops_gradient", "ops_infer"], "the operator scale has no case in tests/cases/ops.c"),
    ("adding-a-metric", "lib/metrics/jaccard.c", "lib/metrics/metrics.def", "tests/unit/metrics/test_registry.c",
     "} figures[] = {", ["metrics_metrics", "metrics_registry"], "the metric jaccard has no row"),
    ("adding-a-reader", "lib/formats/text.c", "lib/formats/readers.def", "tests/unit/formats/test_records.c",
     "static const example examples[] = {", ["formats_records"], "the ending .text (text) has no good example"),
    ("adding-a-tokenizer-part", "lib/text/pre_tokenizer_digits.c", "lib/text/parts.def", "tests/unit/text/test_parts.c",
     "} cases[] = {", ["text_tokenizer", "text_parts"], 'pre_tokenizer "Digits" has no case'),
    ("adding-an-architecture", "lib/models/allconv.c", "lib/models/archs.def", "tests/unit/models/test_archs.c",
     "} small[] = {", ["models_archs"], "the architecture allconv has no row"),
    ("adding-a-transform", "lib/transforms/random_vertical_flip.c", "lib/transforms/transforms.def",
     "tests/unit/transforms/test_registry.c", "static const example examples[] = {",
     ["transforms_pipeline", "transforms_registry"], "the transform random_vertical_flip has no row"),
]
# A fault put into an added file, the program that must find it, and what it says.
FAULTS = [
    ("lib/ops/scale.c", "grad->attrs[0].f", "1.01 * grad->attrs[0].f", "ops_gradient", ["scale", "gradient of input 0"]),
    ("lib/metrics/jaccard.c", "- counts->hits)", ")", "metrics_registry", ["jaccard_weighted"]),
    ("lib/transforms/random_vertical_flip.c", "!(aift__rng_uniform(rng) < self->p)", "self->p > 2", "transforms_registry",
     ["random_vertical_flip"]),
    ("lib/formats/text.c", "text, size}", "text, size + 1}", "formats_records", []),
]


def blocks(page, expected):
    with open(os.path.join(source, "docs", page + ".md"), encoding="utf-8") as file:
        found = dict(re.findall(r"^```c (\S+)\n(.*?)^```$", file.read(), re.S | re.M))
    assert set(found) == set(expected), sorted(found)
    return found


def edit(path, change):
    with open(path, encoding="utf-8") as file:
        old = file.read()
    new = change(old)
    assert new != old, f"{path}: nothing to change"
    with open(path, "w", encoding="utf-8") as file:
        file.write(new)


def add_rows(text, table, rows):
    end = text.index("\n};", text.index(table)) + 1
    return text[:end] + rows + text[end:]


def expect(what, folder, programs, failing=None, parts=()):
    """All programs pass but `failing`, whose output contains the parts."""
    done = subprocess.run(["ninja", "-C", folder, *("tests/" + name for name in programs)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(done.stdout[-5000:])
    for program in programs:
        done = subprocess.run([os.path.join(folder, "tests", program)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if (done.returncode != 0) != (program == failing):
            sys.exit(f"{what}: {program} returned {done.returncode}\n{done.stdout[-3000:]}")
        for part in parts if program == failing else ():
            if part not in done.stdout:
                sys.exit(f"{what}: {program} does not say {part!r}\n{done.stdout[-3000:]}")
    print("ok:", what, flush=True)


def copy(tree):
    os.mkdir(tree)
    for name in os.listdir(source):
        path = os.path.join(source, name)
        if name.startswith(".") or name == "build":
            continue
        if os.path.isdir(path):
            shutil.copytree(path, os.path.join(tree, name), symlinks=True)
        else:
            shutil.copy(path, tree)


def main(work):
    tree, folder = os.path.join(work, "source"), os.path.join(work, "build")
    copy(tree)
    subprocess.run(["meson", "setup", folder, tree, "--buildtype=plain", "-Dproducts=builtin", "-Dcli=disabled"],
                   check=True, stdout=subprocess.DEVNULL)
    pages = [(page, blocks(page[0], page[1:4])) for page in PAGES]
    for (name, added, definition, *_), block in pages:
        with open(os.path.join(tree, added), "w", encoding="utf-8") as file:
            file.write(block[added])
        if shutil.which("clang-format"):
            subprocess.run(["clang-format", "--dry-run", "-Werror", "--style=file:" + source + "/.clang-format",
                            os.path.join(tree, added)], check=True)
        edit(os.path.join(tree, definition), lambda text: text + block[definition])
    for (name, _, _, table_file, table, programs, message), block in pages:
        expect(f"{name}, without its rows", folder, programs[-1:], programs[-1], [message])
        edit(os.path.join(tree, table_file), lambda text: add_rows(text, table, block[table_file]))
        expect(f"{name}, with its rows", folder, programs)
    for added, right, wrong, program, parts in FAULTS:
        edit(os.path.join(tree, added), lambda text: text.replace(right, wrong))
        expect(f"{added} with a fault", folder, [program], program, parts)


with tempfile.TemporaryDirectory() as work:
    main(work)
