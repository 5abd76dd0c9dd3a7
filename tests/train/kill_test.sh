#!/usr/bin/env bash
# Kills a training at random moments, resumes it each time, and compares the model with that of a
# training that was never stopped: the same bytes.
#
# Usage: kill_test.sh BACHPROP FOLDER_OR_CORPUS [KILLS [TRAIN_OPTIONS...]]
set -euo pipefail

bachprop=$1
corpus=$2
kills=${3:-3}
shift $(($# < 3 ? $# : 3))
options=(--epochs 30 --layers 2 --hidden 32 "$@")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

begin=$(date +%s%N)
"$bachprop" train "$corpus" -o "$work/whole.safetensors" "${options[@]}" >"$work/whole.log" 2>&1
whole_ms=$((($(date +%s%N) - begin) / 1000000))
echo "never stopped: $whole_ms ms"

RANDOM=${KILL_SEED:-$$}
killed=0
resume=()
for ((attempt = 1; killed < kills && attempt <= 10 * kills; ++attempt)); do
  # A random moment of what a whole run takes, so that kills fall early, late and within writes.
  wait_ms=$((RANDOM % (whole_ms / 2 + 1)))
  "$bachprop" train "$corpus" -o "$work/killed.safetensors" "${options[@]}" "${resume[@]}" \
    >>"$work/killed.log" 2>&1 &
  pid=$!
  sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
  kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null && status=0 || status=$?
  if [[ $status -ne 0 && $status -ne 137 ]]; then
    echo "training failed with exit code $status:"
    tail -5 "$work/killed.log"
    exit 1
  fi
  if [[ $status -eq 0 ]]; then
    # The machine is faster than it was at first: no run takes longer than this one. Begin anew.
    echo "done within $wait_ms ms"
    whole_ms=$wait_ms
    rm -f "$work"/killed.*
    resume=()
    continue
  fi
  killed=$((killed + 1))
  # Killed before the first checkpoint: there is nothing to resume yet.
  resume=()
  if [[ -e "$work/killed.checkpoint.safetensors" ]]; then
    resume=(--resume)
  fi
  echo "killed after $wait_ms ms"
done
"$bachprop" train "$corpus" -o "$work/killed.safetensors" "${options[@]}" "${resume[@]}" \
  >>"$work/killed.log" 2>&1

if ((killed < kills)); then
  echo "only $killed kills came before the end of the training"
  exit 1
fi
for file in safetensors curves.jsonl checkpoint.safetensors; do
  cmp "$work/whole.$file" "$work/killed.$file"
done
echo "the model, its curves and its checkpoint are the same bytes after $killed kills"
