# A use case's page in a browser without a network: nothing is asked for, nothing is complained about, and no field is markup.
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

import command
import common

EVIL = "<img src=x onerror=alert(1)>"
RECORD = {
    "title": EVIL, "problem": "Two clerks sort 900 mails a day by hand. Every third one lies until the next morning.",
    "task": "text-classification", "modality": "text", "industry": "post", "owner": {"name": "Ada Lovelace", "email": "ada@example.com"},
    "objectives": ["answer on the same day", "let clerks do what only people can"], "scope": {"in": ["mails"], "out": ["letters"]},
    "team": [{"role": "data scientist", "name": "Bob Noyce"}, {"role": "sponsor", "name": "Eve Moneypenny"}],
    "kpis": [{"name": "mails sorted rightly", "unit": "share", "baseline": 0.4, "target": 0.9, "direction": "higher", "metric": "accuracy",
              "review_date": "2027-01-31"},
             {"name": EVIL, "unit": "hours", "baseline": 14, "target": 4, "direction": "lower", "metric": "n"}],
    "risk": {"class": "limited", "reason": EVIL, "role": "deployer"}, "timeline": {"start": "2027-01-04", "target": "2027-06-30"}, "people": 2,
    "links": [{"kind": "wiki", "url": "https://example.com/sorting"}, {"kind": "bad", "url": "javascript:alert(1)"}],
    "risks": [{"text": "an important mail is sorted away", "likelihood": 2, "impact": 4, "mitigation": "below 0.8 a clerk decides",
               "residual": {"likelihood": 1, "impact": 4}, "owner": "Ada Lovelace"},
              {"text": EVIL, "likelihood": 4, "impact": 5}],
    "finance": {"rate": 0.08, "cash_flows": [-120000, {"min": 30000, "mode": 60000, "max": 80000}, {"min": 40000, "mode": 70000, "max": 90000}]},
    "goals": {"faster service": 4, EVIL: 2}, "swot": {"strengths": ["years of sorted mails", EVIL], "threats": ["the post changes its forms"]},
    "privacy": {"personal_data": True, "lawful_basis": "contract", "purpose": "answering customers"},
    "requirements": [{"name": "mails with the team that answered", "rows": 5000}], "scores": {"reach": 900, "impact": 2, "confidence": 0.8},
    "extra": {EVIL: EVIL, "Labels": ["mail", "urgent"]}}


class Browser:
    """Chromium over its pipe: what it was told, what it asked for, what it complained about."""

    def __init__(self, program, folder):
        to, self.out = os.pipe()
        self.into, back = os.pipe()

        def wires():
            os.dup2(to, 103), os.dup2(back, 104)
            os.dup2(103, 3), os.dup2(104, 4)
        arguments = [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                     "--remote-debugging-pipe", "--user-data-dir=" + folder, "--window-size=1100,1500",
                     "--proxy-server=127.0.0.1:9", "about:blank"]  # a proxy that nobody answers at: no network
        self.process = subprocess.Popen(arguments, pass_fds=(3, 4), preexec_fn=wires, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to), os.close(back)
        self.number, self.rest, self.events = 0, b"", []

    def read(self):
        while b"\0" not in self.rest:
            more = os.read(self.into, 1 << 16)
            if not more:
                raise command.Error("the browser ended")
            self.rest += more
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def tell(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise command.Error("%s: %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def close(self):
        self.process.kill()
        self.process.wait()


def look(browser, path, picture):
    """The page: its events, and what there is of elements."""
    target = browser.tell("Target.createTarget", url="about:blank")["targetId"]
    session = browser.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Network", "Log", "Runtime", "Page", "Audits"):
        browser.tell(domain + ".enable", session)
    browser.tell("Page.navigate", session, url="file://" + path)
    for _ in range(50):
        time.sleep(0.1)
        if browser.tell("Runtime.evaluate", session, expression="document.readyState")["result"].get("value") == "complete":
            break
    time.sleep(1)
    count = browser.tell("Runtime.evaluate", session, returnByValue=True, expression="""({
        img: document.querySelectorAll('img, script, iframe, object, embed').length,
        handlers: [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length,
        title: document.title, heading: document.querySelector('h1').textContent, wide: document.documentElement.scrollWidth
    })""")["result"]["value"]
    shot = browser.tell("Page.captureScreenshot", session, format="png", captureBeyondViewport=True)
    with open(picture, "wb") as file:
        file.write(base64.b64decode(shot["data"]))
    return count


def check_page(checks, browser, name, page, picture):
    browser.events.clear()
    count = look(browser, page, picture)
    asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    asked = [url for url in asked if url != "file://" + page and not url.startswith("data:")]
    said = [e["params"] for e in browser.events if e["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown",
                                                                   "Page.javascriptDialogOpening", "Audits.issueAdded")]
    checks.that(not asked, name + ": requests of the page", len(asked), "0")
    checks.that(not said, name + ": messages of the console", said[:2] or 0, "0")
    checks.that(count["img"] == count["handlers"] == 0, name + ": elements made by a field", count["img"] + count["handlers"], "0")
    checks.that(count["title"] == count["heading"] == EVIL, name + ": the title as it is", count["heading"], EVIL)
    checks.that(count["wide"] <= 1100, name + ": it fits the window", count["wide"], "<= 1100")


def write_reports(folder):
    """The page of a use case, and the one that it gets by a validation."""
    store, given = os.path.join(folder, "aift.db"), os.path.join(folder, "record.json")
    with open(given, "w") as file:
        json.dump(RECORD, file)
    command.run("store", "init", "--store", store)
    command.run("usecase", "new", "--from", given, "--store", store)
    pages = [("usecase", os.path.join(folder, "usecase.html")), ("validation", os.path.join(folder, "validation.html"))]
    command.run("usecase", "report", "UC-1", "--html", pages[0][1], "--store", store)
    for gate in ("rows", "label_coverage", "smallest_class", "baseline", "memory"):
        command.run("usecase", "signoff", "UC-1", "--role", "legal", "--decision", "waive", "--gate", gate, "--comment", EVIL, "--store", store)
    command.run("usecase", "signoff", "UC-1", "--role", "sponsor", "--decision", "approve", "--store", store, "--actor", "eve@example.com")
    command.run("usecase", "validate", "UC-1", "--store", store)
    command.run("usecase", "report", "UC-1", "--html", pages[1][1], "--store", store)
    return pages


def main():
    checks = common.Checks()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        checks.skip("a use case's pages in a browser", "there is no chromium")
        checks.done()
    with tempfile.TemporaryDirectory() as folder:
        pages = write_reports(folder)
        browser = Browser(program, os.path.join(folder, "profile"))
        try:
            for name, page in pages:
                check_page(checks, browser, name, page, os.path.join(os.environ.get("AIFT_COMPAT_PICTURES", folder), name + ".png"))
        finally:
            browser.close()
    checks.done()


if __name__ == "__main__":
    main()
