#!/usr/bin/env bash
# Ctrl-C while a benchmark is trained on: exit code 130, and the best epoch so far is measured.
#
# Usage: benchmark_interrupt_test.sh BACHPROP
set -euo pipefail

bachprop=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# piece LOWEST: a scale of ten notes.
piece() { printf '[%s]' "$(seq -s, -f '[%.0f]' "$1" $(($1 + 9)))"; }
pieces() { for p in "$@"; do piece "$p"; done | sed 's/\]\]\[\[/]],[[/g'; }
printf '{"train": [%s], "valid": [%s], "test": [%s]}' "$(pieces $(seq 40 69))" \
  "$(pieces 45 50)" "$(pieces 47)" >"$work/rolls.json"

# setsid: a background job of a script would ignore the interrupt.
setsid "$bachprop" benchmark "$work/rolls.json" --frame 1 --epochs 1000000 --patience 0 --hidden 32 \
  -o "$work/m.safetensors" >"$work/log" 2>&1 &
pid=$!
for ((i = 0; i < 600; ++i)); do
  grep -q '^epoch ' "$work/log" && break
  sleep 0.05
done
kill -INT "$pid"
wait "$pid" && status=0 || status=$?
for word in 'Stopped on request after' 'a piece, without its END' 'after training was stopped; epoch'; do
  grep -q "$word" "$work/log" || {
    echo "not in the report: $word"
    tail -n 40 "$work/log"
    exit 1
  }
done
[[ $status -eq 130 ]] || {
  echo "exit code $status, not 130"
  exit 1
}
"$bachprop" generate --model "$work/m.safetensors" -n 1 --max-notes 20 -o "$work/out" >/dev/null
