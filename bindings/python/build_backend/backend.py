"""Builds the wheel (PEP 517), with nothing but the standard library, Meson and a C compiler.

The wheel carries libaift, built with its own kernels for dense products, and beside it the shared libraries that it needs;
of the system it asks for the C library only. The version and the declarations are those of the headers in this checkout.
"""
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sysconfig
import tempfile
import tomllib
import zipfile

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
# What every Linux has; all else goes into the wheel.
SYSTEM = re.compile(r"^(linux-vdso|ld-linux.*|libc|libm|libdl|librt|libpthread|libstdc\+\+|libgcc_s)\.so")
# DT_RPATH, not DT_RUNPATH: it holds for the libraries of the libraries too.
LINK = "-Wl,--disable-new-dtags,-rpath,$ORIGIN"


def project():
    with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
        found = tomllib.load(file)["project"]
    with open(os.path.join(HERE, "aift", "_raw.py"), encoding="utf-8") as file:
        found["version"] = re.search(r'^VERSION = "(.*)"$', file.read(), re.M).group(1)
    return found


def environment():
    """pip's isolation is for Python packages; Debian's Meson is a Python program that it would blind."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONNOUSERSITE", "PYTHONHOME")}
    works = subprocess.run(["meson", "--version"], env=kept, capture_output=True, check=False).returncode == 0
    return kept if works else dict(os.environ)


def get_requires_for_build_wheel(config_settings=None):
    """Meson and Ninja come from the package index where the system has none."""
    missing = [name for name in ("meson", "ninja") if not shutil.which(name)]
    return missing


def build_library(folder):
    """Builds libaift in a folder; the path of the shared library."""
    env = environment()
    options = ["--buildtype=release", "-Dproducts=builtin", "-Dtests=disabled", "-Dcli=disabled", "-Dbench=disabled",
               "-Dc_link_args=" + LINK]
    known = os.path.exists(os.path.join(folder, "build.ninja"))
    subprocess.run(["meson", "setup", *(["--reconfigure"] if known else []), *options, folder, ROOT], env=env, check=True)
    subprocess.run(["meson", "compile", "-C", folder, "aift:shared_library"], env=env, check=True)
    return os.path.join(folder, "lib", "libaift.so")


def needed(library):
    """The shared libraries that a library needs, and theirs: name in the file, and path here."""
    lines = subprocess.run(["ldd", library], check=True, capture_output=True, text=True).stdout.splitlines()
    found = {}
    for line in lines:
        name, arrow, path = line.strip().partition(" => ")
        if arrow and not SYSTEM.match(name):
            path = re.sub(r" \(0x[0-9a-f]+\)$", "", path)
            if path == "not found":
                raise RuntimeError(f"{library} needs {name}, which is not there")
            found[name] = path
    return found


def notices(paths):
    """The licences of the libraries that go along, as Debian's packages have them: {package: text}."""
    found = {}
    if not shutil.which("dpkg"):
        return found
    for path in paths:
        for at in (path, os.path.realpath(path), os.path.realpath(path).replace("/usr/lib/", "/lib/", 1)):
            done = subprocess.run(["dpkg", "-S", at], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                package = done.stdout.split(":")[0]
                copyright_file = f"/usr/share/doc/{package}/copyright"
                if os.path.exists(copyright_file):
                    with open(copyright_file, "rb") as file:
                        found[package] = file.read()
                break
    return found


def metadata(about):
    lines = ["Metadata-Version: 2.1", f"Name: {about['name']}", f"Version: {about['version']}", f"Summary: {about['description']}",
             f"License: {about['license']['text']}", f"Requires-Python: {about['requires-python']}"]
    for extra, packages in about["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {package}; extra == "{extra}"' for package in packages]
    return "\n".join(lines) + "\n"


def contents(about, info, library, tag):
    """{name in the wheel: bytes}."""
    others = needed(library)
    soname = re.search(r"\[(libaift\.so\.\d+)\]", subprocess.run(
        ["readelf", "-d", library], check=True, capture_output=True, text=True).stdout).group(1)
    paths = {f"aift/{name}": os.path.join(HERE, "aift", name)
             for name in sorted(os.listdir(os.path.join(HERE, "aift"))) if name.endswith((".py", ".typed"))}
    paths |= {f"aift/lib/{name}": path for name, path in sorted(others.items())}
    paths[f"aift/lib/{soname}"] = library
    paths[f"{info}/licenses/LICENSE"] = os.path.join(ROOT, "LICENSE")
    found = {}
    for name, path in paths.items():
        with open(path, "rb") as file:
            found[name] = file.read()
    for package, text in notices(others.values()).items():
        found[f"{info}/licenses/{package}.txt"] = text
    found[f"{info}/METADATA"] = metadata(about).encode()
    found[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: aift\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    return found


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """The PEP 517 hook. `--config-settings build-dir=FOLDER` keeps the build, so that the next one is short."""
    about = project()
    tag = "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())
    info = f"{about['name']}-{about['version']}.dist-info"
    name = f"{about['name']}-{about['version']}-{tag}.whl"
    with tempfile.TemporaryDirectory() as folder:
        library = build_library(os.path.abspath((config_settings or {}).get("build-dir", os.path.join(folder, "build"))))
        stripped = os.path.join(folder, "libaift.so")
        subprocess.run(["strip", "--strip-unneeded", "-o", stripped, library], check=True)
        files = contents(about, info, stripped, tag)
        record = ""
        for path, data in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(data)}\n"
        files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()
        with zipfile.ZipFile(os.path.join(wheel_directory, name), "w", zipfile.ZIP_DEFLATED) as wheel:
            for path, data in files.items():
                entry = zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0))
                entry.external_attr = (0o100755 if ".so" in path else 0o100644) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                wheel.writestr(entry, data)
    return name


def build_sdist(sdist_directory, config_settings=None):
    """There is none: the package is built from a checkout of the project, library and all."""
    raise NotImplementedError("build the wheel from a checkout: pip wheel ./bindings/python")
