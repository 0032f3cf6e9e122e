#!/bin/sh
# pip builds the Python package, and installs it into an empty virtual environment, without a package index: wheel.sh
# PYTHON PROJECT BUILD. The library is built in the folder BUILD, where the next run finds it; in the package it needs
# nothing from outside but the C library.
set -eu
fail() { echo "$1"; exit 1; }

python=$1 project=$2 build=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m venv "$work/venv"
pip="$work/venv/bin/python -m pip --disable-pip-version-check"
$pip wheel -q --no-index --no-deps --config-settings build-dir="$build" -w "$work" "$project/bindings/python"
ls -l "$work"/*.whl
$pip install -q --no-index "$work"/aift-*.whl

# From an empty folder, so that the package is the installed one; the model is read where the tests have it.
cd "$work"
env -u PYTHONPATH -u AIFT_LIBRARY venv/bin/python - "$project/tests/golden" <<'END'
import sys

import aift

golden = sys.argv[1]
assert "site-packages" in aift.__file__, aift.__file__
with aift.Model.load(f"{golden}/tiny-bert") as model:
    data = [{"text": "rain and wind", "label": "Weather"}, {"text": "pay, please", "label": "bills"}] * 8
    report = aift.Trainer(model, data, num_train_epochs=1).train().to_dict()
    assert report["steps"] == 2, report
    assert model.predict("rain").labels[0] in model.labels
network = {"config.json": b'{"model_type": "cnn", "num_channels": 3, "image_size": 8, "hidden_sizes": [4], "depths": 1}',
           "preprocessor_config.json": b'{"transforms": [{"type": "resize", "size": 8}, {"type": "center_crop", "crop_size": 8}, {"type": "normalize", "image_mean": [0.5], "image_std": [0.5]}]}'}
pictures = aift.Model.load(network, from_config=True)
assert pictures.preprocess([f"{golden}/media/progressive.jpg", f"{golden}/media/palette.png"]).shape == (2, 8, 8, 3)
print(aift.build_info())
END

library=$(echo venv/lib/python3*/site-packages/aift/lib/libaift.so.*)
ldd "$library"
outside=$(ldd "$library" | grep -v "$(realpath "${library%/*}")/" | grep -vE '^\s*(linux-vdso|/lib64/ld-linux|lib(c|m|stdc\+\+|gcc_s)\.so)' || true)
[ -z "$outside" ] || fail "outside the wheel: $outside"
