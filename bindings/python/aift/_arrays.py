"""Numbers in and out without copying: NumPy arrays, DLPack, buffers; lists are copied."""
import ctypes as C
import operator

# ctypes type: (array interface, struct format, least, most)
_KINDS = {
    C.c_uint8: ("|u1", "B", 0, 2**8 - 1),
    C.c_int32: ("<i4", "i", -2**31, 2**31 - 1),
    C.c_int64: ("<i8", "q", -2**63, 2**63 - 1),
    C.c_size_t: ("<u8", "Q", 0, 2**64 - 1),
    C.c_float: ("<f4", "f", None, None),
    C.c_double: ("<f8", "d", None, None),
}


def interface(values):
    """The array interface of an array that lies in this machine's memory without gaps, and what must be held for it;
    None for what is no array."""
    if not hasattr(values, "__array_interface__") and hasattr(values, "__dlpack__"):
        import numpy

        values = numpy.from_dlpack(values)
    found = getattr(values, "__array_interface__", None)
    if found is None:
        return None
    if found.get("strides") is not None:
        import numpy

        values = numpy.ascontiguousarray(values)
        found = values.__array_interface__
    if isinstance(found.get("data"), bytes):  # a PIL image: its bytes are a copy already
        data = found["data"]
        return {**found, "data": (C.cast(C.c_char_p(data), C.c_void_p).value, True)}, data
    return found, values


def _copied(values, kind):
    """A ctypes array of a sequence; a number that does not fit is refused."""
    _, _, least, most = _KINDS[kind]
    values = [float(v) for v in values] if least is None else [operator.index(v) for v in values]
    for at, value in enumerate(values):
        if least is not None and not least <= value <= most:
            raise OverflowError(f"value {at}, {value}, does not fit: {least} to {most} do")
    return (kind * len(values))(*values)


def borrow(values, kind):
    """(pointer, number of elements, what must be held) of numbers of a ctypes type: the array's own memory if it has that
    type already, else a copy."""
    pair = interface(values)
    if pair is not None:
        found, held = pair
        count = 1
        for size in found["shape"]:
            count *= size
        same = found["typestr"] == _KINDS[kind][0] or (kind is C.c_uint8 and found["typestr"] == "|b1")
        if same:
            return C.cast(found["data"][0], C.POINTER(kind)), count, held
        values = held.ravel().tolist()
    elif isinstance(values, (list, tuple)) and values and isinstance(values[0], (list, tuple)):
        values = [value for row in values for value in row]
    copy = _copied(values, kind)
    return C.cast(copy, C.POINTER(kind)), len(copy), copy


def view(address, form, itemsize, shape, owner):
    """The library's numbers, not copied and not to be written: a NumPy array if there is NumPy, else a memoryview. It
    holds their owner."""
    nbytes = itemsize
    for size in shape:
        nbytes *= size
    if nbytes:
        block = (C.c_uint8 * nbytes).from_address(address)
        block.owner = owner
        memory = memoryview(block).toreadonly()
    else:
        memory = memoryview(b"")
    try:
        import numpy
    except ImportError:
        return memory.cast("B").cast(form, list(shape)) if nbytes else memory
    return numpy.frombuffer(memory, form).reshape(shape)
