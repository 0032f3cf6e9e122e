# Writes golden/metrics.json: scikit-learn's figures of small drawn cases, which test_metrics.c compares with
# the library's. Run it by hand, with scikit-learn installed: python3 tests/compat/make_metrics.py
import json
import os
import random

import sklearn
from sklearn import metrics as M

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), os.pardir, "golden", "metrics.json")
SCORES = {"precision": M.precision_score, "recall": M.recall_score, "f1": M.f1_score}


def draw(rng, labels, rows, used_true, used_pred, right):
    """Rows whose true labels are from used_true and whose predictions from used_pred, `right` of them equal."""
    true = [rng.choice(used_true) for _ in range(rows)]
    pred = [t if t in used_pred and rng.random() < right else rng.choice(used_pred) for t in true]
    scores = [[rng.random() + 0.01 for _ in labels] for _ in true]
    return true, pred, [[s / sum(row) for s in row] for row in scores]


def case(name, labels, true, pred, scores):
    every = list(range(len(labels)))
    want = {"n": len(true), "accuracy": M.accuracy_score(true, pred), "balanced_accuracy": M.balanced_accuracy_score(true, pred),
            "loss": M.log_loss(true, scores, labels=every)}
    for metric, score in SCORES.items():
        for average in ("micro", "macro", "weighted"):
            # Without labels=, as people call it: labels that occur nowhere do not count.
            want["%s_%s" % (metric, average)] = score(true, pred, average=average, zero_division=0)
    columns = M.precision_recall_fscore_support(true, pred, labels=every, zero_division=0)
    for label, *row in zip(labels, *columns):
        for metric, value in zip(("precision", "recall", "f1", "support"), row):
            want["per_label.%s.%s" % (label, metric)] = float(value)
    for i, row in enumerate(M.confusion_matrix(true, pred, labels=every)):
        for j, value in enumerate(row):
            want["confusion_matrix.%d.%d" % (i, j)] = int(value)
    return {"name": name, "labels": labels, "y_true": true, "y_pred": pred, "p_true": [row[t] for t, row in zip(true, scores)], "want": want}


def main():
    rng, two, five = random.Random(7), ["ham", "spam"], ["a", "b.c", "d e", "", "f1"]
    spec = [("two labels", two, 50, [0, 1], [0, 1], 0.8), ("one row", two, 1, [1], [1], 1),
            ("one row, wrong", two, 1, [1], [0], 0), ("never predicted", two, 20, [0, 1], [0], 0.5),
            ("one true label", two, 20, [1], [0, 1], 0.5), ("all wrong", two, 9, [0], [1], 0),
            ("five labels", five, 200, range(5), range(5), 0.6), ("two that occur nowhere", five, 60, [0, 2], [0, 3], 0.5),
            ("disjoint", five, 10, [0, 1], [3, 4], 0), ("all right", five, 30, [1, 2, 4], [1, 2, 4], 1)]
    cases = [case(s[0], s[1], *draw(rng, s[1], s[2], list(s[3]), list(s[4]), s[5])) for s in spec]
    with open(OUT, "w", encoding="utf-8") as file:
        json.dump({"scikit-learn": sklearn.__version__, "cases": cases}, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
