"""Handing memory out by DLPack (version 0.8's capsule and version 1's, which says that it is read-only)."""
import ctypes as C
import sys

from . import _raw

CPU = (1, 0)  # kDLCPU, device 0
_READ_ONLY = 1

_D = _raw.aift_dtype
# dtype: DLPack's code and bits
_TYPES = {
    _D.F32: (2, 32), _D.F64: (2, 64), _D.I32: (0, 32), _D.I64: (0, 64), _D.U8: (1, 8), _D.BOOL: (6, 8), _D.F16: (2, 16),
    _D.BF16: (4, 16), _D.I8: (0, 8), _D.I16: (0, 16), _D.U16: (1, 16), _D.U32: (1, 32), _D.U64: (1, 64),
}


class _Tensor(C.Structure):
    _fields_ = [("data", C.c_void_p), ("device_type", C.c_int32), ("device_id", C.c_int32), ("ndim", C.c_int32),
                ("code", C.c_uint8), ("bits", C.c_uint8), ("lanes", C.c_uint16), ("shape", C.POINTER(C.c_int64)),
                ("strides", C.POINTER(C.c_int64)), ("byte_offset", C.c_uint64)]


_Deleter = C.CFUNCTYPE(None, C.c_void_p)


class _Managed(C.Structure):
    _fields_ = [("tensor", _Tensor), ("manager", C.c_void_p), ("deleter", _Deleter)]


class _Versioned(C.Structure):
    _fields_ = [("major", C.c_uint32), ("minor", C.c_uint32), ("manager", C.c_void_p), ("deleter", _Deleter),
                ("flags", C.c_uint64), ("tensor", _Tensor)]


# What was handed out, by address: the struct, its shape and the owner of the memory.
_out = {}


@_Deleter
def _delete(address):
    _out.pop(address, None)


_api = C.pythonapi
_new = C.PYFUNCTYPE(C.py_object, C.c_void_p, C.c_void_p, C.c_void_p)(("PyCapsule_New", _api))
_is_valid = C.PYFUNCTYPE(C.c_int, C.py_object, C.c_char_p)(("PyCapsule_IsValid", _api))

# PyCapsule_New keeps the pointers to the names.
_PLAIN, _NEW = C.create_string_buffer(b"dltensor"), C.create_string_buffer(b"dltensor_versioned")


# Capsules that were made, by the address of what they hold. A capsule could call a destructor, but also while an
# exception is on its way, which ctypes' callbacks do not survive; so those that nobody took are looked for here.
_made = {}


def sweep():
    """Ends what hangs on capsules that nobody has any more."""
    for address in list(_made):
        capsule = _made.get(address)
        if capsule is not None and sys.getrefcount(capsule) <= 3:  # the dict, this variable and the argument
            del _made[address]
            # Who took the capsule has renamed it, and calls the deleter.
            if any(_is_valid(capsule, name.value) for name in (_PLAIN, _NEW)):
                _out.pop(address, None)


def capsule(owner, dtype, shape, data, *, max_version, dl_device, copy):
    """A capsule over an owner's memory."""
    sweep()
    if dl_device is not None and tuple(dl_device) != CPU:
        raise BufferError("the tensor lies in the memory of the processor")
    if copy:
        raise BufferError("the tensor is shared, not copied")
    versioned = max_version is not None and max_version[0] >= 1
    held = _Versioned() if versioned else _Managed()
    sizes = (C.c_int64 * max(1, len(shape)))(*shape)
    tensor = held.tensor
    tensor.data, tensor.device_type, tensor.ndim, tensor.lanes = data, CPU[0], len(shape), 1
    tensor.code, tensor.bits = _TYPES[dtype]
    tensor.shape = C.cast(sizes, C.POINTER(C.c_int64))
    steps = [1] * max(1, len(shape))
    for axis in range(len(shape) - 1, 0, -1):
        steps[axis - 1] = steps[axis] * shape[axis]
    strides = (C.c_int64 * len(steps))(*steps)
    tensor.strides = C.cast(strides, C.POINTER(C.c_int64))
    held.deleter = _delete
    if versioned:
        held.major, held.minor, held.flags = 1, 0, _READ_ONLY
    address = C.addressof(held)
    _out[address] = (held, sizes, strides, owner)
    _made[address] = made = _new(address, C.cast(_NEW if versioned else _PLAIN, C.c_void_p), None)
    return made
