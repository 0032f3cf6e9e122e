#!/usr/bin/env python3
"""AIFT_DEPRECATED warns whoever uses what it marks, and nobody else: test_deprecated.py LANGUAGE COMPILER..."""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DECLARED = """#include "aift/macros.h"
AIFT_BEGIN_DECLS
AIFT_API int aift_old(void) AIFT_DEPRECATED("0.2", "aift_new()");
AIFT_API int aift_new(void);
AIFT_END_DECLS
int use(void);
int use(void)
{
    return %s();
}
"""


def warnings(command, language, function):
    done = subprocess.run([*command, "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-I", os.path.join(ROOT, "include"), "-x", language, "-"],
                          input=DECLARED % function, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return done.stderr


language, *command = sys.argv[1:]
said = warnings(command, language, "aift_old")
if "since 0.2; use aift_new()" not in said or "deprecated" not in said:
    sys.exit(f"using a deprecated function gives no such warning: {said}")
said = warnings(command, language, "aift_new")
if said:
    sys.exit(f"what is not deprecated gives a warning: {said}")
print("a deprecated function, and it alone, warns")
