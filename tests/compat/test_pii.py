# Personal data made by Faker, with near misses, beside Presidio's pattern recognisers: recall and precision by kind, and no planted value
# anywhere in what the command says. The seeds in pii_seeds.json were committed after the recognisers.
import csv
import json
import os
import random
import subprocess
import sys
import tempfile

import command
import common

ROWS = 5000
GOALS = {"CREDIT_CARD": (.98, .98), "IBAN_CODE": (.98, .98), "CRYPTO": (.98, .98), "MEDICAL_LICENSE": (.98, .98), "EMAIL_ADDRESS": (.95, .95),
         "URL": (.95, .95), "IP_ADDRESS": (.95, .95), "MAC_ADDRESS": (.95, .95), "PHONE_NUMBER": (.85, .80)}
LOCALES = ["en_US", "en_GB", "de_DE", "fr_FR"]
BEFORE = ["", "please note ", "it says ", "the customer wrote: ", "we have ", "see ", "now at "]
BEHIND = ["", ".", ", thanks", " and so on", " (again)", "; more to come", "!"]
NEAR = {  # what stands before what only looks like it
    "order": ["order ", "order number ", "Order no. ", "our order "], "version": ["version ", "firmware ", "updated to version ", "release "],
    "isbn": ["ISBN ", "ISBN: ", "the book, ISBN "], "": ["", "it says ", "the number "]}


def digits(rng, n):
    return "".join(str(rng.randrange(10)) for _ in range(n))


def luhn(number):
    return sum(int(d) if i % 2 == 0 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(number))) % 10


def dea(rng):
    d = [rng.randrange(10) for _ in range(6)]
    return rng.choice("ABFGM") + rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "".join(map(str, d)) + str((d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10)


def bitcoin(rng):
    import hashlib
    body = bytes([rng.choice([0, 5])]) + rng.randbytes(20)
    whole = body + hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4]
    number, text, letters = int.from_bytes(whole, "big"), "", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    while number:
        number, rest = divmod(number, 58)
        text = letters[rest] + text
    return "1" * (len(whole) - len(whole.lstrip(b"\0"))) + text


def planted(rng, fakes):
    """(entity, value)."""
    fake, kind = fakes[rng.choice(LOCALES)], rng.choice(list(GOALS))
    if kind == "CREDIT_CARD":
        number = fake.credit_card_number(card_type=rng.choice(["visa16", "mastercard", "amex", "discover", "jcb16", "diners"]))
        return kind, "-".join(number[i:i + 4] for i in range(0, 16, 4)) if len(number) == 16 and rng.random() < .4 else number
    if kind == "IBAN_CODE":
        iban = fakes[rng.choice(["en_GB", "de_DE", "fr_FR"])].iban()
        return kind, " ".join(iban[i:i + 4] for i in range(0, len(iban), 4)) if rng.random() < .5 else iban
    value = {"CRYPTO": lambda: bitcoin(rng), "MEDICAL_LICENSE": lambda: dea(rng), "EMAIL_ADDRESS": lambda: rng.choice([fake.email, fake.company_email, fake.free_email])(),
             "URL": lambda: rng.choice([fake.url, fake.uri])(), "IP_ADDRESS": lambda: rng.choice([fake.ipv4, fake.ipv4_private, fake.ipv6])(),
             "MAC_ADDRESS": lambda: fake.mac_address(), "PHONE_NUMBER": lambda: fake.phone_number()}[kind]()
    return kind, value


def near_miss(rng, fakes):
    """(what stands before, value)."""
    kind = rng.choice(["luhn", "iban", "order", "version", "isbn10", "isbn13"])
    if kind == "luhn":
        number = fakes["en_US"].credit_card_number(card_type="visa16")
        number = number[:-1] + str((int(number[-1]) + rng.randrange(1, 10)) % 10)
        return "", " ".join(number[i:i + 4] for i in range(0, 16, 4)) if rng.random() < .5 else number
    if kind == "iban":
        iban = fakes[rng.choice(["en_GB", "de_DE"])].iban()
        return "", iban[:-1] + str((int(iban[-1]) + rng.randrange(1, 9)) % 10)
    if kind == "order":
        return "order", rng.choice(["%s-%s" % (digits(rng, 5), digits(rng, 4)), "ORD-" + digits(rng, 8), digits(rng, 10), "#" + digits(rng, 7)])
    if kind == "version":
        return "version", ".".join(str(rng.randrange(25)) for _ in range(4))
    if kind == "isbn10":
        return "isbn", "0-%s-%s-%s" % (digits(rng, 3), digits(rng, 5), digits(rng, 1))
    return "isbn", "978-0-%s-%s-%s" % (digits(rng, 3), digits(rng, 5), digits(rng, 1))


def table(seed, path):
    """Writes it; what was planted, as {row: (entity, start, end, value)}."""
    from faker import Faker

    rng, fakes, truth = random.Random(seed), {}, {}
    for locale in LOCALES:
        fakes[locale] = Faker(locale)
        fakes[locale].seed_instance(seed)
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["id", "note"])
        for row in range(1, ROWS + 1):
            if rng.random() < .3:
                kind, value = near_miss(rng, fakes)
                before = rng.choice(NEAR[kind])
            else:
                entity, value = planted(rng, fakes)
                before = rng.choice(BEFORE)
                truth[row] = (entity, len(before), len(before) + len(value), value)
            out.writerow([row, before + value + rng.choice(BEHIND)])
    return truth


def figures(findings, truth):
    """{entity: (recall, precision)}. Found is what overlaps the planted value by half of it and has its entity."""
    hits, found, right, all_of = {}, {}, {}, {}
    for entity, *_ in truth.values():
        all_of[entity] = all_of.get(entity, 0) + 1
    for f in findings:
        if f["entity"] not in GOALS or f["column"] != "note":
            continue
        found[f["entity"]] = found.get(f["entity"], 0) + 1
        entity, start, end, _ = truth.get(f["row"], ("", 0, 0, ""))
        if entity == f["entity"] and min(end, f["end"]) - max(start, f["start"]) >= (end - start) / 2:
            right[entity] = right.get(entity, 0) + 1
            hits.setdefault(entity, set()).add(f["row"])
    return {e: (len(hits.get(e, ())) / all_of[e], right.get(e, 0) / max(1, found.get(e, 0))) for e in all_of}


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def in_a_store(folder, path):
    """All that a store keeps of the file, and says of it (but for the profile's answer, which has the most frequent values), as bytes."""
    store, said = os.path.join(folder, "aift.db"), b""
    with open(os.path.join(folder, "source.json"), "w", encoding="utf-8") as file:
        json.dump({"name": "Notes", "kind": "file", "location": path}, file)
    for verb in ["init"], ["add", "--from", file.name], ["check", "DS-1"], ["profile", "DS-1"], ["scan", "DS-1"], ["get", "DS-1"], ["lineage", "DS-1"]:
        done = subprocess.run([command.AIFT, "store" if verb == ["init"] else "source", *verb, "--store", store, "--json"], capture_output=True, check=True)
        said += done.stderr + (b"" if verb[0] == "profile" else done.stdout)
    said += subprocess.run([command.AIFT, "store", "audit", "--store", store, "--json"], capture_output=True, check=True).stdout
    for name in sorted(os.listdir(folder)):
        if name.startswith("aift.db"):
            with open(os.path.join(folder, name), "rb") as file:
                said += file.read()
    return said


def main():
    checks = common.Checks()
    beside = os.environ.get("AIFT_COMPAT_FULL") == "1"  # Presidio takes its time, and only its figures are told
    peer = os.path.join(common.ROOT, "bench", "peers", "presidio_scan.py")
    for seed in common.read_json(os.path.join(os.path.dirname(__file__), "pii_seeds.json")):
        with tempfile.TemporaryDirectory() as folder:
            path, ours, theirs, safe = (os.path.join(folder, name) for name in ("t.csv", "ours.jsonl", "theirs.jsonl", "safe.csv"))
            truth, said = table(seed, path), b""
            for verb in ["scan", "--findings", ours], ["mask", "--operator", "replace", "--output", safe]:
                done = subprocess.run([command.AIFT, "source", *verb, "--file", path, "--json"], capture_output=True, check=True)
                said += done.stdout + done.stderr
            mine, presidio = figures(read(ours), truth), {}
            if beside:
                subprocess.run([sys.executable, peer, "--file", path, "--findings", theirs], check=True, stdout=subprocess.DEVNULL)
                presidio = figures(read(theirs), truth)
            for entity, (recall, precision) in GOALS.items():
                figure = "%.3f %.3f" % mine[entity] + ("; Presidio %.3f %.3f" % presidio[entity] if beside else "")
                checks.that(mine[entity][0] >= recall and mine[entity][1] >= precision, "seed %d: %s, recall and precision" % (seed, entity),
                            figure, ">= %.2f %.2f" % (recall, precision))
            with open(ours, "rb") as file:
                said += file.read()
            said += in_a_store(folder, path)
            command.run("source", "scan", "--file", path, "--findings", theirs, "--show-values")
            with open(theirs, "rb") as file:
                asked = file.read()
            shown = [sum(v.encode() in text for *_, v in truth.values()) for text in (said, asked)]
            checks.that(shown[0] == 0 and shown[1] > 0.9 * len(truth), "seed %d: planted values in %d bytes of output, log and store" % (seed, len(said)),
                        "%d, %d of %d where they are asked for" % (*shown, len(truth)), "0, most")
            with open(safe, encoding="utf-8") as file:
                rows = list(csv.reader(file))
            for entity, (recall, _) in GOALS.items():
                left = [value in rows[row][1] for row, (e, _, _, value) in truth.items() if e == entity]
                checks.that(sum(left) <= (1 - recall) * len(left), "seed %d: %s, left when masked" % (seed, entity), "%d of %d" % (sum(left), len(left)),
                            "<= %.2f" % (1 - recall))
    checks.done()


if __name__ == "__main__":
    main()
