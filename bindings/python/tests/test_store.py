"""The store of use cases."""
import copy

import pytest

import aift

CASE = {"title": "Sorting mail", "owner": {"name": "Anna Beispiel", "email": "anna@example.com"}, "task": "text-classification"}


def test_records(tmp_path):
    path = tmp_path / "a.db"
    store = aift.Store.create(path, actor="eve@example.com")
    record = store.add(["text-classification", CASE])
    assert (record["id"], record["version"], record["state"], record["title"]) == ("UC-1", 1, "draft", "Sorting mail")
    assert record["owner"] == CASE["owner"] and record["kpis"]
    assert store.set("UC-1", {"people": 2, "kpis.0.target": 0.9})["kpis"][0]["target"] == 0.9
    assert store.set("UC-1", ["title=Mail", {"people": None}], if_version=2)["version"] == 3
    assert store.move("UC-1", "submitted", "worth a look") == {"id": "UC-1", "from": "draft", "to": "submitted"}
    assert store.list(search="mail", state="submitted")["total"] == 1 and store.list(owner="nobody@example.com")["items"] == []
    store.close()
    with aift.Store.open(path, read_only=True) as store:
        assert store.get("UC-1")["state_reason"] == "worth a look"
        with pytest.raises(aift.Error, match="read-only"):
            store.add(CASE)


def test_the_log(tmp_path):
    store = aift.Store.create(tmp_path / "a.db")
    store.add(CASE)
    store.set("UC-1", {"problem": "Anna Beispiel sorts it by hand"})
    head = store.info()["head"]
    assert [row["action"] for row in store.audit(id="UC-1")["items"]] == ["create", "set"]
    assert store.verify(f"{head['seq']}:{head['hash']}")["ok"]
    assert store.backup(tmp_path / "copy.db")["head"] == head
    assert store.erase("anna@example.com")["rows"] == 1
    assert "[erased]" in copy.copy(store).get("UC-1")["problem"] and store.verify()["ok"]
    assert b"Beispiel" not in (tmp_path / "a.db").read_bytes()


def test_what_is_refused(tmp_path):
    store = aift.Store.create(":memory:")
    with pytest.raises(aift.FormatError, match="colour is .*: expected no such field"):
        store.add({"title": "a", "colour": "red"})
    with pytest.raises(aift.NotFoundError, match="no record UC-7"):
        store.get("UC-7")
    store.add({"title": "a"})
    with pytest.raises(aift.StateError, match="draft to deployed"):
        store.move("UC-1", "deployed", "now")
    assert "title" in aift.Store.schema()["required"]


def test_the_chain(model):
    store = aift.Store.create(":memory:")
    store.add({"title": "a", "kpis": [{"name": "right", "metric": "accuracy", "direction": "higher", "target": 0}]})
    evaluation = model.evaluate([{"text": "rain", "label": label} for label in model.labels])
    bound = store.bind("UC-1", {"model_sha256": "1" * 64, "parameters_sha256": model.digest()}, evaluation)
    assert bound["run"] == "RUN-1" and bound["kpis"][0]["state"] == "met" and bound["kpis"][0]["value"] == evaluation["accuracy"]
    assert store.bind("UC-1", {"model_sha256": "1" * 64})["kpis"][0]["state"] == "pending"
    chain = store.trace("UC-1")
    assert len(chain["runs"]) == 2 and chain["models"][0]["runs"] == ["RUN-1", "RUN-2"] and chain["approval"] is None
    assert store.trace("1" * 64)["usecases"] == store.trace(model.digest())["usecases"] == ["UC-1"]
    with pytest.raises(aift.NotFoundError, match="it has f1"):
        store.bind("UC-1", {"model_sha256": "1" * 64}, {"f1": 1})


def test_categories(model):
    proposals = aift.categorize(model, "Mail is sorted by hand.", top=2)
    assert len(proposals) == 2 and proposals[0]["score"] >= proposals[1]["score"] and "-" in proposals[0]["task"]
