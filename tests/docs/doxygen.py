#!/usr/bin/env python3
"""Doxygen has no warning about the public headers, and would have one: doxygen.py SOURCE-FOLDER"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

source = os.path.abspath(sys.argv[1])
if not shutil.which("doxygen"):
    print("skipped: doxygen is not installed")
    sys.exit(77)

TOLD = re.compile(r":\d+: (?:warning|error): ")  # which of them depends on WARN_AS_ERROR

# What is done to a header, and what doxygen then says.
FAULTS = [
    ("tensor.h", r"@param shape ", "@param form ", "argument 'form'"),
    ("tensor.h", r"/\*\* The element type\..*?\*/", "", "aift_tensor_dtype"),
    ("tokenizer.h", r"/\*\* What offsets count\. \*/", "", "aift_offset_unit"),
]


def warnings(include):
    """What doxygen says of headers."""
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(source, "docs", "Doxyfile"), encoding="utf-8") as file:
            settings = file.read()
        settings += f"\nOUTPUT_DIRECTORY = {work}\nINPUT = {include}/aift\nINCLUDE_PATH = {include}\nSTRIP_FROM_PATH = {include}\n"
        done = subprocess.run(["doxygen", "-"], input=settings, capture_output=True, text=True, cwd=source)
        said = done.stdout + done.stderr
        if not os.path.exists(os.path.join(work, "html", "index.html")):
            sys.exit(f"doxygen wrote nothing: {said}")
        if (done.returncode != 0) != bool(TOLD.search(said)):
            sys.exit(f"doxygen returned {done.returncode}: {said}")
        return said


said = warnings(os.path.join(source, "include"))
if TOLD.search(said):
    sys.exit(said)
for header, old, new, expected in FAULTS:
    with tempfile.TemporaryDirectory() as folder:
        include = os.path.join(folder, "include")
        shutil.copytree(os.path.join(source, "include"), include)
        path = os.path.join(include, "aift", header)
        with open(path, encoding="utf-8") as file:
            before = file.read()
        after = re.sub(old, new, before, count=1, flags=re.S)
        with open(path, "w", encoding="utf-8") as file:
            file.write(after)
        said = warnings(include)
        if after == before or not TOLD.search(said) or expected not in said:
            sys.exit(f"{header} without {old}: doxygen does not tell of {expected}: {said}")
print(f"no warning; {len(FAULTS)} faults tried, all found")
