#!/usr/bin/env bash
# Checks the code: layout, clang-tidy, house rules.
#
#   tools/lint.sh [BUILD]    check; BUILD (build/release) is configured and built already
#   tools/lint.sh --format   lay out the code with clang-format
#
# A file that clang-tidy found clean is not looked at again until it, a header of this project that it
# includes, its compile command or .clang-tidy changes: BUILD/lint remembers.
set -euo pipefail
cd "$(dirname "$0")/.."

our_code() { find src tests examples fuzz bench -name node_modules -prune -o \
  \( -name '*.h' -o -name '*.cpp' \) -print 2>/dev/null | sort; }

check_layout() {
  our_code | xargs clang-format --dry-run -Werror
}

# In the repository: no music but the tests' own, no lock file that names a host.
check_house_rules() {
  local found
  found=$(git ls-files -- '*.mid' '*.midi' '*.kar' '*.rmi' | grep -v -E '^(tests|fuzz)/' || true)
  if [[ -n $found ]]; then
    echo "lint: music files belong into tests/ or fuzz/ only:" $found >&2
    return 1
  fi
  if git grep -n -E '"resolved"' -- '*package-lock.json'; then
    echo "lint: package-lock.json must not name a registry's host (npm config: omit-lockfile-registry-resolved)" >&2
    return 1
  fi
}

# "<source> <key>" for each translation unit of ours. The key is a hash of all that the findings
# depend on; Ninja knows from the last build which headers a source includes.
sources_with_keys() {
  local build=$1 common source object dependencies
  common=$(cat .clang-tidy tools/lint.sh <(clang-tidy --version) | sha256sum)
  ninja -C "$build" -t deps | awk -v root="$PWD/" '
    /^[^ ].*: #deps/ { object = substr($1, 1, length($1) - 1) }
    /^ / && (index($1, root) == 1 || index($1, "../../") == 1) { print object "\t" $1 }
  ' >"$build/lint/dependencies"
  sed -nE 's/^ *"(file|output)": "(.*)",?$/\2/p' "$build/compile_commands.json" | paste - - |
    while IFS=$'\t' read -r source object; do
      [[ $source == *.cpp ]] || continue
      mapfile -t dependencies < <(awk -F'\t' -v o="$object" '$1 == o { print $2 }' \
        "$build/lint/dependencies" | sort)
      echo "$source" "$( (
        echo "$common"
        grep -F -- "-o $object " "$build/compile_commands.json" || true
        cd "$build" && sha256sum "$source" "${dependencies[@]}"
      ) | sha256sum | cut -d' ' -f1)"
    done | sort -u
}

# tidy <build> <source> <key>
# The static analyzer walks all paths through GoogleTest's macros, which takes five times as long as
# all other checks together and finds nothing: tests go without it. Elsewhere it gives up on a
# function after a quarter of the nodes that it would visit by default: few functions have more, and
# those took most of its time. In the command line, where a copy costs nothing, one check of
# performance is left out that takes half of all the time with the headers of CLI11.
tidy() {
  local -a options=(-p "$1" --quiet)
  local argument
  for argument in -Xclang -analyzer-config -Xclang max-nodes=56250; do
    options+=("--extra-arg=$argument")
  done
  local left_out=
  if [[ $2 == *_test.cpp || $2 == */tests/* ]]; then
    left_out+=,-clang-analyzer-*
  fi
  if [[ $2 == */bachprop/cli/* ]]; then
    left_out+=,-performance-unnecessary-value-param
  fi
  options+=("--checks=${left_out#,}")
  if clang-tidy "${options[@]}" "$2" 2>"$1/lint/$3.err"; then
    mv "$1/lint/$3.err" "$1/lint/$3.clean"
  else
    grep -v 'warnings generated' "$1/lint/$3.err" >&2 || true
    return 1
  fi
}
export -f tidy

check_with_clang_tidy() {
  local build=$1 source key
  mkdir -p "$build/lint"
  sources_with_keys "$build" | while read -r source key; do
    [[ -e $build/lint/$key.clean ]] || printf '%s\0%s\0%s\0' "$build" "$source" "$key"
  done | xargs -0 -r -n3 -P"$(nproc)" bash -c 'tidy "$@"' tidy
}

if [[ ${1:-} == --format ]]; then
  our_code | xargs clang-format -i
  exit
fi
build=${1:-build/release}
if [[ ! -f $build/compile_commands.json ]]; then
  echo "lint: $build is not configured; run: cmake --preset release && cmake --build --preset release" >&2
  exit 2
fi
check_layout
check_house_rules
check_with_clang_tidy "$build"
echo "lint: clean"
