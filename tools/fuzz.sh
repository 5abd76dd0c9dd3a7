#!/usr/bin/env bash
# Runs every fuzzer of BUILD for SECONDS, one after the other, beginning with the inputs kept in
# fuzz/corpus. Inputs that reach new code are kept in BUILD/found/<name>, findings in BUILD/findings.
#
#   tools/fuzz.sh [BUILD] [SECONDS] [--keep]    --keep: add what was found to fuzz/corpus
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/fuzz}
seconds=${2:-600}

mkdir -p "$build/findings"
for fuzzer in "$build"/fuzz/*_fuzz; do
  name=$(basename "$fuzzer" _fuzz)
  found=$build/found/$name
  mkdir -p "$found" "fuzz/corpus/$name"
  echo "fuzz: $name for $seconds s"
  "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$build/findings/$name-" "$found" "fuzz/corpus/$name"
  if [[ ${3:-} == --keep ]]; then
    "$fuzzer" -merge=1 -verbosity=0 "fuzz/corpus/$name" "$found"
  fi
done
echo "fuzz: no findings"
