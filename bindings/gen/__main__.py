"""Writes the description of the public interface and the raw bindings from the headers.

    python3 bindings/gen [--check] [--include FOLDER]

Reads include/aift/*.h with libclang (Debian: python3-clang-14) and writes
    bindings/api.json                     functions, handles, structs, enums, callbacks, constants
    bindings/python/aift/_raw.py          ctypes declarations
    bindings/python/aift/_options.py      the keyword options, for type checkers
    bindings/rust/aift-sys/src/lib.rs     Rust declarations
    bindings/rust/aift/src/generated.rs   Rust's enums and options
With --check nothing is written; it fails if a file is not what would be written.
"""
import argparse
import json
import os
import sys

DEBIAN_PYTHON = "/usr/bin/python3"
try:
    import clang.cindex  # noqa: F401
except ImportError:
    # Debian's package is for Debian's Python, which need not be the first on the path.
    if os.path.realpath(sys.executable) == os.path.realpath(DEBIAN_PYTHON) or not os.path.exists(DEBIAN_PYTHON):
        sys.exit("bindings/gen: the Python module clang.cindex is missing; on Debian 12: apt-get install python3-clang-14")
    os.execv(DEBIAN_PYTHON, [DEBIAN_PYTHON, "-B", *sys.argv])

import headers  # noqa: E402
import python_options  # noqa: E402
import python_raw  # noqa: E402
import rules  # noqa: E402
import rust_options  # noqa: E402
import rust_sys  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def outputs(api):
    """Path in the project and text of every generated file."""
    return {
        "bindings/api.json": json.dumps(api, indent=1, ensure_ascii=False) + "\n",
        "bindings/python/aift/_raw.py": python_raw.write(api),
        "bindings/python/aift/_options.py": python_options.write(api),
        "bindings/rust/aift-sys/src/lib.rs": rust_sys.write(api),
        "bindings/rust/aift/src/generated.rs": rust_options.write(api),
    }


def main():
    parser = argparse.ArgumentParser(prog="bindings/gen", description="Writes api.json and the raw bindings from the public headers.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is not up to date")
    parser.add_argument("--include", default=os.path.join(ROOT, "include"), help="the folder that holds aift/aift.h")
    options = parser.parse_args()
    api = headers.read(options.include)
    faults = rules.check(api)
    rules.strip(api)
    files = outputs(api) if not faults else {}
    for path, text in files.items():
        at = os.path.join(ROOT, path)
        if options.check:
            have = open(at, encoding="utf-8").read() if os.path.exists(at) else None
            if have != text:
                faults.append(f"{path}: is not what the headers say; run python3 bindings/gen")
        else:
            os.makedirs(os.path.dirname(at), exist_ok=True)
            with open(at, "w", encoding="utf-8") as file:
                file.write(text)
    for fault in faults:
        print(fault)
    print(f"bindings/gen: {len(api['functions'])} functions, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
