"""The size of the stripped library, and of all that a process maps for it beyond libc."""
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
        note = ", ".join("%s %.2f" % (n, s / 1e6) for n, s in sorted(others.items(), key=lambda pair: -pair[1]))
        yield line("stripped libaift.so, %s" % name, alone, size)
        yield line("everything mapped beyond libc, %s" % name, together, size + sum(others.values()), note)
