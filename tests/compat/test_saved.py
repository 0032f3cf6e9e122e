# A folder that libaift saves, with a head that it drew, as transformers opens it: logits, labels, names,
# tokenizer, and the length that training used.
import os
import tempfile

import numpy as np
import torch
from safetensors.numpy import load_file
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

import aift
import common
import reference

LABELS, MAX_LENGTH = ["Rechnung", "Stra\u00dfe", "\u4e2d\u6587", "a \"quoted\" \\ label"], 40
TEXTS = ["Please pay the bill.", "How do I get to the station? " * 12, "caf\u00e9 \u4e2d\u6587 [MASK] \U0001f600", "\u00dcber na\u00efve words"]


def main():
    checks = common.Checks()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "saved")
        model = aift.Model(common.model_folder())
        model.set_labels(LABELS)
        trainer = aift.Trainer(model, TEXTS, LABELS, max_length=MAX_LENGTH, max_steps=2, learning_rate=1e-4)
        for _ in range(2):
            trainer.backward(range(len(TEXTS)))
            trainer.step()
        trainer.close()
        model.save(path)
        ours, _ = model.predict(TEXTS)
        tokenizer, config = AutoTokenizer.from_pretrained(path), AutoConfig.from_pretrained(path)
        checks.that(tokenizer.model_max_length == MAX_LENGTH, "model_max_length", tokenizer.model_max_length, MAX_LENGTH)
        ids = reference.encode(path, TEXTS, None)
        checks.that(max(map(len, ids)) == MAX_LENGTH, "longest encoding, cut unasked", max(map(len, ids)), MAX_LENGTH)
        checks.that(config.id2label == dict(enumerate(LABELS)), "id2label", len(config.id2label))
        checks.that(config.label2id == {n: i for i, n in enumerate(LABELS)}, "label2id", len(config.label2id))
        checks.that(config.architectures == ["BertForSequenceClassification"], "architectures", config.architectures)
        theirs, _ = reference.forward(reference.load(path), ids)
        checks.at_most(np.abs(ours - theirs).max(), 1e-5, "largest difference of the logits")
        with torch.inference_mode():  # opened as most people open it: its own attention, a padded batch
            net = AutoModelForSequenceClassification.from_pretrained(path).eval()
            theirs = net(**tokenizer(TEXTS, truncation=True, padding=True, return_tensors="pt")).logits.numpy()
        checks.at_most(np.abs(ours - theirs).max(), 1e-5, "largest difference of the logits, opened with the defaults")
        own = aift.Tokenizer(path)
        same = [np.frombuffer(own.encode(t, aift.EncodeOptions())[0], np.int32).tolist() for t in TEXTS] == ids
        checks.that(same, "token ids, cut unasked", len(ids))
        again = aift.Model(path)
        checks.that(again.digest() == model.digest(), "digest of the folder loaded again", again.digest()[:16])
        checks.that(np.array_equal(again.predict(TEXTS)[0], ours), "logits of the folder loaded again")
        stored, parameters = load_file(os.path.join(path, "model.safetensors")), model.parameters()
        same = set(stored) == set(parameters) and all(np.array_equal(stored[n], parameters[n]) for n in stored)
        checks.that(same, "tensors as safetensors reads them", len(stored))
        names = set(reference.weights(reference.load(path)))
        checks.that(names == set(stored), "tensor names as transformers expects them", len(names ^ set(stored)), "0 differ")
    checks.done()


if __name__ == "__main__":
    main()
