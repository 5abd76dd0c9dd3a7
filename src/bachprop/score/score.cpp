#include "bachprop/score/score.h"

#include <algorithm>
#include <cstdint>

namespace bachprop {

Quarters end_of(const Note& note) { return note.onset + note.duration; }

Quarters end_of(const Score& score) {
  Quarters end;
  for (const Note& note : score.notes) {
    end = std::max(end, end_of(note));
  }
  return end;
}

std::vector<std::size_t> first_notes_of_onsets(const std::vector<Note>& notes) {
  std::vector<std::size_t> firsts;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    if (i == 0 || notes[i].onset != notes[i - 1].onset) {
      firsts.push_back(i);
    }
  }
  firsts.push_back(notes.size());
  return firsts;
}

Quarters bar_length(const TimeSignature& time) {
  return {std::int64_t{4} * time.numerator, time.denominator};
}

int program_of(const Score& score, std::size_t voice) {
  return voice < score.voice_programs.size() ? score.voice_programs[voice] : kNoProgram;
}

}  // namespace bachprop
