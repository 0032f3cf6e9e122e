"""Objects of the library: who owns them, how they are called, how they end."""
import ctypes as C
import os

from . import _raw
from ._library import lib
from .errors import error


class Owner:
    """A C object that this process owns a reference to, and gives back when nothing refers to it any more.

    A call holds the owners of its arguments, so that close() in another thread cannot pull an object away from under
    a call: the object ends when the call does. `keeps` are what C borrows: it ends later.
    """

    __slots__ = ("_as_parameter_", "release", "keeps", "__weakref__")

    def __init__(self, pointer, release, keeps):
        self._as_parameter_, self.release, self.keeps = pointer, release, keeps

    def __del__(self):
        self.release(self._as_parameter_)


def call(name, *arguments):
    """Calls a function; objects stand for their pointers. A status that is not OK is raised."""
    arguments = [argument.owner() if isinstance(argument, Handle) else argument for argument in arguments]
    result = getattr(lib, name)(*arguments)
    if name in _raw.FALLIBLE and result != 0:
        raise error(result)
    return result


class Handle:
    """An object of the library. It is released when it is closed, at the end of a `with`, or when nothing refers to it."""

    _type: type  # the struct of _raw

    _owner: Owner | None = None

    def __init__(self):
        raise TypeError(f"a {type(self).__name__} is not made like this; see its class methods")

    @classmethod
    def _take(cls, pointer, *keeps):
        """An object over a pointer that the caller owns. `keeps` must last as long."""
        self = cls.__new__(cls)
        self._own(pointer, *keeps)
        return self

    def _own(self, pointer, *keeps):
        self._owner = Owner(pointer, getattr(lib, self._type.__name__ + "_release"), keeps)

    @classmethod
    def _make(cls, name, *arguments, keeps=()):
        """Calls a function whose last parameter gives a new object."""
        out = C.POINTER(cls._type)()
        call(name, *arguments, C.byref(out))
        return cls._take(out, *keeps)

    def owner(self) -> Owner:
        """What holds the C object; fails when it is closed."""
        owner = self._owner
        if owner is None:
            raise ValueError(f"the {type(self).__name__} is closed")
        return owner

    @property
    def closed(self) -> bool:
        """True after close()."""
        return self._owner is None

    def close(self) -> None:
        """Releases the object; closing twice is no error."""
        self._owner = None

    def __enter__(self):
        self.owner()
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return f"<aift.{type(self).__name__}{' (closed)' if self.closed else ''}>"


class Shared(Handle):
    """An object that counts its references: copy.copy() gives a second one to the same object."""

    def __copy__(self):
        owner = self.owner()
        pointer = call(self._type.__name__ + "_retain", owner)
        return self._take(pointer, *owner.keeps)


def text(value: bytes | None) -> str | None:
    """A text of the library."""
    return None if value is None else value.decode("utf-8")


def text_at(address: int | None, size: int) -> str | None:
    """A text that may hold NULs."""
    return None if address is None else C.string_at(address, size).decode("utf-8")


def path(value) -> bytes:
    """A path for C."""
    data = os.fsencode(value)
    if b"\0" in data:
        raise ValueError(f"the path {value!r} holds a NUL")
    return data


def strings(values) -> "C.Array[C.c_char_p]":
    """An array of C strings; None stays NULL."""
    found = []
    for value in values:
        data = None if value is None else value.encode("utf-8")
        if data is not None and b"\0" in data:
            raise ValueError(f"{value[:80]!r} holds a NUL character, which ends a text in C")
        found.append(data)
    return (C.c_char_p * len(found))(*found)
