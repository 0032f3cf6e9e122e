"""Tensors: numbers that go into the library and come out without being copied."""
import ctypes as C
import itertools
from typing import Any

from . import _arrays, _dlpack, _raw
from ._handle import Handle, call
from ._library import lib
from .context import Context, owner_of

Dtype = _raw.aift_dtype

# dtype: (struct format, array interface, bytes); bfloat16 has neither
FORMATS = {
    Dtype.F32: ("f", "<f4", 4), Dtype.F64: ("d", "<f8", 8), Dtype.I32: ("i", "<i4", 4), Dtype.I64: ("q", "<i8", 8),
    Dtype.U8: ("B", "|u1", 1), Dtype.BOOL: ("?", "|b1", 1), Dtype.F16: ("e", "<f2", 2), Dtype.BF16: (None, None, 2),
    Dtype.I8: ("b", "|i1", 1), Dtype.I16: ("h", "<i2", 2), Dtype.U16: ("H", "<u2", 2), Dtype.U32: ("I", "<u4", 4),
    Dtype.U64: ("Q", "<u8", 8),
}
_BY_TYPE = {interface: dtype for dtype, (_, interface, _) in FORMATS.items() if interface}

# What the library borrows from Python, by the number that its release callback is told.
_borrowed: dict[int, Any] = {}
_numbers = itertools.count(1)


@_raw.aift_release_fn
def _released(number):
    _borrowed.pop(number, None)


class Tensor(Handle):
    """A dtype, a shape and row-major elements.

    numpy.asarray(tensor) and anything that speaks DLPack (numpy.from_dlpack, torch.from_dlpack) share its memory, and
    keep it.
    """

    _type = _raw.aift_tensor

    @classmethod
    def from_array(cls, values, context: Context | None = None) -> "Tensor":
        """A tensor over an array's own memory, which is held until the tensor ends and must not change meanwhile. An array
        with gaps between its elements is copied."""
        pair = _arrays.interface(values)
        if pair is None:
            raise TypeError(f"{type(values).__name__} is no array: it has neither __array_interface__ nor __dlpack__")
        found, held = pair
        if found["typestr"] not in _BY_TYPE:
            raise TypeError(f"the library has no dtype for {found['typestr']}; known are {', '.join(_BY_TYPE)}")
        dtype, shape = _BY_TYPE[found["typestr"]], found["shape"]
        size = FORMATS[dtype][2]
        for length in shape:
            size *= length
        owner, number = owner_of(context), next(_numbers)
        _borrowed[number] = held
        try:
            return cls._make("aift_tensor_wrap", owner, dtype, (C.c_int64 * len(shape))(*shape), len(shape),
                             found["data"][0], size, _released, number, keeps=(owner,))
        except BaseException:
            del _borrowed[number]
            raise

    def close(self) -> None:
        """Releases the tensor; arrays that share its memory keep that."""
        _dlpack.sweep()
        super().close()

    @property
    def dtype(self) -> str:
        """The dtype's name in safetensors: "F32"."""
        return lib.aift_dtype_name(call("aift_tensor_dtype", self)).decode()

    @property
    def shape(self) -> tuple[int, ...]:
        """The sizes, slowest first."""
        return tuple(call("aift_tensor_shape", self)[: call("aift_tensor_rank", self)])

    @property
    def nbytes(self) -> int:
        """The bytes of all elements."""
        return call("aift_tensor_nbytes", self)

    def numpy(self):
        """The elements as a NumPy array that shares their memory and cannot be written to; without NumPy a memoryview."""
        form, _, size = FORMATS[call("aift_tensor_dtype", self)]
        if form is None:
            raise TypeError("NumPy has no bfloat16; torch.from_dlpack(tensor) has")
        return _arrays.view(call("aift_tensor_data", self), form, size, self.shape, self.owner())

    def __array__(self, dtype=None, copy=None):
        values = self.numpy()
        if dtype is not None and dtype != values.dtype:
            if copy is False:
                raise ValueError(f"{values.dtype} as {dtype} is a copy")
            return values.astype(dtype)
        return values.copy() if copy else values

    def __dlpack__(self, *, stream=None, max_version=None, dl_device=None, copy=None):
        return _dlpack.capsule(self.owner(), call("aift_tensor_dtype", self), self.shape, call("aift_tensor_data", self),
                               max_version=max_version, dl_device=dl_device, copy=copy)

    def __dlpack_device__(self):
        return _dlpack.CPU

    def __len__(self):
        shape = self.shape
        if not shape:
            raise TypeError("a tensor without dimensions has no length")
        return shape[0]

    def __repr__(self):
        return super().__repr__() if self.closed else f"<aift.Tensor {self.dtype} {list(self.shape)}>"
