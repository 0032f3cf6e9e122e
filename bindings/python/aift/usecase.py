"""Use cases: what a model is for, and the figures it is held to."""
import ctypes as C
import json
import math
import os
from dataclasses import dataclass
from typing import Any

from . import _raw
from ._handle import Shared, call, strings, text
from ._handle import path as encoded
from ._keywords import Source
from .context import Context, owner_of
from .dataset import Dataset
from .predict import Evaluation
from .train import TrainReport


@dataclass(frozen=True)
class Kpi:
    """A figure that the use case is held to."""

    name: str
    unit: str | None
    baseline: float | None
    target: float | None
    direction: str
    metric: str
    review_date: str | None


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


class UseCase(Shared):
    """A use case: usecase["title"], usecase.kpis."""

    _type = _raw.aift_usecase

    @classmethod
    def load(cls, path, *, name: str = "usecase.json", context: Context | None = None) -> "UseCase":
        """Reads a JSON file; in place of a path bytes, a file open for reading, or a dict."""
        owner = owner_of(context)
        if isinstance(path, (str, os.PathLike)):
            return cls._make("aift_usecase_load", owner, encoded(path), keeps=(owner,))
        if isinstance(path, dict):
            path = json.dumps(path).encode()
        with Source(name, path) as source:
            return cls._make("aift_usecase_load_source", owner, source, keeps=(owner,))

    def __getitem__(self, field: str) -> str | None:
        """A text field: "title", "problem", "task", "owner.name", "owner.email"; None where it is not given."""
        return text(call("aift_usecase_field", self, *strings([field])))

    @property
    def kpis(self) -> list[Kpi]:
        """The KPIs."""
        return [self._kpi(i) for i in range(call("aift_usecase_num_kpis", self))]

    def _kpi(self, index):
        kpi = _raw.aift_kpi(struct_size=C.sizeof(_raw.aift_kpi))
        call("aift_usecase_kpi", self, index, C.byref(kpi))
        return Kpi(text(kpi.name), text(kpi.unit), _number(kpi.baseline), _number(kpi.target),
                   _raw.aift_kpi_direction(kpi.direction).name.lower(), text(kpi.metric), text(kpi.review_date))

    def to_dict(self) -> dict[str, Any]:
        """The use case as its JSON has it."""
        return json.loads(call("aift_usecase_json", self))

    def save(self, path) -> None:
        """Writes the JSON file."""
        call("aift_usecase_save", self, encoded(path))

    def judge(self, index: int, evaluation: Evaluation) -> tuple[float, bool]:
        """A KPI's figure in an evaluation, and whether it reaches the target."""
        value, met = C.c_double(), C.c_int32()
        call("aift_usecase_judge", self, index, evaluation, C.byref(value), C.byref(met))
        return value.value, bool(met.value)

    def check(self, data, label_column: str | None = None) -> None:
        """Raises, before a training, if its evaluation will not compute every KPI's metric."""
        column = None if label_column is None else strings([label_column])[0]
        call("aift_usecase_check", self, Dataset.of(data), column)

    def apply(self, report: TrainReport) -> bool:
        """Judges every KPI by a training's evaluation, and writes the result into the report; True if none was missed."""
        met = C.c_int32()
        call("aift_usecase_apply", self, report, C.byref(met))
        return bool(met.value)
