#!/usr/bin/env bash
# Ctrl-C while a benchmark is trained on: exit code 130, and the best epoch so far is measured.
#
# Usage: benchmark_interrupt_test.sh BACHPROP
set -euo pipefail

source "$(dirname "$0")/../cli/common.sh"

# piece LOWEST: a scale of ten notes.
piece() { printf '[%s]' "$(seq -s, -f '[%.0f]' "$1" $(($1 + 9)))"; }
pieces() { for p in "$@"; do piece "$p"; done | sed 's/\]\]\[\[/]],[[/g'; }
printf '{"train": [%s], "valid": [%s], "test": [%s]}' "$(pieces $(seq 40 69))" \
  "$(pieces 45 50)" "$(pieces 47)" >"$work/rolls.json"

begin benchmark "$work/rolls.json" --frame 1 --epochs 1000000 --patience 0 --hidden 32 -o "$work/m.safetensors"
wait_for_line '^epoch '
stop_with INT
for word in 'Stopped on request after' 'a piece, without its END' 'after training was stopped; epoch'; do
  grep -q "$word" "$work/log" || fail "not in the report: $word"
done
"$bachprop" generate --model "$work/m.safetensors" -n 1 --max-notes 20 -o "$work/out" >/dev/null
