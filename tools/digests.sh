#!/usr/bin/env bash
# SHA-256 of what the program writes, a line an output: two programs on one machine that agree here
# train, compose, render and evaluate alike.
#
#   tools/digests.sh PROGRAM > FILE    and once more with another program: diff the two files
#
# With the corpora ($BACHPROP_CORPORA, ../shared/corpora) also of real music, without of the music in
# tests/ alone. Another kind of processor rounds sums in another order, and gives other digests.
set -euo pipefail
program=$(realpath "${1:?usage: tools/digests.sh PROGRAM}")
cd "$(dirname "$0")/.."
corpora=$(realpath -q "${BACHPROP_CORPORA:-../shared/corpora}" || true)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
music="$work/music"
mkdir "$music"

# digest <name> <file>...: names of folders, dates and the program's commit are no part of the music.
digest() {
  local name=$1
  shift
  local sum
  sum=$(cat "$@" | sed -E "s#$work##g; s#<encoding-date>[^<]*##; s#\(commit [0-9a-f]+[^)]*\)##g" | sha256sum)
  printf '%s  %s\n' "${sum:0:16}" "$name"
}

gather() {
  local folder
  for folder in chorales nottingham quartets sankey pop909; do
    find "$corpora/$folder" -name '*.mid' 2>/dev/null | sort | sed -n 1,10p
  done
  find tests/cases tests/notation -name '*.mid' | sort | sed -n 1,20p
}

gather | while read -r file; do
  ln -s "$(realpath "$file")" "$music/$(basename "$(dirname "$file")")-$(basename "$file")"
done
small=$corpora/chorales
if [[ ! -d $small ]]; then
  echo "no corpora: digests of the music in tests/ alone" >&2
  small=tests/cases
fi
mkdir "$work/small"
find "$small" -name '*.mid' | sort | sed -n 1,24p | while read -r file; do
  cp "$file" "$work/small/"
done

run() { "$program" "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }; }

for style in chorales nottingham; do
  run generate --style $style -n 8 --seed 5 --format midi,musicxml -o "$work/$style"
  digest "generate $style: MIDI" "$work/$style"/*.mid
  digest "generate $style: MusicXML" "$work/$style"/*.musicxml
  digest "generate $style: pieces.json" "$work/$style/pieces.json"
done
run generate -n 4 --prime "$(find "$work/chorales" -name "*.mid" | sort | sed -n 1p)" --max-copy 12 --temperature 0.9 --top-p 0.95 --format midi -o "$work/primed"
digest "generate --prime: MIDI" "$work/primed"/*.mid

run prepare "$work/small" -o "$work/small.safetensors"
digest "prepare" "$work/small.safetensors"
for preset in music paper; do
  run train "$work/small" --preset $preset --epochs 12 --hidden 32 --seed 3 -o "$work/$preset.safetensors"
  digest "train --preset $preset: model" "$work/$preset.safetensors"
  digest "train --preset $preset: checkpoint" "$work/$preset.checkpoint.safetensors"
  run generate --model "$work/$preset.safetensors" -n 4 --format midi -o "$work/$preset"
  digest "generate, $preset: MIDI" "$work/$preset"/*.mid
done
run train "$work/small" --preset music --precision bf16 --cell lstm --epochs 6 --hidden 32 --transpose all -o "$work/lstm.safetensors"
digest "train --cell lstm --precision bf16: model" "$work/lstm.safetensors"

# Some of the files of tests/ are not music: what is refused is part of the digest.
"$program" render "$music" --format musicxml,midi -o "$work/sheets" >"$work/log" 2>&1 || true
digest "render: what it says" "$work/log"
digest "render: MusicXML of $(find "$work/sheets" -name '*.musicxml' | wc -l) pieces" $(find "$work/sheets" -name '*.musicxml' | sort)
for as in piano lead-sheet string-quartet; do
  run render "$work/chorales" --arrange $as --format musicxml -o "$work/$as"
  digest "render --arrange $as" "$work/$as"/*.musicxml
done
"$program" evaluate "$work/chorales" --corpus "$work/small" --json >"$work/evaluation.json" 2>"$work/log"
digest "evaluate --json" "$work/evaluation.json"
"$program" inspect "$music" --json >"$work/inspect.json" 2>"$work/log" || true
digest "inspect --json" "$work/inspect.json"
"$program" likelihood "$work/small" --json >"$work/likelihood.json" 2>"$work/log"
digest "likelihood --json" "$work/likelihood.json"
