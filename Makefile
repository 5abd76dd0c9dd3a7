# Short names for what one does with this project. `make help` lists them.
# The work is done by tools/ and by the presets in CMakePresets.json.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help compose test lint format figures bench bench-rivals docs options pictures fuzz test-clang test-asan test-tsan test-odr test-debian12 test-debian13 install uninstall clean

# A job of the compiler takes up to 1.3 GB.
JOBS ?= $(shell awk -v cores=$$(nproc) '/^MemAvailable/ {jobs = int($$2 / 1300000)} END {print jobs < 1 ? 1 : jobs < cores ? jobs : cores}' /proc/meminfo)
FUZZ_SECONDS ?= 600
PREFIX ?= /usr/local
CTEST := ctest -j$(JOBS) --output-on-failure --test-dir

help: ## this list
	@sed -nE 's/^([a-z0-9-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

compose: ## build the program and write eight new chorales into out/, or out-2/ and so on
	tools/setup.sh compose
	cmake --preset compose
	cmake --build --preset compose --target bachprop -j$(JOBS)
	build/compose/bachprop generate

test: ## build everything, check the code (lint) and run all tests
	tools/setup.sh test
	cmake --preset release
	cmake --build --preset release -j$(JOBS)
	tools/lint.sh build/release
	$(CTEST) build/release

lint: ## check the layout of the code, clang-tidy, eslint and the house rules
	tools/setup.sh test
	cmake --preset release
	cmake --build --preset release -j$(JOBS)
	tools/lint.sh build/release

format: ## lay out the code with clang-format and prettier
	tools/lint.sh --format

figures: ## measure the house: folders, functions, circles, copies of logic, casts, sentences
	tools/house_figures.py

bench: ## measure training and composing beside the machine's peak, then kernels, MIDI reading, looking for copies, contexts and sound
	tools/setup.sh bench
	cmake --preset compose
	cmake --build --preset compose --target bachprop bench_kernels bench_products bench_midi_reading bench_pattern_index bench_contexts bench_sound -j$(JOBS)
	build/compose/bachprop bench
	build/compose/bench_products
	build/compose/bench_kernels
	build/compose/bench_midi_reading
	build/compose/bench_pattern_index
	build/compose/bench_contexts
	build/compose/bench_sound

bench-rivals: ## measure beside PyTorch and other MIDI readers (with CORPORA=folder...)
	tools/setup.sh rivals
	cmake --preset compose
	cmake --build --preset compose --target bachprop music_rows midi_readers -j$(JOBS)
	bench/rivals/compare_pytorch.py --program build/compose/bachprop
ifdef CORPORA
	build/compose/midi_readers $(CORPORA)
endif

docs: ## make the pages of the library's interface, build/docs/html
	tools/setup.sh docs
	mkdir -p build
	doxygen

options: ## write docs/options.md anew from the tables of options
	tools/setup.sh compose
	cmake --preset compose
	cmake --build --preset compose --target bachprop_pages -j$(JOBS)
	cp build/compose/pages/options.md docs/options.md

pictures: ## draw the pictures in README.md and docs/ anew (CORPUS=chorales: some minutes; COMPARISON=report.html)
	tools/setup.sh test
	cmake --preset compose
	cmake --build --preset compose --target bachprop -j$(JOBS)
	node tools/pictures.mjs build/compose/bachprop $(if $(CORPUS),--corpus $(CORPUS)) $(if $(COMPARISON),--comparison $(COMPARISON))

fuzz: ## run each fuzzer for FUZZ_SECONDS (600)
	tools/setup.sh clang
	cmake --fresh --preset fuzz
	cmake --build --preset fuzz -j$(JOBS)
	tools/fuzz.sh build/fuzz $(FUZZ_SECONDS)

test-clang: PRESET := clang
test-asan: PRESET := asan-ubsan
test-asan: SANITIZER := address,undefined
test-tsan: PRESET := tsan
test-tsan: SANITIZER := thread
# --fresh: where another compiler was found before, CMake forgets what the preset says.
test-clang: ## the tests, built with clang
test-asan: ## the tests under the address and undefined-behaviour sanitizers
test-tsan: ## the tests under the thread sanitizer
test-clang test-asan test-tsan:
	tools/setup.sh clang
	cmake --fresh --preset $(PRESET)
	$(if $(SANITIZER),grep -q -e '-fsanitize=$(SANITIZER)' build/$(PRESET)/build.ninja)
	cmake --build --preset $(PRESET) -j$(JOBS)
	$(CTEST) build/$(PRESET)

test-odr: ## a link of all layers that compares the definitions of each type
	tools/setup.sh test
	cmake --preset one-definition
	cmake --build --preset one-definition -j$(JOBS)

test-debian12: SUITE := bookworm
test-debian13: SUITE := trixie
test-debian12: ## `make compose` and `make test` in a fresh Debian 12, as root (tools/test_debian.sh)
test-debian13: ## the same in a fresh Debian 13
test-debian12 test-debian13:
	tools/test_debian.sh $(SUITE)

install: ## install the program and the library into PREFIX (/usr/local)
	tools/setup.sh build
	cmake --preset compose
	cmake --build --preset compose -j$(JOBS)
	cmake --install build/compose --prefix $(PREFIX)

uninstall: ## remove from PREFIX what `make install` put there
	cmake -D build=build/compose -D prefix=$(PREFIX) -P cmake/uninstall.cmake

clean: ## remove what was built
	rm -rf build
