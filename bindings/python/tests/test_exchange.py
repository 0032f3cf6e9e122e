"""Use cases from other tools, and for them."""
import io
import json

import pytest

import aift

JIRA = b"Summary,Issue key,Labels,Labels\nSort mail,AI-1,a,b\n,AI-2,,\n"


def test_import_and_export(tmp_path):
    store = aift.Store.create(":memory:")
    path = tmp_path / "issues.csv"
    path.write_bytes(JIRA)
    first = store.import_file(path, format="jira")
    assert (first["created"], first["rejected"][0]["line"]) == (1, 3)
    assert store.import_file(JIRA, format="jira", dry_run=True)["unchanged"] == 1
    assert store.import_file(io.BytesIO(b"Name\nB\n"), map={"Name": "title"}, key="Name")["created"] == 1
    assert json.loads(store.export("json", ["UC-1"]))["items"][0]["extra"]["Labels"] == ["a", "b"]
    assert "Sort mail" in store.export("html") and store.export("jira").startswith("Summary,")
    with pytest.raises(aift.NotFoundError, match="UC-9"):
        store.export("json", ["UC-9"])
    with pytest.raises(aift.FormatError, match="quote"):
        store.import_file(b'title\n"x', format="csv")


def test_surveys_and_templates():
    store = aift.Store.create(":memory:")
    store.add({"title": "A"})
    got = store.survey("UC-1", b"stakeholder,date,channel,pain point\nAda,2026-01-02,survey,slow\nBob,,survey,slow\n")
    assert (got["rows"], len(got["rejected"]), got["pain_points"][0]["count"]) == (2, 1, 1)
    assert aift.Store.template()["total"] == 12
    assert aift.Store.template("text-classification")["task"] == "text-classification"
