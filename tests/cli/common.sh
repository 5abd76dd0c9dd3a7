# What the tests of the program share; each sources it first: $bachprop, the program, and $work, a
# folder that is removed at the end.
bachprop=$1
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

# fail WHY: ends the test; $work/log is what the program said last.
fail() {
  echo "$1"
  tail -n 12 "$work/log"
  exit 1
}

# begin WORDS...: starts the program with these words in the background; its output is $work/log.
# setsid: a background job of a script would ignore an interrupt.
begin() {
  setsid "$bachprop" "$@" >"$work/log" 2>&1 &
  program=$!
}

# wait_until COMMAND...: until the command succeeds, for five minutes at most.
wait_until() {
  for ((i = 0; i < 3000; ++i)); do
    "$@" && return
    sleep 0.1
  done
  fail "did not come to this in five minutes: $*"
}

# wait_for_line PATTERN: until the program has printed it.
wait_for_line() { wait_until grep -q "$1" "$work/log"; }

# stop_with SIGNAL: the program ends as one that was stopped does.
stop_with() {
  kill "-$1" "$program"
  wait "$program" && status=0 || status=$?
  [[ $status -eq 130 ]] || fail "exit code $status, not 130"
}
