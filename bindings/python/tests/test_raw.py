"""The generated table against the library and api.json."""
import ctypes as C
import json
import os

import pytest

import aift
from aift import _raw, errors
from aift._library import lib

HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "..", "..", "api.json"), encoding="utf-8") as file:
    API = json.load(file)


def test_every_function_is_there():
    names = {entry["name"] for entry in API["functions"]}
    assert names == set(_raw.FUNCTIONS) and len(names) > 100
    for name, (result, arguments) in _raw.FUNCTIONS.items():
        assert getattr(lib, name).restype is result and len(getattr(lib, name).argtypes) == len(arguments)


@pytest.mark.parametrize("struct", _raw.LAYOUT, ids=lambda struct: struct.__name__)
def test_structs_lie_as_in_c(struct):
    size, offsets = _raw.LAYOUT[struct]
    assert C.sizeof(struct) == size
    assert {name: getattr(struct, name).offset for name in offsets} == offsets


@pytest.mark.parametrize("struct", _raw.INIT, ids=lambda struct: struct.__name__)
def test_the_library_has_the_same_structs(struct):
    made = struct()
    getattr(lib, _raw.INIT[struct])(C.byref(made))
    assert made.struct_size == C.sizeof(struct)


def test_version():
    assert aift.__version__ == aift.version() == _raw.VERSION
    assert aift.version() in aift.build_info()


def test_every_status_is_an_exception():
    for status in aift.Status:
        if status != aift.Status.OK:
            made = errors.error(status)
            assert type(made) is not aift.Error and made.status == status
            assert made.status_name == f"AIFT_{status.name}" and made.status_text
    assert type(errors.error(99)) is aift.Error
