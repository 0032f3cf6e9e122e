#!/usr/bin/env python3
"""The code in the documentation compiles and runs: pages.py SOURCE-FOLDER LIBRARY C-COMPILER...

Of the pages that docs/README.md lists, "```c" blocks are the body of a function, a page each, and "```c function" blocks
stand before it; "```python" blocks of a page are run one after the other. All run in a folder with models and data of the
names that the pages use.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

source, library = map(os.path.abspath, sys.argv[1:3])
compiler = sys.argv[3:]
PROLOGUE = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\n#include <aift/aift.h>\n"
TEXTS = {"Weather": "rain and wind", "bills": "pay, please", "travel": "the train is late"}


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def blocks(page, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", read(source, "docs", page), re.S | re.M)


def pages():
    listed = re.findall(r"\]\(([\w-]+\.md)\)", read(source, "docs", "README.md"))
    return ["README.md", *dict.fromkeys(page for page in listed if not page.startswith("adding-"))]


def program():
    """One C program of all pages, and how many pages have code."""
    functions, bodies, calls = [], [], []
    for page in pages():
        functions += blocks(page, "c function")
        body = blocks(page, "c")
        if body and page not in ("errors.md", "abi.md"):  # which show pieces
            name = "page_" + re.sub(r"\W", "_", page[:-3])
            # Messages name the page.
            bodies.append(f"static void {name}(aift_context *context)\n{{\n    {{\n" + "".join(body) + "    }\n}\n")
            calls.append(f'    fprintf(stderr, "{page}\\n");\n    {name}(context);\n')
    main = "int main(void)\n{\n    aift_context *context;\n    check(aift_context_create(NULL, &context));\n" + "".join(calls) + \
        "    aift_context_release(context);\n    return 0;\n}\n"
    return PROLOGUE + "\n" + "\n".join(functions + bodies) + "\n" + main, len(calls)


def prepare(folder):
    """What the pages name."""
    golden = os.path.join(source, "tests", "golden")
    for name in ("model", "pretrained", "bert-base", "encoder"):
        shutil.copytree(os.path.join(golden, "tiny-bert"), os.path.join(folder, name))
    rows = "text,label\n" + "".join(f'"{text}",{label}\n' for _ in range(8) for label, text in TEXTS.items())
    for name in ("mails.csv", "train.csv"):
        write(os.path.join(folder, name), rows)
    write(os.path.join(folder, "new-mails.csv"), "text,label\n" + "".join(f"rain and wind,{label}\n" for label in TEXTS))
    for label, picture in (("cat", "grey.jpg"), ("dog", "progressive.jpg")):
        os.makedirs(os.path.join(folder, "photos", label))
        shutil.copy(os.path.join(golden, "media", picture), os.path.join(folder, "photos", label, "1.jpg"))
    config = {"model_type": "cnn", "num_channels": 3, "image_size": 8, "hidden_sizes": [4], "depths": 1, "id2label": {"0": "cat", "1": "dog"}}
    prepared = {"transforms": [{"type": "resize", "size": 8}, {"type": "center_crop", "crop_size": 8},
                               {"type": "normalize", "image_mean": [0.5], "image_std": [0.5]}]}
    write(os.path.join(folder, "network", "config.json"), json.dumps(config))
    write(os.path.join(folder, "network", "preprocessor_config.json"), json.dumps(prepared))
    write(os.path.join(folder, "usecase.json"), blocks("use-cases.md", "json usecase.json")[0])


def run(what, command, folder, **more):
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode:
        sys.exit(f"{what} returned {done.returncode}:\n{done.stdout[-4000:]}")


with tempfile.TemporaryDirectory() as work:
    folder = os.path.join(work, "data")
    prepare(folder)
    text, count = program()
    write(os.path.join(work, "pages.c"), text)
    where = os.path.dirname(library)
    run("the compiler", [*compiler, "-std=gnu11", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror", "-I", os.path.join(source, "include"),
                         "pages.c", "-o", "pages", library, f"-Wl,-rpath,{where}"], work)
    run("the code of the pages", [os.path.join(work, "pages")], folder)
    shutil.rmtree(os.path.join(folder, "my-model"), ignore_errors=True)
    print(f"{count} pages in C")
    python = [page for page in pages() if blocks(page, "python")] + ["../README.md"]
    for page in python:
        write(os.path.join(work, "page.py"), "".join(blocks(page, "python")))
        run(page, [sys.executable, "-B", os.path.join(work, "page.py")], folder,
            env={**os.environ, "PYTHONPATH": os.path.join(source, "bindings", "python"), "AIFT_LIBRARY": library})
    print(f"{len(python)} pages in Python")
