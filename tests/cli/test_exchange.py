"""aift usecase import, export, survey, report, template: the files of other tools, as they are."""
import csv
import html.parser
import io
import json
import os
import xml.etree.ElementTree

from cli import AIFT, aift, case, check, end, write

EVIL = "<img src=x onerror=alert(1)>"
OWN = ("id", "version", "state", "created", "updated")
# A byte order mark, CRLF, a quoted line end, three Labels, a custom field, a row without Summary on lines 8 and 9.
JIRA = ("\ufeffSummary,Issue key,Issue id,Issue Type,Status,Assignee,Created,Due date,Labels,Labels,Labels,Description,"
        "Custom field (Budget),Sprint\r\n"
        "Sort mail,AI-1,10001,Task,To Do,ada@example.com,12/Mar/24 9:41 AM,30/Sep/26 12:00 AM,mail,text,,\"by hand,\r\ntwice a "
        "\"\"day\"\"\",1000,S1\r\n"
        f"{EVIL},AI-2,10002,Epic,Done,Bo L,12/Mar/24 9:41 AM,,a,b,c,=1+2,,\r\n"
        "Find parts,AI-3,10003,Task,To Do,,12/Mar/24 9:41 AM,,,,,,,,trailing\r\n"
        "Forecast,AI-4,10004,Task,To Do,,12/Mar/24 9:41 AM,,,,,,,\r\n"
        ",AI-5,10005,Task,To Do,,12/Mar/24 9:41 AM,,,,,\"no\r\nsummary\",,\r\n"
        "Listen,AI-6,10006,Task,To Do,,12/Mar/24 9:41 AM,,one,,,,,\r\n")


def one(result):
    return json.loads(result.out.decode().splitlines()[-1])


def store(folder, name="aift.db"):
    path = os.path.join(folder, name)
    aift("store", "init", "--store", path)
    return path


def run(path, *arguments, **options):
    return one(aift("usecase", *arguments, "--store", path, "--json", **options))


def records(path):
    return run(path, "list", "--limit", "1000")["items"]


def stripped(path):
    """What records hold beside what the store gives them, by title."""
    return {r["title"]: {k: v for k, v in r.items() if k not in OWN} for r in records(path)}


def head(path):
    return one(aift("store", "info", "--store", path, "--json"))["head"]


def jira(folder):
    path, file = store(folder), write(folder, "issues.csv", JIRA.encode())
    dry = run(path, "import", file, "--format", "jira", "--dry-run", code=3)
    check(dry["created"] == 5 and not records(path), "a dry run changes nothing: %s" % dry)
    first = run(path, "import", file, "--format", "jira", code=3)
    check((first["rows"], first["created"], first["updated"], first["unchanged"]) == (6, 5, 0, 0), first)
    [bad] = first["rejected"]
    check((bad["row"], bad["line"], bad["key"], bad["field"]) == (5, 7, "AI-5", "title"), bad)
    was = head(path)
    again = run(path, "import", file, "--format", "jira", code=3)
    check((again["created"], again["updated"], again["unchanged"], again["conflicts"]) == (0, 0, 5, []), again)
    check(head(path) == was, "the same file again writes no row of the log")
    sorted_mail = stripped(path)["Sort mail"]
    check(sorted_mail["problem"] == 'by hand,\r\ntwice a "day"', sorted_mail)
    check(sorted_mail["owner"] == {"email": "ada@example.com"} and sorted_mail["timeline"] == {"target": "2026-09-30"}, sorted_mail)
    check(sorted_mail["extra"] == {
        "Issue key": "AI-1", "Issue id": "10001", "Issue Type": "Task", "Status": "To Do", "Created": "12/Mar/24 9:41 AM",
        "Labels": ["mail", "text"], "Custom field (Budget)": "1000", "Sprint": "S1"}, sorted_mail)
    check(stripped(path)["Find parts"]["extra"]["column 15"] == "trailing", "a row wider than the header loses nothing")


def jira_there_and_back(folder):
    path, file = store(folder), write(folder, "issues.csv", JIRA.encode())
    run(path, "import", file, "--format", "jira", code=3)
    run(path, "set", "UC-1", 'kpis=[{"name":"k","metric":"accuracy","direction":"higher","target":0.9}]', "scores.reach=200",
        "owner.name=Ada", "objectives=[\"=x\"]")
    before, was = records(path), head(path)
    out = os.path.join(folder, "out.csv")
    aift("usecase", "export", "--format", "jira", "--output", out, "--store", path)
    rows = list(csv.reader(io.StringIO(open(out, newline="", encoding="utf-8").read())))
    check(rows[0].count("Labels") == 3 and all(len(r) == len(rows[0]) for r in rows), rows[0])
    for row in rows[1:]:
        for cell in row:
            check(not cell.startswith(("=", "+", "-", "@", "\t", "\r")), "a formula: %r" % cell)
    other = store(folder, "other.db")
    got = run(other, "import", out, "--format", "jira")
    check((got["created"], got["rejected"]) == (5, []), got)
    check(stripped(other) == stripped(path), "equal records in another store: %s" % stripped(other))
    same = run(path, "import", out, "--format", "jira")
    check((same["created"], same["rejected"]) == (0, []) and [stripped(path)[r["title"]] for r in before]
          == [{k: v for k, v in r.items() if k not in OWN} for r in before], "and in the same: %s" % same)
    check(was == head(path) or same["updated"], same)


def conflicts(folder):
    path, file = store(folder), write(folder, "issues.csv", b"Summary,Issue key,Description\nA,AI-1,one\n")
    run(path, "import", file, "--format", "jira")
    run(path, "set", "UC-1", "title=Mine")
    file = write(folder, "issues.csv", b"Summary,Issue key,Description\nB,AI-1,two\n")
    got = run(path, "import", file, "--format", "jira")
    [conflict] = got["conflicts"]
    check(got["updated"] == 1 and (conflict["field"], conflict["here"], conflict["there"]) == ("title", "Mine", "B"), got)
    check((conflict["id"], conflict["key"], conflict["row"], conflict["line"]) == ("UC-1", "AI-1", 1, 2), got)
    [record] = records(path)
    check((record["title"], record["problem"]) == ("Mine", "two"), record)


def own_export(folder):
    """What was exported comes in again: nothing changes, and what was edited here since then is not undone."""
    path, file = store(folder), os.path.join(folder, "own.json")
    run(path, "new", "--title", "Sort", "--problem", "by hand", "--owner", "ada@example.com")
    run(path, "set", "UC-1", "kpis=[{\"name\":\"k\",\"metric\":\"accuracy\",\"direction\":\"higher\"}]", "extra.Tag=[\"a\"]",
        'privacy={"personal_data":false,"lawful_basis":"contract","purpose":"12"}', "risk.general_purpose=true")
    for form in ("json", "csv"):
        aift("usecase", "export", "--format", form, "--output", file, "--store", path)
        was = head(path)
        got = run(path, "import", file, "--format", form)
        check((got["updated"], got["unchanged"], got["conflicts"]) == (0, 1, []) and head(path) == was, got)
        run(path, "set", "UC-1", "title=Mine " + form)
        was = head(path)
        got = run(path, "import", file, "--format", form)
        check([c["field"] for c in got["conflicts"]] == ["title"] and head(path) == was, got)
    aift("usecase", "export", "--format", "json", "--output", file, "--store", path)
    text = open(file, encoding="utf-8").read().replace("by hand", "by mail")
    got = run(path, "import", write(folder, "edited.json", text.encode()), "--format", "json")
    check((got["updated"], got["conflicts"], records(path)[0]["problem"]) == (1, [], "by mail"), got)
    was = head(path)
    got = run(path, "import", os.path.join(folder, "edited.json"), "--format", "json")
    check(got["unchanged"] == 1 and head(path) == was, got)


def other_tools(folder):
    path = store(folder)
    board = {"id": "b", "name": "Ideas", "lists": [{"id": "l", "name": "Doing"}], "members": [{"id": "m", "fullName": "Ada L"}],
             "customFields": [{"id": "f", "name": "Budget", "type": "number"}], "checklists": [], "actions": [], "cards": [
                 {"id": "5f1", "name": "Sort", "desc": "by hand", "idList": "l", "idMembers": ["m"], "closed": False, "start": None,
                  "due": "2026-10-09T08:00:00.000Z", "url": "https://trello.com/c/x", "labels": [{"id": "q", "name": "Dev"}],
                  "customFieldItems": [{"idCustomField": "f", "value": {"number": "12.5"}}]}]}
    file = write(folder, "board.json", json.dumps(board).encode())
    check(run(path, "import", file, "--format", "trello")["created"] == 1, "JSON of a board")
    got = stripped(path)["Sort"]
    check(got["problem"] == "by hand" and got["timeline"] == {"target": "2026-10-09"} and got["team"] == [{"name": "Ada L"}], got)
    check(got["links"] == [{"kind": "trello", "url": "https://trello.com/c/x"}], got)
    check(got["extra"]["List Name"] == "Doing" and got["extra"]["Budget"] == "12.5" and got["extra"]["labels"][0]["name"] == "Dev", got)
    file = write(folder, "cards.csv", b"Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,List Name,Start Date\n"
                 b"5f1,Sort,https://trello.com/c/x,by hand,Dev (green),Ada L,2026-10-09T08:00:00.000Z,Doing,\n")
    check(run(path, "import", file, "--format", "trello")["created"] == 0, "CSV of the same card is the same use case")
    file = write(folder, "asana.csv", b"Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,"
                 b"Start Date,Due Date,Tags,Notes,Projects,Parent task\n120001,2026-10-01,,2026-10-02,Check,In work,Tom,t@x.de,,"
                 b"2026-10-12,,ask,Hall,\n")
    check(run(path, "import", file, "--format", "asana")["created"] == 1, "Asana")
    got = stripped(path)["Check"]
    check(got["owner"] == {"name": "Tom", "email": "t@x.de"} and got["extra"]["Section/Column"] == "In work", got)
    file = write(folder, "airtable.csv", "\ufeffUse case,Lead,Reach,When,Fit\nRoute,Ada <ada@x.org>,200,3/12/2027,4\n".encode())
    given = write(folder, "map.json", json.dumps({"Use case": "title", "Lead": "owner", "Reach": "scores.reach",
                                                  "When": "timeline.start", "Fit": "scores.criteria.fit"}).encode())
    args = ("import", file, "--format", "airtable", "--map", given, "--key", "Use case", "--date-format", "%m/%d/%Y")
    check(run(path, *args)["created"] == 1 and run(path, *args)["unchanged"] == 1, "Airtable with a map")
    got = stripped(path)["Route"]
    check(got["scores"] == {"reach": 200, "criteria": {"fit": 4}} and got["timeline"] == {"start": "2027-03-12"}, got)
    check("extra" not in got, got)


def bad_files(folder):
    path = store(folder)
    aift("usecase", "new", "--title", "Here", "--store", path)
    before = open(path, "rb").read()
    for name, content, args, message in (
            ("a.csv", b"Summary\n\"open\n", ("--format", "jira"), r"a\.csv: line 2: the quote"),
            ("b.csv", b"Title\nx\n", ("--format", "jira"), r'b\.csv: line 1: the header has no column "Summary"'),
            ("c.csv", b"title\n\xff\n", ("--format", "csv"), r"c\.csv: line 2: invalid UTF-8"),
            ("d.json", b"{\"cards\":[", ("--format", "trello"), r"d\.json"),
            ("e.csv", b"title\nx\n", ("--format", "csv", "--key", "no"), 'no column "no"'),
            ("f.csv", b"", ("--format", "csv"), "is empty"),
            ("g.csv", b"title\nx\n", ("--format", "xml"), '"xml": there are jira'),
            ("h.csv", b"title,title\nx,y\n", ("--format", "csv"), "columns 1 and 2"),
            ("i.csv", b"title\nx\n", ("--format", "csv", "--date-format", "%d"), "lacks the year")):
        aift("usecase", "import", write(folder, name, content), *args, "--store", path, code=1, err=message)
    aift("usecase", "import", os.path.join(folder, "none.csv"), "--format", "csv", "--store", path, code=1, err="No such file")
    aift("usecase", "import", folder, "--format", "csv", "--store", path, code=1, err="Is a directory")
    aift("usecase", "import", "x.csv", "--store", path, code=2, err="--format is missing")
    aift("usecase", "export", "UC-9", "--format", "json", "--store", path, code=1, err="UC-9")
    aift("usecase", "export", "--format", "pdf", "--store", path, code=1, err='"pdf": there are json')
    check(open(path, "rb").read() == before, "the store's bytes are as they were")
    got = run(path, "import", write(folder, "j.csv", b"title,people,timeline.start\nA,many,\nB,,2026-02-30\nC,1,\n"), "--format", "csv",
              code=3)
    check(got["created"] == 1 and [(r["row"], r["line"], r["field"]) for r in got["rejected"]]
          == [(1, 2, "people"), (2, 3, "timeline.start")], got)


def survey(folder):
    path = store(folder)
    run(path, "new", "--title", "Mail")
    file = write(folder, "survey.csv", b"Stakeholder,Email,Date,Channel,Text,Pain point,Pain point\n"
                 b"Ada L,ada@x.org,2026-01-02,survey,much,Sorting is slow.,No overview\n"
                 b"Bob,bob@x.org,2026-01-03,interview,,sorting is SLOW,\nEve,,2026-01-03,letter,x,,\n")
    got = run(path, "survey", "UC-1", file, code=3)
    check((got["rows"], [r["row"] for r in got["rejected"]]) == (3, [3]), got)
    slow = got["pain_points"][0]
    check((slow["text"], slow["count"], len(slow["stakeholders"])) == ("Sorting is slow.", 2, 2), got)
    was = head(path)
    check(run(path, "survey", "UC-1", file, code=3)["pain_points"] == got["pain_points"] and head(path) == was, "the same again")
    notes = run(path, "get", "UC-1")["notes"]
    check([n["channel"] for n in notes] == ["survey", "interview"], notes)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def documents(folder):
    path = store(folder)
    run(path, "new", "--title", EVIL, "--problem", "a & b < c", "--task", "text-classification", "--owner", "ada@x.org")
    run(path, "set", "UC-1", "extra={\"" + EVIL + "\":\"" + EVIL + "\"}", 'risks=[{"text":"' + EVIL + '"}]')
    file = os.path.join(folder, "report.html")
    aift("usecase", "report", "UC-1", "--html", file, "--store", path)
    page = Page()
    page.feed(open(file, encoding="utf-8").read())
    check(not [t for t, a in page.tags if t in ("img", "script", "iframe", "object") or any(k.startswith("on") for k in a)], page.tags)
    check(not [a for t, a in page.tags if a.get("src") or a.get("href", "").startswith("javascript")], page.tags)
    check("".join(page.text).count(EVIL) >= 5, "shown as it is")
    check("%d:" % head(path)["seq"] in "".join(page.text), "the head of the log")
    body = aift("usecase", "export", "--format", "confluence", "--store", path).out.decode()
    root = xml.etree.ElementTree.fromstring("<root>" + body + "</root>")
    check(root.find("h1").text == EVIL and not root.findall(".//img"), body)
    text = aift("usecase", "export", "UC-1", "--format", "markdown", "--store", path).out.decode()
    check(text.startswith("# &lt;img src=x onerror=alert(1)&gt;\n"), text)


def templates(folder):
    tasks = one(aift("usecase", "template", "--json"))
    check(tasks["total"] == len(tasks["items"]) == 12, "twelve")
    path = store(folder)
    for task in tasks["items"]:
        record = one(aift("usecase", "template", task["name"], "--json"))
        check(record == task["record"] and record["task"] == task["name"], task["name"])
        given = write(folder, "record.json", json.dumps(record).encode())
        check(run(path, "new", "--from", given)["kpis"][0]["metric"] == record["kpis"][0]["metric"], "a record of it")
    aift("usecase", "template", "mail", code=1, err='"mail": there are text-classification')


for function in (jira, jira_there_and_back, conflicts, own_export, other_tools, bad_files, survey, documents, templates):
    case(function.__name__, function)
end()
