"""aift usecase validate, signoff, report: verdicts that are measured, and decisions that are bound to a version."""
import hashlib
import json
import os
import sqlite3

from cli import TINY, aift, case, check, end, write

CASE = {"title": "Sorting <mail>", "problem": "too slow", "finance": {"rate": 0.1, "cash_flows": [-1000, 500, 500, {"min": 300, "mode": 500, "max": 700}]},
        "risk": {"class": "minimal", "role": "deployer", "reason": "it sorts"}, "privacy": {"personal_data": False},
        "risks": [{"text": "lost", "likelihood": 4, "impact": 5, "residual": {"likelihood": 1, "impact": 5}}], "goals": {"growth": 4}}
WORDS = {"Weather": "rain and wind", "bills": "please pay the bill", "travel": "a train for the trip"}


def run(folder, *arguments, code=0, **more):
    result = aift("usecase", *arguments, "--json", folder=folder, code=code, **more)
    return json.loads(result.out.decode().splitlines()[-1])


def made(folder):
    aift("store", "init", folder=folder)
    run(folder, "new", "--from", write(folder, "case.json", json.dumps(CASE)))


def rows(folder, blank=0):
    lines = [json.dumps({"text": "%s %d" % (text, i), "label": None if i < blank else label})
             for i in range(20) for label, text in WORDS.items()]
    return write(folder, "rows.jsonl", "\n".join(lines) + "\n")


def state(folder):
    """The store's bytes, all of its files."""
    names = sorted(name for name in os.listdir(folder) if name.startswith("aift.db") and not name.endswith("-shm"))
    return [(name, hashlib.sha256(open(os.path.join(folder, name), "rb").read()).hexdigest()) for name in names]


def without_data(folder):
    made(folder)
    told = run(folder, "validate", "UC-1", code=3)
    check(list(told) == ["id", "usecase", "usecase_version", "by", "at", "verdict", "gates", "finance", "risks", "goals", "swot", "compliance",
                         "prototypes", "source", "notebook"], list(told))
    check([g["name"] for g in told["gates"]] == ["rows", "label_coverage", "smallest_class", "baseline", "memory", "lawful_basis", "risk_class", "dpia"],
          told["gates"])
    check([g["status"] for g in told["gates"]] == ["not_measured"] * 5 + ["pass"] * 3 and told["notebook"] is None, told)
    finance = told["finance"]
    check(abs(finance["npv"] - 243.42599549211130) < 1e-9 and finance["irr"]["status"] == "one" and finance["payback"] == 2, finance)
    check(finance["monte_carlo"]["draws"] == 10000 and finance["monte_carlo"]["seed"] == 42, finance)
    check(run(folder, "validate", "UC-1", code=3)["finance"] == finance, "the same seed, the same draws")
    check(run(folder, "validate", "UC-1", "--seed", "7", "--draws", "1000", code=3)["finance"]["monte_carlo"] != finance["monte_carlo"], "another seed")
    check(told["risks"] == [{"text": "lost", "inherent": 20, "residual": 5}], told["risks"])
    check(len(told["compliance"]["annex_iv"]) == 9 and told["compliance"]["risk_class"] == "minimal", told["compliance"])
    log = json.loads(aift("store", "audit", "--id", "VAL-1", "--json", folder=folder).out)["items"]
    check(len(log) == 1 and log[0]["action"] == "validate" and log[0]["after"]["usecase_version"] == 1, log)
    check(json.loads(aift("store", "verify", "--json", folder=folder).out)["ok"], "verify")
    check(run(folder, "get", "UC-1")["version"] == 1, "the record is as it was")


def on_data(folder):
    made(folder)
    gates = write(folder, "gates.json", '{"rows": 60, "baseline": 0.2}')
    told = run(folder, "validate", "UC-1", "--data", rows(folder), "--model", TINY, "--gates", gates)
    check(told["verdict"] == "viable" and told["gates"][0] == {
        "name": "rows", "value": 60, "op": ">=", "threshold": 60, "status": "pass", "overridden": True, "standard": 500}, told["gates"])
    check(told["baseline"]["test_rows"] == 12 and told["baseline"]["labels"] == 3, told["baseline"])
    check(told["notebook"] == "UC-1-baseline.ipynb", told["notebook"])
    with open(os.path.join(folder, told["notebook"]), encoding="utf-8") as file:
        notebook = json.load(file)
    check(notebook["nbformat"] == 4 and [c["cell_type"] for c in notebook["cells"]] == ["markdown"] + ["code"] * 4, notebook["nbformat"])
    facts = {}
    exec(notebook["cells"][1]["source"], facts)  # assignments of literals
    check(len(facts["TRAIN"]) == 48 and sorted(facts["TRAIN"] + facts["TEST"]) == list(range(60)), "each row once")
    check(facts["MEASURED"] == told["baseline"]["accuracy"] and os.path.isabs(facts["DATA"]) and os.path.isabs(facts["MODEL"]), facts["DATA"])
    other = os.path.join(folder, "mine.ipynb")
    check(run(folder, "validate", "UC-1", "--data", rows(folder), "--model", TINY, "--notebook", other, code=3)["notebook"] == other, "--notebook")
    told = run(folder, "validate", "UC-1", "--data", rows(folder, blank=2), code=3)
    check({g["name"]: g["status"] for g in told["gates"]}["label_coverage"] == "fail", told["gates"])
    text = aift("usecase", "report", "UC-1", "--markdown", "-", folder=folder).out.decode()
    check("90 %" in text and "at least 95 %" in text and "fail" in text, text)
    check("Failed: Rows, Label coverage. Not measured: Baseline accuracy, Memory needed." in text and "Net present value: 243.43; probability" in text, text)
    aift("usecase", "report", "UC-1", "--html", "page.html", folder=folder)
    with open(os.path.join(folder, "page.html"), encoding="utf-8") as file:
        page = file.read()
    check("To be redefined" in page and "Sorting &lt;mail&gt;" in page and "<script" not in page, "the page")


def on_a_source(folder):
    """The same figures as those of the file, from what the inventory has: a file, a folder that has none, a query."""
    made(folder)
    path = rows(folder)
    db = sqlite3.connect(os.path.join(folder, "rows.db"))
    db.execute("CREATE TABLE rows(text TEXT, label TEXT)")
    with open(path, encoding="utf-8") as file:
        db.executemany("INSERT INTO rows VALUES(:text, :label)", map(json.loads, file))
    db.commit()
    db.close()
    sources = {"DS-1": {"kind": "file", "location": path}, "DS-2": {"kind": "sqlite", "location": "rows.db", "query": "SELECT * FROM rows"},
               "DS-3": {"kind": "http", "location": "http://127.0.0.1:9/rows.csv"}, "DS-4": {"kind": "file", "location": path},
               "DS-5": {"kind": "file", "location": path}, "DS-6": {"kind": "sqlite", "location": "rows.db", "query": "SELECT label, text, text AS label FROM rows"}}
    for name, source in sources.items():
        aift("source", "add", "--from", write(folder, "source.json", json.dumps({"name": name, **source})), folder=folder)
    run(folder, "set", "UC-1", 'requirements=[{"name": "mails", "sources": ["DS-1", "DS-2", "DS-3", "DS-5", "DS-6"]}]')
    aift("source", "remove", "DS-5", folder=folder)
    def judged(told):
        """The gates but for the memory's figures, which are those of the moment."""
        return [{**gate, "value": None, "threshold": None} if gate["name"] == "memory" else gate for gate in told["gates"]], told["baseline"]

    wanted = run(folder, "validate", "UC-1", "--data", path, "--model", TINY, code=3)
    for source in ("DS-1", "DS-2"):
        told = run(folder, "validate", "UC-1", "--source", source, "--model", TINY, code=3)
        check(told["source"] == source and told["notebook"] is None, told["source"])
        check(judged(told) == judged(wanted), told["gates"])
    before = state(folder)
    for arguments, code, message in ((("DS-4",), 1, "source is .DS-4., which is mapped to none of its requirements: expected one that is .DS-1, DS-2, "),
                                     (("DS-3",), 1, "DS-3: kind is .http.: expected file, folder or sqlite"), (("DS-5",), 1, "removed"),
                                     (("DS-6",), 1, "two columns of the query are .label."), (("DS-1", "--label-column", "kind"), 1, "kind"),
                                     (("DS-1", "--data", path), 2, "--data does not go with --source"),
                                     (("DS-1", "--model", TINY, "--notebook", "n.ipynb"), 2, "--notebook does not go with --source")):
        aift("usecase", "validate", "UC-1", "--source", *arguments, folder=folder, code=code, err=message)
        check(state(folder) == before, "the store has changed: %s" % (arguments,))


def signing(folder):
    made(folder)
    one = run(folder, "signoff", "UC-1", "--role", "sponsor", "--decision", "approve", "--actor", "eva@example.com")
    check((one["id"], one["usecase"], one["usecase_version"], one["by"]) == ("SO-1", "UC-1", 1, "eva@example.com"), one)
    for gate in ("rows", "label_coverage", "smallest_class", "baseline", "memory"):
        run(folder, "signoff", "UC-1", "--role", "legal", "--decision", "waive", "--gate", gate, "--comment", "a trial")
    told = run(folder, "validate", "UC-1")
    check(told["verdict"] == "viable" and [g["status"] for g in told["gates"]] == ["waived"] * 5 + ["pass"] * 3, told["gates"])
    run(folder, "set", "UC-1", "people=2")
    check(run(folder, "validate", "UC-1", code=3)["verdict"] == "redefine", "a later change voids them")


def what_is_refused(folder):
    made(folder)
    run(folder, "set", "UC-1", "people=2")
    bad = write(folder, "gates.json", '{"size": 1}')
    before = state(folder)
    for arguments, code, message in (
            (("signoff", "UC-1", "--role", "r", "--decision", "waive", "--gate", "rows"), 1, "comment is missing"),
            (("signoff", "UC-1", "--role", "r", "--decision", "waive", "--gate", "rows", "--comment", ""), 1, "comment is"),
            (("signoff", "UC-1", "--role", "r", "--decision", "approve", "--if-version", "1"), 1, "version is 2: expected 1"),
            (("signoff", "UC-1", "--role", "r", "--decision", "maybe"), 1, 'decision is "maybe"'),
            (("signoff", "UC-7", "--role", "r", "--decision", "approve"), 1, "UC-7"),
            (("signoff", "UC-1", "--decision", "approve"), 2, "--role R is missing"),
            (("signoff", "UC-1", "--role", "r"), 2, "--decision is missing"),
            (("validate", "UC-7"), 1, "UC-7"),
            (("validate", "UC-1", "--if-version", "1"), 1, "version is 2: expected 1"),
            (("validate", "UC-1", "--gates", bad), 1, "gates.size is a number"),
            (("validate", "UC-1", "--gates", "none.json"), 1, "none.json"),
            (("validate", "UC-1", "--data", "none.csv"), 1, "none.csv"),
            (("validate", "UC-1", "--data", rows(folder), "--label-column", "kind"), 1, "kind"),
            (("validate", "UC-1", "--data", rows(folder), "--model", "none"), 1, "none"),
            (("validate", "UC-1", "--model", TINY), 2, "--data FILE is missing"),
            (("validate", "UC-1", "--draws", "0"), 2, "draws"),
            (("report", "UC-1"), 2, "--html FILE is missing")):
        aift("usecase", *arguments, folder=folder, code=code, err=message.replace("(", "\\("))
        check(state(folder) == before, "the store has changed: %s" % (arguments,))
    told = run(folder, "set", "UC-1", "finance.rate=-2", code=1)["error"]
    check((told["field"], told["value"]) == ("finance.rate", "-2") and "above -1" in told["expected"], told)
    check(state(folder) == before, "the store has changed")


for function in (without_data, on_data, on_a_source, signing, what_is_refused):
    case(function.__name__, function)
end()
