"""aift usecase rank and roadmap: the reference's examples, spreadsheets, and what is refused."""
import csv
import io
import json
import os
import re

from cli import aift, case, check, end, read, write

EVIL = "<img src=x onerror=alert(1)>"
WEIGHTS = {"value": {"weight": .55}, "cost": {"weight": .45, "cost": True}}


def run(folder, *arguments, code=0, **more):
    result = aift("usecase", *arguments, "--json", folder=folder, code=code, **more)
    return json.loads(result.out.decode().splitlines()[-1])


def made(folder, records):
    aift("store", "init", folder=folder)
    for record in records:
        aift("usecase", "new", "--from", "-", folder=folder, stdin=json.dumps(record).encode())
    return os.path.join(folder, "aift.db")


def criteria(value, cost):
    return {"criteria": {"value": value, "cost": cost}}


MATRIX = [{"title": "A", "scores": criteria(8, 100)}, {"title": "B", "scores": criteria(5, 50)}, {"title": "C", "scores": criteria(2, 10)}]
PLAN = [{"title": t, "people": p, "depends_on": d, "scores": {"reach": r, "impact": 1, "confidence": 1, "effort": e}}
        for t, e, p, r, d in (("A", 2, 1, 80, []), (EVIL, 1, 2, 30, []), ("a:b;c#d\n", 1, 1, 20, []), ("D", 1, 1, 10, ["UC-1"]))]


def ranks(folder):
    made(folder, MATRIX)
    weights = write(folder, "weights.json", json.dumps(WEIGHTS))
    got = run(folder, "rank", "--method", "weighted", "--weights", weights, "--sensitivity", "0.2")
    check([(i["rank"], i["id"], round(i["score"], 9)) for i in got["items"]] == [(1, "UC-1", .55), (2, "UC-2", .525), (3, "UC-3", .45)], got)
    check([(s["change"], s["pair"]) for s in got["sensitivity"]] ==
          [("value*0.8", ["UC-1", "UC-2"]), ("value*0.8", ["UC-1", "UC-3"]), ("cost*1.2", ["UC-1", "UC-2"])], got)
    check(got["total"] == 3 and got["next"] is None, got)
    sheet = write(folder, "weights.csv", "name,weight,cost\r\nvalue,0.55,no\r\ncost,0.45,yes\r\n")
    check(run(folder, "rank", "--weights", sheet) == got, "weights as CSV")
    check(run(folder, "rank", "--weights", "-", stdin=json.dumps(WEIGHTS).encode()) == got, "weights from standard input")
    page = run(folder, "rank", "--weights", weights, "--limit", "2")
    check(page["next"] and run(folder, "rank", "--weights", weights, "--after", page["next"])["items"] == got["items"][2:], page)
    check(aift("usecase", "rank", folder=folder).out.decode().startswith('{\n  "method": "rice",\n'), "indented for people")
    incomplete = run(folder, "rank")["items"]
    check(all(i["score"] is None and i["low"] is None and i["missing"] == ["reach", "impact", "confidence", "effort"] and i["rank"] == 1
              for i in incomplete), incomplete)


def intervals(folder):
    made(folder, [{"title": "x", "scores": dict(zip(("reach", "impact", "confidence", "effort"), (2000, 2, .8, 3)))},
                  {"title": "y", "scores": {"reach": 100, "impact": 1, "effort": 1}}, {"title": "z", "scores": {"reach": 100, "confidence": 1}}])
    first, second, third = run(folder, "rank")["items"]
    check(abs(first["score"] - 1066.6666666666667) < 1e-9 and not first["missing"], first)
    check((second["score"], second["low"], second["high"], second["missing"]) == (None, 50, 100, ["confidence"]), second)
    check(abs(third["low"] - 25 / 3) < 1e-9 and third["high"] == 300 and third["missing"] == ["impact", "effort"], third)


def spreadsheet(folder):
    made(folder, MATRIX)
    weights = write(folder, "weights.json", json.dumps(WEIGHTS))
    out = aift("usecase", "rank", "--weights", weights, "--format", "csv", folder=folder).out.decode()
    rows = list(csv.DictReader(io.StringIO(out)))
    check([(r["aift.rank"], r["id"], r["scores.criteria.value"]) for r in rows] == [("1", "UC-1", "8"), ("2", "UC-2", "5"), ("3", "UC-3", "2")], rows)
    rows[2]["scores.criteria.value"] = "9"
    text = io.StringIO()
    table = csv.DictWriter(text, list(rows[0]))
    table.writeheader(), table.writerows(rows)
    got = run(folder, "import", write(folder, "sheet.csv", text.getvalue()), "--format", "csv")
    check((got["created"], got["updated"], got["rejected"]) == (0, 3, []), got)
    check(run(folder, "rank", "--weights", weights)["items"][0]["id"] == "UC-3", "the edited one comes first")
    check("extra" not in run(folder, "get", "UC-3"), "what was calculated does not come in")
    got = run(folder, "rank", "--weights", weights, "--format", "csv", "--output", "out.csv")
    check(got["bytes"] == len(read(os.path.join(folder, "out.csv"))), got)


def roadmaps(folder):
    made(folder, PLAN)
    road = "roadmap", "--capacity", "2", "--start", "2027-01-04"
    got = run(folder, *road)
    check({i["id"]: (i["start"], i["end"], i["people"], i["after"]) for i in got["items"]} ==
          {"UC-1": ("2027-01-04", "2027-03-05", 1, []), "UC-3": ("2027-01-04", "2027-02-03", 1, []),
           "UC-2": ("2027-03-05", "2027-03-20", 2, []), "UC-4": ("2027-03-20", "2027-04-19", 1, ["UC-1"])}, got)
    mermaid = aift("usecase", *road, "--format", "mermaid", folder=folder).out.decode().splitlines()
    check(mermaid[0] == "gantt" and "    dateFormat YYYY-MM-DD" in mermaid, mermaid)
    tasks = [line for line in mermaid if line.startswith("    UC-")]
    check(len(tasks) == 4 and all(re.fullmatch(r" +[^:;#\n]+ :t\d+, \d{4}-\d\d-\d\d, \d+d", t) for t in tasks), tasks)
    for form in ("svg", "html"):
        aift("usecase", *road, "--format", form, "--output", "out." + form, folder=folder)
        page = read(os.path.join(folder, "out." + form)).decode()
        check(EVIL not in page and "&lt;img" in page and "<script" not in page, form)
        check(not re.search(r"(src|href)=\"(?!data:)|url\(|@import", page.replace('xmlns="http://www.w3.org/2000/svg"', "")), "asks for nothing")
    rows = list(csv.DictReader(io.StringIO(aift("usecase", *road, "--format", "csv", folder=folder).out.decode())))
    check([(r["id"], r["days"], r["after"]) for r in rows] == [("UC-1", "60", ""), ("UC-3", "30", ""), ("UC-2", "15", ""), ("UC-4", "30", "UC-1")], rows)
    run(folder, "set", "UC-1", "people=null")
    got = run(folder, *road, code=3)
    check([i["id"] for i in got["left_out"]] == ["UC-1", "UC-4"] and "people" in got["left_out"][0]["reason"], got)


def bad_input(folder):
    path = made(folder, PLAN + MATRIX)
    before = read(path)

    def fails(pattern, *arguments):
        error = run(folder, *arguments, code=1, err=pattern)["error"]
        check(re.search(pattern, error["message"]), error)
        check(read(path) == before and not os.path.exists(path + "-wal"), "the store has changed")
        return error

    road = "roadmap", "--capacity", "2", "--start", "2027-01-04"
    fails("method is \"mice\"", "rank", "--method", "mice")
    fails("method is \"mice\"", *road, "--method", "mice")
    fails("name is \"size\": expected one of cost, value", "rank", "--weights", write(folder, "w.json", '{"size": {"weight": 1}}'))
    error = fails("w.json: the weights: value.weight is -1", "rank", "--weights", write(folder, "w.json", '{"value": {"weight": -1}}'))
    check(error["field"] == "value.weight" and error["file"].endswith("w.json"), error)
    fails("the weights are missing", "rank", "--method", "weighted")
    fails("none.json", "rank", "--weights", "none.json")
    fails("start is \"soon\"", "roadmap", "--capacity", "2", "--start", "soon")
    fails("UC-2: people is 2: expected no more than the capacity of 1", "roadmap", "--capacity", "1", "--start", "2027-01-04")
    fails("after is \"UC-99\"", "rank", "--after", "UC-99")
    fails("depends_on.0. is \"UC-4\", which waits for UC-1", "set", "UC-1", "depends_on=[\"UC-4\"]")
    fails("depends_on.0. is \"UC-1\", the use case's own id", "set", "UC-1", "depends_on=[\"UC-1\"]")
    circle = {"id": "UC-1", "title": "A", "depends_on": ["UC-4"]}
    run(folder, "import", write(folder, "circle.json", json.dumps(circle)), "--format", "json")
    before = read(path)
    fails("depends_on is UC-1 -> UC-4 -> UC-1: expected no circle", *road)
    error = fails("scores.effort is 0: expected a number above 0", "set", "UC-1", "scores.effort=0")
    check((error["field"], error["value"]) == ("scores.effort", "0"), error)
    run(folder, "set", "UC-5", "scores.criteria.cost=-1")
    before = read(path)
    fails("UC-5: scores.criteria.cost is -1", "rank", "--weights", write(folder, "w.json", json.dumps(WEIGHTS)))
    run(folder, "set", "UC-1", "scores.effort=-1", code=1, err="scores.effort is -1")
    aift("usecase", "roadmap", "--start", "2027-01-04", folder=folder, code=2, err="--capacity N is missing")
    aift("usecase", "rank", "--capacity", "2", folder=folder, code=2, err="--capacity is not for it")


for function in (ranks, intervals, spreadsheet, roadmaps, bad_input):
    case(function.__name__, function)
end()
