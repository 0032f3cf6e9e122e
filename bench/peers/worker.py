"""The other side's half of the turns: see bench/worker.h."""
import json
import sys
import time


def serve(iterate):
    """Calls iterate(), which returns how much it did, as often as it is asked to."""
    out = sys.stdout
    print(json.dumps({"ready": True}), file=out, flush=True)
    for line in sys.stdin:
        warm, count = map(int, line.split())
        seconds, units = [], []
        for i in range(warm + count):
            begin = time.perf_counter()
            done = iterate()
            took = time.perf_counter() - begin
            if i >= warm:
                seconds.append(took)
                units.append(done)
        print(json.dumps({"seconds": seconds, "units": units}), file=out, flush=True)


def rows(path):
    """Texts and labels of a JSON Lines file; a label may be missing."""
    with open(path, encoding="utf-8") as f:
        read = [json.loads(line) for line in f]
    return [r["text"] for r in read], [r.get("label") for r in read]


def token_ids(folder, texts, max_length):
    """Ids of each text, cut, with special tokens, not padded."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    return [e.ids for e in tokenizer.encode_batch(texts)]


def label_numbers(folder, labels):
    with open(folder + "/config.json", encoding="utf-8") as f:
        number = json.load(f)["label2id"]
    return [number[label] for label in labels]
