"""From a use case in a store to a training, its figures and back: aift train --store, usecase bind, trace, categorize."""
import hashlib
import json
import os

from cli import TINY, aift, case, check, end

ROWS = "text,label\n" + "".join("%s,%s\n" % (text, label) for _ in range(8) for text, label in (
    ("rain and wind in the sun", "Weather"), ("please pay the bill", "bills"), ("a train for the trip", "travel")))
KPIS = [{"name": "right", "metric": "accuracy", "direction": "higher", "target": 0.0},
        {"name": "loss", "metric": "loss", "direction": "lower", "target": 0.0}]


def prepared(folder, kpis=KPIS):
    """A store with one use case, and data."""
    store, data = os.path.join(folder, "aift.db"), os.path.join(folder, "mails.csv")
    with open(data, "w", encoding="utf-8") as f:
        f.write(ROWS)
    aift("store", "init", "--store", store)
    given = json.dumps({"title": "Mail", "problem": "Mail is sorted by hand.", "kpis": kpis}).encode()
    aift("usecase", "new", "--from", "-", "--store", store, stdin=given)
    return store, data


def answer(*arguments, **more):
    return json.loads(aift(*arguments, "--json", **more).out.decode().splitlines()[-1])


def training(folder):
    """A training binds itself; trace finds it both ways."""
    store, data = prepared(folder)
    out = os.path.join(folder, "filter")
    aift("train", "--model", TINY, "--data", data, "--output", out, "--max-steps", "1", "--usecase", "UC-1", "--store", store,
         "--actor", "anna@example.com", out=r"bound to UC-1 in ")
    found = answer("usecase", "trace", "UC-1", "--store", store)
    run = found["runs"][0]
    check(found["usecase"]["id"] == "UC-1" and len(found["runs"]) == 1, "one run")
    check(run["id"] == "RUN-1" and run["model"] == out and run["data"] == data and len(run["data_sha256"]) == 64, "model and data")
    with open(os.path.join(out, "model.safetensors"), "rb") as f:
        check(run["model_sha256"] == hashlib.sha256(f.read()).hexdigest(), "what sha256sum prints")
    check([k["state"] for k in found["kpis"]] == ["met", "missed"], "states: %s" % found["kpis"])
    check(all(k["run"] == "RUN-1" and k["at"] and k["model_sha256"] == run["model_sha256"] for k in found["kpis"]), "run and time")
    check(run["evaluation"]["accuracy"] == found["kpis"][0]["value"] and run["train"]["steps"] == 1, "evaluation and training")
    back = answer("usecase", "trace", run["model_sha256"], "--store", store)
    check(back["usecase"]["id"] == "UC-1" and back["usecases"] == ["UC-1"] and back["runs"] == found["runs"], "and back")
    check(answer("usecase", "trace", run["parameters_sha256"], "--store", store) == back, "by the parameters' digest too")
    check(list(found) == ["usecase", "sources", "signoffs", "approval", "runs", "models", "kpis"], "the parts: %s" % list(found))
    log = answer("store", "audit", "--id", "RUN-1", "--store", store)["items"]
    check([row["action"] for row in log] == ["bind"] and log[0]["actor"] != "P-0", "who did it: %s" % log)
    aift("train", "--model", TINY, "--data", data, "--output", out + "2", "--max-steps", "1", "--usecase", "UC-1", "--store", store)
    found = answer("usecase", "trace", "UC-1", "--store", store)
    check(len(found["runs"]) == 2 and found["runs"][1]["data_sha256"] == run["data_sha256"], "the same data")
    check(found["kpis"][0]["run"] == "RUN-2", "the latest run counts")
    aift("store", "verify", "--store", store)


def training_is_refused_early(folder):
    """Before hours are spent: a use case that is not there, a figure that no evaluation will have."""
    store, data = prepared(folder, [{"name": "right", "metric": "bleu", "direction": "higher", "target": 0.5}])
    common = ("train", "--model", TINY, "--data", data, "--output", os.path.join(folder, "x"))
    aift(*common, "--usecase", "UC-7", "--store", store, code=1, err="UC-7")
    aift(*common, "--usecase", "UC-1", "--store", store, code=1, err=r'kpis\[0\]\.metric: evaluation has no figure "bleu"; it has n, accuracy')
    aift(*common, "--usecase", "UC-1", "--store", os.path.join(folder, "none.db"), code=1, err="none.db")
    aift(*common, "--store", store, code=2, err="--usecase")
    check(not os.path.exists(os.path.join(folder, "x")), "nothing was written")
    check(not answer("usecase", "trace", "UC-1", "--store", store)["runs"], "nothing was bound")


def binding(folder):
    store, data = prepared(folder)
    figures = aift("evaluate", "--model", TINY, "--data", data, "--json").out
    path = os.path.join(folder, "figures.json")
    with open(path, "wb") as f:
        f.write(figures)
    bind = ("usecase", "bind", "UC-1", "--model", TINY, "--store", store)
    got = json.loads(aift(*bind, "--evaluation", path, "--json", code=3).out)
    check([k["state"] for k in got["kpis"]] == ["met", "missed"], "states")
    check(set(got["kpis"][0]) >= {"name", "metric", "target", "value", "state", "model_sha256", "run", "at"}, "fields")
    check(got["kpis"][0]["value"] == json.loads(figures)["accuracy"], "the figure")
    aift("usecase", "set", "UC-1", "kpis.1.target=100", "--store", store)
    aift(*bind, "--evaluation", "-", stdin=figures)
    before = answer("store", "info", "--store", store)
    for text, err in ((b'{"accuracy":1}', r'UC-1: kpis\[1\]\.metric: evaluation has no figure "loss"; it has accuracy'),
                      (b"{", "the evaluation"), (b"[]", "the evaluation")):
        aift(*bind, "--evaluation", "-", stdin=text, code=1, err=err)
    aift("usecase", "bind", "UC-1", "--model", TINY, "--store", store, code=2, err="--evaluation FILE is missing")
    aift("usecase", "bind", "UC-2", "--model", TINY, "--store", store, "--evaluation", path, code=1, err="UC-2")
    aift("usecase", "trace", "UC-2", "--store", store, code=1, err="UC-2")
    aift("usecase", "trace", "0" * 64, "--store", store, code=1, err="no run has a model")
    check(answer("store", "info", "--store", store) == before, "a failure leaves the store as it was")


def categories(folder):
    store, _ = prepared(folder)
    by_id = answer("usecase", "categorize", "UC-1", "--model", TINY, "--store", store)
    by_text = answer("usecase", "categorize", "--text", "Mail is sorted by hand.", "--model", TINY)
    check(by_id == by_text and len(by_id["proposals"]) == 3, "three tasks")
    check(all(set(p) == {"task", "score"} for p in by_id["proposals"]), "task and score")
    scores = [p["score"] for p in answer("usecase", "categorize", "--text", "x", "--model", TINY, "--top", "12")["proposals"]]
    check(len(scores) == 12 and scores == sorted(scores, reverse=True), "the likeliest first")
    aift("usecase", "categorize", "UC-1", "--text", "x", "--model", TINY, code=2, err="exclude each other")
    aift("usecase", "categorize", "--model", TINY, code=2, err="ID or --text TEXT is missing")
    aift("usecase", "categorize", "--text", "x", code=2, err="--model DIR is missing")
    aift("usecase", "categorize", "--text", " ", "--model", TINY, code=1, err="the problem is empty")


for function in (training, training_is_refused_early, binding, categories):
    case(function.__name__, function)
end()
