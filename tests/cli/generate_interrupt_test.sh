#!/usr/bin/env bash
# Ctrl-C while a run of `generate` draws sheet music: its pieces are there, and the command that it
# advises makes what is missing.
#
# Usage: generate_interrupt_test.sh BACHPROP
set -euo pipefail

source "$(dirname "$0")/common.sh"

# Says that it was begun, and never ends.
cat >"$work/engraver" <<END
#!/bin/sh
touch "$work/begun"
exec sleep 1000
END
chmod +x "$work/engraver"

BACHPROP_ENGRAVER="$work/engraver" begin generate -n 2 --max-notes 20 --arrange satb --loudness -20 \
  -o "$work/my pieces"
wait_until test -e "$work/begun"
stop_with TERM
grep -q 'Stopped: 0 of 2 pieces have all of the sheet music and sound' "$work/log" || fail "does not say what is there"
command=$(grep ' render ' "$work/log") || fail "does not say how to go on"
grep -q -- '--format musicxml.* --arrange satb --loudness -20$' <<<"$command" || fail "not as planned: $command"

eval "$command" >"$work/log" 2>&1 || fail "what it advises does not work: $command"
for piece in 1 2; do
  [[ -e "$work/my pieces-sheets/piece-00$piece.musicxml" ]] || fail "of piece $piece there is no sheet music"
done
