#!/usr/bin/env python3
"""What bindings/gen writes of the headers is what is committed; a declaration that a binding could not be made of is refused."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from common import ROOT, Report

GEN = [sys.executable, "-B", os.path.join(ROOT, "bindings", "gen"), "--check"]
report = Report("bindings")


def run(*more):
    done = subprocess.run([*GEN, *more], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


code, text = run()
report.looked_at += 1
if code:
    report.fault("bindings/gen", text.strip())
    report.end()

# (header, what is changed, into what, what the generator says)
CASES = [
    ("tensor.h", r"/\*\* The element type\..*?\*/", "", "aift_tensor_dtype: has no /\\*\\* comment"),
    ("tensor.h", r"Threads: safe\. Since: 0\.1 (?=\*/\nAIFT_API aift_dtype)", "Threads: safe. ", "aift_tensor_dtype: its comment has no `Since:`"),
    ("tensor.h", r"AIFT_OUT AIFT_OWNED", "AIFT_OUT", "aift_tensor_wrap: whose is out"),
    ("tensor.h", r" AIFT_BORROWED\s+AIFT_LEN\(aift_tensor_nbytes", " AIFT_LEN(aift_tensor_nbytes", "aift_tensor_data: whose is what it returns"),
    ("tensor.h", r" AIFT_LEN\(aift_tensor_nbytes\(tensor\)\)", "", "aift_tensor_data: it returns several values"),
    ("tensor.h", r"aift_tensor_nbytes\(tensor\)\)", "aift_tensor_bytes(tensor))", "AIFT_LEN\\(aift_tensor_bytes\\(tensor\\)\\)"),
    ("model.h", r"char hex\[65\] AIFT_OUT", "char *hex", "aift_model_digest: hex is written to"),
    ("dataset.h", r"const size_t \*rows\s+AIFT_LEN\(num_rows\)", "const size_t *rows", "aift_dataset_select: rows points to several"),
    ("predict.h", r"@param sizes ", "@param size ", "tells of a parameter size"),
    ("usecase.h", r"AIFT_API void aift_usecase_release.*?;", "", "there is no aift_usecase_release"),
]
for header, old, new, says in CASES:
    with tempfile.TemporaryDirectory() as folder:
        include = os.path.join(folder, "include")
        shutil.copytree(os.path.join(ROOT, "include"), include)
        path = os.path.join(include, "aift", header)
        with open(path, encoding="utf-8") as file:
            whole = file.read()
        changed = re.sub(old, new, whole, count=1, flags=re.S)
        with open(path, "w", encoding="utf-8") as file:
            file.write(changed)
        code, text = run("--include", include)
        report.looked_at += 1
        if changed == whole:
            report.fault(f"include/aift/{header}", f"has nothing like {old}")
        elif code == 0 or not re.search(says, text):
            report.fault(f"include/aift/{header}", f"without {old} the generator does not say {says}, but: {text.strip()[:300]}")
report.end()
