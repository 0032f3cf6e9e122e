"""Verdicts and decisions."""
import pytest

import aift

CASE = {"title": "Sorting mail", "finance": {"rate": 0.1, "cash_flows": [-1000, 500, 500, 500]}, "privacy": {"personal_data": False},
        "risk": {"class": "minimal", "role": "deployer", "reason": "it sorts"}}


def test_validation(model, rows):
    store = aift.Store.create(":memory:", actor="eve@example.com")
    store.add(CASE)
    told = store.validate("UC-1", aift.Dataset.of(rows), model, gates={"rows": 18, "smallest_class": 6})
    gates = {gate["name"]: gate for gate in told["gates"]}
    assert (told["verdict"], told["by"]) == ("redefine" if gates["baseline"]["status"] == "fail" else "viable", "eve@example.com")
    assert [gates[name]["status"] for name in ("rows", "label_coverage", "smallest_class", "lawful_basis", "risk_class", "dpia")] == ["pass"] * 6
    assert gates["rows"]["standard"] == 500 and told["finance"]["payback"] == 2
    assert store.signoff("UC-1", "sponsor", "approve")["usecase_version"] == 1
    assert "Viable" in store.report("UC-1") or "To be redefined" in store.report("UC-1")
    assert store.report("UC-1", "markdown").startswith("# Sorting mail")
    with pytest.raises(aift.InvalidError, match="comment is missing"):
        store.signoff("UC-1", "legal", "waive", gate="rows")
    with pytest.raises(aift.StateError, match="version is 1: expected 2"):
        store.signoff("UC-1", "sponsor", "approve", if_version=2)
