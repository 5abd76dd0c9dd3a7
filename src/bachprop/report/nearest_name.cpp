#include "bachprop/report/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace bachprop {
namespace {

// The fewest letters to insert, leave out or exchange that make one word of the other (Levenshtein
// 1966), by Wagner and Fischer's table (1974), of which one row is kept.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t exchanged = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({exchanged, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string_view without_dashes(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

// 0: the beginning of the name; 1: another part of it.
std::size_t unlikeness(std::string_view word, std::string_view name) {
  constexpr std::size_t kFewestLetters = 3;
  if (word.size() >= kFewestLetters && name.find(word) != std::string_view::npos) {
    return name.starts_with(word) ? 0 : 1;
  }
  return edit_distance(word, name);
}

}  // namespace

std::string nearest_name(std::string_view word, std::span<const std::string> names) {
  const std::string_view letters = without_dashes(word);
  std::string nearest;
  std::size_t least = std::max<std::size_t>(2, letters.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t distance = unlikeness(letters, without_dashes(name));
    // A short word is not made of another altogether.
    if (distance < least && distance < letters.size()) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string suggestion(std::string_view word, std::span<const std::string> names,
                       const std::string& otherwise) {
  const std::string nearest = nearest_name(word, names);
  return nearest.empty() ? otherwise : fmt::format("did you mean {}?", nearest);
}

}  // namespace bachprop
