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
constexpr std::string_view kInBars = " in bars";

}  // namespace

std::string composed_mark(std::span<const Note> notes, std::span<const int> voices,
                          bool knows_bars) {
  std::map<int, std::size_t> ranks;
  std::string text;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const int voice = voices.empty() ? 0 : voices[i];
    const std::size_t rank = ranks.try_emplace(voice, ranks.size()).first->second;
    text += fmt::format("{} {} {} {}\n", notes[i].onset.to_string(), notes[i].duration.to_string(),
                        notes[i].pitch, rank);
  }
  std::string mark = std::string(kBegin) + sha256_hex(as_bytes_of(text)).substr(0, kDigits);
  mark += knows_bars ? kInBars : "";
  return mark;
}

bool is_mark_of(std::string_view payload, const Score& score) {
  return payload.starts_with(kBegin) &&
         payload == composed_mark(score.notes, score.voices, says_bars_are_known(payload));
}

bool says_bars_are_known(std::string_view mark) { return mark.ends_with(kInBars); }

}  // namespace bachprop
