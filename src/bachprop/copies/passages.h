// The passages of a training corpus as hashes: enough to tell whether music copies one, without the
// notes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bachprop/copies/note_patterns.h"
#include "bachprop/copies/pattern_index.h"
#include "bachprop/score/score.h"

namespace bachprop {

// Passages of up to so many notes can be told from others.
constexpr int kLongestPassage = 48;

// 16 bits of each exact step (PatternKind::kExact), in the order of the pieces, 0 between passages.
// Passages of kLongestPassage notes or more that stand there already are left out. So every passage
// of at most that many notes of any piece stands there, and no other, but for steps whose hashes
// happen to agree.
using PassageHashes = std::vector<std::uint16_t>;

[[nodiscard]] std::uint16_t hash_of(PatternStep step);

[[nodiscard]] PassageHashes passage_hashes(std::span<const std::span<const Note>> pieces);

// To look up hashes of steps in.
[[nodiscard]] PatternIndex index_of(const PassageHashes& hashes);

}  // namespace bachprop
