// The options of commands that read MIDI files.
#pragma once

#include "bachprop/cli/app_fwd.h"
#include "bachprop/corpus/collect.h"

namespace bachprop {

// Adds --keep-percussion, --strict and --threads, which are all the processors unless given.
// `options` must outlive the parsing.
void add_reading_options(CLI::App& command, CollectOptions& options);

}  // namespace bachprop
