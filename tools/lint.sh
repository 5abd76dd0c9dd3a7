#!/usr/bin/env bash
# Checks the code: layout, clang-tidy, house rules.
#
#   tools/lint.sh [BUILD]    check; BUILD (build/release) is configured and built already
#   tools/lint.sh --format   lay out the code with clang-format
#
# A file that clang-tidy found clean is not looked at again before something changes: tools/tidy.py.
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
tools/tidy.py "$build"
echo "lint: clean"
