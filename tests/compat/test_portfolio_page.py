# The portfolio's page and picture in a browser without a network: nothing is asked for, nothing is complained about, and no
# field is markup.
import json
import os
import shutil
import tempfile

import command
import common
from test_page import EVIL, Browser, look

# title, person-months, people, reach, impact, confidence, depends on
ROWS = [("Sort incoming mail by department", 3, 2, 2400, 2, .8, []), ("Read invoices", 4, 2, 1800, 2, .8, []), (EVIL, 1, 1, 600, 1, .8, []),
        ("Predict failures of the presses in hall 4, from vibration and temperature, a week ahead", 9, 3, 300, 3, .5, []),
        ("Count pallets on pictures of the yard", 2, 1, 500, 1, .8, []), ("Answer the first question of a call", 8, 3, 5200, 1, .5, [1]),
        ("Find duplicate suppliers", 1.5, 1, 350, .5, 1, []), ("Summarise minutes of meetings", 1, 1, 900, .5, .8, []),
        ("Forecast demand for spare parts", 5, 2, 700, 2, None, []), ("Check welding seams on camera", 6, 2, 260, 3, .8, [4]),
        ("Route service visits", 5, 2, None, 1, .8, []), ("Translate manuals", 2, 1, 400, .5, 1, []),
        ("Match payments to invoices", 3, 2, 1500, 1, .8, [2]), ("Detect unusual bookings", 4, 1, 120, 2, .5, [2]),
        ("Let the robot sort returned parts", 14, 4, 90, 3, .5, [5, 10]), ("Write product texts", None, None, 800, .5, .5, [])]


def records():
    for title, effort, people, reach, impact, confidence, after in ROWS:
        scores = {"reach": reach, "impact": impact, "confidence": confidence, "effort": effort}
        record = {"title": title, "people": people, "depends_on": ["UC-%d" % n for n in after],
                  "scores": {name: value for name, value in scores.items() if value is not None}}
        yield {name: value for name, value in record.items() if value}


def main():
    checks = common.Checks()
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        checks.skip("the portfolio's page in a browser", "there is no chromium")
        checks.done()
    with tempfile.TemporaryDirectory() as folder:
        store, page, given = (os.path.join(folder, name) for name in ("aift.db", "portfolio.html", "records.json"))
        with open(given, "w") as file:
            json.dump(list(records()), file)
        command.run("store", "init", "--store", store)
        command.run("usecase", "import", given, "--format", "json", "--store", store)
        try:
            command.run("usecase", "roadmap", "--capacity", "6", "--start", "2027-01-04", "--format", "html", "--output", page, "--store", store)
        except command.Error as error:  # 3: some are left out
            checks.that("exit code 3" in str(error), "the command", error, "exit code 3")
        browser = Browser(program, os.path.join(folder, "profile"))
        try:
            count = look(browser, page, os.path.join(os.environ.get("AIFT_COMPAT_PICTURES", folder), "portfolio.png"))
        finally:
            browser.close()
        asked = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
        asked = [url for url in asked if url != "file://" + page and not url.startswith("data:")]
        said = [e["params"] for e in browser.events if e["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown",
                                                                       "Page.javascriptDialogOpening", "Audits.issueAdded")]
        checks.that(not asked, "requests of the page", len(asked), "0")
        checks.that(not said, "messages of the console", said[:2] or 0, "0")
        checks.that(count["img"] == count["handlers"] == 0, "elements made by a field", count["img"] + count["handlers"], "0")
        checks.that(count["wide"] <= 1100, "it fits the window", count["wide"], "<= 1100")
    checks.done()


if __name__ == "__main__":
    main()
