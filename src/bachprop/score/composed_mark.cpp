#include "bachprop/score/composed_mark.h"

#include <fmt/format.h>

#include <cstddef>
#include <map>

#include "bachprop/base/file_io.h"

namespace bachprop {
namespace {

constexpr std::string_view kBegin =
    "\x7D"
    "BachProp composed ";
constexpr std::size_t kDigits = 16;

}  // namespace

std::string composed_mark(std::span<const Note> notes, std::span<const int> voices) {
  std::map<int, std::size_t> ranks;
  std::string text;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const int voice = voices.empty() ? 0 : voices[i];
    const std::size_t rank = ranks.try_emplace(voice, ranks.size()).first->second;
    text += fmt::format("{} {} {} {}\n", notes[i].onset.to_string(), notes[i].duration.to_string(),
                        notes[i].pitch, rank);
  }
  return std::string(kBegin) + sha256_hex(as_bytes_of(text)).substr(0, kDigits);
}

bool is_mark_of(std::string_view payload, const Score& score) {
  return payload.starts_with(kBegin) && payload == composed_mark(score.notes, score.voices);
}

}  // namespace bachprop
