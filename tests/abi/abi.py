#!/usr/bin/env python3
"""The ABI as abidw of libabigail sees it, of releases and of today.

    abi.py freeze           keeps the public headers and their ABI dump as those of the version that include/ has, in
                            tests/abi/MAJOR.MINOR, with their digests; refused once CHANGELOG.md says it is released
    abi.py compare [LIBRARY] compares every release here with today's headers, or with a library with debug information

What is dumped is a library made of the headers alone: every public function with an empty body. It holds what a program
can see and nothing of the inside, and is made in a second. That the library exports these functions and no others,
tests/lint/symbols.py checks; that it defines them as they are declared, the compiler.
"""
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "lint"))
from common import without_comments  # noqa: E402

DIGESTS = "frozen.sha256"
DUMP = "libaift.abi"
COMPILE = ["-std=gnu11", "-g", "-O2", "-fPIC", "-fvisibility=hidden", "-fno-ipa-icf", "-Wall", "-Werror"]


class Missing(Exception):
    """A program that is needed is not there."""


def compiler():
    """gcc 12: another one may describe the same ABI in other words."""
    for name in ("gcc-12", "gcc"):
        path = shutil.which(name)
        if path and subprocess.run([path, "-dumpversion"], capture_output=True, text=True).stdout.split(".")[0].strip() == "12":
            return path
    raise Missing("gcc 12")


def tool(name):
    if not shutil.which(name):
        raise Missing(f"{name} (the package abigail-tools)")
    return name


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


def defined(include, name):
    return re.search(rf"^#define {name} (.*)$", read(include, "aift", "version.h"), re.M).group(1)


def stub(include):
    """C text that defines every function that the headers declare."""
    lines = ['#include "aift/aift.h"', "#undef AIFT_DEPRECATED", "#define AIFT_DEPRECATED(since, instead)"]
    for path in sorted(glob.glob(os.path.join(include, "aift", "*.h"))):
        for found in re.finditer(r"^AIFT_API\b.*?(?=;)", without_comments(read(path)), re.M | re.S):
            lines.append(found.group(0) + "\n{\n    __builtin_trap();\n}")
    return "\n".join(lines) + "\n"


def dump(include, out):
    """Writes the ABI dump of some headers to a file; it has no path in it."""
    gcc = compiler()
    with tempfile.TemporaryDirectory() as work:
        with open(os.path.join(work, "aift.c"), "w", encoding="utf-8") as file:
            file.write(stub(include))
        soname = "libaift.so." + defined(include, "AIFT_ABI_VERSION")
        include = os.path.abspath(include)
        subprocess.run([gcc, *COMPILE, f"-ffile-prefix-map={include}=.", f"-ffile-prefix-map={work}=.", "-I", include, "-shared",
                        "-Wl,--version-script=" + os.path.join(ROOT, "lib", "libaift.map"), f"-Wl,-soname,{soname}",
                        "aift.c", "-o", "libaift.so"], cwd=work, check=True)
        dump_library(os.path.join(work, "libaift.so"), out)


def dump_library(library, out):
    """The same of a library that has debug information."""
    subprocess.run([tool("abidw"), "--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--no-elf-needed",
                    "--out-file", os.path.abspath(out), library], check=True)


def take_back_growth(old, new):
    """The new dump without what may come behind the old one: fields of structs that begin with struct_size (a program says,
    or the library does, how much of it is there), and enumerators."""
    old, new = ET.parse(old).getroot(), ET.parse(new)
    before = {entry.get("name"): entry for kind in ("class-decl", "enum-decl") for entry in old.iter(kind)}
    for struct in new.getroot().iter("class-decl"):
        was, fields = before.get(struct.get("name")), struct.findall("data-member")
        if was is None or not fields or fields[0].find("var-decl").get("name") != "struct_size":
            continue
        size = int(was.get("size-in-bits"))
        for field in fields:
            if int(field.get("layout-offset-in-bits")) >= size:
                struct.remove(field)
        struct.set("size-in-bits", str(min(size, int(struct.get("size-in-bits")))))
    for enum in new.getroot().iter("enum-decl"):
        was = before.get(enum.get("name"))
        known = {entry.get("name") for entry in was.findall("enumerator")} if was is not None else set()
        for entry in reversed(enum.findall("enumerator")):
            if not known or entry.get("name") in known:
                break
            enum.remove(entry)
    return new


def compare(old, new):
    """What broke between two dumps; "" if nothing did. (abidiff's own suppression of fields at the end lets fields that
    change places pass too.)"""
    with tempfile.TemporaryDirectory() as work:
        same = os.path.join(work, DUMP)
        take_back_growth(old, new).write(same)
        done = subprocess.run([tool("abidiff"), "--no-added-syms", old, same], capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    return (done.stdout + done.stderr).strip() or f"abidiff returned {done.returncode}"


def releases():
    return sorted(glob.glob(os.path.join(HERE, "[0-9]*.[0-9]*")))


def digests():
    """The text of the digest file, as sha256sum writes it."""
    lines = []
    for folder in releases():
        for at, _, names in os.walk(folder):
            for path in (os.path.join(at, name) for name in names):
                with open(path, "rb") as file:
                    lines.append((os.path.relpath(path, HERE), hashlib.sha256(file.read()).hexdigest()))
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(lines))


def freeze():
    include = os.path.join(ROOT, "include")
    version = defined(include, "AIFT_VERSION_STRING").strip('"')
    folder = os.path.join(HERE, ".".join(version.split(".")[:2]))
    if os.path.exists(folder) and f"## {version} (not released)" not in read(ROOT, "CHANGELOG.md"):
        sys.exit(f"{version} is released (CHANGELOG.md): what it was stays as it is")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(os.path.join(include, "aift"), os.path.join(folder, "include", "aift"), ignore=shutil.ignore_patterns("*.build"))
    dump(include, os.path.join(folder, DUMP))
    with open(os.path.join(HERE, DIGESTS), "w", encoding="utf-8") as file:
        file.write(digests())
    print(f"{os.path.relpath(folder, ROOT)} is the interface of {version}")


def compare_all(library):
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        new = os.path.join(work, DUMP)
        if library:
            dump_library(library, new)
        else:
            dump(os.path.join(ROOT, "include"), new)
        for folder in releases():
            found = compare(os.path.join(folder, DUMP), new)
            print(f"{os.path.basename(folder)} and {library or 'include/'}: {found or 'abidiff finds nothing that breaks a program'}")
            failed += bool(found)
    if not releases():
        sys.exit("there is no release to compare with")
    return failed


def main():
    try:
        if sys.argv[1:] == ["freeze"]:
            return freeze()
        if sys.argv[1:2] == ["compare"] and len(sys.argv) < 4:
            return compare_all(sys.argv[2] if len(sys.argv) == 3 else None)
    except Missing as missing:
        print(f"skipped: {missing} is not there")
        return 77
    sys.exit(__doc__)


if __name__ == "__main__":
    sys.exit(main())
