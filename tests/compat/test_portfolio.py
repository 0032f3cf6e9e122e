# Ranks and roadmaps of 1,000 random portfolios beside a calculation of their own: scores and intervals, order, quadrants, every
# pair that a change turns round, and days; and Mermaid's charts by the grammar of its parser.
import ctypes as C
import functools
import json
import math
import random
import re
import statistics
from datetime import date, timedelta
from fractions import Fraction

import aift
import common

PORTFOLIOS, TOLERANCE, SHARE = 1000, 1e-9, 0.2
INPUTS = {"rice": ("reach", "impact", "confidence", "effort"), "wsjf": ("business_value", "time_criticality", "risk_reduction", "job_size"),
          "ice": ("ice_impact", "ice_confidence", "ease"), "weighted": ()}
SCALES = {"impact": (.25, 3), "confidence": (.5, 1), "ice_impact": (1, 10), "ice_confidence": (1, 10), "ease": (1, 10)}
START = date(2027, 1, 4)
TITLES = ["a:b;c#d", "section x", "50% less", "%%{init: {}}%%", "<b>&amp;`", "title y", "click z", "}%", "two\nlines", " ", "\u00fc: \u20ac"]


class RankOptions(aift.Options):
    _init_ = "aift_rank_options_init"
    _fields_ = [("struct_size", aift.SIZE), ("method", C.c_char_p), ("weights", C.c_char_p), ("format", C.c_char_p), ("after", C.c_char_p),
                ("sensitivity", aift.F64), ("limit", C.c_int64)]


class RoadmapOptions(aift.Options):
    _init_ = "aift_roadmap_options_init"
    _fields_ = [("struct_size", aift.SIZE), ("method", C.c_char_p), ("weights", C.c_char_p), ("format", C.c_char_p), ("start", C.c_char_p),
                ("capacity", aift.F64)]


# ---- the library's side -------------------------------------------------------------

aift.lib.aift_text_data.restype = aift.P


def answer(name, *args):
    out = aift.P()
    aift.call(name, *args, C.byref(out))
    told = aift.text(aift.lib.aift_text_data(out))
    aift.lib.aift_text_release(out)
    return told


def new_store(records):
    store = aift.make("aift_store_create", aift.context(), b":memory:", None)
    for record in records:
        answer("aift_store_add", store, b"usecase", json.dumps(record).encode())
    return store


# ---- the calculation ----------------------------------------------------------------

class Method:
    def __init__(self, name, weights, rows):
        self.name, self.weights = name, weights
        self.inputs = tuple(weights) if name == "weighted" else INPUTS[name]
        self.known = {}
        for i in self.inputs:
            values = [self.get(r, i) for r in rows if self.get(r, i) is not None]
            self.known[i] = (min(values), max(values)) if values else None

    def get(self, row, name):
        scores = row.get("scores", {})
        return scores.get("criteria", {}).get(name) if self.name == "weighted" else scores.get(name)

    def score(self, values, high, weights=None):
        """The lower or higher end; None: nobody knows one of the inputs."""
        if self.name == "weighted":
            weights = weights or {n: w["weight"] for n, w in self.weights.items()}
            total = 0
            for name in self.inputs:
                least, most = self.known[name]
                if least == most:
                    share = 0
                elif values[name] is None:
                    share = 1 if high else 0
                else:
                    share = (values[name] - least) / (most - least)
                    share = 1 - share if self.weights[name].get("cost") else share
                total += weights[name] * share
            return total / sum(weights.values())
        ends = {}
        for name in self.inputs:
            span = SCALES.get(name, self.known[name])
            if values[name] is None and span is None:
                return None
            upper = high != (name in ("effort", "job_size"))
            ends[name] = values[name] if values[name] is not None else span[upper]
        x = [ends[n] for n in self.inputs]
        return {"rice": lambda: x[0] * x[1] * x[2] / x[3], "wsjf": lambda: (x[0] + x[1] + x[2]) / x[3], "ice": lambda: x[0] * x[1] * x[2]}[self.name]()

    def values(self, row):
        return {n: self.get(row, n) for n in self.inputs}

    def axes(self, row):
        v = self.values(row)
        if self.name == "weighted":
            sides = []
            for cost in (False, True):
                names = [n for n in self.inputs if bool(self.weights[n].get("cost")) == cost]
                if cost and not names:
                    sides.append(row.get("scores", {}).get("effort"))
                elif not names or any(v[n] is None for n in names):
                    sides.append(None)
                else:
                    def share(n):
                        least, most = self.known[n]
                        good = 0 if least == most else (v[n] - least) / (most - least)
                        return good if not cost or least != most else 1
                    sides.append(sum(self.weights[n]["weight"] * share(n) for n in names) / sum(self.weights[n]["weight"] for n in names))
            return sides
        x = [v[n] for n in self.inputs]
        known = None not in x[:-1]
        if self.name == "wsjf":
            return (sum(x[:3]) if known else None), x[3]
        return (math.prod(x[:-1]) if known else None), (x[3] if self.name == "rice" else None if x[2] is None else 11 - x[2])

    def changes(self, rows):
        """What is changed alone, and all scores then."""
        for factor in (1 - SHARE, 1 + SHARE):
            text = "*%s" % (0.8 if factor < 1 else 1.2)
            if self.name == "weighted":
                for name in self.inputs:
                    weights = {n: w["weight"] * (factor if n == name else 1) for n, w in self.weights.items()}
                    yield name + text, {r["id"]: self.score(self.values(r), False, weights) for r in rows}
                continue
            before = {r["id"]: self.score(self.values(r), False) for r in rows}
            for r in rows:
                for name in self.inputs:
                    values = self.values(r)
                    if values[name] is not None:
                        values[name] *= factor
                        yield "%s.%s%s" % (r["id"], name, text), {**before, r["id"]: self.score(values, False)}


def close(a, b):
    return a == b or (a is not None and b is not None and abs(a - b) <= TOLERANCE * max(1, abs(a), abs(b)))


def pairs(method, rows):
    """Those that must turn round, and those that may: where scores are as good as equal, rounding decides."""
    before = {r["id"]: method.score(method.values(r), False) for r in rows}
    must, may = set(), set()
    for change, after in method.changes(rows):
        for a in before:
            for b in before:
                if a == b or None in (before[a], before[b], after[a], after[b]):
                    continue
                gaps = [(x - y) / max(1, abs(x), abs(y)) for x, y in ((before[a], before[b]), (after[b], after[a]))]
                if min(gaps) > -1e-12:
                    may.add((change, a, b))
                if min(gaps) > 1e-12:
                    must.add((change, a, b))
    return must, may


def wrong_rank(got, method, rows):
    """What is not as calculated; None: nothing."""
    by_id = {r["id"]: r for r in rows}
    if sorted(i["id"] for i in got["items"]) != sorted(by_id):
        return "other use cases"
    axes = {r["id"]: method.axes(r) for r in rows}
    middle = [statistics.median([a[k] for a in axes.values() if a[k] is not None] or [0]) for k in (0, 1)]
    for item in got["items"]:
        values = method.values(by_id[item["id"]])
        low, high = (method.score(values, h) for h in (False, True))
        missing = [n for n in method.inputs if values[n] is None]
        if not close(item["low"], low) or not close(item["high"], high) or item["missing"] != missing or \
                not close(item["score"], None if missing else low):
            return "score %s, and not %s to %s" % (item, low, high)
        impact, effort = axes[item["id"]]
        quadrant = None if None in (impact, effort) else \
            (("quick_win", "major_project"), ("fill_in", "thankless"))[impact < middle[0]][effort > middle[1]]
        edge = quadrant and (close(impact, middle[0]) or close(effort, middle[1]))
        if item["quadrant"] != quadrant and not edge:
            return "quadrant %s, and not %s" % (item, quadrant)

    def before(x, y):
        """By what the library has for scores, so that rounding decides alike."""
        for a, b, down in ((x["low"], y["low"], True),
                           *((by_id[x["id"]].get("scores", {}).get(n), by_id[y["id"]].get("scores", {}).get(n), n == "confidence")
                             for n in ("effort", "confidence")), *((by_id[x["id"]][n], by_id[y["id"]][n], False) for n in ("created", "id"))):
            if a != b:
                return (a is None) - (b is None) or (-1 if (a > b) == down else 1)
        return 0

    order = sorted(got["items"], key=functools.cmp_to_key(before))
    if [i["id"] for i in order] != [i["id"] for i in got["items"]]:
        return "order %s" % [i["id"] for i in got["items"]]
    for k, item in enumerate(got["items"]):
        rank = item["low"] == got["items"][k - 1]["low"] and k and got["items"][k - 1]["rank"] or k + 1
        if item["rank"] != rank:
            return "rank %s, and not %d" % (item, rank)
    must, may = pairs(method, rows)
    turned = [(s["change"], *s["pair"]) for s in got["sensitivity"]]
    if len(set(turned)) != len(turned) or not must <= set(turned) <= may:
        return "pairs %s" % sorted(set(turned) ^ must)[:3]
    return None


def plan(order, rows, capacity):
    """Day by day: {id: (start, end)}."""
    by_id, work, placed = {r["id"]: r for r in rows}, {}, {}
    left = [i for i in order if "people" in by_id[i] and by_id[i].get("scores", {}).get("effort") is not None]
    while True:
        lost = [i for i in left if any(d not in left for d in by_id[i].get("depends_on", ()))]
        if not lost:
            break
        left = [i for i in left if i not in lost]
    while left:
        one = next(i for i in left if all(d in placed for d in by_id[i].get("depends_on", ())))
        left.remove(one)
        people, effort = Fraction(str(by_id[one]["people"])), Fraction(str(by_id[one]["scores"]["effort"]))
        length = math.ceil(30 * effort / people)
        start = max([placed[d][1] for d in by_id[one].get("depends_on", ())], default=0)
        while any(work.get(day, 0) + people > capacity for day in range(start, start + length)):
            start += 1
        for day in range(start, start + length):
            work[day] = work.get(day, 0) + people
        placed[one] = start, start + length
    return {i: tuple(str(START + timedelta(days)) for days in span) for i, span in placed.items()}


# ---- Mermaid ------------------------------------------------------------------------

# The tokens of its Gantt parser, in the order in which they are tried.
TOKENS = [(kind, re.compile(pattern, re.I)) for kind, pattern in (
    ("directive", r"%%\{"), ("", r"%%(?!\{)[^\n]*"), ("", r"[^}]%%*[^\n]*"), ("", r"%%*[^\n]*\n*"), ("line", r"\n+"), ("", r"\s+"), ("", r"#[^\n]*"),
    ("click", r"(href|call|click)\s"), ("gantt", r"gantt\b"), ("setting", r"(dateFormat|axisFormat|tickInterval|includes|excludes|weekday)\s[^#\n;]+"),
    ("setting", r"(inclusiveEndDates|topAxis)\b|todayMarker\s[^\n;]+"), ("date", r"\d{4}-\d\d-\d\d"), ("setting", r"(title|accDescription)\s[^#\n;]+"),
    ("section", r"section\s[^#:\n;]+"), ("text", r"[^#:\n;]+"), ("data", r":[^#\n;]+"))]
DATA = re.compile(r":(active, |done, |crit, |milestone, )*[\w-]+, \d{4}-\d\d-\d\d, \d+d")


def wrong_mermaid(chart, planned):
    kinds, at, tasks = [], 0, []
    while at < len(chart):
        kind, met = next(((k, m) for k, p in TOKENS if (m := p.match(chart, at))), ("", None))
        if not met or kind in ("directive", "click", "date"):
            return "%r" % chart[at:at + 40]
        if not kind and met.group().strip():
            return "a comment: %r" % met.group()
        at = met.end()
        if kind:
            kinds.append(kind)
        if kind == "data":
            tasks.append(met.group())
    said = " ".join(kinds) + " "
    if not re.fullmatch(r"gantt line (setting line )+(section line (text data line )+)?", said):
        return said
    if len(tasks) != planned or not all(DATA.fullmatch(t) for t in tasks):
        return "%d tasks, and not %d" % (len(tasks), planned)
    return None


# ---- random portfolios --------------------------------------------------------------

def draw(rng):
    def some(value):
        return value if rng.random() < .85 else None
    n, whole = rng.randint(1, 9), rng.random() < .3
    rows = []
    for k in range(n):
        low, high = (1, 4) if whole else (1, 200)
        scores = {"reach": some(rng.randint(low, high) * 10), "impact": some(rng.choice((.25, .5, 1, 2, 3))), "confidence": some(rng.choice((.5, .8, 1))),
                  "effort": some(rng.randint(1, 40) / 10), "business_value": some(rng.randint(low, 10)), "time_criticality": some(rng.randint(low, 10)),
                  "risk_reduction": some(rng.randint(0, 10)), "job_size": some(rng.randint(1, 13)), "ice_impact": some(rng.randint(1, 10)),
                  "ice_confidence": some(rng.randint(1, 10)), "ease": some(rng.randint(1, 10)),
                  "criteria": {c: v for c in ("value", "cost", "\u00fc b") if (v := some(round(rng.uniform(0, 9), rng.randint(0, 3)))) is not None}}
        scores = {name: v for name, v in scores.items() if v is not None}
        before = ["UC-%d" % (d + 1) for d in rng.sample(range(n), rng.randint(0, min(2, n - 1))) if d < k] if rng.random() < .5 else []
        row = {"title": rng.choice(TITLES) + " %d" % k, "scores": scores, "depends_on": before}
        if rng.random() < .95:
            row["people"] = rng.randint(1, 12) / 4
        rows.append(row)
    for c in ("value", "cost", "\u00fc b"):  # one knows each: else the weight is refused
        rows[0]["scores"]["criteria"].setdefault(c, 1.5)
    weights = {"value": {"weight": rng.randint(1, 9) / 10}, "cost": {"weight": rng.randint(1, 9) / 10, "cost": True}, "\u00fc b": {"weight": .5}}
    if rng.random() < .3:
        del weights["cost"]
    return rows, weights, rng.choice((3, 4.5, 10))


def main():
    checks, rng = common.Checks(), random.Random(8)
    wrong = {name: [] for name in (*INPUTS, "roadmap", "mermaid")}
    turned = 0
    for number in range(PORTFOLIOS):
        rows, weights, capacity = draw(rng)
        store = new_store(rows)
        rows = json.loads(answer("aift_store_list", store, b"usecase", b'{"limit": 100}'))["items"]
        for name in INPUTS:
            options = RankOptions(method=name.encode(), sensitivity=SHARE, limit=0)
            if name == "weighted":
                options.weights = json.dumps(weights).encode()
            got = json.loads(answer("aift_portfolio_rank", store, C.byref(options)))
            turned += len(got["sensitivity"])
            fault = wrong_rank(got, Method(name, weights, rows), rows)
            if fault:
                wrong[name].append("%d: %s" % (number, fault))
        order = [i["id"] for i in json.loads(answer("aift_portfolio_rank", store, C.byref(RankOptions(limit=0))))["items"]]
        left_out = C.c_int64()
        options = RoadmapOptions(start=str(START).encode(), capacity=capacity)
        got = json.loads(answer("aift_portfolio_roadmap", store, C.byref(options), C.byref(left_out)))
        want = plan(order, rows, Fraction(str(capacity)))
        if {i["id"]: (i["start"], i["end"]) for i in got["items"]} != want or left_out.value != len(rows) - len(want) or \
                sorted([*want, *(i["id"] for i in got["left_out"])]) != sorted(r["id"] for r in rows):
            wrong["roadmap"].append("%d: %s, and not %s" % (number, got["items"], want))
        options.format = b"mermaid"
        fault = wrong_mermaid(answer("aift_portfolio_roadmap", store, C.byref(options), C.byref(left_out)), len(want))
        if fault:
            wrong["mermaid"].append("%d: %s" % (number, fault))
        aift.lib.aift_store_release(store)
    for name, faults in wrong.items():
        checks.that(not faults, "%s of %d portfolios" % (name, PORTFOLIOS), faults[:2] or "all equal", "equal to 1e-9" if name in INPUTS else "equal")
    checks.that(turned > PORTFOLIOS, "pairs that a change turned round", turned, "> %d" % PORTFOLIOS)
    checks.done()


if __name__ == "__main__":
    main()
