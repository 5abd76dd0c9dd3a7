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
