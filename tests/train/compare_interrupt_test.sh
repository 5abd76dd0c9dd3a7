#!/usr/bin/env bash
# Ctrl-C while networks are compared: exit code 130, and those done so far are reported.
#
# Usage: compare_interrupt_test.sh BACHPROP FOLDER_OR_CORPUS
set -euo pipefail

source "$(dirname "$0")/../cli/common.sh"
corpus=$2

# The first network is trained out, the second is stopped soon after it has begun: in half a second
# some of its 1,200 epochs of milliseconds are done, and never all.
begin compare "$corpus" --epochs 1200 --patience 0 --cells rnn,gru --hidden 16 --layers 1 --novelty 2 \
  -o "$work/report.html"
wait_for_line '^gru (2/3): '
sleep 0.5
stop_with INT
grep -q '^rnn  *[0-9]' "$work/log" || fail "the network that was done is not reported"
grep -q '^gru .* interrupted$' "$work/log" || fail "does not say which network was interrupted"
grep -q 'Stopped on request' "$work/log" || fail "does not say why it stopped"
grep -q 'music' "$work/log" && fail "went on with the next network"
grep -q 'Stopped on request' "$work/report.html" || fail "the page is not that of the end"
