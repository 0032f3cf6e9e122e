"""Fine-tunes a model on labelled texts, and classifies one more: classify.py MODEL-FOLDER DATA-FILE TEXT"""
import json
import sys

import aift


def main(model_folder, data_file, text):
    model = aift.Model.load(model_folder)
    aift.Trainer(model, data_file, num_train_epochs=1).train()
    print(json.dumps(model.predict([text])[0], ensure_ascii=False, separators=(",", ":")))


if len(sys.argv) != 4:
    print("usage: classify.py MODEL-FOLDER DATA-FILE TEXT", file=sys.stderr)
    sys.exit(2)
try:
    main(*sys.argv[1:])
except aift.Error as error:
    sys.exit(str(error))
