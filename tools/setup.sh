#!/usr/bin/env bash
# Installs what is missing from Debian's packages. Needs root or sudo only when something is.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: tools/setup.sh [build|compose|test|clang|docs|bench|rivals]

  build   what building the program needs, and the sounds it plays notes with (the default)
  compose also MuseScore, which engraves sheet music
  test    also what `make test` and `make lint` need: GoogleTest, clang-format, clang-tidy, xmllint,
          Node.js with the packages of tests/node and of tools/javascript, Chromium, which opens
          the written pages, and the shells and readers of the manual that the program writes for
  clang   also clang and its sanitizers: `make test-clang`, `test-asan`, `test-tsan` and `fuzz`
  docs    what `make docs` needs
  bench   what `make bench` needs: Google Benchmark, and oneDNN as the rival of our products
  rivals  what `make bench-rivals` needs: PyTorch with a fast BLAS, and other programs' MIDI readers

Installs Debian packages, without the recommended ones, and npm packages into the
node_modules of tests/node and tools/javascript.
Says what it installs. Does nothing when all is there.
TEXT
}

declare -a missing=()

# need <package> <purpose>
need() {
  if [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) != installed ]]; then
    echo "setup: $1 is missing: $2"
    missing+=("$1")
  fi
}

# need_command <command> <package> <purpose>: a command from elsewhere will do.
need_command() {
  if ! command -v "$1" >/dev/null; then
    echo "setup: $2 is missing: $3"
    missing+=("$2")
  fi
}

need_for_build() {
  need_command g++ g++ "the compiler"
  need_command make make "the short names of the Makefile"
  need_command cmake cmake "the build"
  need_command ninja ninja-build "the build"
  need nlohmann-json3-dev "JSON"
  need libcli11-dev "the command line"
  need libfmt-dev "text formatting"
  need libexpected-dev "results that are values or errors"
  need libssl-dev "SHA-256, from libcrypto"
  need zlib1g-dev "compresses the index of known passages in a model"
  need libhwy-dev "Highway, vector instructions chosen at run time"
  need libboost-dev "Boost.Math, intervals and tests for shares of right answers"
  need libjs-chart.js "the curves in the pages that the program writes"
  need libpugixml-dev "MusicXML"
  need pkg-config "finds the libraries of sound"
  need libfluidsynth-dev "FluidSynth, plays notes with a soundfont"
  need libsndfile1-dev "sound files: WAV, FLAC, Ogg Vorbis"
  need libebur128-dev "how loud a recording is heard"
  need timgm6mb-soundfont "the sounds of the instruments"
}

need_for_compose() {
  need_for_build
  need_command mscore3 musescore3 "engraves sheet music"
}

need_for_test() {
  need_for_compose
  need libgtest-dev "GoogleTest"
  need libgmock-dev "GoogleMock, matchers in the tests"
  need_command clang-format clang-format "checks the layout of the code"
  need_command clang-tidy clang-tidy "checks the code"
  need_command python3 python3 "gives clang-tidy the sources in batches"
  need python3-scipy "MATLAB files, for the test of the converter of piano rolls"
  need_command xmllint libxml2-utils "reads the written MusicXML and SVG"
  need_command node nodejs "independent readers in the tests, and the check of the JavaScript"
  need_command npm npm "fetches the independent readers, prettier and eslint"
  need_command chromium chromium "opens the written pages in the tests"
  need_command zsh zsh "completes the program's options in a test"
  need_command fish fish "the same"
  need_command man man-db "shows the pages of the manual in a test"
  need_command mandoc mandoc "checks the pages of the manual"
  need_command pdftoppm poppler-utils "reads the pages that the tests print"
}

need_for_clang() {
  need_for_test
  need_command clang++ clang "the second compiler"
  need libclang-rt-dev "the sanitizers and libFuzzer"
}

need_for_bench() {
  need_for_build
  need libbenchmark-dev "Google Benchmark, measures the kernels"
  need libdnnl-dev "oneDNN, the rival of our matrix products"
}

need_for_rivals() {
  need_for_build
  need python3-torch "PyTorch, the network's rival"
  need libopenblas0-openmp "matrix products for PyTorch, which is slow without"
  need libsmf-dev "libsmf, a MIDI reader"
  need libportsmf-dev "portsmf, a MIDI reader"
}

install_missing() {
  if ((${#missing[@]} == 0)); then
    return
  fi
  local -a as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "setup: neither root nor sudo; as root, run:" >&2
      echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "setup: installing ${missing[*]}"
  "${as_root[@]}" apt-get update -q=2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q=2 -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 --no-install-recommends "${missing[@]}" >/dev/null
}

# The folders with packages of their own. npm writes node_modules/.package-lock.json last.
install_node_packages() {
  local lock folder
  for lock in {tests,tools}/*/package-lock.json; do
    folder=$(dirname "$lock")
    if [[ ! $folder/node_modules/.package-lock.json -nt $lock ]]; then
      echo "setup: npm ci in $folder"
      (cd "$folder" && npm ci --loglevel=error --no-fund --no-audit && touch node_modules/.package-lock.json)
    fi
  done
}

cd "$(dirname "$0")/.."
what=${1:-build}
case $what in
  -h | --help) usage; exit ;;
  build | compose | test | clang | docs | bench | rivals) ;;
  *) usage >&2; exit 2 ;;
esac
if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "setup: not a Debian system; docs/dependencies.md names what must be installed"
else
  case $what in
    build) need_for_build ;;
    compose) need_for_compose ;;
    test) need_for_test ;;
    clang) need_for_clang ;;
    bench) need_for_bench ;;
    rivals) need_for_rivals ;;
    docs) need_command doxygen doxygen "makes the pages of the library's interface" ;;
  esac
  install_missing
fi
if [[ $what == test || $what == clang ]]; then
  install_node_packages
fi
