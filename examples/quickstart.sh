#!/bin/sh
# From a fresh Debian 12 to a text classifier of one's own: sh examples/quickstart.sh
# Installs what the build needs, builds the library, gets a pretrained BERT (all-MiniLM-L6-v2), fine-tunes it on 1,200
# mails, evaluates it on 300 others, and classifies two new ones. All that is made lies in build/.
set -eu
cd "$(dirname "$0")/.."
aift=build/release/bindings/cli/aift
model=build/model
mine=build/spam-model

say() { printf '\n== %s\n' "$1"; }
# Shows a command as one would type it, and runs it.
run() {
  printf '$'
  for word in "$@"; do
    case $word in *[!A-Za-z0-9_./:=-]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
  done
  printf '\n'
  "$@"
}

say "1. The packages that the build needs"
sh examples/packages.sh build example

say "2. The library and the command aift"
mkdir -p build
[ -f build/release/build.ninja ] || rm -rf build/release
{ [ -d build/release ] || meson setup build/release --buildtype=release; } >build/quickstart.log 2>&1 &&
  ninja -C build/release bindings/cli/aift >>build/quickstart.log 2>&1 ||
  { tail -40 build/quickstart.log >&2; echo "the build failed; all of its output is in build/quickstart.log" >&2; exit 1; }
run $aift version

say "3. A pretrained model"
sh examples/get-model.sh "$model"

say "4. Fine-tuning on 1,200 mails"
run $aift train --model "$model" --data examples/data/train.jsonl.gz --eval-data examples/data/test.jsonl.gz \
  --output "$mine" --overwrite --epochs 1 --learning-rate 1e-4 --max-length 128 --usecase examples/usecase.json

say "5. How good is it on 300 mails that it has not seen?"
run $aift evaluate --model "$mine" --data examples/data/test.jsonl.gz

say "6. Two new mails"
run $aift predict --model "$mine" --text \
  "Hi Anna, the build broke again last night after the merge. Can you look at the failing test before the meeting at ten?"
run $aift predict --model "$mine" --text \
  "CONGRATULATIONS!!! You have been selected for a FREE prize. Click here now to claim your cash bonus, limited time offer!"

cat <<END

Done. The model is the folder $mine; Hugging Face's transformers loads it as it is. To try next, with a file of your own
that has the columns text and label (CSV or JSON Lines):
  $aift train --model $model --data mine.csv --eval-split 0.1 --output build/my-model
END
