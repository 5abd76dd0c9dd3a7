// The result of an evaluation: for people in a few sentences, in text and on a page, for scripts in
// JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "bachprop/render/report_page.h"
#include "bachprop/report/evaluation_sets.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// What a listener would notice first and how surely a classifier tells the pieces from human music,
// where there are enough of them. Then a sentence each on originality, on intervals and rhythm, on
// diversity, and on part-writing and endings where there is something to measure. The last names in
// what the pieces are clearly worse than human music, the clearest first.
[[nodiscard]] std::vector<std::string> verdict(const EvaluationReport& report);

// Its tables in at most `width` columns; its sentences are one line each.
[[nodiscard]] std::string evaluation_text(const EvaluationReport& report,
                                          std::size_t width = kAnyWidth);
[[nodiscard]] nlohmann::ordered_json evaluation_json(const EvaluationReport& report);
[[nodiscard]] Report evaluation_page(const EvaluationReport& report);

}  // namespace bachprop
