"""Tables looked into."""
import io
import json

import pytest

import aift

CSV = b"id,mail\n1,anna@example.com\n2,\n3,bo@example.org\n"


def test_profile(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(CSV)
    told = []
    profile = aift.profile(path, top=1, progress=lambda done, total: told.append((done, total)))
    assert profile["rows"] == 3 and profile["columns"][1]["nulls"] == 1 and told[-1] == (len(CSV), len(CSV))
    assert profile["columns"][0]["mean"] == 2 and len(profile["columns"][0]["top"]) == 1
    assert aift.profile(CSV)["columns"] == aift.profile(io.BytesIO(CSV))["columns"]
    assert aift.profile(b'{"a": 1}\n', format="jsonl", name="t")["columns"][0]["type"] == "integer"
    page = aift.profile_page("<t>", profile)
    assert "<svg" in page and "&lt;t&gt;" in page
    with pytest.raises(aift.FormatError, match="line 3"):
        aift.profile(b"a,b\n1,2\n3\n")
    with pytest.raises(ZeroDivisionError):
        aift.profile(path, progress=lambda done, total: 1 / 0)


def test_scan_and_mask():
    lines = []
    found = aift.scan(CSV, write=lambda name, data: lines.append(data))
    assert found["findings"] == 2 and [json.loads(line)["row"] for line in b"".join(lines).splitlines()] == [1, 3]
    assert b"example" not in b"".join(lines)
    safe = []
    aift.mask(CSV, lambda name, data: safe.append(data), operators="hash", salt=list(b"0123456789abcdef"))
    assert b"example" not in b"".join(safe) and b"".join(safe).startswith(b"id,mail\n1,")
    with pytest.raises(aift.InvalidError, match="salt"):
        aift.mask(CSV, lambda name, data: None, operators="hash")
