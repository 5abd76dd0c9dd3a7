// What became of the files that were read, on standard error.
#pragma once

#include <cstdio>
#include <span>

#include "bachprop/cli/terminal.h"
#include "bachprop/report/file_report.h"

namespace bachprop {

// The report on them, fitted to the terminal.
inline void print_file_report(std::span<const FileOutcome> files, bool verbose) {
  print_text(stderr, file_report(files, verbose, columns_of(stderr)));
}

}  // namespace bachprop
