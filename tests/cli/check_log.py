#!/usr/bin/env python3
"""Checks the log of a store again, without the library: aift store audit --limit 2147483647 --json | check_log.py

The digests of what stood before and after, and the chain over them. Canonical JSON (RFC 8785) of what the store writes:
json.dumps with sorted keys, but for the way that numbers are written.
"""
import decimal
import hashlib
import json
import sys


def number(value):
    """As ECMAScript writes it."""
    text = repr(float(value))
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        return format(decimal.Decimal(text), "f").removesuffix(".0")
    mantissa, _, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent):+d}"


def canonical(value):
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: item[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{canonical(k)}:{canonical(v)}" for k, v in items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def sha256(*texts):
    return hashlib.sha256("".join(texts).encode()).hexdigest()


prev, rows = "0" * 64, json.load(sys.stdin)["items"]
for row in rows:
    for name in ("before", "after"):
        want = row[name] if row[name] is None else sha256(row["salt"], canonical(row[name]))
        assert row.get("erased") or row[name + "_digest"] == want, f"row {row['seq']}: {name}"
    link = {name: row[name] for name in ("seq", "at", "actor", "action", "id", "before_digest", "after_digest")}
    assert row["prev"] == prev and row["hash"] == sha256(prev, canonical(link)), f"row {row['seq']}: the chain"
    prev = row["hash"]
print(f"{len(rows)} rows, head {prev}")
