"""Figures of classification, computed as the rows come."""
import ctypes as C
import json
from collections.abc import Iterable
from typing import Any

from . import _arrays, _raw
from ._handle import Handle, call, strings
from .context import Context, owner_of


class Metrics(Handle):
    """scikit-learn's figures over labels: metrics.update(y_true, y_pred), metrics["f1_macro"]."""

    _type = _raw.aift_metrics

    def __init__(self, labels: Iterable[str], *, context: Context | None = None):
        owner, out, names = owner_of(context), C.POINTER(self._type)(), strings(labels)
        call("aift_metrics_create", owner, names, len(names), C.byref(out))
        self._own(out, owner)

    @property
    def num_labels(self) -> int:
        """The number of labels."""
        return call("aift_metrics_num_labels", self)

    def _update(self, name, kind, width, y_true, y_pred, losses):
        truth, count, *held = _arrays.borrow(y_true, kind)
        predicted, other, *more = _arrays.borrow(y_pred, kind)
        rows, rest = divmod(count, width)
        if other != count or rest:
            raise ValueError(f"y_true has {count} values, y_pred {other}" + (f"; a row has {width}" if width > 1 else ""))
        loss = None
        if losses is not None:
            loss, other, *last = _arrays.borrow(losses, C.c_double)
            if other != rows:
                raise ValueError(f"{rows} rows, but {other} losses")
            held += last
        call(name, self, truth, predicted, loss, rows)
        del held, more

    def update(self, y_true, y_pred, losses=None) -> None:
        """Adds rows of one label each: label numbers (int32 arrays are not copied)."""
        self._update("aift_metrics_update", C.c_int32, 1, y_true, y_pred, losses)

    def update_multilabel(self, y_true, y_pred, losses=None) -> None:
        """Adds rows of any number of labels each: [rows, labels], 1 where a row has the label (uint8 arrays are not
        copied)."""
        self._update("aift_metrics_update_multilabel", C.c_uint8, self.num_labels, y_true, y_pred, losses)

    def merge(self, other: "Metrics") -> None:
        """Adds the rows of another object over the same labels."""
        call("aift_metrics_merge", self, other)

    def __getitem__(self, path: str) -> float:
        """One figure by its dotted path: "accuracy", "per_label.spam.recall"."""
        value = C.c_double()
        call("aift_metrics_value", self, *strings([path]), C.byref(value))
        return value.value

    def to_dict(self) -> dict[str, Any]:
        """All figures."""
        out = C.c_char_p()
        call("aift_metrics_json", self, C.byref(out))
        return json.loads(out.value)
