#include "bachprop/score/score.h"

#include <algorithm>

namespace bachprop {

Quarters end_of(const Score& score) {
  Quarters end;
  for (const Note& note : score.notes) {
    end = std::max(end, note.onset + note.duration);
  }
  return end;
}

int program_of(const Score& score, std::size_t voice) {
  return voice < score.voice_programs.size() ? score.voice_programs[voice] : kNoProgram;
}

}  // namespace bachprop
