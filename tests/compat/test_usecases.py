# Model cards of use cases: valid CycloneDX 1.6 by the standard's own schema, and each field where docs/exchange.md says.
import json
import os
import tempfile

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

import command
import common

RECORD = {
    "title": "<img src=x onerror=alert(1)>", "problem": "Mail is sorted by hand.", "objectives": ["faster", "cheaper"],
    "scope": {"in": ["mails"], "out": ["letters"]}, "task": "text-classification", "modality": "text", "industry": "post",
    "owner": {"name": "Ada L", "email": "ada@example.com"}, "team": [{"role": "data", "name": "Bob"}],
    "stakeholders": [{"role": "clerk", "name": "Eve"}, {"name": "Max"}],
    "kpis": [{"name": "sorted rightly", "unit": "share", "baseline": 0.4, "target": 0.9, "direction": "higher", "metric": "accuracy"}],
    "risk": {"class": "limited", "reason": "people write to it"}, "timeline": {"start": "2027-01-04", "target": "2027-06-30"},
    "links": [{"kind": "wiki", "url": "https://example.com/a?b=1&c=2"}], "people": 2,
    "risks": [{"text": "biased", "likelihood": 2, "impact": 3, "mitigation": "look at each group"}],
    "scores": {"reach": 200}, "requirements": [{"name": "labelled mails"}], "extra": {"Labels": ["a", "b"]}}


def main():
    checks = common.Checks()
    with tempfile.TemporaryDirectory() as folder:
        store, out = os.path.join(folder, "aift.db"), os.path.join(folder, "card.json")
        command.run("store", "init", "--store", store)
        for record in (RECORD, {"title": "bare"}, {"title": "link", "links": [{"url": "no address"}]}):
            given = os.path.join(folder, "record.json")
            with open(given, "w") as file:
                json.dump(record, file)
            command.run("usecase", "new", "--from", given, "--store", store)
        command.run("usecase", "export", "--format", "cyclonedx", "--output", out, "--store", store)
        with open(out) as file:
            text = file.read()
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    checks.that(wrong is None, "valid by the schema of CycloneDX 1.6", wrong or "%d bytes" % len(text), "no fault")
    bom = json.loads(text)
    checks.that(bom["specVersion"] == "1.6" and bom["bomFormat"] == "CycloneDX", "its version", bom["specVersion"], "1.6")
    component = bom["components"][0]
    card = component["modelCard"]
    properties = {p["name"]: p["value"] for p in component["properties"]}
    said, thought = card["modelParameters"], card["considerations"]
    for name, got, want in (
            ("type", component["type"], "machine-learning-model"), ("id", component["bom-ref"], "UC-1"),
            ("title", component["name"], RECORD["title"]), ("version", component["version"], "1"),
            ("problem", component["description"], RECORD["problem"]), ("owner", component["authors"], [RECORD["owner"]]),
            ("links", component["externalReferences"], [{"type": "other", "url": RECORD["links"][0]["url"], "comment": "wiki"}]),
            ("task", said["task"], RECORD["task"]), ("modality", said["inputs"], [{"format": "text"}]),
            ("requirements", said["datasets"], [{"type": "dataset", "name": "labelled mails"}]),
            ("objectives", thought["useCases"], RECORD["objectives"]), ("stakeholders", thought["users"], ["clerk", "Max"]),
            ("scope.out", thought["technicalLimitations"], ["letters"]),
            ("risks", thought["ethicalConsiderations"], [{"name": "biased", "mitigationStrategy": "look at each group"}]),
            ("state", properties["aift:state"], "draft"), ("industry", properties["aift:industry"], "post"),
            *((field, json.loads(properties["aift:" + field]), RECORD[field])
              for field in ("kpis", "risk", "timeline", "people", "team", "scores", "scope", "extra"))):
        checks.that(got == want, "model card, " + name, got if got != want else "", want if got != want else "")
    head = {p["name"]: p["value"] for p in bom["metadata"]["properties"]}["aift:audit_head"]
    checks.that(head.startswith("3:") or head.split(":")[0].isdigit(), "the head of the log", head.split(":")[0], "a number")
    checks.that("externalReferences" not in bom["components"][2], "what is no address is a property")
    checks.done()


if __name__ == "__main__":
    main()
