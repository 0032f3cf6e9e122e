# Validation: finances against numpy-financial, Monte Carlo against numpy, the baseline against scikit-learn, the notebook by nbconvert.
import csv
import json
import os
import random
import subprocess
import sys
import tempfile

import numpy as np
import numpy_financial as npf
from sklearn.linear_model import LogisticRegression

import aift
import command
import common

def finance_of(store, rate, flows, draws=1, seed=42):
    made = store.add({"title": "a", "finance": {"rate": rate, "cash_flows": flows}})
    return store.validate(made["id"], draws=draws, seed=seed)["finance"]


# ---- finances -----------------------------------------------------------------------

def payback(flows, rate):
    """The moment at which the discounted sum first reaches 0, between the flows in proportion."""
    done = 0.0
    for t, flow in enumerate(flows):
        worth = flow / (1 + rate) ** t
        if done + worth >= 0:
            return 0.0 if t == 0 else t - 1 + (-done / worth if worth > 0 else 0.0)
        done += worth
    return None


def off(a, b):
    """How far apart, relative to their size; 0: both are nothing."""
    if a is None or b is None:
        return 0.0 if a is None and b is None else float("inf")
    return abs(a - b) / max(1.0, abs(b))


def finances(checks):
    draw, store = random.Random(8), aift.Store()
    worst = dict.fromkeys(("npv", "roi", "irr", "payback", "payback_discounted"), 0.0)
    for _ in range(1000):
        rate = draw.uniform(-0.3, 0.6)
        flows = [-draw.uniform(1, 1e6)] + [draw.uniform(-2e5, 6e5) for _ in range(draw.randint(1, 15))]
        said = finance_of(store, rate, flows)
        costs, gains = -sum(f for f in flows if f < 0), sum(f for f in flows if f > 0)
        worst["npv"] = max(worst["npv"], off(said["npv"], float(npf.npv(rate, flows))))
        worst["roi"] = max(worst["roi"], off(said["roi"], (gains - costs) / costs))
        for name, at in (("payback", 0.0), ("payback_discounted", rate)):
            worst[name] = max(worst[name], off(said[name], payback(flows, at)))
        signs = [f > 0 for f in flows]
        if sum(a != b for a, b in zip(signs, signs[1:])) == 1:  # one rate for sure
            theirs = float(npf.irr(flows))
            if said["irr"]["status"] != "one":
                worst["irr"] = float("inf")
            elif np.isfinite(theirs):
                worst["irr"] = max(worst["irr"], off(said["irr"]["values"][0], theirs))
        for found in said["irr"]["values"]:  # each is a rate at which the flows are worth nothing
            scale = sum(abs(f) / (1 + found) ** t for t, f in enumerate(flows))
            worst["irr"] = max(worst["irr"], abs(npf.npv(found, flows)) / scale)
    for name, figure in worst.items():
        checks.at_most(figure, 1e-9, "1,000 cash flows, %s against numpy-financial: largest difference" % name)


# ---- Monte Carlo --------------------------------------------------------------------

FLOWS = [-1000, {"min": 200, "mode": 400, "max": 900}, {"min": -100, "mode": 350, "max": 500}, {"min": 0, "mode": 0, "max": 800}]


def simulate(n, rate):
    rng, worth = np.random.default_rng(20), np.zeros(n)
    for t, flow in enumerate(FLOWS):
        drawn = rng.triangular(flow["min"], flow["mode"], flow["max"], n) if isinstance(flow, dict) else flow
        worth += drawn / (1 + rate) ** t
    return worth


def monte_carlo(checks):
    draws, rate, store = 100000, 0.08, aift.Store()
    said, again, other = (finance_of(store, rate, FLOWS, draws, seed)["monte_carlo"] for seed in (42, 42, 43))
    checks.that(json.dumps(said) == json.dumps(again) and said["p50"] != other["p50"], "the same seed, the same figures; another, others")
    worth = simulate(4000000, rate)
    for name, q in (("p5", .05), ("p50", .5), ("p95", .95)):
        density = .01 / np.diff(np.quantile(worth, (q - .005, q + .005)))[0]
        error = np.sqrt(q * (1 - q) / draws) / density
        checks.at_most(abs(said[name] - np.quantile(worth, q)) / error, 4, "100,000 draws, %s: difference in standard errors" % name)
    p = float((worth < 0).mean())
    checks.at_most(abs(said["p_negative"] - p) / np.sqrt(p * (1 - p) / draws), 4, "100,000 draws, p_negative: difference in standard errors")


# ---- the baseline -------------------------------------------------------------------

def write_rows(path, texts, labels):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "category"])
        writer.writerows(zip(texts, labels))
    return path


def validate(folder, data, notebook):
    done = subprocess.run([command.AIFT, "usecase", "validate", "UC-1", "--store", os.path.join(folder, "aift.db"), "--data", data, "--label-column",
                           "category", "--model", common.model_folder(), "--notebook", notebook, "--json"], stdout=subprocess.PIPE, check=False)
    said = json.loads(done.stdout.splitlines()[-1])
    if done.returncode not in (0, 3):
        raise command.Error(said)
    return said, {gate["name"]: gate for gate in said["gates"]}


def split_of(notebook):
    facts = {}
    exec(common.read_json(notebook)["cells"][1]["source"], facts)  # assignments of literals
    return facts["TRAIN"], facts["TEST"]


def scikit_learn(vectors, labels, notebook):
    train, test = split_of(notebook)
    labels = np.array(labels)
    return LogisticRegression(C=1.0, max_iter=1000).fit(vectors[train], labels[train]).score(vectors[test], labels[test])


def variants(texts, labels):
    draw = random.Random(5)
    shuffled = labels[:]
    draw.shuffle(shuffled)
    blank = labels[:]
    for i in draw.sample(range(len(labels)), len(labels) // 10):
        blank[i] = ""
    rare, seen, kept = labels[0], 0, []
    for i, label in enumerate(labels):
        seen += label == rare
        if label != rare or seen <= 5:
            kept.append(i)
    everything = list(range(len(labels)))
    return (("true labels", everything, labels), ("shuffled labels", everything, shuffled), ("10 % without a label", everything, blank),
            ("a class of 5 rows", kept, labels))


def baseline(checks, folder):
    data = common.data_folder()
    if not common.has_data(data, "banking77"):
        checks.skip("the baseline on Banking77", "no data in %s" % data)
        return
    texts, labels = common.banking77(data, "train")
    if os.environ.get("AIFT_COMPAT_FULL") != "1":  # a fifth of it says the same in a fifth of the time
        texts, labels = texts[::5], labels[::5]
    vectors = aift.Model(common.model_folder()).embed(texts)
    command.run("store", "init", "--store", os.path.join(folder, "aift.db"))
    command.run("usecase", "new", "--title", "Intents", "--store", os.path.join(folder, "aift.db"))
    for number, (name, rows, given) in enumerate(variants(texts, labels)):
        path = write_rows(os.path.join(folder, "rows-%d.csv" % number), [texts[i] for i in rows], [given[i] for i in rows])
        notebook = os.path.join(folder, "baseline-%d.ipynb" % number)
        said, gates = validate(folder, path, notebook)
        theirs = scikit_learn(vectors[rows], [given[i] for i in rows], notebook)
        ours = gates["baseline"]["value"]
        checks.at_most(abs(ours - theirs), .02, "%s: accuracy %.4f, scikit-learn %.4f: difference" % (name, ours, theirs))
        if number == 0:
            checks.that(gates["baseline"]["status"] == gates["memory"]["status"] == "pass", "true labels: the gates of the model pass")
            run_notebook(checks, notebook, ours, theirs)
        elif number == 1:
            checks.that(ours <= .05 and gates["baseline"]["status"] == "fail" and said["verdict"] == "redefine", "shuffled labels: the verdict",
                        "%.4f, %s" % (ours, said["verdict"]), "<= .05, redefine")
        else:
            failing = "label_coverage" if number == 2 else "smallest_class"
            checks.that(gates[failing]["status"] == "fail" and said["verdict"] == "redefine", "%s: %s fails" % (name, failing), gates[failing]["value"])


def run_notebook(checks, notebook, ours, theirs):
    out = notebook.replace(".ipynb", "-done.ipynb")
    environment = {**os.environ, "AIFT": command.AIFT, "PATH": os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", notebook, "--output", out],
                          env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if not checks.that(done.returncode == 0, "jupyter nbconvert --execute", done.stdout[-400:] if done.returncode else ""):
        return
    told = common.read_json(out)["cells"][-1]["outputs"][0]["text"]
    accuracy = json.loads("".join(told))["accuracy"]
    checks.at_most(abs(accuracy - theirs), .02, "the notebook's figure %.4f, scikit-learn's with its own tolerance: difference" % accuracy)
    checks.at_most(abs(accuracy - ours), 0, "the notebook's figure %.4f, the one that was measured %.4f: difference" % (accuracy, ours))


def main():
    checks = common.Checks()
    finances(checks)
    monte_carlo(checks)
    with tempfile.TemporaryDirectory() as folder:
        baseline(checks, folder)
    checks.done()


if __name__ == "__main__":
    main()
