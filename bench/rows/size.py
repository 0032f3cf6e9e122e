"""The size of the stripped library, and of all that a process maps for it beyond libc: for text and pictures what the
loader brings; the library of recordings is loaded with the first one."""
import os
import re
import subprocess

# glibc's own parts
LIBC = re.compile(r"^(libc|libm|libpthread|libdl|librt|ld-linux.*|linux-vdso)\.so")


def stripped(library, folder):
    out = os.path.join(folder, "stripped.so")
    subprocess.run(["strip", "-o", out, library], check=True)
    return os.path.getsize(out)


def needed(library):
    """name -> bytes of the shared libraries that it brings, glibc left out."""
    listing = subprocess.run(["ldd", library], check=True, capture_output=True, text=True).stdout
    found = dict(re.findall(r"^\s*(\S+) => (/\S+)", listing, re.M))
    return {name: os.path.getsize(path) for name, path in found.items() if not LIBC.match(name)}


def recordings():
    """libsndfile and what it brings."""
    name = "libsndfile.so.1"
    listing = subprocess.run(["/sbin/ldconfig", "-p"], check=True, capture_output=True, text=True).stdout
    path = re.search(r"^\s*%s .*=> (/\S+)" % re.escape(name), listing, re.M).group(1)
    return {name: os.path.getsize(path), **needed(path)}


def listed(sizes):
    return ", ".join("%s %.2f" % (n, s / 1e6) for n, s in sorted(sizes.items(), key=lambda pair: -pair[1]))


def line(what, goal, size, note=None):
    limit = float(goal.split()[1]) * 1e6 if goal else None
    figures = {"ours": {"median": size / 1e6, "min": size / 1e6, "max": size / 1e6}, "unit": "MB"}
    return {"what": what, "against": "", "goal": goal, "met": size < limit if limit else None, "note": note, **figures}


def run(bench):
    for build, name, alone, together in (bench.build, "as built", "< 3 MB", ""), (bench.builtin, "-Dproducts=builtin", "", "< 8 MB"):
        library = os.path.join(build, "lib", "libaift.so")
        if not os.path.exists(library):
            continue
        size, others = stripped(library, bench.prepared.folder), needed(library)
        yield line("stripped libaift.so, %s" % name, alone, size)
        yield line("everything mapped beyond libc, %s" % name, together, size + sum(others.values()), listed(others))
        more = {**others, **recordings()}
        yield line("the same after a recording, %s" % name, together, size + sum(more.values()), listed(more))
