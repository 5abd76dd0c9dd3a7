// A corpus as a page: counts, distributions of dT, T and P, pieces and what became of each file.
#pragma once

#include <string>

#include "bachprop/corpus/collect.h"
#include "bachprop/render/report_page.h"

namespace bachprop {

// `title` is what the user calls the corpus: a file's or folder's name.
[[nodiscard]] Report corpus_report(const Collection& collection, const std::string& title);

// "0 (same onset)", "1/2 (eighth)": a dT and a T for people.
[[nodiscard]] std::string describe_dt(Quarters dt);
[[nodiscard]] std::string describe_duration(Quarters duration);

// "G minor", "E flat major".
[[nodiscard]] std::string describe_key(const KeySignature& key);

}  // namespace bachprop
