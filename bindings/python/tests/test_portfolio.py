"""Ranks and roadmaps."""
import pytest

import aift


def test_rank_and_roadmap():
    store = aift.Store.create(":memory:")
    for value, cost in ((8, 100), (5, 50), (2, 10)):
        store.add({"title": "T", "people": 1, "scores": {"effort": 1, "criteria": {"value": value, "cost": cost}}})
    weights = {"value": {"weight": .55}, "cost": {"weight": .45, "cost": True}}
    got = store.rank(weights=weights)
    assert [round(i["score"], 9) for i in got["items"]] == [.55, .525, .45] and len(got["sensitivity"]) == 3
    assert store.rank(weights=weights, sensitivity=0, limit=2)["next"] == "UC-2"
    assert store.rank(format="csv").startswith("aift.rank,")
    got = store.roadmap(start="2027-01-04", capacity=2, weights=weights)
    assert [i["end"] for i in got["items"]] == ["2027-02-03", "2027-02-03", "2027-03-05"]
    assert store.roadmap(start="2027-01-04", capacity=2, format="mermaid").startswith("gantt\n")
    with pytest.raises(aift.InvalidError, match="mice"):
        store.rank(method="mice")
