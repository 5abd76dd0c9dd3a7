// The fate of each file, for the end of every command that reads files.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "bachprop/corpus/collect.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// A table of how many files were read, repaired, skipped or copies. Then the reason for each
// skipped file, the first repair of each repaired one, the copies, the files with rounded onsets
// and the live recordings. The last four are ten each, or all (and every repair) if `verbose`.
// Empty when there were no files (a corpus file was loaded). Where the table is wider than `width`
// columns it is a sentence.
[[nodiscard]] std::string file_report(std::span<const FileOutcome> files, bool verbose,
                                      std::size_t width = kAnyWidth);

// {"files", "read", "repaired": [...], "skipped": [...], "live": [...], "note_ons", ...}
[[nodiscard]] nlohmann::ordered_json file_report_json(std::span<const FileOutcome> files);

}  // namespace bachprop
