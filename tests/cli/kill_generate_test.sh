#!/usr/bin/env bash
# A run of `generate` that is killed: the pieces that were finished are on the disk, whole and listed,
# and no later run is mixed with them.
#
# Usage: kill_generate_test.sh BACHPROP
set -euo pipefail

source "$(dirname "$0")/common.sh"
options=(-n 120 --min-notes 150 --threads 1 --format midi)

"$bachprop" generate "${options[@]}" -o "$work/whole" >"$work/log"
"$bachprop" generate "${options[@]}" -o "$work/killed" >"$work/log" 2>&1 &
program=$!
while kill -0 "$program" 2>/dev/null && ! grep -q 'piece-[0-9]*\.mid' "$work/killed/pieces.json" 2>/dev/null; do
  sleep 0.01
done
kill -9 "$program" 2>/dev/null || true
wait "$program" 2>/dev/null && fail "it was done before it was killed"

pieces=$(cd "$work/killed" && ls | grep '^piece-.*mid$')
[[ -n $pieces ]] || fail "no piece was kept"
for piece in $pieces; do
  cmp "$work/killed/$piece" "$work/whole/$piece" || fail "$piece is another piece"
done
listed=$(grep -o 'piece-[0-9]*\.mid' "$work/killed/pieces.json") || fail "pieces.json lists nothing"
for piece in $listed; do
  [[ -e $work/killed/$piece ]] || fail "$piece is listed and not there"
done
grep -q '"stopped": true' "$work/killed/pieces.json" || fail "pieces.json does not say that it was stopped"
"$bachprop" likelihood "$work/killed" >"$work/log" 2>&1 || fail "what is there cannot be read"

"$bachprop" generate "${options[@]}" -o "$work/killed" >"$work/log" 2>&1 && fail "writes into the folder"
grep -q 'killed holds another run ([0-9]* of 120 pieces by .*, a run that was stopped)' "$work/log" ||
  fail "does not say what is there"
"$bachprop" generate "${options[@]}" -o "$work/killed" --force >"$work/log" 2>&1 || fail "--force does not help"
diff -r "$work/whole" "$work/killed" -x '.bachprop-*' || fail "--force leaves something of the killed run"
