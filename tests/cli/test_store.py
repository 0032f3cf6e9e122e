"""aift store and aift usecase: records, their log, and what is refused."""
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tempfile

from cli import AIFT, SOURCE, aift, case, check, end, read, write
from store_writers import writers


def run(folder, *arguments, code=0, **more):
    """The one JSON object that the command prints."""
    result = aift(*arguments, "--json", folder=folder, code=code, **more)
    return json.loads(result.out.decode().splitlines()[-1]) if result.out else None


def made(folder, n=2):
    run(folder, "store", "init")
    for i in range(n):
        run(folder, "usecase", "new", "--title", f"Kreuzfahrt Nummer{i}", "--owner", f"o{i}@example.com", "--actor", "eve")
    return os.path.join(folder, "aift.db")


def records(folder):
    made(folder)
    got = run(folder, "usecase", "get", "UC-1")
    check(list(got) == ["id", "version", "state", "title", "owner", "created", "updated"], list(got))
    check(got["owner"] == {"email": "o0@example.com"} and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", got["created"]), got)
    got = run(folder, "usecase", "set", "UC-1", "people=2", "problem=2 of them", "kpis=[]", "extra.A.b=true", "--if-version", "1")
    check((got["people"], got["problem"], got["extra"], got["version"]) == (2, "2 of them", {"A.b": True}, 2), got)
    more = write(folder, "more.json", json.dumps({"industry": "ships", "people": None}))
    check(run(folder, "usecase", "set", "UC-1", "--from", more)["industry"] == "ships", "from a file")
    new = run(folder, "usecase", "new", "--from", "-", "--title", "Third", stdin=b'{"title": "Other", "task": "t"}')
    check((new["id"], new["title"], new["task"]) == ("UC-3", "Third", "t"), new)
    check(run(folder, "usecase", "new", "--template", "text-classification", "--title", "x")["kpis"], "a template")
    check(run(folder, "usecase", "move", "UC-1", "submitted", "--reason", "why") == {"id": "UC-1", "from": "draft", "to": "submitted"}, "move")
    check(run(folder, "usecase", "list", "--state", "submitted")["total"] == 1, "list")
    page = run(folder, "usecase", "list", "--limit", "3", "--sort", "title")
    check(page["total"] == 4 and len(page["items"]) == 3 and page["next"], page)
    check(len(run(folder, "usecase", "list", "--limit", "3", "--sort", "title", "--after", page["next"])["items"]) == 1, "the next page")
    check(run(folder, "usecase", "list", "--search", "kreuz nummer1")["items"][0]["id"] == "UC-2", "search")
    check(run(folder, "usecase", "list", "--owner", "O1@example.com")["total"] == 1, "owner")
    check(aift("usecase", "get", "UC-2", folder=folder).out.decode().startswith('{\n  "id": "UC-2",\n'), "indented for people")
    schema = run(folder, "usecase", "schema")
    check(schema["$schema"].endswith("2020-12/schema") and "title" in schema["required"], "schema")
    try:
        import jsonschema
    except ImportError:
        return
    jsonschema.Draft202012Validator.check_schema(schema)
    for item in run(folder, "usecase", "list")["items"]:
        jsonschema.validate(item, schema)


def readme(folder):
    """The lines of the README's section are commands that run, and validate says no."""
    with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as file:
        section = file.read().split("\n## From idea to model\n")[1].split("\n## ")[0]
    lines = re.findall(r"^    aift (.*)$", section, re.M)
    for line in lines:
        aift(*shlex.split(line), folder=folder, code=3 if "validate" in line else 0)
    check(len(lines) > 5 and b"Sorting mail" in read(folder, "roadmap.html"), lines)


def the_log(folder):
    made(folder)
    aift("usecase", "set", "UC-1", "scores.reach=12.5", "scores.impact=1e-7", "extra.\u00fc=\u20ac \U0001f600", "extra.n=0.0000012", folder=folder)
    rows = run(folder, "store", "audit")
    check(rows["total"] == 3 and rows["next"] is None and [r["action"] for r in rows["items"]] == ["create", "create", "set"], rows)
    check(rows["items"][0]["actor"] == "eve" and rows["items"][2]["actor"] == "P-0", "actors")
    check([r["seq"] for r in run(folder, "store", "audit", "--id", "UC-1")["items"]] == [1, 3], "of a record")
    page = run(folder, "store", "audit", "--limit", "2")
    check(run(folder, "store", "audit", "--after", page["next"])["items"] == rows["items"][2:], "pages")
    for n in range(51 - rows["total"]):
        run(folder, "usecase", "set", "UC-2", f"people={n + 1}")
    page = run(folder, "store", "audit")
    check((len(page["items"]), page["total"], page["items"][-1]["seq"]) == (50, 51, 50), "50 rows unless told otherwise")
    check([r["seq"] for r in run(folder, "store", "audit", "--after", page["next"])["items"]] == [51], "the rest")
    run(folder, "store", "erase", "o1@example.com")
    log = aift("store", "audit", "--limit", "2147483647", "--json", folder=folder).out
    checker = os.path.join(SOURCE, "tests", "cli", "check_log.py")
    done = subprocess.run([sys.executable, checker], input=log, capture_output=True, check=False)
    head = run(folder, "store", "info")["head"]
    check(done.stdout.decode().strip() == f"{head['seq']} rows, head {head['hash']}", done)
    changed = log.replace(b"Nummer0", b"Nummer9", 1)
    check(changed != log and subprocess.run([sys.executable, checker], input=changed, capture_output=True).returncode, "a changed log")
    expect = f"{head['seq']}:{head['hash']}"
    check(run(folder, "store", "verify", "--expect", expect)["ok"], "verify")
    check(run(folder, "store", "backup", "copy.db")["head"] == head, "backup")
    for _ in range(12):
        run(folder, "usecase", "new", "--title", "x")
    head = run(folder, "store", "info")["head"]
    db = sqlite3.connect(os.path.join(folder, "aift.db"))
    for name, in db.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    for table in ("payload", "audit"):
        db.execute(f"DELETE FROM {table} WHERE seq > (SELECT max(seq) - 10 FROM audit)" if table == "audit" else
                   "DELETE FROM payload WHERE seq > (SELECT max(seq) - 10 FROM audit)")
    db.commit()
    db.close()
    got = run(folder, "store", "verify", "--expect", f"{head['seq']}:{head['hash']}", code=3)
    check(not got["ok"] and got["first_bad"]["seq"] and got["first_bad"]["reason"], got)


def every_byte(folder):
    """A byte is changed wherever a known title stands; verify finds each."""
    path = made(folder, 3)
    run(folder, "usecase", "set", "UC-1", "title=Walfischbucht")
    run(folder, "usecase", "set", "UC-2", "problem=near Walfischbucht", "scope.in.0=Walfischbucht")
    whole, spoilt = read(path), os.path.join(folder, "spoilt.db")
    places = [m.start() + k for word in (b"Walfischbucht", b"walfischbucht", b"Nummer2", b"nummer2") for m in re.finditer(word, whole)
              for k in (0, 3, 6)]
    check(len(places) >= 3 * 12, "%d places" % len(places))
    for place in places:
        write(folder, "spoilt.db", whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:])
        got = run(folder, "store", "verify", "--store", spoilt, code=3)
        check(not got["ok"] and got["first_bad"]["table"] and got["first_bad"]["reason"], got)
    print("%d changed bytes were found" % len(places))


def fails(folder, pattern, *arguments, part=None):
    """The command fails so, and the store's bytes are as they were."""
    path = os.path.join(folder, "aift.db")
    before = read(path)
    error = run(folder, *arguments, code=1, err=pattern)["error"]
    check(list(error) == ["code", "message", "file", "line", "field", "value", "expected"], error)
    for name, value in (part or {}).items():
        check(error[name] == value, error)
    check(read(path) == before and not os.path.exists(path + "-wal"), "the store has changed")


def bad_input(folder):
    path = made(folder)
    fails(folder, r"UC-1: it cannot go from draft to viable", "usecase", "move", "UC-1", "viable", "--reason", "x", part={"code": "AIFT_E_STATE"})
    fails(folder, r"no place in the list", "usecase", "set", "UC-1", "kpis.3.target=1", part={"file": None, "field": "kpis.3.target"})
    fails(folder, r"sort is", "usecase", "list", "--sort", "size", part={"field": "sort", "value": '"size"'})
    fails(folder, r"colour is a number", "usecase", "set", "UC-1", "colour=1", part={"field": "colour"})
    fails(folder, r"risk.class is \"bad\": expected one of", "usecase", "set", "UC-1", "risk.class=bad",
          part={"field": "risk.class", "value": '"bad"', "expected": 'one of "prohibited", "high", "limited", "minimal"'})
    fails(folder, r"version is 1: expected 7", "usecase", "set", "UC-1", "people=1", "--if-version", "7")
    nothing = {"field": None, "value": None}
    fails(folder, r"no record UC-9", "usecase", "get", "UC-9", part={"code": "AIFT_E_NOT_FOUND", **nothing})
    fails(folder, r"is no state", "usecase", "move", "UC-1", "none", "--reason", "x", part={"file": None, **nothing})
    fails(folder, r"is there already", "usecase", "new", "--from", write(folder, "twice.json", '{"id": "UC-1", "title": "a"}'),
          part={"field": "id", "value": '"UC-1"'})
    fails(folder, r"line 1", "usecase", "new", "--from", write(folder, "bad.json", '{"title": "a",'), part={"line": 1, "file": os.path.join(folder, "bad.json")})
    twice = write(folder, "two.json", '{"title": "a"},\n{"problem": "b"}')
    fails(folder, r"two.json: the record: line 1", "usecase", "new", "--from", twice)
    fails(folder, r"two.json: the changes: line 1", "usecase", "set", "UC-1", "people=1", "--from", twice)
    fails(folder, r"it is the store", "usecase", "export", "--format", "json", "--output", "aift.db", part={"file": "aift.db"})
    fails(folder, r"there is no template", "usecase", "new", "--template", "none", "--title", "x")
    none = {"file": "none.json", "code": "AIFT_E_IO", "field": None}
    fails(folder, r"none.json: ", "usecase", "new", "--from", "none.json", part=none)
    fails(folder, r"none.json: ", "usecase", "import", "none.json", "--format", "json", part=none)
    fails(folder, r"Is a directory", "usecase", "new", "--from", ".", part={"code": "AIFT_E_IO"})
    fails(folder, r"Is a directory", "usecase", "export", "--format", "json", "--output", ".", part={"code": "AIFT_E_IO", "file": "."})
    fails(folder, r"state is \"drft\": expected one of", "usecase", "list", "--state", "drft", part={"field": "state", "value": '"drft"'})
    fails(folder, r"is there already", "store", "init", part={"file": "aift.db", **nothing})
    none = run(folder, "store", "info", "--store", "none.db", code=1, err="no such file")["error"]
    check(none["file"] == "none.db" and none["field"] is None, none)
    fails(folder, r"no person", "store", "erase", "nobody@example.com")
    aift("usecase", "get", folder=folder, code=2, err="ID is missing")
    aift("store", "backup", "-", folder=folder, code=2, err="not written to standard output")
    check(not os.path.exists(os.path.join(folder, "-")), "a file of the name -")
    aift("usecase", "lst", folder=folder, code=2, err="unknown verb lst: did you mean list")
    aift("usecase", "get", "UC-1", "--reason", "x", folder=folder, code=2, err="--reason is not for it")
    aift("usecase", "move", "UC-1", "submitted", folder=folder, code=2, err="--reason TEXT is missing")
    aift("usecase", "set", "UC-1", folder=folder, code=2, err="PATH=VALUE or --from FILE is missing")
    aift("store", folder=folder, code=2, err="what to do is missing")
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA user_version=99")
    db.close()
    fails(folder, r"user_version is 99: expected 3 or less", "usecase", "list", part={"code": "AIFT_E_UNSUPPORTED"})
    fails(folder, r"user_version is 99", "store", "migrate")
    spoilt = bytearray(read(path))
    spoilt[20:3000] = b"\xff" * 2980
    write(folder, "aift.db", bytes(spoilt))
    fails(folder, r"no store, or damaged|no store", "usecase", "new", "--title", "x")
    aift("usecase", "list", "--store", "none.db", folder=folder, code=1, err=r"--store: none.db: there is no such file")


def several_writers(folder):
    print(writers(folder, 8, 160))


def begin_waiting(folder):
    """A command that waits for a lock for ten seconds, while the cases go on."""
    path = made(folder, 1)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    return db, subprocess.Popen([AIFT, "usecase", "new", "--title", "x", "--store", path], stderr=subprocess.PIPE)


def a_lock_that_stays(_, db, waiting):
    said = waiting.communicate(timeout=100)[1].decode()
    db.close()
    check(waiting.returncode == 1 and "another program has kept it locked for 10000 ms" in said, said)


with tempfile.TemporaryDirectory() as held:
    lock = begin_waiting(held)
    for function in (records, readme, the_log, every_byte, bad_input, several_writers):
        case(function.__name__, function)
    case("a_lock_that_stays", a_lock_that_stays, *lock)
end()
