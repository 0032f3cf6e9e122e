#!/usr/bin/env python3
"""Every options struct of the public headers stands in tests/api/test_options.c."""
import re

from common import Report, files, read

report = Report("options")
tested = read("tests/api/test_options.c")
for path in files("include/aift", endings=(".h",)):
    text = read(path)
    for macro in re.findall(r"^#define (AIFT_\w+_INIT)\b", text, re.M):
        report.looked_at += 1
        if not re.search(rf"\b{macro}\b", tested):
            report.fault(path, f"{macro} is missing in tests/api/test_options.c")
        if f"{macro.lower()}(" not in text:
            report.fault(path, f"{macro} has no function {macro.lower()}()")
    for struct in re.findall(r"^typedef struct (aift_\w+_options) \{", text, re.M):
        if f"#define {struct.upper()}_INIT" not in text:
            report.fault(path, f"{struct} has no macro {struct.upper()}_INIT")
report.end()
