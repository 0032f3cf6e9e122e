"""aift source profile, scan, mask: tables as files, pipes and queries; nothing personal where nobody asked for it."""
import csv
import gzip
import io
import json
import os
import re
import sqlite3

from cli import aift, case, check, end, file_size_limit, write

PLANTED = ["anna.berg@example.com", "4111 1111 1111 1111", "GB82 WEST 1234 5698 7654 32", "192.168.17.5"]


def one(result):
    return json.loads(result.out.decode().splitlines()[-1])


def without_times(profile):
    return {k: v for k, v in profile.items() if k not in ("seconds", "peak_rss_bytes", "bytes")}


def rows_of(n=300):
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["text", "category", "n"])
    for i in range(n):
        table.writerow([f"a question, number {i}", f"c{i % 7}", i * i if i % 10 else ""])
    return out.getvalue().encode()


def profile(folder):
    plain = write(folder, "t.csv", rows_of())
    packed = write(folder, "t.csv.gz", gzip.compress(rows_of()))
    first = one(aift("source", "profile", "--file", plain, "--json"))
    check(list(first) == ["rows", "bytes", "seconds", "peak_rss_bytes", "columns"], list(first))
    check(first["rows"] == 300 and first["bytes"] == len(rows_of()), first)
    text, category, n = first["columns"]
    check(list(text)[:10] == ["name", "type", "nulls", "distinct", "min", "max", "mean", "quantiles", "histogram", "top"], text)
    check((category["distinct"], category["nulls"], category["type"]) == ({"value": 7, "approx": False}, 0, "string"), category)
    check(category["top"][0] == {"value": "c0", "count": 43}, category["top"])
    check((n["nulls"], n["type"], n["min"], n["max"]) == (30, "integer", 1, 299 * 299), n)
    check(len(n["histogram"]["edges"]) == 21 and sum(n["histogram"]["counts"]) == 270, n["histogram"])
    check(without_times(one(aift("source", "profile", "--file", packed, "--json"))) == without_times(first), "gzip")
    check(without_times(one(aift("source", "profile", "--file", "-", "--json", stdin=rows_of()))) == without_times(first), "pipe")
    check(without_times(one(aift("source", "profile", "--file", plain, "--json", "--threads", "1"))) == without_times(first), "threads")
    few = one(aift("source", "profile", "--file", plain, "--bins", "3", "--top", "2", "--json"))
    check(len(few["columns"][2]["histogram"]["counts"]) == 3 and len(few["columns"][1]["top"]) == 2, few)


def query(folder):
    path = os.path.join(folder, "t.db")
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (text TEXT, category TEXT, n INTEGER)")
    base.executemany("INSERT INTO t VALUES (?, ?, ?)",
                     [(t, c, int(n) if n else None) for t, c, n in list(csv.reader(io.StringIO(rows_of().decode())))[1:]])
    base.commit()
    base.close()
    before = open(path, "rb").read()
    plain = write(folder, "t.csv", rows_of())
    of_file = one(aift("source", "profile", "--file", plain, "--json"))
    of_query = one(aift("source", "profile", "--file", path, "--query", "SELECT * FROM t", "--json"))
    check(without_times(of_file) == without_times(of_query), "a table and its CSV have one profile")
    aift("source", "profile", "--file", path, "--query", "DELETE FROM t", code=1, err="more than read")
    check(open(path, "rb").read() == before, "the database stays as it is")


def page(folder):
    plain = write(folder, "<t>.csv", b"<b>,n\n<script>alert(1)</script>,1\nx,2\n")
    html = os.path.join(folder, "p.html")
    aift("source", "profile", "--file", plain, "--html", html)
    text = open(html, encoding="utf-8").read()
    check("<script" not in text and "&lt;script&gt;" in text and "<svg" in text and "&lt;t&gt;.csv" in text, "escaped")
    aift("source", "profile", "--file", plain, "--html", os.path.join(folder, "none", "p.html"), code=1, err="none")
    old = write(folder, "old.html", b"old")
    aift("source", "profile", "--file", plain, "--html", old, code=1, before=file_size_limit(100))
    check(open(old, "rb").read() == b"old" and len(os.listdir(folder)) == 3, os.listdir(folder))


def personal(folder):
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["id", "note"])
    for i, planted in enumerate(PLANTED * 5):
        rows.writerow([i, f"about {planted} here"])
    return write(folder, "p.csv", table.getvalue().encode())


def leaks(*parts):
    return [p for p in PLANTED for part in parts if p.encode() in part]


def scan(folder):
    path, found = personal(folder), os.path.join(folder, "found.jsonl")
    result = aift("source", "scan", "--file", path, "--findings", found, "--json")
    answer = one(result)
    check(answer["rows"] == 20 and answer["findings"] == 20, answer)
    names = {e["entity"]: e["count"] for e in answer["columns"][1]["entities"]}
    check(names == {"CREDIT_CARD": 5, "EMAIL_ADDRESS": 5, "IBAN_CODE": 5, "IP_ADDRESS": 5}, names)
    check(answer["unsupported"] == ["PERSON", "LOCATION", "NRP"], answer)
    written = open(found, "rb").read()
    check(not leaks(result.out, result.err, written), "a value was shown")
    lines = [json.loads(line) for line in written.splitlines()]
    check(lines[0] == {"row": 1, "column": "note", "start": 6, "end": 27, "entity": "EMAIL_ADDRESS", "score": 1}, lines[0])
    aift("source", "scan", "--file", path, "--fail-on-pii", code=3)
    aift("source", "scan", "--file", path, "--fail-on-pii", "--entities", "URL")
    aift("source", "scan", "--file", path, "--entities", "PERSON", code=1, err="PERSON")
    aift("source", "scan", "--file", path, "--findings", found, "--show-values")
    shown = [json.loads(line)["value"] for line in open(found, encoding="utf-8")]
    check(shown == PLANTED * 5, shown)


def mask(folder):
    path, out = personal(folder), os.path.join(folder, "safe.csv")
    result = aift("source", "mask", "--file", path, "--output", out, "--json")
    safe = open(out, "rb").read()
    check(one(result)["findings"] == 20 and not leaks(result.out, result.err, safe), "a value was left")
    check(b"1,about <CREDIT_CARD> here\n" in safe, safe)
    check(one(aift("source", "scan", "--file", out, "--json"))["findings"] == 0, "nothing is left")
    salt = write(folder, "salt", b"0123456789abcdef")
    aift("source", "mask", "--file", path, "--output", out, "--entity", "EMAIL_ADDRESS=hash", "--entity", "URL=redact",
         "--salt-file", salt)
    check(re.search(rb"0,about [0-9a-f]{64} here\n", open(out, "rb").read()), "hashed")
    aift("source", "mask", "--file", path, "--output", out, "--operator", "hash", code=1, err="salt")
    aift("source", "mask", "--file", path, "--output", out, "--operator", "hide", code=1, err="hide")
    aift("source", "mask", "--file", path, code=2, err="--output")
    was = open(path, "rb").read()
    os.link(path, os.path.join(folder, "again.csv"))
    os.symlink(path, os.path.join(folder, "link.csv"))
    for other in (path, os.path.join(folder, "again.csv"), os.path.join(folder, "link.csv")):
        for verb in (("mask", "--output"), ("scan", "--findings"), ("profile", "--html")):
            aift("source", verb[0], "--file", path, verb[1], other, code=1, err="it is the file that is read")
    check(open(path, "rb").read() == was, "the table is as it was")


def broken(folder):
    out, keep = os.path.join(folder, "safe.csv"), [b"a,b\n1,a@example.com\n2\n", b"a\nx\0y\n", b"a\n\xff\n", b"a\n\"x\n"]
    for i, text in enumerate(keep):
        path = write(folder, "b%d.csv" % i, text)
        for verb in (["profile"], ["scan"], ["mask", "--output", out]):
            result = aift("source", *verb, "--file", path, "--json", code=1, err=r"b%d.csv: line \d+: " % i)
            check("error" in one(result), result.out)
            check(b"example.com" not in result.out + result.err, "an error shows a value")
    cut = write(folder, "cut.csv.gz", gzip.compress(rows_of(5000))[:-40])
    aift("source", "mask", "--file", cut, "--output", out, code=1, err="too early")
    check(sorted(os.listdir(folder)) == ["b0.csv", "b1.csv", "b2.csv", "b3.csv", "cut.csv.gz"], os.listdir(folder))
    aift("source", "profile", code=2, err="one of ID and --file FILE is expected")
    aift("source", "profile", "--file", os.path.join(folder, "none.csv"), code=1, err="none.csv")
    aift("source", "profile", "--file", path, "--bins", "0", code=2)


case("profile", profile)
case("query", query)
case("page", page)
case("scan", scan)
case("mask", mask)
case("broken tables", broken)
end()
