#!/usr/bin/env bash
# Ctrl-C while training: exit code 130, a word on how to go on, a model that composes, and, after
# --resume, the same bytes as if nothing had happened.
#
# Usage: interrupt_test.sh BACHPROP FOLDER_OR_CORPUS
set -euo pipefail

source "$(dirname "$0")/../cli/common.sh"
corpus=$2
options=(--epochs 40 --layers 2 --snapshots 1,50,100)

"$bachprop" train "$corpus" -o "$work/whole.safetensors" "${options[@]}" --hidden 32 >/dev/null 2>&1

begin train "$corpus" -o "$work/stopped.safetensors" "${options[@]}" --hidden 32
wait_for_line '^epoch '
stop_with INT
grep -q 'Go on with the same command and --resume' "$work/log" || fail "does not say how to go on"
grep -q 'Stopped on request after' "$work/log" || fail "does not say why it stopped"
"$bachprop" generate --model "$work/stopped.safetensors" -n 1 --max-notes 20 -o "$work/out" >/dev/null ||
  fail "the model of a stopped training does not compose"
cmp -s "$work/whole.safetensors" "$work/stopped.safetensors" && fail "it was not stopped before the end"

# Who forgets --resume does not lose what was learnt.
if "$bachprop" train "$corpus" -o "$work/stopped.safetensors" "${options[@]}" --hidden 32 \
  >"$work/log" 2>&1; then
  fail "an unfinished training was overwritten"
fi
grep -q 'holds an unfinished training' "$work/log" || fail "does not say what stands in the way"

"$bachprop" train "$corpus" -o "$work/stopped.safetensors" "${options[@]}" --hidden 32 --resume >"$work/log" 2>&1 ||
  fail "cannot be resumed"
cmp "$work/whole.safetensors" "$work/stopped.safetensors"
for percent in 1 50 100; do
  cmp "$work/whole.at-$percent.safetensors" "$work/stopped.at-$percent.safetensors"
done

# A training that is told to replace a finished one, and is stopped before its first epoch is done,
# leaves that one whole: of 24 pieces in all keys an epoch of this network takes far more than a
# second.
cp -r "$work" "$work.before"
trap 'rm -rf "$work" "$work.before"' EXIT
begin train "$corpus" -o "$work/whole.safetensors" --restart --hidden 400 --transpose all
wait_for_line ' epochs of '
sleep 0.5
stop_with INT
grep -q 'the earlier training is left as it was' "$work/log" || fail "does not say what is left"
grep -q 'Model: ' "$work/log" && fail "names a model that it did not write"
for file in safetensors checkpoint.safetensors curves.jsonl curves.html; do
  cmp "$work/whole.$file" "$work.before/whole.$file"
done

# Options of another network do not go on silently.
if "$bachprop" train "$corpus" -o "$work/stopped.safetensors" "${options[@]}" --hidden 33 --resume \
  >"$work/log" 2>&1; then
  fail "resumed with another number of units"
fi
grep -q 'hidden 32, not 33' "$work/log" || fail "does not name the option that differs"
