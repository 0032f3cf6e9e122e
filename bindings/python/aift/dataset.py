"""Data sets: rows of named columns."""
import ctypes as C
import json
import math
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Unpack

from . import _arrays, _raw
from ._handle import Handle, Shared, call, strings, text, text_at
from ._handle import path as encoded
from ._keywords import Options, Sink, Source
from ._media import is_media, media
from ._options import DatasetOptions, ShowOptions
from .context import Context, owner_of

MEDIA_COLUMNS = ("image", "audio")


def _value(value) -> str | None:
    """A cell as the library has it: a text, or missing; of anything else its JSON, as of a JSON Lines file."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float) and math.isnan(value):
        return None
    if hasattr(value, "tolist"):  # NumPy's numbers and arrays
        return _value(value.tolist())
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except TypeError:
        return str(value)


class Dataset(Shared):
    """Rows of named columns that do not change: len(data), data[3], data[10:20], for row in data.

    A value is a text, or None where it is missing; of a picture or recording it is its path or its bytes.
    """

    _type = _raw.aift_dataset

    @classmethod
    def load(cls, path, *, name: str | None = None, context: Context | None = None, **options: Unpack[DatasetOptions]) -> "Dataset":
        """Reads a data file or a folder of pictures or recordings; in place of a path bytes, or a file open for reading,
        with a `name` whose ending tells the format."""
        owner = owner_of(context)
        with Options(_raw.aift_dataset_options, options) as made:
            if isinstance(path, (str, os.PathLike)):
                return cls._make("aift_dataset_load", owner, encoded(path), made, keeps=(owner,))
            with Source(name or "memory", path) as source:
                return cls._make("aift_dataset_load_source", owner, source, made, keeps=(owner,))

    @classmethod
    def from_csv(cls, path, **options) -> "Dataset":
        """Reads a CSV file with a header row, plain or gzip; see load()."""
        return cls.load(path, **{"format": "csv", **options})

    @classmethod
    def from_jsonl(cls, path, **options) -> "Dataset":
        """Reads a JSON Lines file, plain or gzip; see load()."""
        return cls.load(path, **{"format": "jsonl", **options})

    @classmethod
    def from_folder(cls, path, **options) -> "Dataset":
        """Reads a folder with one folder of pictures or recordings for each label."""
        return cls.load(path, **options)

    @classmethod
    def from_columns(cls, columns: Mapping[str, Sequence[Any]], *, context: Context | None = None) -> "Dataset":
        """Makes a data set of columns of one length. A column "image" or "audio" of bytes, arrays or path objects makes a
        data set of pictures or recordings; beside it only "label" is taken."""
        columns = {str(name): list(values) for name, values in columns.items()}
        lengths = {len(values) for values in columns.values()}
        if len(lengths) > 1:
            raise ValueError("the columns differ in length: " + ", ".join(f"{n}: {len(v)}" for n, v in columns.items()))
        for name in MEDIA_COLUMNS:
            if any(is_media(value) for value in columns.get(name, ())):
                return cls.from_media(columns[name], columns.get("label"), column=name, context=context)
        owner, rows = owner_of(context), lengths.pop() if lengths else 0
        values = strings(_value(values[row]) for row in range(rows) for values in columns.values())
        return cls._make("aift_dataset_from_rows", owner, strings(columns), len(columns), values, rows, keeps=(owner,))

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]], *, context: Context | None = None) -> "Dataset":
        """Makes a data set of dicts; a key that a row lacks is missing there."""
        rows = list(rows)
        names = list(dict.fromkeys(name for row in rows for name in row))
        return cls.from_columns({name: [row.get(name) for row in rows] for name in names}, context=context)

    @classmethod
    def from_pandas(cls, frame, *, context: Context | None = None) -> "Dataset":
        """Makes a data set of a pandas frame; NaN, NaT and NA are missing."""
        return cls.from_columns({name: frame[name].tolist() for name in frame.columns}, context=context)

    @classmethod
    def from_media(cls, items: Iterable[Any], labels: Sequence[Any] | None = None, *, column: str = "image",
                   context: Context | None = None) -> "Dataset":
        """Makes a data set of pictures or recordings: paths, files' bytes, arrays uint8 [height, width, channels]."""
        array, keeps = media(items := list(items))
        if labels is not None and len(labels) != len(items):
            raise ValueError(f"{len(items)} items, but {len(labels)} labels")
        if labels is not None and None in [_value(label) for label in labels]:
            raise ValueError(f"item {[_value(label) for label in labels].index(None)} has no label")
        owner = owner_of(context)
        made = cls._make("aift_dataset_from_media", owner, column.encode(), array,
                         None if labels is None else strings(map(_value, labels)), len(items), keeps=(owner,))
        del keeps  # the bytes were copied
        return made

    @classmethod
    def of(cls, data, context: Context | None = None) -> "Dataset":
        """A data set of whatever is one: a data set, a path, a pandas frame, a dict of columns, rows as dicts."""
        if isinstance(data, Dataset):
            return data
        if isinstance(data, (str, os.PathLike)):
            return cls.load(data, context=context)
        if isinstance(data, Mapping):
            return cls.from_columns(data, context=context)
        if hasattr(data, "columns") and hasattr(data, "iloc"):
            return cls.from_pandas(data, context=context)
        return cls.from_rows(data, context=context)

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        count = call("aift_dataset_num_columns", self)
        return [text(call("aift_dataset_column_name", self, i)) for i in range(count)]

    def __len__(self) -> int:
        return call("aift_dataset_num_rows", self)

    def _cell(self, row, column):
        size = C.c_size_t()
        address = call("aift_dataset_value", self, row, column, C.byref(size))
        try:
            return text_at(address, size.value)
        except UnicodeDecodeError:
            return C.string_at(address, size.value)  # a picture or recording

    def __getitem__(self, key):
        """A row as a dict; for a slice a data set of those rows, for a name a column as a list."""
        if isinstance(key, slice):
            return self.select(range(*key.indices(len(self))))
        if isinstance(key, str):
            at = call("aift_dataset_column_index", self, *strings([key]))
            if at < 0:
                raise KeyError(f"there is no column {key!r}; the columns are {', '.join(self.columns)}")
            return [self._cell(row, at) for row in range(len(self))]
        row = key + len(self) if key < 0 else key
        if not 0 <= row < len(self):
            raise IndexError(f"row {key} of {len(self)}")
        return {name: self._cell(row, at) for at, name in enumerate(self.columns)}

    def __iter__(self) -> Iterator[dict]:
        return (self[row] for row in range(len(self)))

    def place(self, row: int) -> str:
        """Where a row came from: "train.csv: line 7"."""
        buffer = C.create_string_buffer(4096)
        call("aift_dataset_row_place", self, row, buffer, len(buffer))
        return buffer.value.decode("utf-8", "replace")

    def digest(self, media_column: str | None = None) -> str:
        """SHA-256 over columns and rows; of files that a column names (media_column) their bytes count."""
        digits = C.create_string_buffer(65)
        call("aift_dataset_digest", self, None if media_column is None else strings([media_column])[0], digits)
        return digits.value.decode()

    @property
    def skipped(self) -> list[str]:
        """Why files were left out with on_error="skip": the first 10,000."""
        count = min(call("aift_dataset_num_skipped", self), 10000)
        return [text(call("aift_dataset_skipped", self, i)) for i in range(count)]

    def select(self, rows: Iterable[int]) -> "Dataset":
        """Some of the rows, in the order given."""
        rows = rows if hasattr(rows, "__array_interface__") else list(rows)
        pointer, count, _held = _arrays.borrow(rows, C.c_size_t)
        return self._make("aift_dataset_select", self, pointer, count, keeps=self.owner().keeps)

    def train_test_split(self, test_size: float = 0.25, *, seed: int = 42, stratify: str | None = None) -> tuple["Dataset", "Dataset"]:
        """Splits at random; `stratify` names a column whose values keep their shares."""
        train, test = C.POINTER(self._type)(), C.POINTER(self._type)()
        column = None if stratify is None else strings([stratify])[0]
        call("aift_dataset_train_test_split", self, test_size, seed, column, C.byref(train), C.byref(test))
        keeps = self.owner().keeps
        return self._take(train, *keeps), self._take(test, *keeps)

    def show(self, path=None, *, model=None, write: Callable[[str, bytes], Any] | None = None, **options: Unpack[ShowOptions]) -> str | None:
        """Writes a page with a sample of the rows to a path; without one returns its HTML."""
        page = []
        with Options(_raw.aift_show_options, options) as made, Sink(write or (lambda _, data: page.append(data))) as sink:
            call("aift_dataset_show", self, model, made, sink, None)
        if path is not None:
            with open(path, "wb") as file:
                file.write(b"".join(page))
        return None if path is not None or write else b"".join(page).decode("utf-8")


class Reader(Handle):
    """A data file read row by row in bounded memory: `for row in aift.Reader(path)`."""

    _type = _raw.aift_reader

    def __init__(self, path, *, name: str | None = None, context: Context | None = None, **options: Unpack[DatasetOptions]):
        owner, out = owner_of(context), C.POINTER(self._type)()
        self._source = None
        with Options(_raw.aift_dataset_options, options) as made:
            if isinstance(path, (str, os.PathLike)):
                call("aift_reader_open", owner, encoded(path), made, C.byref(out))
            else:
                self._source = Source(name or "memory", path)
                with self._source:
                    call("aift_reader_open_source", owner, self._source, made, C.byref(out))
        self._own(out, owner, self._source)

    def __iter__(self) -> Iterator[dict]:
        return self

    def __next__(self) -> dict:
        more = C.c_int32()
        try:
            call("aift_reader_next", self, C.byref(more))
        finally:
            if self._source is not None and self._source.failure is not None:
                raise self._source.failure
        if not more.value:
            raise StopIteration
        names = [text(call("aift_reader_column_name", self, i)) for i in range(call("aift_reader_num_columns", self))]
        return {name: self._cell(name) for name in names}

    def _cell(self, name):
        size = C.c_size_t()
        return text_at(call("aift_reader_value", self, *strings([name]), C.byref(size)), size.value)

    def text(self, column: str) -> str:
        """The present row's value in a column that must hold a text; fails with file and line."""
        at, size = C.c_void_p(), C.c_size_t()
        call("aift_reader_text", self, *strings([column]), C.byref(at), C.byref(size))
        return text_at(at.value, size.value)

    @property
    def line(self) -> int:
        """The line on which the present row begins, from 1."""
        return call("aift_reader_line", self)
