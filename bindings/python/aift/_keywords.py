"""Keyword options as C structs, and Python functions as callbacks."""
import ctypes as C
import difflib

from . import _arrays, _raw
from ._handle import strings
from ._library import lib


class Given:
    """A struct for one call, `with ... as given:` around it; what a callback raised is raised at the end of the `with`."""

    struct: C.Structure
    failure: BaseException | None = None

    @property
    def _as_parameter_(self):
        return C.byref(self.struct)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.failure is not None:
            raise self.failure


class Options(Given):
    """An options struct made of keywords: `with Options(kind, keywords) as options:` around the call.

    An exception in a callback stops the call and is raised at the end of the `with`. So is Ctrl-C: a progress callback
    is always there, in which Python looks for it.
    """

    def __init__(self, kind, keywords):
        self.struct = kind()
        self.keeps = []
        getattr(lib, _raw.INIT[kind])(C.byref(self.struct))
        takes = _raw.OPTIONS[kind]
        if "progress" in takes and keywords.get("progress") is None:
            keywords = {**keywords, "progress": lambda *_: None}
        for name, value in keywords.items():
            if name not in takes:
                raise TypeError(f"there is no option {name!r}{_nearest(name, takes)}")
            try:
                getattr(self, "_set_" + takes[name][0])(name, value, *takes[name][1:])
            except (TypeError, ValueError) as error:
                kind = TypeError if isinstance(error, TypeError) else ValueError
                raise kind(f"{name}={value!r}: {error}") from None

    def _set_int(self, name, value):
        setattr(self.struct, name, value)
        if getattr(self.struct, name) != value:  # ctypes cuts what does not fit
            raise ValueError("the number does not fit")

    def _set_bool(self, name, value):
        setattr(self.struct, name, int(bool(value)))

    def _set_float(self, name, value):
        setattr(self.struct, name, value)

    def _set_enum(self, name, value, kind):
        if isinstance(value, str):
            if value.upper() not in kind.__members__:
                raise ValueError("known are " + ", ".join(member.lower() for member in kind.__members__))
            value = kind[value.upper()]
        setattr(self.struct, name, value)

    def _set_text(self, name, value, nullable):
        if value is None and not nullable:
            raise TypeError("a text is needed")
        setattr(self.struct, name, None if value is None else strings([value])[0])

    def _set_texts(self, name, value, length):
        if value is not None:
            array = strings([value] if isinstance(value, str) else value)
            setattr(self.struct, name, array)
            setattr(self.struct, length, len(array))
            self.keeps.append(array)

    def _set_array(self, name, value, kind, length):
        if value is not None:
            pointer, count, held = _arrays.borrow(value, kind)
            setattr(self.struct, name, pointer)
            setattr(self.struct, length, count)
            self.keeps.append(held)

    def _set_callback(self, name, value, kind, _user):
        if value is not None:
            adapter = _ADAPTERS[kind](self, value)
            function = kind(adapter)
            setattr(self.struct, name, function)
            self.keeps.append(function)


class Look(Given):
    """A table of which the call knows the place: how long looking at it may take, and a progress function."""

    def __init__(self, timeout, progress):
        self.struct = _raw.aift_table()
        lib.aift_table_init(C.byref(self.struct))
        self.struct.timeout = timeout
        self._progress = _raw.aift_progress_fn(lambda _, done, total: guarded(lambda: progress(done, total) if progress else None, self))
        self.struct.progress = self._progress


def _nearest(name, known):
    near = difflib.get_close_matches(name, known, 1)
    return f"; did you mean {near[0]!r}?" if near else "; known are " + ", ".join(known)


def guarded(call, holder):
    """Runs a callback; 0 to go on, 1 to stop. False stops, so does an exception, which the holder keeps."""
    try:
        return int(call() is False)
    except BaseException as error:  # noqa: BLE001: all of them, Ctrl-C too, are raised when C has returned
        holder.failure = holder.failure or error
        return 1


def _progress(options, function):
    return lambda _, done, total: guarded(lambda: function(done, total), options)


def _train_progress(options, function):
    from .train import Progress

    return lambda _, told: guarded(lambda: function(Progress._of(told.contents)), options)


def _write(options, function):
    return lambda _, name, data, size: guarded(
        lambda: function(name.decode("utf-8"), C.string_at(data, size) if size else b""), options)


def _log(_options, function):
    return lambda _, level, message: function(_raw.aift_log_level(level), message.decode("utf-8", "replace"))


def _parallel_for(_options, function):
    return lambda _, n, grain, run, arg: function(n, grain, lambda begin, end: run(arg, begin, end))


_ADAPTERS = {
    _raw.aift_progress_fn: _progress,
    _raw.aift_train_progress_fn: _train_progress,
    _raw.aift_log_fn: _log,
    _raw.aift_write_fn: _write,
    _raw.aift_parallel_for_fn: _parallel_for,
}


class Source(Given):
    """Bytes, or a file that is open for reading, in place of a path: `with Source(name, given) as source:` around the
    call."""

    def __init__(self, name, given):
        self.struct, self._given = _raw.aift_source(), given
        lib.aift_source_init(C.byref(self.struct))
        self.struct.name = strings([name])[0]
        if hasattr(given, "read"):
            self._read = _raw.aift_read_fn(self._fill)
            self.struct.read = self._read
        else:
            self._given = bytes(given)
            self.struct.data = C.cast(C.c_char_p(self._given), C.c_void_p)
            self.struct.size = len(self._given)

    def _fill(self, _, buffer, size):
        try:
            data = self._given.read(size)
            if not isinstance(data, (bytes, bytearray)) or len(data) > size:
                raise TypeError(f"read({size}) gave {type(data).__name__} of {len(data)}: open the file for reading bytes")
            C.memmove(buffer, bytes(data), len(data))
            return len(data)
        except BaseException as error:  # noqa: BLE001: raised when C has returned
            self.failure = self.failure or error
            return -1


class Sink:
    """A Python function that takes the files which a call writes: `with Sink(function) as sink:` around the call."""

    def __init__(self, function):
        self.failure = None

        def take(_, name, data, size):
            content = C.string_at(data, size) if size else b""
            return guarded(lambda: function(name.decode("utf-8"), content), self)

        self._as_parameter_ = self.callback = _raw.aift_write_fn(take)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.failure is not None:
            raise self.failure
