#!/usr/bin/env bash
# A training beside a running one of the same files is refused, however it is asked for; after a kill
# and after Ctrl-C the place is free.
#
# Usage: lock_test.sh BACHPROP FOLDER_OR_CORPUS
set -euo pipefail

bachprop=$1
work=$(mktemp -d)
pid=
trap '[[ -z $pid ]] || kill -9 "$pid" 2>/dev/null; rm -rf "$work"' EXIT
fail() {
  echo "$1"
  tail -n 12 "$work/log"
  exit 1
}
# It does not end by itself.
train=("$bachprop" train "$2" -o "$work/my.safetensors" --epochs 1000000 --patience 0 --layers 1 --hidden 8)

# begin OPTION...: until there is a checkpoint to resume.
begin() {
  rm -f "$work/log"
  setsid "${train[@]}" "$@" >"$work/log" 2>&1 &
  pid=$!
  until grep -qs '^epoch ' "$work/log" && [[ -e $work/my.checkpoint.safetensors ]]; do
    kill -0 "$pid" 2>/dev/null || fail "ended by itself"
    sleep 0.05
  done
}

begin
for option in --resume --restart ''; do
  timeout 60 "${train[@]}" $option >"$work/second" 2>&1 && fail "two trainings write the same files"
  tr '\n' ' ' <"$work/second" | grep -q "another bachprop trains into .*my.safetensors (process $pid): wait until it ends" || {
    cat "$work/second"
    fail "does not say who is at work"
  }
done
kill -0 "$pid" || fail "the first one is hindered"
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
[[ -e $work/my.lock ]] || fail "what keeps others away was not there"

begin --resume
kill -INT "$pid"
wait "$pid" && status=0 || status=$?
pid=
[[ $status -eq 130 ]] || fail "exit code $status, not 130"
[[ ! -e $work/my.lock ]] || fail "my.lock is left"
