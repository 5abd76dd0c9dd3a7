#include "bachprop/base/random.h"

#include <vector>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

std::mt19937_64 seeded_engine(std::initializer_list<std::uint64_t> keys) {
  std::vector<std::uint32_t> words;
  for (const std::uint64_t key : keys) {
    words.push_back(static_cast<std::uint32_t>(key));
    words.push_back(static_cast<std::uint32_t>(key >> 32U));
  }
  std::seed_seq sequence(words.begin(), words.end());
  return std::mt19937_64(sequence);
}

}  // namespace

Random::Random(std::initializer_list<std::uint64_t> keys) : engine_(seeded_engine(keys)) {}

std::uint64_t Random::below(std::uint64_t bound) {
  check(bound > 0, "Random::below needs a bound above 0");
  // Values under 2^64 mod bound would make the small remainders too frequent: draw again.
  const std::uint64_t unfair = (0 - bound) % bound;
  std::uint64_t drawn = bits();
  while (drawn < unfair) {
    drawn = bits();
  }
  return drawn % bound;
}

}  // namespace bachprop
