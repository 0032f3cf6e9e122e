#!/usr/bin/env python3
"""Who may include what: the ranks and third-party headers of lib/layers.txt, and the system's headers.

A file of lib includes its own folder, folders of strictly lower rank and public headers. Headers of the operating
system belong to base. Bindings, examples and benches see public headers only; bench/inside is there to see the rest.
"""
import fnmatch
import os
import re

from common import ROOT, Report, files, read

C_HEADERS = set("""complex ctype errno fenv float inttypes iso646 limits locale math setjmp signal stdalign stdarg
    stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string tgmath threads time uchar wchar wctype""".split())
SYSTEM = ["dirent.h", "dlfcn.h", "fcntl.h", "fnmatch.h", "ftw.h", "glob.h", "poll.h", "pthread.h", "pwd.h",
          "sched.h", "sys/*.h", "linux/*.h", "termios.h", "unistd.h"]
SYSTEM_FOLDERS = {"base"}

report = Report("layers")
rank, third_party = {}, []
for line in read("lib/layers.txt").splitlines():
    words = line.split("#")[0].split()
    if words:
        rank[words[1]] = int(words[0])
        third_party += [(pattern, words[1]) for pattern in words[2:]]


def check_angle(place, folder, name):
    if name.endswith(".h") and name[:-2] in C_HEADERS:
        return
    for pattern, owner in third_party:
        if fnmatch.fnmatch(name, pattern):
            if folder != owner:
                report.fault(place, f"<{name}> belongs to {owner} (lib/layers.txt)")
            return
    if any(fnmatch.fnmatch(name, pattern) for pattern in SYSTEM):
        if folder not in SYSTEM_FOLDERS:
            report.fault(place, f"<{name}>: only base calls the operating system")
        return
    report.fault(place, f"<{name}> is no C header, and lib/layers.txt gives it to no folder")


def check_quoted(place, folder, path, name):
    first = name.split("/")[0]
    if first == "aift" or (folder is None and "/" not in name):
        return
    beside = os.path.join(os.path.dirname(path), name)
    if "/" not in name:
        if not os.path.exists(os.path.join(ROOT, beside)) and not name.endswith(".inc"):
            report.fault(place, f'"{name}" is not in this folder; write "folder/{name}"')
    elif first not in rank:
        report.fault(place, f'"{name}": lib/layers.txt does not know the folder {first}')
    elif folder not in (None, first) and rank[first] >= rank[folder]:
        report.fault(place, f'"{name}": {folder} has rank {rank[folder]} and must not see {first}, rank {rank[first]}')


for path in files("lib", endings=(".c", ".h", ".def")):
    parts = path.split("/")
    folder = parts[1] if len(parts) > 2 else None  # lib/version.c stands above all
    if folder and folder not in rank:
        report.fault(path, f"the folder {folder} has no line in lib/layers.txt")
        continue
    report.looked_at += 1
    for number, line in enumerate(read(path).splitlines(), 1):
        found = re.match(r'\s*#\s*include\s+(?:<([^>]+)>|"([^"]+)")', line)
        if found and found.group(1):
            check_angle(f"{path}:{number}", folder or "base", found.group(1))
        elif found:
            check_quoted(f"{path}:{number}", folder, path, found.group(2))

for path in files("bindings", "examples", "bench"):
    if path.startswith("bench/inside/"):
        continue
    report.looked_at += 1
    for number, line in enumerate(read(path).splitlines(), 1):
        found = re.match(r'\s*#\s*include\s+[<"]([^>"]+)[>"]', line)
        if found and found.group(1).split("/")[0] in rank:
            report.fault(f"{path}:{number}", f"{found.group(1)} is internal; only aift/*.h is seen from outside lib")

order = re.search(r"^folders = \[(.*?)\]", read("lib/meson.build"), re.M | re.S)
built = re.findall(r"'(\w+)'", order.group(1)) if order else []
if built != sorted(built, key=lambda name: rank.get(name, -1)):
    report.fault("lib/meson.build", "`folders` is not in the order of the ranks in lib/layers.txt")
present = {path.split("/")[1] for path in files("lib", endings=("meson.build",)) if path.count("/") > 1}
for name in sorted(present - set(built)):
    report.fault("lib/meson.build", f"the folder lib/{name} is not in `folders`")
report.end()
