"""Writes a CSV of customers' mails of about so many bytes: numbers, categories, dates, texts, some with personal data. The same bytes each time."""
import argparse
import random

WORDS = ("card account payment transfer pending question about the new my is not working please help balance top up refund "
         "exchange rate cash delivery still waiting why was charged twice cannot verify identity lost phone change address").split()
COLUMNS = "id,customer,category,amount,created,active,country,note,contact"


def luhn(digits):
    total = sum(d if i % 2 else sum(divmod(2 * d, 10)) for i, d in enumerate(reversed(digits)))
    return digits + [-total % 10]


def iban(rng):
    body = "".join(str(rng.randrange(10)) for _ in range(18))
    return "DE%02d%s" % (98 - int(body + "131400") % 97, body)


def personal(rng):
    kind = rng.randrange(7)
    if kind == 0:
        return "%s%d@example.%s" % (rng.choice(WORDS), rng.randrange(1000), rng.choice(["com", "org", "net"]))
    if kind == 1:
        return "".join(map(str, luhn([4] + [rng.randrange(10) for _ in range(14)])))
    if kind == 2:
        return iban(rng)
    if kind == 3:
        return "192.168.%d.%d" % (rng.randrange(256), rng.randrange(32, 256))
    if kind == 4:
        return "https://www.example.com/%s/%d" % (rng.choice(WORDS), rng.randrange(10000))
    if kind == 5:
        return ":".join("%02x" % rng.randrange(256) for _ in range(6))
    return "order %d-%d" % (rng.randrange(10000, 99999), rng.randrange(10, 99))


def notes(rng, count):
    """Texts; every fifth has something."""
    for i in range(count):
        words = [rng.choice(WORDS) for _ in range(rng.randrange(4, 14))]
        if i % 5 == 0:
            words.insert(rng.randrange(len(words)), personal(rng))
        text = " ".join(words)
        yield '"%s, ""%s"""' % (text, words[0]) if i % 11 == 0 else text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bytes", type=int, required=True)
    parser.add_argument("--output", required=True)
    args = parser.parse_args()
    rng = random.Random(20261123)
    texts = list(notes(rng, 200_003))
    contacts = ["%s.%s%d@example.com" % (rng.choice(WORDS), rng.choice(WORDS), rng.randrange(100000)) for _ in range(50_021)]
    tail = ["%d,c%d,%.2f,2026-%02d-%02d,%s,%s" % (rng.randrange(1, 90_000), rng.randrange(77), rng.expovariate(0.01), rng.randrange(1, 13),
                                                rng.randrange(1, 29), rng.choice(["true", "false"]), rng.choice(["DE", "FR", "US", "GB", ""]))
            for _ in range(30_011)]
    with open(args.output, "w", encoding="utf-8", buffering=1 << 20) as file:
        size = file.write(COLUMNS + "\n")
        row = 0
        while size < args.bytes:
            block = "".join("%d,%s,%s,%s\n" % (row + i, tail[(row + i) % len(tail)], texts[(row + i) % len(texts)],
                                               contacts[(row + i) * 7 % len(contacts)]) for i in range(1_000))
            size += file.write(block)
            row += 1_000


main()
