"""Findings with Presidio's pattern recognisers alone (no model of language), each asked for each value; {"seconds", "counts"}, and a line of
JSON a finding with --findings."""
import argparse
import csv
import json
import time

from presidio_analyzer.predefined_recognizers import (CreditCardRecognizer, CryptoRecognizer, DateRecognizer, EmailRecognizer, IbanRecognizer,
                                                      IpRecognizer, MedicalLicenseRecognizer, PhoneRecognizer, UrlRecognizer)

try:
    from presidio_analyzer.predefined_recognizers import MacAddressRecognizer
except ImportError:  # releases before 2.2.360
    MacAddressRecognizer = None

KINDS = [CreditCardRecognizer, CryptoRecognizer, DateRecognizer, EmailRecognizer, IbanRecognizer, IpRecognizer, MacAddressRecognizer,
         MedicalLicenseRecognizer, PhoneRecognizer, UrlRecognizer]

parser = argparse.ArgumentParser()
parser.add_argument("--file", required=True)
parser.add_argument("--threshold", type=float, default=0.4)
parser.add_argument("--findings")
args = parser.parse_args()
recognizers = [kind() for kind in KINDS if kind]
with open(args.file, newline="", encoding="utf-8") as file:
    rows = list(csv.reader(file))
for recognizer in recognizers:  # one of them looks for a list of domains in the web first
    recognizer.analyze("anna@example.com", recognizer.supported_entities, None)
counts, lines = {}, []
begin = time.perf_counter()
for number, row in enumerate(rows[1:], 1):
    for name, value in zip(rows[0], row):
        for recognizer in recognizers:
            for found in recognizer.analyze(value, recognizer.supported_entities, None):
                if found.score >= args.threshold:
                    counts[found.entity_type] = counts.get(found.entity_type, 0) + 1
                    lines.append({"row": number, "column": name, "start": found.start, "end": found.end, "entity": found.entity_type,
                                  "score": found.score})
seconds = time.perf_counter() - begin
if args.findings:
    with open(args.findings, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(line) + "\n" for line in lines)
print(json.dumps({"seconds": seconds, "counts": counts}))
