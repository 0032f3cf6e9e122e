"""Finds and loads libaift."""
import ctypes
import os

from . import _raw

_SONAME = f"libaift.so.{_raw.ABI_VERSION}"


def _path():
    """The library that AIFT_LIBRARY names, else the wheel's own, else the system's."""
    own = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib", _SONAME)
    return os.environ.get("AIFT_LIBRARY") or (own if os.path.exists(own) else _SONAME)


def _load():
    path = _path()
    try:
        library = ctypes.CDLL(path)  # CDLL lets other threads run while C works
        _raw.declare(library)
    except (OSError, AttributeError) as error:
        raise ImportError(f"libaift {_raw.VERSION} could not be loaded from {path}: {error}. "
                          "The environment variable AIFT_LIBRARY can name another libaift.so.") from error
    return library


lib = _load()


def version() -> str:
    """The version of the library that is loaded."""
    return lib.aift_version().decode()


def build_info() -> str:
    """How the library was built and what it uses here, one line."""
    return lib.aift_build_info().decode()
