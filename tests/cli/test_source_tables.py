"""aift source profile, scan, mask of sources in a store: files, folders, queries, the web; what the store keeps, and what never."""
import http.server
import json
import os
import sqlite3
import threading
import time

from cli import aift, case, check, end, read, write

MAIL, CARD = "anna.berg@example.com", "4111 1111 1111 1111"
ROWS = ("text,n\n" + "".join("row %d,%d\n" % (i, i) for i in range(50)) + "mail to %s,50\ncard %s,51\n" % (MAIL, CARD)).encode()
SCHEMA = [{"name": "text", "type": "string"}, {"name": "n", "type": "integer"}]
ENTITIES = {"text": [("CREDIT_CARD", 1), ("EMAIL_ADDRESS", 1)]}


def run(folder, *arguments, code=0, **more):
    result = aift(*arguments, "--json", folder=folder, code=code, **more)
    return json.loads(result.out.decode().splitlines()[-1]) if result.out else None


def add(folder, **fields):
    return run(folder, "source", "add", "--from", "-", stdin=json.dumps({"name": "x", **fields}).encode())["id"]


def without_times(profile):
    return {k: v for k, v in profile.items() if k not in ("seconds", "peak_rss_bytes", "bytes")}


def found(scan):
    return {c["name"]: sorted((e["entity"], e["count"]) for e in c["entities"]) for c in scan["columns"] if c["entities"]}


def same_as_file(folder, name):
    """A source beside --file: the same answers, and what the record and the log have of them."""
    profile, scan = (run(folder, "source", verb, name) for verb in ("profile", "scan"))
    check(without_times(profile) == without_times(run(folder, "source", "profile", "--file", "t.csv")), (name, profile))
    check(scan == run(folder, "source", "scan", "--file", "t.csv"), (name, scan))
    record = run(folder, "source", "get", name)
    check((record["profile"]["rows"], record["profile"]["schema"]) == (52, SCHEMA) and record["profile"]["profiled_at"], record)
    check((record["scan"]["rows"], record["scan"]["findings"], found(record["scan"])) == (52, 2, ENTITIES) and record["scan"]["scanned_at"], record)
    run(folder, "source", "mask", name, "--output", name + ".csv")
    run(folder, "source", "mask", "--file", "t.csv", "--output", "file.csv")
    check(read(folder, name + ".csv") == read(folder, "file.csv") and b"<EMAIL_ADDRESS>" in read(folder, "file.csv"), name)
    check([row["action"] for row in run(folder, "store", "audit", "--id", name)["items"]] == ["create", "profile", "scan"], "the log")


def begin(folder):
    run(folder, "store", "init")
    write(folder, "t.csv", ROWS)


def never_kept(folder):
    """No text that was found, no value of the table."""
    raw = read(folder, "aift.db") + json.dumps(run(folder, "store", "audit")).encode()
    check(MAIL.encode() not in raw and CARD.encode() not in raw and b"row 17" not in raw, "a value is in the store")
    check(run(folder, "store", "verify")["ok"], "verify")


def files(folder):
    begin(folder)
    same_as_file(folder, add(folder, kind="file", location="t.csv"))
    os.mkdir(os.path.join(folder, "one"))
    write(folder, "one/t.csv", ROWS)
    write(folder, "one/README", b"x")
    same_as_file(folder, add(folder, kind="folder", location="one"))
    run(folder, "source", "scan", "DS-1", "--show-values", "--findings", "found.jsonl")
    check(MAIL.encode() in read(folder, "found.jsonl"), "values are shown where they are asked for")
    check(run(folder, "source", "scan", "DS-1", "--fail-on-pii", code=3)["findings"] == 2, "--fail-on-pii")
    events = [json.loads(line) for line in aift("source", "lineage", "DS-1", folder=folder).out.splitlines()]
    check([e["dataset"]["facets"]["dataQualityMetrics"]["rowCount"] for e in events] == [52] * len(events) and len(events) >= 3, events)
    check([f["name"] for f in events[0]["dataset"]["facets"]["schema"]["fields"]] == ["text", "n"], events[0])
    check(b"DS-1" in aift("source", "profile", "DS-1", "--html", "p.html", folder=folder).out + read(folder, "p.html"), "a page")
    never_kept(folder)


def query(folder):
    begin(folder)
    db = sqlite3.connect(os.path.join(folder, "t.db"))
    db.execute("CREATE TABLE t (text TEXT, n INTEGER)")
    db.executemany("INSERT INTO t VALUES (?, ?)", [line.rsplit(",", 1) for line in ROWS.decode().splitlines()[1:]])
    db.commit()
    db.close()
    before = read(folder, "t.db")
    same_as_file(folder, add(folder, kind="sqlite", location="t.db", query="SELECT * FROM t"))
    endless = add(folder, kind="sqlite", location="t.db", query="WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c")
    writes = add(folder, kind="sqlite", location="t.db", query="DELETE FROM t")
    for verb in ("profile",), ("scan",), ("mask", "--output", "no.csv"):
        began = time.monotonic()
        aift("source", verb[0], endless, *verb[1:], "--timeout", "1", folder=folder, code=1, err="longer than it may")
        check(time.monotonic() - began < 10, "it took too long")
        aift("source", verb[0], writes, *verb[1:], folder=folder, code=1, err="expected one SELECT")
    check(read(folder, "t.db") == before and not os.path.exists(os.path.join(folder, "no.csv")), "something was written")
    never_kept(folder)


class Server(http.server.BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_GET(self):
        self.send_response(200 if self.path != "/none.csv" else 404)
        self.send_header("Content-Type", "text/csv" if self.path != "/text" else "text/plain")
        self.end_headers()
        try:
            self.wfile.write(ROWS)
            while self.path == "/endless.csv":
                self.wfile.write(b"x,1\n" * 4096)
        except OSError:
            pass


def web(folder):
    begin(folder)
    if "built without libcurl" in run(folder, "source", "check", add(folder, kind="http", location="http://127.0.0.1:1/x"), code=3)["error"]:
        return
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    same_as_file(folder, add(folder, kind="http", location=base + "/t.csv?x=1"))
    for path, said in (("/none.csv", "answers 404"), ("/text", "expected CSV or JSON Lines"), ("/endless.csv", "longer than it may")):
        name = add(folder, kind="http", location=base + path)
        aift("source", "profile", name, "--timeout", "1", folder=folder, code=1, err=said)
        aift("source", "mask", name, "--timeout", "1", "--output", "no.csv", folder=folder, code=1, err=said)
    check(not os.path.exists(os.path.join(folder, "no.csv")), "something was written")
    server.shutdown()
    never_kept(folder)


def bad_input(folder):
    begin(folder)
    add(folder, kind="file", location="t.csv")
    add(folder, kind="folder", location=".")
    add(folder, kind="postgresql", location="service=x", query="SELECT 1")
    write(folder, "u.csv", ROWS)
    add(folder, kind="file", location="nowhere.csv")
    add(folder, kind="file", location="t.csv")
    run(folder, "source", "remove", "DS-5")
    before = read(folder, "aift.db")
    for verb in ("profile",), ("scan",), ("mask", "--output", "no.csv"):
        for name, said in (("DS-2", "2 files of CSV or JSON Lines"), ("DS-3", "libpq|service=x"), ("DS-4", "nowhere.csv"), ("DS-5", "removed"), ("DS-9", "DS-9")):
            aift("source", verb[0], name, *verb[1:], folder=folder, code=1, err=said)
        aift("source", verb[0], "DS-1", "--file", "t.csv", *verb[1:], folder=folder, code=2, err="one of ID and --file FILE")
        aift("source", verb[0], "DS-1", "--query", "SELECT 1", *verb[1:], folder=folder, code=2, err="in its record")
        aift("source", verb[0], "DS-1", "--store", "none.db", *verb[1:], folder=folder, code=1, err="none.db")
    check(read(folder, "aift.db") == before and not os.path.exists(os.path.join(folder, "no.csv")), "something was written")


def odd_columns(folder):
    """Headers that a record must take too."""
    begin(folder)
    write(folder, "odd.csv", "a,\u00e4 b,{}\n1,2,{}\n".format("long " * 200, MAIL).encode())
    name = add(folder, kind="file", location="odd.csv")
    run(folder, "source", "check", name)
    run(folder, "source", "profile", name)
    check(run(folder, "source", "scan", name)["findings"] == 1, "scan")


case("files and folders", files)
case("queries", query)
case("the web", web)
case("bad input", bad_input)
case("odd columns", odd_columns)
end()
