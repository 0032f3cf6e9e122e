# Profiles beside pandas: the same nulls, distinct values, ranges, means, quantiles, histograms and frequent values, on banking77, a table of
# every type, and one with more values than are kept; banking77 as a CSV file, as a table of SQLite and over HTTP is the same.
import csv
import functools
import http.server
import json
import os
import random
import sqlite3
import tempfile
import threading

import numpy as np
import pandas as pd

import command
import common

QUANTILES = ["0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99"]


def close(a, b, tolerance=1e-12):
    return abs(a - b) <= tolerance * max(1, abs(b))


def numbers(checks, name, ours, column):
    present = column.dropna()
    checks.that(ours["min"] == present.min() and ours["max"] == present.max(), name + ": range", (ours["min"], ours["max"]),
                (present.min(), present.max()))
    checks.that(close(ours["mean"], present.mean(), 1e-11), name + ": mean", ours["mean"], present.mean())
    if ours["distinct"]["approx"]:
        ordered = np.sort(present.to_numpy())
        for q in QUANTILES:
            low, high = np.searchsorted(ordered, ours["quantiles"][q], "left"), np.searchsorted(ordered, ours["quantiles"][q], "right")
            rank = float(q) * len(ordered)
            checks.that(low - 0.005 * len(ordered) <= rank <= high + 0.005 * len(ordered), "%s: rank of %s" % (name, q), (low, high), rank)
        return
    for q in QUANTILES:
        want = present.quantile(float(q))
        checks.that(close(ours["quantiles"][q], want), "%s: quantile %s" % (name, q), ours["quantiles"][q], want)
    counts, edges = np.histogram(present, 20)
    checks.that(ours["histogram"]["counts"] == counts.tolist(), name + ": histogram", ours["histogram"]["counts"], counts.tolist())
    checks.that(np.allclose(ours["histogram"]["edges"], edges, rtol=1e-12, atol=1e-12), name + ": edges", ours["histogram"]["edges"][:3], edges[:3])


def compare(checks, path):
    profile = json.loads(command.run("source", "profile", "--file", path, "--json"))
    table = pd.read_csv(path, keep_default_na=False, na_values=[""])
    checks.that(profile["rows"] == len(table), os.path.basename(path) + ": rows", profile["rows"], len(table))
    for ours in profile["columns"]:
        column, name = table[ours["name"]], ours["name"]
        checks.that(ours["nulls"] == column.isna().sum(), name + ": nulls", ours["nulls"], column.isna().sum())
        distinct, want = ours["distinct"], column.nunique()
        fits = abs(distinct["value"] - want) <= 0.02 * want if distinct["approx"] else distinct["value"] == want
        checks.that(fits, name + ": distinct", distinct, want)
        checks.that(distinct["approx"] == (want > 100_000), name + ": exact up to 100,000", distinct, want)
        if not distinct["approx"]:
            top = sorted(column.value_counts().tolist(), reverse=True)[:10]
            checks.that([item["count"] for item in ours["top"]] == top, name + ": top", ours["top"], top)
        if ours["type"] in ("integer", "number"):
            numbers(checks, name, ours, column)
        elif ours["type"] != "boolean":
            checks.that(ours["min"] == column.dropna().min() and ours["max"] == column.dropna().max(), name + ": range", ours["min"],
                        column.dropna().min())
    return profile


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def everywhere(checks, path):
    """The profiles of one table by a source's id: a file, a query of SQLite, an address on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        store, database, record = (os.path.join(folder, name) for name in ("aift.db", "rows.db", "record.json"))
        with open(path, encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        with sqlite3.connect(database) as db:
            db.execute("CREATE TABLE t(%s)" % ", ".join(name + " TEXT" for name in header))
            db.executemany("INSERT INTO t VALUES(%s)" % ", ".join("?" * len(header)), rows)
        db.close()
        handler = functools.partial(Quiet, directory=os.path.dirname(path))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        command.run("store", "init", "--store", store)
        profiles = []
        for source in ({"kind": "file", "location": path}, {"kind": "sqlite", "location": database, "query": "SELECT * FROM t"},
                       {"kind": "http", "location": "http://127.0.0.1:%d/%s" % (server.server_port, os.path.basename(path))}):
            common.write_json(record, {"name": source["kind"], **source})
            id = json.loads(command.run("source", "add", "--from", record, "--store", store, "--json"))["id"]
            profile = json.loads(command.run("source", "profile", id, "--store", store, "--json"))
            profiles.append({key: value for key, value in profile.items() if key not in ("bytes", "seconds", "peak_rss_bytes")})
            checks.that(profiles[-1] == profiles[0], "banking77 by %s: the same profile" % source["kind"], profile["rows"])
        server.shutdown()


def main():
    checks = common.Checks()
    rng = random.Random(9)
    with tempfile.TemporaryDirectory() as folder:
        small, large = os.path.join(folder, "small.csv"), os.path.join(folder, "large.csv")
        with open(small, "w") as file:
            file.write("i,f,d,s\n")
            file.writelines("%s,%r,2026-%02d-%02d,%s\n" % (rng.choice(["", rng.randrange(-500, 500)]), rng.gauss(0, 1e3), rng.randrange(1, 13),
                            rng.randrange(1, 29), rng.choice(["a", "b,c", "\u00e4"]).join('""')) for _ in range(5000))
        with open(large, "w") as file:
            file.write("id,x,word\n")
            file.writelines("%d,%r,w%d\n" % (i * 7919 % 400_000, rng.lognormvariate(0, 2), rng.randrange(250_000)) for i in range(400_000))
        compare(checks, small)
        compare(checks, large)
    data = common.data_folder()
    if common.has_data(data, "banking77"):
        profile = compare(checks, os.path.join(data, "banking77", "train.csv"))
        everywhere(checks, os.path.join(data, "banking77", "train.csv"))
        category = profile["columns"][1]
        checks.that((profile["rows"], category["distinct"]["value"], category["top"][0]["count"], category["nulls"]) == (10003, 77, 187, 0),
                    "banking77", (profile["rows"], category["distinct"], category["top"][0]), "10,003 rows, 77 categories, 187 at most")
    else:
        checks.skip("banking77", "no banking77 in the data folder")
    checks.done()


if __name__ == "__main__":
    main()
