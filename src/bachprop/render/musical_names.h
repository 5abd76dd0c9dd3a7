// Times and pitches in a musician's words.
#pragma once

#include <string>

#include "bachprop/base/quarters.h"

namespace bachprop {

// "C4" for 60 (middle C), "F#3" for 54.
[[nodiscard]] std::string pitch_name(int pitch);

// A time in quarters as a mixed number: "1/3", "2", "1 1/2".
[[nodiscard]] std::string mixed_number(Quarters time);

// "dotted eighth" for 3/4, "quarter triplet" for 2/3; empty for a time without a name of its own.
[[nodiscard]] std::string note_value(Quarters duration);

}  // namespace bachprop
