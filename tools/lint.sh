#!/usr/bin/env bash
# Checks the code: layout, clang-tidy, eslint, house rules.
#
#   tools/lint.sh [BUILD]    check; BUILD (build/release) is configured and built already
#   tools/lint.sh --format   lay out the code with clang-format and prettier
#
# A file that clang-tidy found clean is not looked at again before something changes: tools/tidy.py.
set -euo pipefail
cd "$(dirname "$0")/.."

# The layout and the checks are those of Debian 12's LLVM. Each release lays out some lines anew and
# knows new checks, so that another one is no judge.
readonly LLVM_VERSION=14

skipped=false

# has_our_version <clang-format or clang-tidy> <what it looks at>
has_our_version() {
  if [[ $("$1" --version) =~ version\ ([0-9]+) && ${BASH_REMATCH[1]} == "$LLVM_VERSION" ]]; then
    return 0
  fi
  skipped=true
  echo "lint: SKIPPED: $2: $1 is of version ${BASH_REMATCH[1]:-unknown}, not $LLVM_VERSION"
  return 1
}

our_code() { find src tests examples fuzz bench -name node_modules -prune -o \
  \( -name '*.h' -o -name '*.cpp' \) -print 2>/dev/null | sort; }

readonly OUR_JAVASCRIPT='{src,tests,tools,bench}/**/*.{js,mjs}'

# javascript_tool <package> <its program> <words>...
javascript_tool() {
  local program=tools/javascript/node_modules/$1/bin/$2
  if [[ ! -f $program ]]; then
    echo "lint: $1 is missing; run: tools/setup.sh test" >&2
    return 1
  fi
  node "$program" "${@:3}"
}

check_javascript() {
  javascript_tool prettier prettier.cjs --check --log-level warn "$OUR_JAVASCRIPT"
  javascript_tool eslint eslint.js --config tools/javascript/eslint.config.mjs .
}

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
  javascript_tool prettier prettier.cjs --write --log-level warn "$OUR_JAVASCRIPT"
  exit
fi
build=${1:-build/release}
if [[ ! -f $build/compile_commands.json ]]; then
  echo "lint: $build is not configured; run: cmake --preset release && cmake --build --preset release" >&2
  exit 2
fi
if has_our_version clang-format "the layout of the code"; then
  check_layout
fi
check_javascript
check_house_rules
tools/includes.py
if has_our_version clang-tidy "the rules of .clang-tidy"; then
  tools/tidy.py "$build"
fi
if $skipped; then
  echo "lint: clean, as far as it was checked"
else
  echo "lint: clean"
fi
