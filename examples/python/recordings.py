"""Trains a model on a folder of recordings, which has a folder for each label, and saves it:
recordings.py MODEL-FOLDER DATA-FOLDER OUTPUT-FOLDER
"""
import json
import sys

import aift


def main(model_folder, data_folder, output_folder):
    train, test = aift.Dataset.load(data_folder).train_test_split(0.1, seed=42, stratify="label")
    model = aift.Model.load(model_folder)
    # A damaged file is left out, and named in the report.
    trainer = aift.Trainer(model, train, test, num_train_epochs=3, per_device_train_batch_size=32, on_error="skip")
    report = trainer.train()
    model.save(output_folder)
    print(json.dumps(report.to_dict()))


if len(sys.argv) != 4:
    print("usage: recordings.py MODEL-FOLDER DATA-FOLDER OUTPUT-FOLDER", file=sys.stderr)
    sys.exit(2)
try:
    main(*sys.argv[1:])
except aift.Error as error:
    sys.exit(str(error))
