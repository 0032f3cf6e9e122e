# Logits and last hidden states of MiniLM against transformers, on mails of many lengths.
import tempfile

import numpy as np
from transformers import AutoTokenizer

import aift
import common
import reference

ROWS, LONGEST = 200, 256


def texts_of_all_lengths(model, mails):
    """Beginnings of mails whose encodings are spread from 3 tokens (one word) to LONGEST."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    encoded = tokenizer(mails, return_offsets_mapping=True, truncation=True, max_length=512, padding=False, add_special_tokens=False)
    long_ones = [k for k, ids in enumerate(encoded["input_ids"]) if len(ids) >= LONGEST]
    texts = []
    for i in range(ROWS):
        k = long_ones[i % len(long_ones)]
        tokens = 1 + round(i * (LONGEST - 3) / (ROWS - 1))
        texts.append(mails[k][:encoded["offset_mapping"][k][tokens - 1][1]])
    return texts


def main():
    checks = common.Checks()
    model, data = common.model_folder(), common.data_folder()
    if not common.has_data(data, "spam"):
        checks.skip("logits and hidden states", "no folder %s/spam" % data)
        checks.done()
    texts = texts_of_all_lengths(model, common.spam(data, "test")[0])
    with tempfile.TemporaryDirectory() as start:
        common.make_start_folder(model, ["ham", "spam", "other"], 7, start, scale=2.0)
        ids = reference.encode(start, texts, LONGEST)
        logits, hidden = reference.forward(reference.load(start), ids)
        ours, our_hidden = aift.Model(start).predict(texts, LONGEST, hidden=True)
    lengths = [len(i) for i in ids]
    checks.that(len(set(lengths)) > 150, "lengths of the texts", "%d to %d tokens" % (min(lengths), max(lengths)))
    checks.that(logits.std() >= 1, "standard deviation of the logits", "%.3g" % logits.std(), ">= 1")
    checks.that([h.shape for h in our_hidden] == [h.shape for h in hidden], "shapes of the hidden states")
    checks.at_most(np.abs(ours - logits).max(), 1e-4, "largest difference of the logits")
    checks.at_most(max(np.abs(a - b).max() for a, b in zip(our_hidden, hidden)), 1e-4, "largest difference of the hidden states")
    checks.done()


if __name__ == "__main__":
    main()
