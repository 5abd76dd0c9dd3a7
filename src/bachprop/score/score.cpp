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

}  // namespace bachprop
