"""A failure of the library is an exception: one class a status, all of them aift.Error."""
from ._library import lib
from ._raw import aift_error_part
from ._raw import aift_status as Status


class Error(Exception):
    """A call of the library failed. The text says what, where, and what to do about it.

    status: the number of the C status; status_name: its name.
    parts: the parts of the text that it has, of place, line, field, value, expected and record.
    """

    status: int = 0
    parts: dict[str, str] = {}

    @property
    def status_name(self) -> str:
        return lib.aift_status_name(self.status).decode()

    @property
    def status_text(self) -> str:
        """What the status means, in a few words."""
        return lib.aift_status_text(self.status).decode()


class InvalidError(Error, ValueError):
    """An argument or option is invalid."""

    status = Status.E_INVALID


class OutOfMemoryError(Error, MemoryError):
    """Out of memory."""

    status = Status.E_NOMEM


class FileError(Error, OSError):
    """A file could not be read or written."""

    status = Status.E_IO


class NotFoundError(Error, LookupError):
    """Something named does not exist."""

    status = Status.E_NOT_FOUND


class ExistsError(Error, FileExistsError):
    """Something is already there."""

    status = Status.E_EXISTS


class FormatError(Error, ValueError):
    """The data is malformed."""

    status = Status.E_FORMAT


class UnsupportedError(Error, NotImplementedError):
    """Valid, but not supported by this library or build."""

    status = Status.E_UNSUPPORTED


class ShapeError(Error, ValueError):
    """Shapes or dtypes do not fit."""

    status = Status.E_SHAPE


class RangeError(Error, ValueError):
    """A value is out of range."""

    status = Status.E_RANGE


class BusyError(Error, RuntimeError):
    """The object is in use by another operation."""

    status = Status.E_BUSY


class CancelledError(Error, RuntimeError):
    """Cancelled by the caller."""

    status = Status.E_CANCELLED


class NotFiniteError(Error, ArithmeticError):
    """A computed value is not finite."""

    status = Status.E_NOT_FINITE


class StateError(Error, RuntimeError):
    """The call does not fit the object's state."""

    status = Status.E_STATE


class InternalError(Error, RuntimeError):
    """A defect in the library."""

    status = Status.E_INTERNAL


class UnavailableError(Error, RuntimeError):
    """Needs a library that is not installed, or was left out of this build."""

    status = Status.E_UNAVAILABLE


_CLASSES = {kind.status: kind for kind in Error.__subclasses__()}


def error(status: int) -> Error:
    """The exception for a status that the last call of this thread returned."""
    made = _CLASSES.get(status, Error)(lib.aift_last_error().decode("utf-8", "replace"))
    made.status = status
    told = {part.name.lower(): lib.aift_last_error_part(part).decode("utf-8", "replace") for part in aift_error_part}
    made.parts = {name: text for name, text in told.items() if text}
    return made


__all__ = [kind.__name__ for kind in Error.__subclasses__()]
