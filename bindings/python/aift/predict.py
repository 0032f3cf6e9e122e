"""What a model says of rows, and how good it is."""
import ctypes as C
import json
from typing import Any

from . import _arrays, _raw
from ._handle import Handle, call, strings, text


class Predictions(Handle):
    """Labels and scores of rows: len(p), p[0]["label"], p.labels, p.scores."""

    _type = _raw.aift_predictions

    def __len__(self) -> int:
        return call("aift_predictions_num_rows", self)

    def __getitem__(self, row: int) -> dict[str, Any]:
        """A row as a dict: label, score, scores by label."""
        at = row + len(self) if row < 0 else row
        found = call("aift_predictions_json", self, at) if at >= 0 else None
        if found is None:
            raise IndexError(f"row {row} of {len(self)}")
        return json.loads(found)

    def __iter__(self):
        return (self[row] for row in range(len(self)))

    @property
    def num_labels(self) -> int:
        """The number of scores of each row."""
        return call("aift_predictions_num_labels", self)

    @property
    def label_ids(self) -> list[int]:
        """The number of each row's best label; -1 where a row could not be read."""
        return [call("aift_predictions_label", self, row) for row in range(len(self))]

    @property
    def labels(self) -> list[str | None]:
        """Each row's best label; None where a row could not be read."""
        names = [text(call("aift_predictions_label_text", self, i)) for i in range(self.num_labels)]
        return [names[i] if i >= 0 else None for i in self.label_ids]

    @property
    def errors(self) -> list[str | None]:
        """Why rows could not be read (on_error="skip"); None where they could."""
        return [text(call("aift_predictions_error", self, row)) for row in range(len(self))]

    def _rows(self, name):
        first = C.cast(call(name, self, 0), C.c_void_p).value
        return _arrays.view(first, "f", 4, (len(self), self.num_labels), self.owner())

    @property
    def scores(self):
        """Probabilities, float32 [rows, labels], not copied."""
        return self._rows("aift_predictions_scores")

    @property
    def logits(self):
        """Outputs before softmax, float32 [rows, labels], not copied."""
        return self._rows("aift_predictions_logits")

    def hidden_state(self, row: int):
        """The last hidden state of a row, float32 [tokens, width], not copied; None without output_hidden_states=True."""
        tokens, width = C.c_size_t(), C.c_size_t()
        found = call("aift_predictions_hidden_state", self, row, C.byref(tokens), C.byref(width))
        if not found:
            return None
        return _arrays.view(C.cast(found, C.c_void_p).value, "f", 4, (tokens.value, width.value), self.owner())


class Evaluation(Handle):
    """How good a model is: evaluation["accuracy"], evaluation["per_label.spam.recall"], evaluation.to_dict()."""

    _type = _raw.aift_evaluation

    def __getitem__(self, path: str) -> float:
        """A figure by its dotted path."""
        value = C.c_double()
        call("aift_evaluation_metric", self, *strings([path]), C.byref(value))
        return value.value

    def to_dict(self) -> dict[str, Any]:
        """All figures."""
        return json.loads(call("aift_evaluation_json", self))

    @property
    def skipped(self) -> list[str]:
        """Why rows and files were left out with on_error="skip": the first 10,000."""
        count = min(call("aift_evaluation_num_skipped", self), 10000)
        return [text(call("aift_evaluation_skipped", self, i)) for i in range(count)]


class BorrowedEvaluation(Evaluation):
    """An evaluation that another object owns, and that it holds."""

    @classmethod
    def _of(cls, pointer, holder):
        self = cls.__new__(cls)
        self._owner = _Borrowed(pointer, holder)
        return self


class _Borrowed:
    __slots__ = ("_as_parameter_", "keeps")

    def __init__(self, pointer, holder):
        self._as_parameter_, self.keeps = pointer, (holder,)
