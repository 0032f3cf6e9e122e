# Data sources for other catalogues: Croissant as mlcroissant reads it, data packages as frictionless validates them, OpenLineage by its schema.
import hashlib
import json
import os
import tempfile

import frictionless
import jsonschema
import mlcroissant

import command
import common

ROWS = "text,label,score\n" + "".join("row %d,%d,%.2f\n" % (i, i % 3, i / 7) for i in range(40))
RECORD = {"name": "Support mails", "description": "What customers wrote.", "kind": "file", "license": "CC-BY-4.0", "lawful_basis": "contract",
          "owner": {"name": "Ada L", "email": "ada@example.com"}, "collected": "2026-01-02", "retention": "P2Y"}
MODEL = os.path.join(common.ROOT, "tests", "golden", "tiny-bert")
TYPES = {"text": "string", "label": "integer", "score": "number"}


def croissant(checks, path, data):
    dataset = mlcroissant.Dataset(jsonld=path)
    issues = dataset.metadata.ctx.issues
    checks.that(not issues.errors, "mlcroissant finds no error", sorted(issues.errors), [])
    meta = dataset.metadata
    file = meta.distribution[0]
    for name, got, want in (("name", meta.name, RECORD["name"]), ("description", meta.description, RECORD["description"]),
                            ("license", meta.license, ["https://spdx.org/licenses/CC-BY-4.0.html"]),
                            ("creator", [c.name for c in meta.creators], ["Ada L"]), ("date", str(meta.date_published)[:10], "2026-01-02"),
                            ("sha256", file.sha256, hashlib.sha256(data).hexdigest()), ("size", file.content_size, "%d B" % len(data)),
                            ("encoding", file.encoding_formats, ["text/csv"]), ("file", file.content_url, "mails.csv"),
                            ("fields", [f.name for f in meta.record_sets[0].fields], list(TYPES))):
        checks.that(got == want, "croissant: " + name, got, want)
    rows = [{k.split("/")[-1]: v for k, v in row.items()} for row in dataset.records(record_set="records")]
    checks.that(len(rows) == 40, "mlcroissant reads the rows", len(rows), 40)
    checks.that((rows[4]["text"], rows[4]["label"]) == (b"row 4", 1), "mlcroissant reads values", rows[4], "row 4, 1")


def package(checks, path, data):
    report = frictionless.validate(path)
    checks.that(report.valid, "frictionless finds the package valid", report.flatten(["type", "message"]), [])
    found = frictionless.Package(path)
    resource = found.resources[0]
    for name, got, want in (("title", found.title, RECORD["name"]), ("description", found.description, RECORD["description"]),
                            ("license", found.licenses[0]["name"], RECORD["license"]), ("owner", found.contributors[0]["email"], "ada@example.com"),
                            ("path", resource.path, "mails.csv"), ("bytes", resource.bytes, len(data)),
                            ("hash", resource.hash, "sha256:" + hashlib.sha256(data).hexdigest()),
                            ("schema", {f.name: f.type for f in resource.schema.fields}, TYPES), ("rows", len(resource.read_rows()), 40)):
        checks.that(got == want, "data package: " + name, got, want)


# ---- OpenLineage: what its schemas 2-0-2 (events), 1-2-0 (schema) and 1-0-0 (dataQualityMetrics) ask for, told anew; no package has them ----

SPEC = "https://openlineage.io/spec/"


def an_object(required, **properties):
    return {"type": "object", "required": required, "properties": properties}


def a_facet(address, required=(), **properties):
    return an_object(["_producer", "_schemaURL", *required], _producer=URI, _schemaURL={"const": SPEC + "facets/" + address}, **properties)


def an_event(kind, required, **properties):
    return an_object(["eventTime", "producer", "schemaURL", *required], eventTime={"type": "string", "pattern": "^[0-9-]{10}T[0-9:.]+Z$"}, producer=URI,
                     schemaURL={"const": SPEC + "2-0-2/OpenLineage.json#/$defs/" + kind}, **properties)


TEXT, URI, WHOLE = {"type": "string"}, {"type": "string", "format": "uri", "pattern": "^[a-z]+:"}, {"type": "integer"}
FIELD = an_object(["name"], name=TEXT, type=TEXT)
DATASET = an_object(["namespace", "name"], namespace=TEXT, name=TEXT, facets={"type": "object", "additionalProperties": False, "properties": {
    "schema": a_facet("1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet", fields={"type": "array", "items": FIELD}),
    "dataQualityMetrics": a_facet("1-0-0/DataQualityMetricsDatasetFacet.json#/$defs/DataQualityMetricsDatasetFacet", ["columnMetrics"],
                                  rowCount=WHOLE, bytes=WHOLE, columnMetrics={"type": "object"})}})
DATASETS = {"type": "array", "items": DATASET}
UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
RUN_EVENT = an_event("RunEvent", ["run", "job"], eventType={"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]}, inputs=DATASETS,
                     outputs=DATASETS, run=an_object(["runId"], runId=UUID), job=an_object(["namespace", "name"], namespace=TEXT, name=TEXT))
DATASET_EVENT = {**an_event("DatasetEvent", ["dataset"], dataset=DATASET), "not": {"anyOf": [{"required": ["job"]}, {"required": ["run"]}]}}


def lineage(checks, lines):
    events = [json.loads(line) for line in lines.splitlines()]
    checks.that([event.get("eventType", "") for event in events] == ["", "", "", "", "START", "COMPLETE"], "its events", len(events), 6)
    for i, event in enumerate(events):
        validator = jsonschema.Draft202012Validator({"oneOf": [RUN_EVENT, DATASET_EVENT]})
        faults = [fault.message for fault in validator.iter_errors(event)]
        checks.that(not faults, "event %d is valid" % i, faults, [])
    facets = [event["dataset"]["facets"] for event in events[:4]]
    for i, rows in enumerate((40, 40, 40, None)):  # check, profile, scan, a check of a file that is gone
        metrics = facets[i]["dataQualityMetrics"]
        checks.that(metrics.get("rowCount") == rows, "event %d: rows" % i, metrics, rows)
    for i in (0, 1):
        checks.that({f["name"]: f["type"] for f in facets[i]["schema"]["fields"]} == TYPES, "event %d: schema" % i, facets[i]["schema"], TYPES)
    start, complete = events[4:]
    checks.that(start["run"] == complete["run"] and start["job"]["name"] == "UC-1" and complete["inputs"][0]["name"].endswith("mails.csv"), "a training", complete)


def looked_at(folder, store, data):
    """Lineage of DS-1 after a check, a profile, a scan, a training (its evaluation alone), and a check that finds nothing."""
    evaluation, usecase, lines = (os.path.join(folder, name) for name in ("evaluation.json", "usecase.json", "lines"))
    common.write_json(evaluation, {"accuracy": 0.5})
    common.write_json(usecase, {"title": "Sorting", "requirements": [{"name": "mails", "sources": ["DS-1"]}]})
    command.run("usecase", "new", "--from", usecase, "--store", store)
    command.run("usecase", "bind", "UC-1", "--model", MODEL, "--evaluation", evaluation, "--store", store)
    command.run("source", "profile", "DS-1", "--store", store)
    command.run("source", "scan", "DS-1", "--store", store)
    os.rename(data, data + ".gone")
    try:
        command.run("source", "check", "DS-1", "--store", store)
    except command.Error:
        pass  # it says that it cannot be reached
    command.run("source", "lineage", "DS-1", "--output", lines, "--store", store)
    with open(lines) as file:
        return file.read()


def main():
    checks = common.Checks()
    with tempfile.TemporaryDirectory() as folder:
        store, data = os.path.join(folder, "aift.db"), os.path.join(folder, "mails.csv")
        with open(data, "w") as file:
            file.write(ROWS)
        with open(os.path.join(folder, "record.json"), "w") as file:
            json.dump({**RECORD, "location": data}, file)
        command.run("store", "init", "--store", store)
        command.run("source", "add", "--from", os.path.join(folder, "record.json"), "--store", store)
        command.run("source", "check", "DS-1", "--store", store)
        for name, look in (("croissant", croissant), ("frictionless", package)):
            path = os.path.join(folder, "datapackage.json" if name == "frictionless" else "croissant.json")
            command.run("source", "export", "DS-1", "--format", name, "--output", path, "--store", store)
            look(checks, path, ROWS.encode())
            again = path + ".again"
            command.run("source", "import", path, "--format", name, "--store", store)
            number = "DS-2" if name == "croissant" else "DS-3"
            command.run("source", "check", number, "--store", store)
            command.run("source", "export", number, "--format", name, "--output", again, "--store", store)
            was, now = (json.load(open(p)) for p in (path, again))
            was.pop("created", None), now.pop("created", None)
            checks.that(was == now, name + ": a round trip changes nothing", now, was)
        lineage(checks, looked_at(folder, store, data))
    checks.done()


if __name__ == "__main__":
    main()
