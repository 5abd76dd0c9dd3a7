#!/usr/bin/env bash
# What the program writes for shells and for man: real shells complete with it, man shows it.
# zsh, fish and mandoc are asked where they are installed.
#
# Usage: completions_test.sh BACHPROP
set -uo pipefail

source "$(dirname "$0")/common.sh"
tests=$(cd "$(dirname "$0")" && pwd)
failures=0

"$bachprop" --write-pages "$work/pages" || exit 1
mkdir "$work/here" "$work/here/folder"
cd "$work/here" || exit 1
touch "a piece.mid" other.mid

# expect SHELL 'words of the command line' WORD...: the shell offers these words, among others; a
# word that begins with ! is not offered.
expect() {
  local shell=$1 line=$2 offered word
  shift 2
  offered=$("offered_by_$shell" "$line")
  for word in "$@"; do
    if [[ $word == !* ]]; then
      ! grep -qxF -e "${word#!}" <<<"$offered" || complain "$shell" "$line" "offers ${word#!}" "$offered"
    else
      grep -qxF -e "$word" <<<"$offered" || complain "$shell" "$line" "does not offer $word" "$offered"
    fi
  done
}

complain() {
  echo "FAILED: $1: $2<TAB> $3; offered:"
  sed 's/^/  | /' <<<"$4" | head -n 20
  failures=$((failures + 1))
}

offered_by_bash() {
  bash -c '
    source "$1"
    # As readline takes words apart.
    read -ra COMP_WORDS <<<"${2//=/ = }"
    [[ $2 != *" " ]] || COMP_WORDS+=("")
    [[ $2 != *= ]] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _bachprop bachprop "" ""
    printf "%s\n" "${COMPREPLY[@]}"' bash "$work/pages/bash/bachprop" "$1"
}

offered_by_fish() {
  fish -N -c 'source $argv[1]; complete -C $argv[2]' "$work/pages/fish/bachprop.fish" "$1" |
    cut -f 1
}

offered_by_zsh() {
  : >"$work/offered"
  timeout 120 zsh -f "$tests/zsh_offers.zsh" "$work/pages/zsh" "$1" "$work/offered" >/dev/null
  cat "$work/offered"
}

shells="bash"
for shell in zsh fish; do
  if command -v "$shell" >/dev/null; then
    shells+=" $shell"
  else
    echo "SKIPPED: $shell is not installed"
  fi
done

for shell in $shells; do
  expect "$shell" "bachprop l" likelihood listening-test !train
  expect "$shell" "bachprop tra" train !generate
  expect "$shell" "bachprop train --ce" --cell !--hidden
  expect "$shell" "bachprop train --" --cell --no-transpose --help-all
  expect "$shell" "bachprop train --cell " gru lstm !music
  expect "$shell" "bachprop generate --style " chorales nottingham
  expect "$shell" "bachprop generate --arrange p" piano !satb
done
for shell in ${shells/zsh/}; do
  expect "$shell" "bachprop generate --format midi,mu" midi,musicxml
  expect "$shell" "bachprop train --cell=g" "$([[ $shell == bash ]] && echo gru || echo --cell=gru)"
  expect "$shell" "bachprop generate --prime a" "a piece.mid"
  expect "$shell" "bachprop evaluate o" other.mid
done
expect bash "bachprop " train generate licences --version
expect bash "bachprop generate --output " folder !other.mid
expect bash "bachprop train --hidden " ""
expect bash "bachprop generate " --model

# man(1) shows every page without a warning; a sentence of the table is in it.
for page in "$work"/pages/man/*.1; do
  if command -v man >/dev/null; then
    warnings=$(MANWIDTH=80 man --warnings -E UTF-8 -l "$page" 2>&1 >"$work/shown")
    [[ -z $warnings && -s $work/shown ]] || {
      echo "FAILED: man says of $page: $warnings"
      failures=$((failures + 1))
    }
  fi
  if command -v mandoc >/dev/null; then
    # No date, so that the same sources give the same page.
    warnings=$(mandoc -Tlint -Wwarning "$page" | grep -v 'missing date')
    [[ -z $warnings ]] || {
      echo "FAILED: mandoc says of $page: $warnings"
      failures=$((failures + 1))
    }
  fi
done
command -v mandoc >/dev/null || echo "SKIPPED: mandoc is not installed"
grep -q 'learning rate of Adam' "$work/pages/man/bachprop-train.1" || {
  echo "FAILED: bachprop-train.1 does not explain --lr"
  failures=$((failures + 1))
}

echo "$failures failures"
[[ $failures -eq 0 ]]
