"""Data sources in a store."""
import json

import pytest

import aift


def test_sources(tmp_path):
    (tmp_path / "mails.csv").write_text("text,label\na,1\nb,2\n")
    store = aift.Store.create(tmp_path / "a.db")
    store.add({"title": "Sorting", "requirements": [{"name": "mails", "rows": 2}]})
    source = store.add({"name": "Mails", "kind": "file", "location": str(tmp_path / "mails.csv"), "collected": "2020-01-01", "retention": "P1Y"}, "source")
    assert source["id"] == "DS-1" and store.list("source", overdue=True)["total"] == 1
    assert store.map_sources("UC-1")["requirements"][0]["gap"] == "no source is mapped to it"
    assert store.check_source("DS-1", timeout=5)["rows"] == 2
    assert store.map_sources("UC-1", {"mails": "DS-1"}, if_version=1) == {"requirements": [{"name": "mails", "sources": ["DS-1"], "gap": None}]}
    assert json.loads(store.ropa())["items"][0]["missing"][0] == "art30.controller" and "art30.security" in store.ropa("html")
    package = store.export_source("DS-1", "frictionless")
    assert json.loads(package)["resources"][0]["path"] == "mails.csv"
    (tmp_path / "datapackage.json").write_text(package)
    assert store.import_source(tmp_path / "datapackage.json", "frictionless")["retention"] == "P1Y"
    assert [event["dataset"]["namespace"] for event in store.lineage("DS-1")] == ["file"]
    assert store.remove("DS-1")["state"] == "removed" and store.list("source")["total"] == 1
    (tmp_path / "mails.csv").write_text("text,label\nto bo@example.org,1\n")
    name = store.add({"name": "Mails", "kind": "file", "location": str(tmp_path / "mails.csv")}, "source")["id"]
    told, written = [], []
    assert store.profile_source(name, timeout=60, top=1, progress=lambda *at: told.append(at))["columns"][1]["mean"] == 1 and told
    store.set_password("one")
    store.set_password(None)
    with pytest.raises(aift.Error):
        store.set_password("")
    assert store.scan_source(name, entities="EMAIL_ADDRESS")["findings"] == 1
    store.mask_source(name, lambda _, data: written.append(data), operators="redact")
    assert b"".join(written) == b"text,label\nto ,1\n"
    record = store.get(name)
    assert record["profile"]["rows"] == 1 and record["scan"]["findings"] == 1 and "bo@example.org" not in str(store.audit())
    with pytest.raises(aift.Error, match="timeout is 0"):
        store.check_source("DS-1", timeout=0)
