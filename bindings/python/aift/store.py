"""The store: records of use cases in one file, with a log of all changes."""
import ctypes as C
import json
import os
from typing import Any, Unpack

from . import _raw
from ._handle import Handle, Shared, call, strings
from ._handle import path as encoded
from ._keywords import Look, Options, Sink, Source
from ._options import ImportOptions, MaskOptions, ProfileOptions, RankOptions, RoadmapOptions, ScanOptions, StoreOptions, ValidateOptions
from .context import Context, owner_of
from .dataset import Dataset
from .model import Model
from .predict import Evaluation


class _Text(Handle):
    """An answer."""

    _type = _raw.aift_text

    def read(self) -> str:
        return call("aift_text_data", self)[:call("aift_text_size", self)].decode("utf-8")


def _answer(name, *arguments) -> str:
    """What a function says whose last parameter gives a text."""
    with _Text._make(name, *arguments) as answer:
        return answer.read()


def _one(value: str | None):
    return None if value is None else strings([value])[0]


def _json(value) -> bytes:
    return strings([value if isinstance(value, str) else json.dumps(value)])[0]


class Store(Shared):
    """A file of records. A store is used by one thread at a time; other threads and processes open the file themselves."""

    _type = _raw.aift_store

    @classmethod
    def create(cls, path, *, context: Context | None = None, **options: Unpack[StoreOptions]) -> "Store":
        """Makes a new store, where nothing may be yet; ":memory:" is in no file."""
        return cls._open("aift_store_create", path, context, options)

    @classmethod
    def open(cls, path, *, context: Context | None = None, **options: Unpack[StoreOptions]) -> "Store":
        """Opens a store."""
        return cls._open("aift_store_open", path, context, options)

    @classmethod
    def _open(cls, name, path, context, options):
        owner = owner_of(context)
        with Options(_raw.aift_store_options, options) as given:
            return cls._make(name, owner, encoded(path), given, keeps=(owner,))

    @staticmethod
    def schema(kind: str = "usecase", *, context: Context | None = None) -> dict[str, Any]:
        """The JSON Schema of a kind's records."""
        return json.loads(_answer("aift_store_schema", owner_of(context), _one(kind)))

    # ---- records ----

    def add(self, record, kind: str = "usecase") -> dict[str, Any]:
        """Adds a record: a dict of fields, or a list of dicts and names of templates. Returns it as it is kept."""
        return json.loads(_answer("aift_store_add", self, _one(kind), _json(record)))

    def get(self, id: str) -> dict[str, Any]:
        """A record."""
        return json.loads(_answer("aift_store_get", self, _one(id)))

    def list(self, kind: str = "usecase", **query: Any) -> dict[str, Any]:
        """A page of records: items, total, next. The query: state, task, owner, search, sort, limit, after; of
        sources overdue."""
        return json.loads(_answer("aift_store_list", self, _one(kind), _json(query)))

    def set(self, id: str, changes, *, if_version: int = 0) -> dict[str, Any]:
        """Changes fields by their paths: {"kpis.0.target": 0.9}; None removes one."""
        return json.loads(_answer("aift_store_set", self, _one(id), _json(changes), C.c_int64(if_version)))

    def move(self, id: str, state: str, reason: str, *, if_version: int = 0) -> dict[str, Any]:
        """Moves a use case to another state."""
        return json.loads(_answer("aift_store_move", self, _one(id), _one(state), _one(reason), C.c_int64(if_version)))

    def set_password(self, password: str | None) -> None:
        """Gives the password that sources of the kind postgresql are opened with; it is kept in memory alone."""
        call("aift_store_set_password", self, _one(password))

    # ---- the portfolio ----

    def rank(self, **options: Unpack[RankOptions]) -> Any:
        """Ranks the use cases by rice, wsjf, ice or weighted (`method`): method, items, sensitivity, total, next. In a `format`
        other than json it is a text."""
        if isinstance(options.get("weights"), dict):
            options["weights"] = json.dumps(options["weights"])
        with Options(_raw.aift_rank_options, options) as given:
            text = _answer("aift_portfolio_rank", self, given)
        return json.loads(text) if options.get("format") in (None, "json") else text

    def roadmap(self, **options: Unpack[RoadmapOptions]) -> Any:
        """Lays the use cases out in time, from `start` under a `capacity` of people: items, left_out, method, capacity, start,
        end. In a `format` other than json it is a text."""
        if isinstance(options.get("weights"), dict):
            options["weights"] = json.dumps(options["weights"])
        left_out = C.c_int64()
        with Options(_raw.aift_roadmap_options, options) as given:
            text = _answer("aift_portfolio_roadmap", self, given, C.byref(left_out))
        return json.loads(text) if options.get("format") in (None, "json") else text

    # ---- data sources ----

    def remove(self, id: str, *, if_version: int = 0) -> dict[str, Any]:
        """Takes a data source out of use."""
        return json.loads(_answer("aift_store_remove", self, _one(id), C.c_int64(if_version)))

    def check_source(self, id: str, timeout: float = 10) -> dict[str, Any]:
        """Looks whether a source can be reached, and what it has: reachable, rows, bytes, modified, schema, checked_at, error."""
        reachable = C.c_int32()
        return json.loads(_answer("aift_store_check_source", self, _one(id), C.c_double(timeout), C.byref(reachable)))

    def profile_source(self, id: str, *, timeout: int = 0, progress=None, **options: Unpack[ProfileOptions]) -> dict[str, Any]:
        """What each column of a source holds, as `profile` tells it; the record keeps rows, names and types."""
        with Look(timeout, progress) as table, Options(_raw.aift_profile_options, options) as chosen:
            return json.loads(_answer("aift_store_profile_source", self, _one(id), table, chosen))

    def scan_source(self, id: str, *, timeout: int = 0, progress=None, **options: Unpack[ScanOptions]) -> dict[str, Any]:
        """Where a source has personal data, as `scan` tells it; the record keeps the counts."""
        count = C.c_int64()
        with Look(timeout, progress) as table, Options(_raw.aift_scan_options, options) as chosen:
            return json.loads(_answer("aift_store_scan_source", self, _one(id), table, chosen, C.byref(count)))

    def mask_source(self, id: str, write, *, timeout: int = 0, progress=None, **options: Unpack[MaskOptions]) -> dict[str, Any]:
        """Writes a source's table again without its personal data, as `mask` does."""
        with Look(timeout, progress) as table, Options(_raw.aift_mask_options, options) as chosen, Sink(write) as sink:
            return json.loads(_answer("aift_store_mask_source", self, _one(id), table, chosen, sink, None))

    def map_sources(self, usecase: str, sources=None, *, if_version: int = 0) -> dict[str, Any]:
        """Tells which sources meet the requirements of a use case, and the gaps; adds sources before: {"requirement": "DS-1"}."""
        gaps = C.c_int64()
        given = None if sources is None else _json(sources)
        return json.loads(_answer("aift_store_map_sources", self, _one(usecase), given, C.c_int64(if_version), C.byref(gaps)))

    def ropa(self, format: str = "json") -> str:
        """The record of processing activities (GDPR Art. 30) as json, csv or html."""
        return _answer("aift_store_ropa", self, _one(format))

    def export_source(self, id: str, format: str) -> str:
        """A source as "croissant" or "frictionless" describes it, with the digests of its files."""
        return _answer("aift_store_export_source", self, _one(id), _one(format))

    def import_source(self, path, format: str, *, name: str = "given") -> dict[str, Any]:
        """Adds the source that such a file describes; in place of a path bytes, or a file open for reading. Returns the record."""
        if isinstance(path, (str, os.PathLike)):
            with open(path, "rb") as file:
                return self.import_source(file, format, name=os.fspath(path))
        with Source(name, path) as source:
            return json.loads(_answer("aift_store_import_source", self, source, _one(format)))

    def lineage(self, id: str) -> Any:
        """OpenLineage events of a source."""
        return [json.loads(line) for line in _answer("aift_store_lineage", self, _one(id)).splitlines()]

    # ---- the chain ----

    def bind(self, usecase: str, run: dict[str, Any], evaluation=None) -> dict[str, Any]:
        """Binds a model to a use case as a run: what came of each KPI. `run` has model_sha256 (Model.file_digest(path)), and
        may have parameters_sha256 (Model.digest()), model, data_sha256, data, train, extra; `evaluation` is an Evaluation, a dict or JSON."""
        if isinstance(evaluation, Evaluation):
            evaluation = evaluation.to_dict()
        met = C.c_int32()
        given = None if evaluation is None else _json(evaluation)
        return json.loads(_answer("aift_store_bind", self, _one(usecase), _json(run), given, C.byref(met)))

    def trace(self, what: str) -> dict[str, Any]:
        """The chain of a use case (an id), or of a model (its digest): use case, sources, approval, runs, models, kpis."""
        return json.loads(_answer("aift_store_trace", self, _one(what)))

    # ---- verdicts ----

    def validate(self, id: str, data: Dataset | None = None, model: Model | None = None,
                 **options: Unpack[ValidateOptions]) -> dict[str, Any]:
        """Judges a use case: verdict, gates, finance, risks, compliance, ... `gates` may be a dict of thresholds."""
        if isinstance(options.get("gates"), dict):
            options["gates"] = json.dumps(options["gates"])
        viable = C.c_int32()
        with Options(_raw.aift_validate_options, options) as given:
            return json.loads(_answer("aift_store_validate", self, _one(id), data, model, given, C.byref(viable)))

    def signoff(self, id: str, role: str, decision: str, *, gate: str | None = None, comment: str | None = None,
                if_version: int = 0) -> dict[str, Any]:
        """Signs a decision on a use case as it is now: "approve", "reject", or "waive" with gate and comment."""
        given = {"role": role, "decision": decision, "gate": gate, "comment": comment}
        given = {name: value for name, value in given.items() if value is not None}
        return json.loads(_answer("aift_store_signoff", self, _one(id), _json(given), C.c_int64(if_version)))

    def report(self, id: str, format: str = "html") -> str:
        """The document to be decided on, as html or markdown."""
        return _answer("aift_store_report", self, _one(id), _one(format))

    # ---- the log ----

    def audit(self, **query: Any) -> dict[str, Any]:
        """Rows of the log: items, total, next. The query: id, limit, after."""
        return json.loads(_answer("aift_store_audit", self, _json(query)))

    def verify(self, expect: str | None = None) -> dict[str, Any]:
        """Checks the log, the records and the file: ok, rows, head, first_bad."""
        ok = C.c_int32()
        return json.loads(_answer("aift_store_verify", self, _one(expect), C.byref(ok)))

    def erase(self, person: str) -> dict[str, Any]:
        """Erases a person by id, e-mail address or name."""
        return json.loads(_answer("aift_store_erase", self, _one(person)))

    def info(self) -> dict[str, Any]:
        """Version, numbers of records, the log's end."""
        return json.loads(_answer("aift_store_info", self))

    def backup(self, path) -> dict[str, Any]:
        """Copies the store, while others use it."""
        return json.loads(_answer("aift_store_backup", self, encoded(path)))

    # ---- other tools ----

    @staticmethod
    def template(task: str | None = None, *, context: Context | None = None) -> dict[str, Any]:
        """The record that a new use case of the task begins with; without a task all of them: items, total, next."""
        return json.loads(_answer("aift_store_template", owner_of(context), _one(task)))

    def import_file(self, path, *, name: str = "given", **options: Unpack[ImportOptions]) -> dict[str, Any]:
        """Takes use cases out of a file of Jira, Trello, Asana, Airtable, CSV or JSON (`format`); in place of a path bytes, or
        a file open for reading. Returns rows, created, updated, unchanged, conflicts, rejected."""
        if isinstance(options.get("map"), dict):
            options["map"] = json.dumps(options["map"])
        with Options(_raw.aift_import_options, options) as given:
            return self._from_file("aift_store_import", path, name, (), (given,))

    def survey(self, id: str, path, *, name: str = "given") -> dict[str, Any]:
        """Adds rows of a survey, or notes of interviews and workshops: rows, rejected, pain_points."""
        return self._from_file("aift_store_survey", path, name, strings([id]), ())

    def _from_file(self, function, path, name, before, behind):
        rejected = C.c_int64()
        if isinstance(path, (str, os.PathLike)):
            with open(path, "rb") as file:
                return self._from_file(function, file, os.fspath(path), before, behind)
        with Source(name, path) as source:
            return json.loads(_answer(function, self, *before, source, *behind, C.byref(rejected)))

    def export(self, format: str, ids=None) -> str:
        """Use cases, or all of them, as json, jira, csv, markdown, confluence, html or cyclonedx."""
        given = None if ids is None else strings(ids)
        array = None if given is None else (C.c_char_p * len(given))(*given)
        return _answer("aift_store_export", self, _one(format), array, C.c_size_t(len(given or ())))


def categorize(encoder: Model, problem: str, top: int = 3) -> list[dict[str, Any]]:
    """Tasks that a problem may be about, the likeliest first, each with its score, by a sentence encoder."""
    return json.loads(_answer("aift_categorize", encoder, _one(problem), top))["proposals"]
