#!/usr/bin/env bash
# Output to a full disk is an error that is told, output to a reader who has enough is none, and a
# word that is no command is named.
#
# Usage: output_test.sh BACHPROP
set -euo pipefail

source "$(dirname "$0")/common.sh"

# on_full_disk WORD...: the program with these words.
on_full_disk() {
  "$bachprop" "$@" >/dev/full 2>"$work/log" && status=0 || status=$?
  [[ $status -eq 1 ]] || fail "$*: exit code $status, not 1"
  grep -q 'not all of the output could be written: No space left on device' "$work/log" ||
    fail "$*: does not say that the output is lost"
  [[ $(grep -c . "$work/log") -eq 1 ]] || fail "$*: says more than that"
}
on_full_disk --help
on_full_disk --version
on_full_disk evaluate --help
on_full_disk generate -n 1 --max-notes 20 -o "$work/out"
on_full_disk generate -n 1 --max-notes 20 -o "$work/out" --force --json
on_full_disk generate -n 300 --max-notes 4 -o "$work/many" --json
on_full_disk render "$work/out" -o "$work/sheets" --format musicxml
on_full_disk render "$work/out" -o "$work/sheets" --format musicxml --force --json
[[ -s $work/sheets/piece-001.musicxml ]] || fail "the sheet music is not there"
[[ -e $work/out/piece-001.mid ]] || fail "the piece is not there"

# More than a pipe holds, so that the program meets a closed one.
"$bachprop" generate -n 300 --max-notes 4 --json -o "$work/many" --force 2>"$work/log" | head -1 >/dev/null || true
[[ ! -s $work/log ]] || fail "a closed pipe is not taken quietly"

"$bachprop" evalute pieces >/dev/null 2>"$work/log" && status=0 || status=$?
[[ $status -eq 2 ]] || fail "exit code $status, not 2"
grep -q '"evalute" is no command; did you mean evaluate?' "$work/log" || fail "does not name the word"
