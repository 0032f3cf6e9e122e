"""aift source: the inventory, checks of files, tables and the web, requirements, the record of Art. 30."""
import gzip
import hashlib
import http.server
import json
import os
import socket
import sqlite3
import threading
import time

from cli import aift, case, check, end, read, write

RECORD = {"name": "Mails", "kind": "file", "location": "mails.csv", "modality": "text", "lawful_basis": "contract", "retention": "P2Y",
          "owner": {"name": "Ada", "email": "ada@example.com"}, "license": "CC-BY-4.0"}
ROWS = b"text,label\n" + b"".join(b"hello %d,%d\n" % (i, i % 7) for i in range(500))
SCHEMA = [{"name": "text", "type": "string"}, {"name": "label", "type": "integer"}]


def run(folder, *arguments, code=0, **more):
    """The one JSON object that the command prints."""
    result = aift(*arguments, "--json", folder=folder, code=code, **more)
    return json.loads(result.out.decode().splitlines()[-1]) if result.out else None


def add(folder, **fields):
    return run(folder, "source", "add", "--from", "-", stdin=json.dumps({"name": "x", **fields}).encode())["id"]


def looked(folder, code=0, timeout="5", **fields):
    began = time.monotonic()
    got = run(folder, "source", "check", add(folder, **fields), "--timeout", timeout, code=code)
    check(time.monotonic() - began < float(timeout) + 10, "it took too long")
    check(got["reachable"] == (code == 0) and (code == 0 or got["error"]), got)
    return got


def records(folder):
    run(folder, "store", "init")
    file = write(folder, "record.json", json.dumps(RECORD))
    got = run(folder, "source", "add", "--from", file)
    check(list(got) == ["id", "version", "state", "name", "kind", "location", "modality", "owner", "license", "lawful_basis", "retention",
                        "created", "updated"] and got["id"] == "DS-1", got)
    check(run(folder, "source", "get", "DS-1") == got, "get")
    got = run(folder, "source", "set", "DS-1", "sensitivity=internal", "ccpa.sold_or_shared=false", "--if-version", "1")
    check((got["sensitivity"], got["ccpa"], got["version"]) == ("internal", {"sold_or_shared": False}, 2), got)
    run(folder, "source", "set", "DS-1", "name=y", "--if-version", "1", code=1)
    add(folder, kind="folder", location="x", collected="2020-01-01", retention="P1Y")
    check([r["id"] for r in run(folder, "source", "list")["items"]] == ["DS-1", "DS-2"], "list")
    check([r["id"] for r in run(folder, "source", "list", "--overdue")["items"]] == ["DS-2"], "overdue")
    check(run(folder, "source", "list", "--search", "mail", "--owner", "ada@example.com", "--sort", "title")["total"] == 1, "search")
    check(run(folder, "source", "remove", "DS-2")["state"] == "removed", "remove")
    check(run(folder, "source", "list")["total"] == 1 and run(folder, "source", "get", "DS-2")["state"] == "removed", "removed")
    check([r["action"] for r in run(folder, "store", "audit")["items"]] == ["create", "set", "create", "remove"], "the log")
    check(b"ada@example.com" not in json.dumps(run(folder, "store", "audit")).encode(), "persons are hidden")
    run(folder, "store", "erase", "ada@example.com")
    check(run(folder, "store", "verify")["ok"], "verify")
    schema = run(folder, "source", "schema")
    check(schema["required"] == ["name", "kind", "location"], schema["required"])


def bad_input(folder):
    run(folder, "store", "init")
    before = read(folder, "aift.db")
    for fields, field in (({"kind": "cloud"}, "kind"), ({"lawful_basis": "because"}, "lawful_basis"), ({"retention": "2y"}, "retention"),
                          ({"license": "free"}, "license"), ({"colour": 1}, "colour"), ({"name": None}, "name"), ({"query": "x"}, "query"),
                          ({"location": "https://u:hunter2@h/x"}, "location"), ({"access": "password=hunter2"}, "access")):
        record = {**RECORD, **fields}
        result = aift("source", "add", "--from", "-", "--json", folder=folder, code=1, stdin=json.dumps(record).encode())
        error = json.loads(result.out.decode())["error"]
        check(error["field"] == field and error["expected"], error)
        check(b"hunter2" not in result.out + result.err, "the password is told")
    aift("source", "add", "--from", "-", folder=folder, code=1, stdin=b"{", err="the record")
    aift("source", "add", folder=folder, code=2, err="--from FILE is missing")
    aift("source", "check", "DS-1", folder=folder, code=1, err="DS-1")
    aift("source", "ropa", "--format", "pdf", folder=folder, code=1, err="json, csv or html")
    aift("source", "check", "DS-1", "--timeout", "0", folder=folder, code=2)
    aift("source", "get", folder=folder, code=2, err="ID is missing")
    check(read(folder, "aift.db") == before, "the store was changed")


def files(folder):
    run(folder, "store", "init")
    write(folder, "mails.csv", ROWS)
    write(folder, "mails.csv.gz", gzip.compress(ROWS))
    for name in "mails.csv", "mails.csv.gz":
        got = looked(folder, kind="file", location=name)
        check((got["rows"], got["schema"]) == (500, SCHEMA) and got["bytes"] == os.path.getsize(os.path.join(folder, name)), got)
    write(folder, "cut.csv.gz", gzip.compress(ROWS * 50)[:-20])
    write(folder, "nul.csv", b"a\n1\n\0\n")
    write(folder, "bomb.csv.gz", gzip.compress(b"a\n" + b"x" * (64 << 20)))
    check("gzip" in looked(folder, code=3, kind="file", location="cut.csv.gz")["error"], "truncated gzip")
    check("line 3" in looked(folder, code=3, kind="file", location="nul.csv")["error"], "NUL")
    check("line 2" in looked(folder, code=3, kind="file", location="bomb.csv.gz")["error"], "a long line")
    looked(folder, code=3, kind="file", location="nowhere.csv")
    os.mkdir(os.path.join(folder, "many"))
    for i in range(5):
        write(folder, f"many/{i}", b"x" * i)
    os.symlink(".", os.path.join(folder, "many", "again"))
    got = looked(folder, kind="folder", location="many")
    check((got["rows"], got["bytes"]) == (5, 10), got)
    check(run(folder, "store", "verify")["ok"], "verify")


def tables(folder):
    run(folder, "store", "init")
    path = os.path.join(folder, "mails.db")
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE m(text TEXT, label INTEGER)")
    db.executemany("INSERT INTO m VALUES(?, ?)", [(f"hello {i}", i % 7) for i in range(500)])
    db.commit()
    db.close()
    before = read(folder, "mails.db")

    def ask(query, code=0, **more):
        return looked(folder, code=code, kind="sqlite", location=path, query=query, **more)

    got = ask("SELECT * FROM m")
    check((got["rows"], got["schema"], got["bytes"]) == (500, SCHEMA, len(before)), got)
    for query in "DELETE FROM m", "SELECT 1; DROP TABLE m", "PRAGMA user_version=7", "ATTACH 'other.db' AS o", "VACUUM INTO 'copy.db'":
        check("expected one SELECT" in ask(query, code=3)["error"], query)
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"
    check("longer than it may" in ask(endless, code=3, timeout="0.5")["error"], "a query without an end")
    check(read(folder, "mails.db") == before and sorted(os.listdir(folder)) == ["aift.db", "mails.db"], os.listdir(folder))


def servers(folder):
    """PostgreSQL without one: what there is is asked by tests/compat/test_postgresql.py."""
    run(folder, "store", "init")

    def ask(location, timeout="5", **more):
        return looked(folder, code=3, timeout=timeout, kind="postgresql", location=location, query="SELECT 1", **more)["error"]

    if "built without libpq" in ask("host=127.0.0.1 port=1"):
        return
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(1)
    location = f"host=127.0.0.1 port={silent.getsockname()[1]} user=u dbname=d"
    check("longer than it may" in ask(location, timeout="0.5"), "a silent server")
    silent.close()
    check("refused" in ask(location), "a dead port")
    check("service=nobody: " in ask("service=nobody"), "an unknown service")
    check("expected such as service=NAME" in ask("hunter2 hunter3"), "no connection string")
    source = add(folder, kind="postgresql", location=location, query="SELECT 1")
    aift("source", "check", source, "--password-env", "NOT_SET", folder=folder, code=2, err="there is no such variable")
    run(folder, "source", "profile", source, code=1)


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def head(self, code=200, **fields):
        self.send_response(code)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def do_GET(self):
        if self.path == "/mails.csv?x=1" or self.path == "/typed":
            self.head(Content_Length=str(len(ROWS)), Content_Type="text/csv; charset=utf-8" if self.path == "/typed" else "text/plain",
                      Last_Modified="Mon, 05 Jan 2026 10:00:00 GMT")
            self.wfile.write(ROWS)
        elif self.path == "/moved":
            self.head(302, Location="/typed", Content_Length="0")
        elif self.path == "/loop":
            self.head(302, Location="/loop", Content_Length="0")
        elif self.path == "/file":
            self.head(302, Location="file:///etc/hostname", Content_Length="0")
        elif self.path == "/short.csv":
            self.head(Content_Length="100000", Content_Type="text/csv")
            self.wfile.write(ROWS)
            self.close_connection = True
        elif self.path in ("/endless.csv", "/line.csv", "/slow"):
            self.close_connection = True
            self.head(Content_Type="text/csv", Connection="close")
            try:
                while True:
                    if self.path == "/slow":
                        time.sleep(0.05)
                    self.wfile.write({"/slow": b"x", "/line.csv": b"x" * 65536}.get(self.path, b"a,b\n" * 4096))
            except OSError:
                pass
        elif self.path == "/head":
            self.close_connection = True
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while True:
                    self.wfile.write(b"X: " + b"y" * 1000 + b"\r\n")
            except OSError:
                pass
        else:
            self.head(404, Content_Length="0")


def web(folder):
    run(folder, "store", "init")
    if "built without libcurl" in looked(folder, code=3, kind="http", location="http://127.0.0.1:1/x")["error"]:
        return
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    for path in "/mails.csv?x=1", "/typed", "/moved":
        got = looked(folder, kind="http", location=base + path)
        check((got["rows"], got["schema"], got["bytes"]) == (500, SCHEMA, len(ROWS)), got)
        check(got["modified"] == ("2026-01-05T10:00:00Z"), got)
    for path, said in (("/loop", "redirects more than 5"), ("/file", "http and https|redirects to such|expected an address"), ("/nothing", "answers 404"),
                       ("/short.csv", ""), ("/line.csv", "line 1"), ("/head", "longer")):
        got = looked(folder, code=3, kind="http", location=base + path)
        check(any(part in got["error"] for part in said.split("|")), (path, got))
    for path in "/endless.csv", "/slow":
        check("longer than it may" in looked(folder, code=3, timeout="1", kind="http", location=base + path)["error"], path)
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen(1)
    location = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
    check("longer than it may" in looked(folder, code=3, timeout="1", kind="http", location=location)["error"], "a silent server")
    silent.close()
    looked(folder, code=3, kind="http", location=location)  # a dead port
    server.shutdown()
    check(run(folder, "store", "verify")["ok"], "verify")


def requirements(folder):
    run(folder, "store", "init")
    write(folder, "mails.csv", ROWS)
    fields = {"title": "Sorting", "requirements": [{"name": "mails", "kind": "text", "rows": 400, "columns": ["text", "label"], "freshness": "P1Y"}]}
    run(folder, "usecase", "new", "--from", "-", stdin=json.dumps(fields).encode())
    run(folder, "source", "add", "--from", "-", stdin=json.dumps(RECORD).encode())
    got = run(folder, "source", "map", "UC-1", code=3)
    check(got == {"requirements": [{"name": "mails", "sources": [], "gap": "no source is mapped to it"}]}, got)
    got = run(folder, "source", "map", "UC-1", "--requirement", "mails=DS-1", code=3)
    check(got["requirements"][0]["gap"] == "DS-1 has not been checked", got)
    run(folder, "source", "check", "DS-1")
    check(run(folder, "source", "map", "UC-1") == {"requirements": [{"name": "mails", "sources": ["DS-1"], "gap": None}]}, "no gap")
    before = read(folder, "aift.db")
    run(folder, "source", "map", "UC-1", "--requirement", "nails=DS-1", code=1)
    run(folder, "source", "map", "UC-1", "--requirement", "mails", code=1)
    check(read(folder, "aift.db") == before, "the store was changed")
    os.utime(os.path.join(folder, "mails.csv"), (1, 1))
    run(folder, "source", "check", "DS-1")
    check("may not be older than P1Y" in run(folder, "source", "map", "UC-1", code=3)["requirements"][0]["gap"], "freshness")


def register(folder):
    run(folder, "store", "init")
    add(folder, kind="file", location="x")
    got = run(folder, "source", "ropa")
    check(got["items"][0]["missing"] == ["art30." + name for name in ("controller", "purposes", "subjects", "categories", "recipients", "transfers",
                                                                      "erasure", "security")] + ["lawful_basis"], got)
    sheet = aift("source", "ropa", "--format", "csv", folder=folder).out.decode().splitlines()
    check(sheet[0].startswith("id,name,owner,controller,") and sheet[1].startswith("DS-1,x,") and "art30.security" in sheet[1], sheet)
    got = run(folder, "source", "ropa", "--format", "html", "--output", "ropa.html")
    page = read(folder, "ropa.html")
    check(got["bytes"] == len(page) and b"missing: art30.security" in page, got)


def interchange(folder):
    run(folder, "store", "init")
    write(folder, "mails.csv", ROWS)
    run(folder, "source", "add", "--from", "-", stdin=json.dumps(RECORD).encode())
    run(folder, "source", "check", "DS-1")
    for format in "croissant", "frictionless":
        got = run(folder, "source", "export", "DS-1", "--format", format, "--output", format + ".json")
        check(got == {"format": format, "file": format + ".json", "bytes": os.path.getsize(os.path.join(folder, format + ".json"))}, got)
        text = read(folder, format + ".json").decode()
        check(hashlib.sha256(ROWS).hexdigest() in text, "the digest")
        again = run(folder, "source", "import", format + ".json", "--format", format)
        check({k: v for k, v in again.items() if k in RECORD} == RECORD, again)
    events = [json.loads(line) for line in aift("source", "lineage", "DS-1", folder=folder).out.splitlines()]
    check([event["dataset"]["name"] for event in events] == ["mails.csv"], events)
    before = read(folder, "aift.db")
    write(folder, "bad.json", '{"resources": [{"name": "a", "path": "../x"}]}')
    aift("source", "import", "bad.json", "--format", "frictionless", folder=folder, code=1, err="resources.0..path")
    aift("source", "import", "bad.json", folder=folder, code=2)
    check(read(folder, "aift.db") == before, "the store was changed")


def catalogues(folder):
    run(folder, "store", "init")
    write(folder, "catalog.csv", "name,kind,location,owner.email,art30.purposes,retention,Domain\nMails,file,m.csv,ada@example.com,sorting,P2Y,Post\n"
          "Bad,cloud,x,,,,\nSounds,folder,s,,\"[\"\"a\"\",\"\"b\"\"]\",,\n")
    got = run(folder, "source", "import", "catalog.csv", "--format", "catalog", code=3)
    check((got["rows"], got["created"]) == (3, 2) and got["rejected"][0]["line"] == 3 and "kind" in got["rejected"][0]["message"], got)
    first = run(folder, "source", "get", "DS-1")
    check((first["art30"], first["extra"], first["owner"]) == ({"purposes": ["sorting"]}, {"Domain": "Post"}, {"email": "ada@example.com"}), first)
    head = run(folder, "store", "info")["head"]
    check(run(folder, "source", "import", "catalog.csv", "--format", "catalog", code=3)["unchanged"] == 2, "again")
    check(run(folder, "store", "info")["head"] == head, "the log grew")
    aift("source", "export", "--format", "catalog", "--output", "out.csv", folder=folder)
    os.mkdir(os.path.join(folder, "other"))
    run(os.path.join(folder, "other"), "store", "init")
    run(os.path.join(folder, "other"), "source", "import", "../out.csv", "--format", "catalog")
    for name in "DS-1", "DS-2":
        was, now = run(folder, "source", "get", name), run(os.path.join(folder, "other"), "source", "get", name)
        check({k: v for k, v in was.items() if k not in ("created", "updated")} == {k: v for k, v in now.items() if k not in ("created", "updated")}, (was, now))
    write(folder, "collibra.csv", "Asset Id,Name,Definition,Location,Kind,Data Steward,Retention Period\na-1,Calls,of customers,calls.db,file,Eve,P1Y\n")
    run(folder, "source", "import", "collibra.csv", "--format", "collibra")
    got = run(folder, "source", "get", "DS-3")
    check((got["name"], got["description"], got["owner"], got["retention"]) == ("Calls", "of customers", {"name": "Eve"}, "P1Y"), got)
    write(folder, "alation.csv", "key,title,description,uri,k,steward\n1.a,Posts,d,https://x.org/p.csv,http,eve@example.com\n")
    write(folder, "map.json", '{"k": "kind"}')
    run(folder, "source", "import", "alation.csv", "--format", "alation", "--map", "map.json")
    check(run(folder, "source", "get", "DS-4")["location"] == "https://x.org/p.csv", "alation")
    aift("source", "import", "alation.csv", "--format", "jira", folder=folder, code=2)


case("records", records)
case("bad input", bad_input)
case("files", files)
case("tables", tables)
case("PostgreSQL without a server", servers)
case("the web", web)
case("requirements", requirements)
case("the record of Art. 30", register)
case("other catalogues", interchange)
case("rows of catalogues", catalogues)
end()
