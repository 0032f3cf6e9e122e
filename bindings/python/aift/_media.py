"""Pictures and recordings as Python has them, for C."""
import ctypes as C
import os

from . import _arrays, _raw
from ._handle import path as encoded
from .tensor import Tensor

Kind = _raw.aift_media_kind


def is_media(value) -> bool:
    """True for what is a picture or recording and no text: a path object, bytes, an array."""
    return isinstance(value, (os.PathLike, bytes, bytearray, memoryview, Tensor)) or (
        hasattr(value, "__array_interface__") or hasattr(value, "__dlpack__"))


def batch(values) -> list:
    """The rows of what a caller gives: one text, picture or recording, or many. An array of pixels of three dimensions
    is one picture; a tensor, and every array of float32, has a row for each."""
    if isinstance(values, Tensor):
        values = values.numpy()
    if isinstance(values, str):
        return [values]
    shape = getattr(values, "shape", ())
    many = len(shape) > 3 or str(getattr(values, "dtype", "")).endswith("float32")
    return [values] if is_media(values) and not many else list(values)


def _fill(item, value, keeps):
    if isinstance(value, (str, os.PathLike)):
        item.kind, item.path = Kind.FILE, encoded(value)
        return
    if isinstance(value, (bytes, bytearray, memoryview)):
        value = bytes(value)
        item.kind, item.data, item.size = Kind.BYTES, C.cast(C.c_char_p(value), C.c_void_p), len(value)
        keeps.append(value)
        return
    if isinstance(value, Tensor):
        value = value.numpy()
    pair = _arrays.interface(value)
    if pair is None:
        raise TypeError(f"{type(value).__name__} is no picture or recording: a path, a file's bytes, an array uint8 "
                        "[height, width, channels], or a row of float32 that the model's preprocess() gave")
    found, held = pair
    size = int(found["typestr"][2:])
    for length in found["shape"]:
        size *= length
    item.data, item.size = found["data"][0], size
    keeps.append(held)
    if found["typestr"] == "|u1" and len(found["shape"]) in (2, 3):
        item.kind = Kind.PIXELS
        item.height, item.width, item.channels = (*found["shape"], 1)[:3]
    elif found["typestr"] == "<f4":
        item.kind = Kind.TENSOR
    else:
        raise TypeError(f"an array {found['typestr']} of shape {tuple(found['shape'])}: pixels are uint8 [height, width, "
                        "channels], a row that the model's preprocess() gave is float32")


def media(values):
    """(array of aift_media, what must be held for it); arrays are not copied."""
    values = list(values)
    items, keeps = (_raw.aift_media * max(1, len(values)))(), []
    for item, value in zip(items, values):
        _fill(item, value, keeps)
    return items, keeps
