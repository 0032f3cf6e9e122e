# Debian's PostgreSQL, started here on loopback: the same check and profile as of the CSV file with the same rows, a password that is kept
# nowhere, and queries that write, fail or have no end.
import csv
import glob
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time

import command
import common

SECRET = "correct horse battery"
ROWS = "id,text,score,day,at,yes\n" + "".join(
    '%d,"row ""%d"", %s",%s,2026-01-%02d,2026-01-01 %02d:00:00,%s\n' % (i, i % 9, "\u00e4" * (i % 3), i / 8 if i % 5 else "", i % 28 + 1, i % 24, "true" if i % 2 else "false")
    for i in range(2000))


def drop(folder):
    """What a process must do before it is the server's: it does not run as root."""
    if os.getuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


class Server:
    def __init__(self, programs, folder):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        self.psql = os.path.join(programs, "psql")
        given = os.path.join(folder, "given")
        with open(given, "w") as file:
            file.write(SECRET)
        os.chmod(given, 0o644)
        rights, cluster = drop(folder), os.path.join(folder, "cluster")
        subprocess.run([os.path.join(programs, "initdb"), "-D", cluster, "-U", "aift", "-A", "scram-sha-256", "--pwfile", given, "-E", "UTF8", "--locale=C", "-N"],
                       check=True, stdout=subprocess.DEVNULL, cwd=folder, **rights)
        self.process = subprocess.Popen([os.path.join(programs, "postgres"), "-D", cluster, "-p", str(self.port), "-h", "127.0.0.1", "-k", folder, "-F"],
                                        stderr=subprocess.DEVNULL, cwd=folder, **rights)
        self.location = "host=127.0.0.1 port=%d user=aift dbname=postgres" % self.port

    def run(self, text, data=None):
        done = subprocess.run([self.psql, self.location, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", text], input=data, env={**os.environ, "PGPASSWORD": SECRET},
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return done.returncode == 0

    def wait(self):
        for _ in range(300):
            if self.run("SELECT 1"):
                return True
            time.sleep(0.1)
        return False

    def load(self, name, path, types):
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        return self.run("CREATE TABLE %s(%s)" % (name, types)) and self.run("COPY %s FROM STDIN CSV HEADER" % name, text)


def stable(profile):
    return {key: value for key, value in profile.items() if key not in ("bytes", "seconds", "peak_rss_bytes")}


class Store:
    def __init__(self, folder):
        self.path = os.path.join(folder, "aift.db")
        command.run("store", "init", "--store", self.path)

    def add(self, **fields):
        record = self.path + ".json"
        common.write_json(record, {"name": "x", **fields})
        return json.loads(command.run("source", "add", "--from", record, "--store", self.path, "--json"))["id"]

    def ask(self, verb, id, *more):
        """The answer, or the error."""
        done = subprocess.run([command.AIFT, "source", verb, id, "--store", self.path, "--json", "--password-env", "AIFT_TEST_SECRET", *more],
                              env={**os.environ, "AIFT_TEST_SECRET": SECRET}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return json.loads(done.stdout.splitlines()[-1])


def compare(checks, server, store, name, path, types):
    checks.that(server.load(name, path, types), name + ": loaded")
    file, table = store.add(kind="file", location=path), store.add(kind="postgresql", location=server.location, query="SELECT * FROM " + name)
    checked, there = (store.ask("check", id) for id in (file, table))
    checks.that((checked["rows"], checked["schema"]) == (there.get("rows"), there.get("schema")), name + ": check", there)
    want, got = (stable(store.ask("profile", id)) for id in (file, table))
    checks.that(want == got, name + ": the profile of the CSV file", got.get("rows", got))
    return got


def refused(checks, server, store, canary):
    def ask(query, timeout="5"):
        began = time.monotonic()
        got = store.ask("check", store.add(kind="postgresql", location=server.location, query=query), "--timeout", timeout)
        checks.that(not got["reachable"] and time.monotonic() - began < float(timeout) + 5, query[:60], got["error"])
        return got["error"]

    for query in ("DELETE FROM small RETURNING id", "SELECT 1; DROP TABLE small", "DROP TABLE small", "COPY small TO '%s'" % canary, "SELECT 1) TO '%s' --" % canary,
                  "COMMIT", "SET TRANSACTION READ WRITE", "SELECT nextval('s')", ""):
        if query:
            ask(query)
    checks.that("longer than it may" in ask("SELECT pg_sleep(60)", "1"), "a query that runs for ever")
    checks.that("longer than it may" in ask("SELECT n FROM generate_series(1, 1000000000000) AS n", "1"), "rows without an end")
    checks.that("22P02" in (said := ask("SELECT CAST(text AS integer) FROM small")) and "row" not in said, "no value is in an error", said)
    checks.that(server.run("DO $$ BEGIN ASSERT (SELECT count(*) FROM small) = 2000; END $$") and not os.path.exists(canary), "nothing was changed")


def look(checks, server, folder):
    store = Store(folder)
    small, data = os.path.join(folder, "small.csv"), common.data_folder()
    with open(small, "w", encoding="utf-8") as file:
        file.write(ROWS)
    compare(checks, server, store, "small", small, "id int, text text, score float8, day date, at timestamp, yes bool")
    if common.has_data(data, "banking77"):
        got = compare(checks, server, store, "banking77", os.path.join(data, "banking77", "train.csv"), "text text, category text")
        category = got["columns"][1]
        checks.that((got["rows"], category["distinct"]["value"], category["top"][0]["count"], category["nulls"]) == (10003, 77, 187, 0), "banking77: its figures",
                    (got["rows"], category["distinct"], category["top"][0]))
    else:
        checks.skip("banking77", "no banking77 in the data folder")
    server.run("CREATE SEQUENCE s")
    refused(checks, server, store, os.path.join(folder, "canary"))
    masked = os.path.join(folder, "masked.csv")
    store.ask("mask", store.add(kind="postgresql", location=server.location, query="SELECT id, 'a@example.com' AS mail FROM small ORDER BY id"), "--output", masked)
    with open(masked, newline="") as file:
        rows = list(csv.reader(file))
    checks.that(len(rows) == 2001 and rows[1] == ["0", "<EMAIL_ADDRESS>"], "mask", rows[:2])
    service = os.path.join(folder, "service.conf")
    with open(service, "w") as file:
        file.write("[here]\nhost=127.0.0.1\nport=%d\nuser=aift\ndbname=postgres\n" % server.port)
    os.environ["PGSERVICEFILE"] = service
    got = store.ask("check", store.add(kind="postgresql", location="service=here", query="SELECT * FROM small"))
    checks.that(got["rows"] == 2000, "a service file", got)
    os.environ["AIFT_TEST_WRONG"] = "wrong"
    got = store.ask("check", "DS-2", "--password-env", "AIFT_TEST_WRONG")
    checks.that(not got["reachable"] and "password authentication failed" in got["error"], "a wrong password", got["error"])
    kept = b"".join(open(path, "rb").read() for path in glob.glob(store.path + "*"))
    checks.that(SECRET.encode() not in kept, "the password is not in the store")


def main():
    checks = common.Checks()
    programs = next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)), None) or os.path.dirname(shutil.which("initdb") or "")
    if not programs:
        checks.skip("PostgreSQL", "no server is installed (Debian: postgresql)")
        checks.done()
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as folder:
        os.chmod(place, 0o755)
        server = Server(programs, place)
        try:
            if checks.that(server.wait(), "the server starts"):
                look(checks, server, folder)
        finally:
            server.process.terminate()
            server.process.wait()
    checks.done()


if __name__ == "__main__":
    main()
