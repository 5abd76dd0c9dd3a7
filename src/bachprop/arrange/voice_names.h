// The names on paper of voices without a name.
#pragma once

#include <string>
#include <vector>

#include "bachprop/arrange/part_lines.h"

namespace bachprop {

struct VoiceName {
  std::string name;          // "Soprano"
  std::string abbreviation;  // "S."

  friend bool operator==(const VoiceName&, const VoiceName&) = default;
};

// A name for each line. Names that the score states stay. Where some line's program is another than
// a piano's or a choir's, lines without a name have that of their program. A number tells several
// apart: "Flute", "Violin 1", "Violin 2". If neither is stated, a tune over block chords is
// "Melody" and "Chords". Four lines of which three quarters of the notes lie in the registers of
// singers are "Soprano", "Alto", "Tenor" and "Bass", by their mean pitch. Two others are "Right
// hand" and "Left hand". All other lines are "Voice 1", "Voice 2" ... by their place.
[[nodiscard]] std::vector<VoiceName> names_of_voices(const std::vector<PartLine>& lines);

// "Vln. II" for "Violin II", "S." for "Soprano", "Mel." for "Melody", and for an unknown name of
// more than six letters its first three: "Bag. 2" for "Bagpipe 2".
[[nodiscard]] std::string abbreviation_of(const std::string& name);

}  // namespace bachprop
