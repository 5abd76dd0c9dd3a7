#!/usr/bin/env bash
# A disk that takes no more: what could not be written is named, each file of it; what is there is
# whole; nothing else is left. A limit on the size of files stands for the disk; where a small disk
# can be mounted, that is tried too.
#
# Usage: full_disk_test.sh BACHPROP
set -euo pipefail

bachprop=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "$1"
  cat "$work/log"
  exit 1
}

# Each file is there as it should be, or named; an earlier page, without sheet music, may stand for
# the last one. No other file is there.
expect_named() {
  local folder=$1
  shift
  for name in "$@"; do
    grep -q "$name: cannot be written: " "$work/log" || cmp "$work/whole/$name" "$folder/$name" ||
      fail "$name is missing without a word"
  done
  [[ -z $(find "$folder" -name '*.tmp') ]] || fail "temporary files are left: $(ls -A "$folder")"
}

options=(-n 4 --seed 3 --format musicxml)
"$bachprop" generate "${options[@]}" -o "$work/whole" >"$work/log"
names=(piece-00{1,2,3,4}.mid piece-00{1,2,3,4}.musicxml index.html)
(
  ulimit -f 32
  "$bachprop" generate "${options[@]}" -o "$work/limited" >"$work/log" 2>&1
) && fail "says that all is well"
expect_named "$work/limited" "${names[@]}"
grep -q 'index.html: cannot be written: File too large' "$work/log" || fail "does not name the page"
[[ -e $work/limited/index.html ]] || ! grep -q 'in a browser' "$work/log" || fail "sends to a page that is not there"
[[ -e $work/limited/piece-004.mid ]] || fail "pieces that fit are not there"

# Not even the first piece fits: the folder is as free as before.
(
  ulimit -f 1
  "$bachprop" generate -n 1 --seed 3 --min-notes 200 -o "$work/none" >"$work/log" 2>&1
) && fail "says that all is well"
grep -q 'piece-001.mid: cannot be written: File too large' "$work/log" || fail "does not name the piece"
grep -q 'nothing written' "$work/log" || fail "does not say that nothing is there"
[[ -z $(ls -A "$work/none") ]] || fail "something is left: $(ls -A "$work/none")"

"$bachprop" render "$work/whole" -o "$work/sheets" --format midi >"$work/log"
(
  ulimit -f 32
  "$bachprop" render "$work/whole" -o "$work/few" --format midi,musicxml >"$work/log" 2>&1
) && fail "says that all is well"
[[ $(ls "$work/few" | grep -c 'mid$') -eq 4 ]] || fail "one file hinders the others"
(
  ulimit -f 32
  "$bachprop" prepare "$work/whole" -o "$work/corpus.safetensors" >"$work/log" 2>&1
  "$bachprop" inspect "$work/whole" --html "$work/page.html" >>"$work/log" 2>&1
) && fail "says that all is well"
grep -q 'page.html: cannot be written: File too large' "$work/log" || fail "does not name the page"
[[ ! -e $work/page.html ]] || fail "half a page is there"

mkdir "$work/disk"
on_small_disk='mount -t tmpfs -o size=160k none "$1" && cd "$1" && shift && { "$@" >../log 2>&1; echo $? >../status; cp -a . ../copy; }'
if ! unshare -rm sh -c "$on_small_disk" sh "$work/disk" "$bachprop" generate "${options[@]}" -o . 2>/dev/null; then
  echo "no small disk can be mounted here: that is left out"
  exit 0
fi
[[ $(cat "$work/status") -eq 1 ]] || fail "exit code $(cat "$work/status"), not 1"
expect_named "$work/copy" "${names[@]}"
grep -q 'No space left on device; make room there, or write to another disk' "$work/log" || fail "does not say why"
