"""Tables looked into: what their columns hold, and which personal data."""
import ctypes as C
import json
import os
from typing import Any, Unpack

from . import _raw
from ._handle import path as encoded
from ._handle import strings
from ._keywords import Look, Options, Sink, Source
from ._options import MaskOptions, ProfileOptions, ScanOptions
from .context import Context, owner_of
from .store import _answer


class _Table(Look):
    """A path, bytes, or a file open for reading, with a query and a progress function: `with _Table(...) as table:`."""

    def __init__(self, given, name, query, format, timeout, progress):
        super().__init__(timeout, progress)
        self._source = None
        if isinstance(given, (str, os.PathLike)):
            self.struct.path = encoded(given)
        else:
            self._source = Source(name, given)
            self.struct.source = C.pointer(self._source.struct)
        if query is not None:
            self.struct.query = strings([query])[0]
        self.struct.format = _raw.aift_data_format[format.upper()] if isinstance(format, str) else format

    def __exit__(self, *_):
        if self._source is not None and self._source.failure is not None:
            raise self._source.failure
        super().__exit__()


def profile(table, *, name: str = "given.csv", query: str | None = None, format: int | str = "auto", timeout: int = 0, progress=None,
            context: Context | None = None, **options: Unpack[ProfileOptions]) -> dict[str, Any]:
    """What each column of a table holds: rows, bytes, seconds, peak_rss_bytes, columns. The table is a path, bytes, or a file
    open for reading, of which `name` tells the format; with `query` it is the path of an SQLite file."""
    with _Table(table, name, query, format, timeout, progress) as given, Options(_raw.aift_profile_options, options) as chosen:
        return json.loads(_answer("aift_table_profile", owner_of(context), given, chosen))


def profile_page(name: str, profile, *, context: Context | None = None) -> str:
    """A profile as an HTML page that needs nothing beside itself."""
    text = profile if isinstance(profile, str) else json.dumps(profile)
    return _answer("aift_profile_page", owner_of(context), *strings([name]), *strings([text]))


def scan(table, *, name: str = "given.csv", query: str | None = None, format: int | str = "auto", timeout: int = 0, progress=None,
         context: Context | None = None, **options: Unpack[ScanOptions]) -> dict[str, Any]:
    """Where a table has personal data: rows, findings, columns, unsupported. `write(name, bytes)` is given a line of JSON for
    each finding."""
    count = C.c_int64()
    with _Table(table, name, query, format, timeout, progress) as given, Options(_raw.aift_scan_options, options) as chosen:
        return json.loads(_answer("aift_table_scan", owner_of(context), given, chosen, C.byref(count)))


def mask(table, write, *, name: str = "given.csv", query: str | None = None, format: int | str = "auto", timeout: int = 0, progress=None,
         context: Context | None = None, **options: Unpack[MaskOptions]) -> dict[str, Any]:
    """Writes the table again without its personal data: `write(name, bytes)` is given it piece by piece."""
    with _Table(table, name, query, format, timeout, progress) as given, Options(_raw.aift_mask_options, options) as chosen, Sink(write) as sink:
        return json.loads(_answer("aift_table_mask", owner_of(context), given, chosen, sink, None))
