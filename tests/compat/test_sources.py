# Data sources for other catalogues: Croissant as mlcroissant reads it, data packages as frictionless validates them, OpenLineage by its required keys.
import hashlib
import json
import os
import tempfile

import frictionless
import mlcroissant

import command
import common

ROWS = "text,label,score\n" + "".join("row %d,%d,%.2f\n" % (i, i % 3, i / 7) for i in range(40))
RECORD = {"name": "Support mails", "description": "What customers wrote.", "kind": "file", "license": "CC-BY-4.0", "lawful_basis": "contract",
          "owner": {"name": "Ada L", "email": "ada@example.com"}, "collected": "2026-01-02", "retention": "P2Y"}
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


def lineage(checks, lines):
    events = [json.loads(line) for line in lines.splitlines()]
    checks.that(len(events) == 1, "one event for one check", len(events), 1)
    for event in events:
        base = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/"
        checks.that({"eventTime", "producer", "schemaURL"} <= set(event) and event["schemaURL"].startswith(base), "its keys", sorted(event), base)
        facets = event["dataset"]["facets"]
        checks.that(all({"_producer", "_schemaURL"} <= set(facet) for facet in facets.values()), "its facets", facets, "_producer, _schemaURL")
        checks.that({f["name"]: f["type"] for f in facets["schema"]["fields"]} == TYPES, "its schema", facets["schema"], TYPES)
        checks.that(facets["dataQualityMetrics"]["rowCount"] == 40, "its rows", facets["dataQualityMetrics"], 40)


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
        command.run("source", "lineage", "DS-1", "--output", os.path.join(folder, "lines"), "--store", store)
        with open(os.path.join(folder, "lines")) as file:
            lineage(checks, file.read())
    checks.done()


if __name__ == "__main__":
    main()
