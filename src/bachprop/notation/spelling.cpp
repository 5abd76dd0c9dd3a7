// TEMPORARY: until the real speller is there.
#include "bachprop/notation/spelling.h"

namespace bachprop {

std::vector<SpelledPitch> spell(const Score& score, const std::vector<KeySignature>& signatures) {
  std::vector<SpelledPitch> names;
  std::size_t key = 0;
  for (const Note& note : score.notes) {
    while (key + 1 < signatures.size() && signatures[key + 1].onset <= note.onset) {
      ++key;
    }
    const int sharps = signatures.empty() ? 0 : signatures[key].sharps;
    int place = sharps - 4;
    while (((7 * place - note.pitch) % 12) != 0) {
      ++place;
    }
    names.push_back(spelled(note.pitch, place));
  }
  return names;
}

}  // namespace bachprop
