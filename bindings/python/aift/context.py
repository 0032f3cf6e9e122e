"""Contexts: threads and log of the objects made with them."""
import ctypes as C
import threading
from typing import Unpack

from . import _raw
from ._handle import Shared, call
from ._keywords import Options
from ._options import ContextOptions


class Context(Shared):
    """Threads and log of the objects that are made with it; `aift.Context(num_threads=2)`.

    Options are the fields of aift_context_options: num_threads, log(level, line), log_level, parallel_for(n, grain, run).
    Where no context is given, one for the whole process is used.
    """

    _type = _raw.aift_context

    def __init__(self, **options: Unpack[ContextOptions]):
        with Options(_raw.aift_context_options, options) as made:
            out = C.POINTER(_raw.aift_context)()
            call("aift_context_create", made, C.byref(out))
            self._own(out, made)  # C calls the log as long as anything made with the context lives

    @property
    def num_threads(self) -> int:
        """The number of threads that compute."""
        return call("aift_context_num_threads", self)


_default = None
_lock = threading.Lock()


def default_context() -> Context:
    """The context of what is made without one."""
    global _default
    with _lock:
        if _default is None:
            _default = Context()
        return _default


def owner_of(context: Context | None):
    """The owner of a context, or of the default one. What is made with it must hold it."""
    return (context or default_context()).owner()
