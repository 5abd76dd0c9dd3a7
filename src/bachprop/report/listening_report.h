// The result of a listening test, for people and for scripts.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "bachprop/evaluate/listening_results.h"
#include "bachprop/report/terminal_text.h"

namespace bachprop {

// One or two sentences: were human and machine told apart?
[[nodiscard]] std::string listening_verdict(const ListeningScore& score);

// Tables, and the verdict.
// Its table in at most `width` columns.
[[nodiscard]] std::string listening_score_text(const ListeningScore& score,
                                               std::size_t width = kAnyWidth);
[[nodiscard]] nlohmann::ordered_json listening_score_json(const ListeningScore& score);

}  // namespace bachprop
