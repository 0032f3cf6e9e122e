"""Tells what a model sees in a photograph: photograph.py MODEL-FOLDER PICTURE"""
import json
import sys
from pathlib import Path

import aift


def main(model_folder, picture):
    model = aift.Model.load(model_folder)
    print(json.dumps(model.predict(Path(picture))[0], ensure_ascii=False, separators=(",", ":")))


if len(sys.argv) != 3:
    print("usage: photograph.py MODEL-FOLDER PICTURE", file=sys.stderr)
    sys.exit(2)
try:
    main(*sys.argv[1:])
except aift.Error as error:
    sys.exit(str(error))
