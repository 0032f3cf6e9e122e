"""Tokenizers and encodings."""
import ctypes as C
import os
from typing import Unpack

from . import _arrays, _raw
from ._handle import Handle, Shared, call, strings, text
from ._handle import path as encoded
from ._keywords import Options, Source
from ._options import EncodeOptions
from .context import Context, owner_of


class Encoding(Handle):
    """The tokens of a text."""

    _type = _raw.aift_encoding

    def __len__(self) -> int:
        return call("aift_encoding_length", self)

    def _values(self, name, form, itemsize, *width):
        address = C.cast(call(name, self), C.c_void_p).value
        return _arrays.view(address, form, itemsize, (len(self), *width), self.owner())

    @property
    def ids(self):
        """Token ids, int32."""
        return self._values("aift_encoding_ids", "i", 4)

    @property
    def type_ids(self):
        """Segment ids (token_type_ids), int32."""
        return self._values("aift_encoding_type_ids", "i", 4)

    @property
    def offsets(self):
        """Where each token stands in the text, int64 [tokens, 2]: start and end, in the unit asked for."""
        return self._values("aift_encoding_offsets", "q", 8, 2)

    @property
    def special_tokens_mask(self):
        """1 where the post-processor put a special token, int32."""
        return self._values("aift_encoding_special_tokens_mask", "i", 4)


class Tokenizer(Shared):
    """A tokenizer.json."""

    _type = _raw.aift_tokenizer

    @classmethod
    def load(cls, path, *, name: str = "tokenizer.json", context: Context | None = None) -> "Tokenizer":
        """Reads a tokenizer.json, or the one of a model folder; in place of a path bytes, or a file open for reading."""
        owner = owner_of(context)
        if isinstance(path, (str, os.PathLike)):
            return cls._make("aift_tokenizer_load", owner, encoded(path), keeps=(owner,))
        with Source(name, path) as source:
            return cls._make("aift_tokenizer_load_source", owner, source, keeps=(owner,))

    @property
    def vocab_size(self) -> int:
        """The number of tokens, added ones included."""
        return call("aift_tokenizer_vocab_size", self)

    def token_to_id(self, token: str) -> int | None:
        """The id of a token; None if there is no such token."""
        found = call("aift_tokenizer_token_to_id", self, *strings([token]))
        return None if found < 0 else found

    def id_to_token(self, number: int) -> str | None:
        """The token of an id; None if it is unused."""
        return text(call("aift_tokenizer_id_to_token", self, number))

    def encode(self, value: str, **options: Unpack[EncodeOptions]) -> Encoding:
        """Encodes one text. Offsets count code points, as Python's strings do, unless offset_unit says otherwise."""
        data = value.encode("utf-8")
        with Options(_raw.aift_encode_options, {"offset_unit": "code_point", **options}) as made:
            return Encoding._make("aift_tokenizer_encode", self, data, len(data), made, keeps=self.owner().keeps)
