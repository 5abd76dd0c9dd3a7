// What is in a corpus, for people and for scripts. render/corpus_report.h is the page.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bachprop/corpus/collect.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// What became of the files, the pieces (a single one with its signatures and voices), and how often
// each dT, T and P stands there; with `verbose` every repair and every value. Pictures and tables
// take at most `width` columns.
[[nodiscard]] std::string corpus_text(const Collection& collection, bool verbose,
                                      std::size_t width = kAnyWidth);
[[nodiscard]] nlohmann::ordered_json corpus_json(const Collection& collection);

// What became of the files of a corpus file, and what it holds.
[[nodiscard]] nlohmann::ordered_json prepared_json(const PackedCollection& collection,
                                                   const std::string& output);

}  // namespace bachprop
