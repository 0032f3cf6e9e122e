"""Training: in one go, step by step, and planned ahead."""
import ctypes as C
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Unpack

from . import _arrays, _raw
from ._handle import Handle, call, strings, text
from ._keywords import Options
from ._options import TrainOptions
from .dataset import Dataset
from .model import Model
from .predict import BorrowedEvaluation, Evaluation
from .tensor import Tensor


@dataclass(frozen=True)
class Progress:
    """What a progress callback is told; see aift_train_progress."""

    step: int
    max_steps: int
    epoch: float
    loss: float
    learning_rate: float
    grad_norm: float
    tokens_per_second: float
    rows_per_second: float
    seconds_left: float
    eval_row: int
    eval_rows: int
    evaluation: dict[str, Any] | None

    @classmethod
    def _of(cls, told):
        made = {name: getattr(told, name) for name in cls.__dataclass_fields__ if name != "evaluation"}
        figures = json.loads(call("aift_evaluation_json", told.evaluation)) if told.evaluation else None
        return cls(evaluation=figures, **made)


@dataclass(frozen=True)
class Outline:
    """How large a training is: optimizer steps, and numbers in parameters; see aift_train_check."""

    steps: int
    parameters: int
    trainable_parameters: int


class TrainReport(Handle):
    """What came of a training."""

    _type = _raw.aift_train_report

    @property
    def interrupted(self) -> bool:
        """True if the progress callback stopped the training before it was done."""
        return bool(call("aift_train_report_interrupted", self))

    @property
    def evaluation(self) -> Evaluation | None:
        """The evaluation of the model as it is left; None if there is none."""
        found = call("aift_train_report_evaluation", self)
        return BorrowedEvaluation._of(found, self.owner()) if found else None

    @property
    def best_epoch(self) -> int | None:
        """The epoch after which the model was as it is left; None: it is as after its last step."""
        return call("aift_train_report_best_epoch", self) or None

    def to_dict(self) -> dict[str, Any]:
        """The run: steps, seconds, loss, losses, eval, evals, kpis, ..."""
        return json.loads(call("aift_train_report_json", self))

    @property
    def skipped(self) -> list[str]:
        """Why rows and files were left out with on_error="skip": the first 10,000."""
        count = min(call("aift_train_report_num_skipped", self), 10000)
        return [text(call("aift_train_report_skipped", self, i)) for i in range(count)]


class Plan(Handle):
    """What a training will take: plan.peak_bytes, plan.seconds, plan.fits, ... (the fields of aift_plan_figures)."""

    _type = _raw.aift_plan

    def __getattr__(self, name):
        if name.startswith("_") or name not in dict(_raw.aift_plan_figures._fields_):
            raise AttributeError(f"a plan has no figure {name!r}")
        value = getattr(call("aift_plan_get", self).contents, name)
        return bool(value) if name == "fits" else value

    def to_dict(self) -> dict[str, Any]:
        """The figures, with the proposal of a batch that fits."""
        return json.loads(call("aift_plan_json", self))


class Trainer(Handle):
    """A training of a model: `aift.Trainer(model, data, learning_rate=1e-4).train()`.

    `data` and `eval_data` are data sets or what can be made one (Dataset.of). Options are those of Hugging Face's
    TrainingArguments; progress(p) is told a Progress after each step and stops the training if it returns False.

    For a loop of one's own, in place of train(): `with trainer:` backward(rows), step(), gradient(name). The model is
    held from the first backward() to the end of the `with`, or close().
    """

    _type = _raw.aift_trainer

    def __init__(self, model: Model, data, eval_data=None, **options: Unpack[TrainOptions]):
        self.model, self.data = model, Dataset.of(data)
        self.eval_data = None if eval_data is None else Dataset.of(eval_data)
        self.options = options
        Options(_raw.aift_train_options, options)  # a wrong one is told here

    def __enter__(self):
        return self

    def train(self) -> TrainReport:
        """Fine-tunes the model."""
        with Options(_raw.aift_train_options, self.options) as made:
            return TrainReport._make("aift_train", self.model, self.data, self.eval_data, made, keeps=self.model.owner().keeps)

    def check(self) -> Outline:
        """Looks at the options before any text is tokenized; the model must have its labels."""
        told = [C.c_int64() for _ in range(3)]
        with Options(_raw.aift_train_options, self.options) as made:
            call("aift_train_check", self.model, len(self.data), made, *map(C.byref, told))
        return Outline(*(number.value for number in told))

    def plan(self, calibration_seconds: float = 0.0) -> Plan:
        """What train() will take; with some seconds of calibration also how long."""
        figures = {"calibration_seconds": calibration_seconds}
        with Options(_raw.aift_train_options, self.options) as made, Options(_raw.aift_plan_options, figures) as plan:
            return Plan._make("aift_plan_create", self.model, self.data, self.eval_data, made, plan,
                              keeps=self.model.owner().keeps)

    def _start(self):
        if self._owner is None:
            out = C.POINTER(self._type)()
            with Options(_raw.aift_train_options, self.options) as made:
                call("aift_trainer_create", self.model, self.data, made, C.byref(out))
            # The trainer works on model and data until it ends.
            self._own(out, self.model.owner(), self.data.owner(), made)

    def backward(self, rows: Iterable[int]) -> float:
        """Forward and backward over some rows of the data; the mean loss."""
        self._start()
        rows = rows if hasattr(rows, "__array_interface__") else list(rows)
        pointer, count, _held = _arrays.borrow(rows, C.c_size_t)
        loss = C.c_double()
        call("aift_trainer_backward", self, pointer, count, C.byref(loss))
        return loss.value

    def step(self) -> float:
        """An optimizer step; the gradient's norm before clipping."""
        self._start()
        norm = C.c_double()
        call("aift_trainer_step", self, C.byref(norm))
        return norm.value

    def gradient(self, name: str) -> Tensor:
        """A copy of a parameter's gradient since the last step."""
        self._start()
        return Tensor._make("aift_trainer_gradient", self, *strings([name]), keeps=self.model.owner().keeps)
