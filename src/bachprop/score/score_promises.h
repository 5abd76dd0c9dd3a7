// The promises of score.h, as a check for tests and for scores that come from elsewhere.
#pragma once

#include <optional>
#include <string>

#include "bachprop/score/score.h"

namespace bachprop {

// The first promise of score.h that `score` breaks, in words; nothing if it keeps them all.
[[nodiscard]] std::optional<std::string> find_broken_promise(const Score& score,
                                                             Unisons unisons = Unisons::kMerged);

}  // namespace bachprop
