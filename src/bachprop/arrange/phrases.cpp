#include "bachprop/arrange/phrases.h"

#include <algorithm>

namespace bachprop {
namespace {

Quarters median_duration(const std::vector<Note>& line) {
  std::vector<Quarters> durations;
  durations.reserve(line.size());
  for (const Note& note : line) {
    durations.push_back(note.duration);
  }
  const auto middle = durations.begin() + std::ssize(durations) / 2;
  std::ranges::nth_element(durations, middle);
  return *middle;
}

}  // namespace

std::vector<Phrase> phrases_of(const std::vector<Note>& line) {
  if (line.empty()) {
    return {};
  }
  const Quarters long_note = median_duration(line) * 2;
  std::vector<Phrase> phrases = {{0, 0}};
  Quarters end = line.front().onset;  // of all notes so far
  bool long_before = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const Note& note = line[i];
    if (note.onset > end || (long_before && note.onset == end)) {
      phrases.push_back({i, i});
    }
    phrases.back().end = i + 1;
    end = std::max(end, note.onset + note.duration);
    long_before = note.duration >= long_note;
  }
  return phrases;
}

}  // namespace bachprop
