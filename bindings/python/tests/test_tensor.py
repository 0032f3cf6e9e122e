"""Arrays go in and out without being copied."""
import gc
import weakref

import pytest

import aift

numpy = pytest.importorskip("numpy")


@pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "i8", "u1", "?", "f2", "i1", "i2", "u2", "u4", "u8"])
@pytest.mark.parametrize("shape", [(), (5,), (2, 3), (2, 1, 2, 3), (0, 4)])
def test_in_and_out_share_memory(dtype, shape):
    values = numpy.arange(int(numpy.prod(shape))).reshape(shape).astype(dtype)
    tensor = aift.Tensor.from_array(values)
    assert tensor.shape == shape and tensor.nbytes == values.nbytes
    backs = [numpy.asarray(tensor)]
    if dtype == "?" and numpy.__version__ < "1.25":
        with pytest.raises(RuntimeError, match="dtype"):  # NumPy's own message, though the capsule ends meanwhile
            numpy.from_dlpack(tensor)
    else:
        backs.append(numpy.from_dlpack(tensor))
    for back in backs:
        assert back.dtype == values.dtype and back.shape == shape and (back == values).all() and not back.flags.writeable
        assert values.size == 0 or back.ctypes.data == values.ctypes.data


def test_memory_is_held():
    class Array(numpy.ndarray):
        pass  # can be referred to weakly

    values = numpy.arange(6, dtype="f4").view(Array)
    gone = weakref.ref(values)
    tensor = aift.Tensor.from_array(values)
    del values
    gc.collect()
    assert gone() is not None
    back, other = numpy.asarray(tensor), numpy.from_dlpack(tensor)
    tensor.close()
    gc.collect()
    assert gone() is not None and back.sum() == other.sum() == 15
    del back
    gc.collect()
    assert gone() is not None
    del other
    gc.collect()
    assert gone() is None


def test_a_capsule_that_nobody_takes():
    values = numpy.arange(6, dtype="f4")
    from aift import _dlpack

    _dlpack.sweep()
    before = len(_dlpack._out)
    tensor = aift.Tensor.from_array(values)
    for version in (None, (1, 0)):
        capsule = tensor.__dlpack__(max_version=version)
        assert len(_dlpack._out) == before + 1
        _dlpack.sweep()
        assert len(_dlpack._out) == before + 1
        del capsule
        _dlpack.sweep()
        assert len(_dlpack._out) == before
    assert tensor.__dlpack_device__() == (1, 0)
    with pytest.raises(BufferError):
        tensor.__dlpack__(dl_device=(2, 0))


def test_gaps_are_copied():
    values = numpy.arange(12, dtype="f4").reshape(3, 4)
    tensor = aift.Tensor.from_array(values[:, ::2])
    assert (numpy.asarray(tensor) == values[:, ::2]).all()
    assert numpy.asarray(tensor, dtype="f8").dtype == "f8"


def test_what_is_refused():
    with pytest.raises(TypeError, match="no dtype for <c8"):
        aift.Tensor.from_array(numpy.zeros(2, "c8"))
    with pytest.raises(TypeError, match="list is no array"):
        aift.Tensor.from_array([1.0])
    with pytest.raises(aift.ShapeError):
        aift.Tensor.from_array(numpy.zeros((1,) * 9, "f4"))


def test_parameters_are_shared(model):
    weight = model.parameter("classifier.weight")
    array = numpy.asarray(weight)
    assert array.shape == (3, 32) and array.ctypes.data == numpy.from_dlpack(weight).ctypes.data
    assert len(weight) == 3 and "F32 [3, 32]" in repr(weight)
