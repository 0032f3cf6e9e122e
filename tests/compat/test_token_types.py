# token_type_ids: folders whose tokenizer.json gives the type 1 somewhere, as transformers reads them: logits of padded
# batches of the tokenizer's own output, and the loss in training. (The class BertTokenizer of transformers 5 puts its own
# template in the place of tokenizer.json's, so the folders name the general class.)
import os
import shutil
import tempfile

import numpy as np
import torch
from transformers import AutoTokenizer

import aift
import common
import reference

TINY = os.path.join(common.ROOT, "tests", "golden", "tiny-bert")
TEXTS = ["the sun", "", "please pay the bill and take a train for the trip in rain and wind " * 8, "sun " * 3]
LABELS = ["Weather", "bills", "travel", "bills"]
FIELDS = ["input_ids", "token_type_ids", "attention_mask"]


def make_folder(path, types, names):
    """A copy of the tiny model; `types` are those of [CLS], text and [SEP], `names` are model_input_names."""
    shutil.copytree(TINY, path)
    tokenizer = common.read_json(os.path.join(path, "tokenizer.json"))
    for piece, type_id in zip(tokenizer["post_processor"]["single"], types):
        next(iter(piece.values()))["type_id"] = type_id
    common.write_json(os.path.join(path, "tokenizer.json"), tokenizer)
    config = common.read_json(os.path.join(path, "tokenizer_config.json"))
    config.update(tokenizer_class="PreTrainedTokenizerFast", model_input_names=names)
    common.write_json(os.path.join(path, "tokenizer_config.json"), config)
    return path


def main():
    checks = common.Checks()
    plain, _ = aift.Model(TINY).predict(TEXTS)
    with tempfile.TemporaryDirectory() as folder:
        for types, names in (((0, 1, 0), FIELDS), ((1, 0, 0), FIELDS), ((0, 0, 1), FIELDS), ((1, 1, 1), FIELDS),
                             ((0, 1, 0), FIELDS[::2])):
            what = "types %d %d %d%s: " % (types + ("" if names == FIELDS else ", not asked for",))
            path = make_folder(os.path.join(folder, what), types, names)
            net, batch = reference.load(path), AutoTokenizer.from_pretrained(path)(TEXTS, truncation=True, padding=True, return_tensors="pt")
            labels = torch.tensor([net.config.label2id[label] for label in LABELS])
            with torch.inference_mode():
                theirs = net(**batch, labels=labels)
            model = aift.Model(path)
            ours, _ = model.predict(TEXTS)
            checks.at_most(np.abs(ours - theirs.logits.numpy()).max(), 1e-5, what + "largest difference of the logits")
            loss = aift.Trainer(model, TEXTS, LABELS).backward(range(len(TEXTS)))
            checks.at_most(abs(loss - theirs.loss.item()), 1e-5, what + "difference of the loss in training")
            changed = np.abs(ours - plain).max()
            checks.that((changed > 1e-3) == (names == FIELDS), what + "change that the types make", "%.3g" % changed)
    checks.done()


if __name__ == "__main__":
    main()
