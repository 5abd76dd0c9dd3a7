#!/usr/bin/env bash
# Ctrl-C while an engraver draws: the engraver is ended, what is there is whole, nothing else is left.
#
# Usage: render_interrupt_test.sh BACHPROP
set -euo pipefail

source "$(dirname "$0")/common.sh"

# Says where it works and as what, and never ends.
cat >"$work/engraver" <<END
#!/bin/sh
pwd >"$work/folder"
echo \$\$ >"$work/begun.tmp"
mv "$work/begun.tmp" "$work/begun"
exec sleep 1000
END
chmod +x "$work/engraver"

"$bachprop" generate -n 2 --max-notes 20 --format midi -o "$work/pieces" >"$work/log"
begin render "$work/pieces" --engraver "$work/engraver" --format musicxml,pdf -o "$work/sheets"
wait_until test -e "$work/begun"
stop_with TERM
grep -q '^Stopped; the files that are there are whole' "$work/log" || fail "does not say that it was stopped"
kill -0 "$(cat "$work/begun")" 2>/dev/null && fail "the engraver runs on"
[[ ! -e $(cat "$work/folder") ]] || fail "the engraver's folder is still there"
[[ $(ls "$work/sheets") == $'piece-001.musicxml\npiece-002.musicxml' ]] || fail "left: $(ls "$work/sheets")"
tail -n 1 "$work/sheets/piece-002.musicxml" | grep -q '</score-partwise>' || fail "the sheet music is cut off"
