// What voices without a name are called on paper.
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
// a piano's or a choir's, lines without a name have that of their program, with a number where
// several have it: "Flute", "Violin 1", "Violin 2". If neither is stated: a tune over block
// chords is "Melody" and "Chords"; four lines in the registers of singers, of which three quarters
// of the notes lie there, are "Soprano", "Alto", "Tenor" and "Bass", by their mean pitch; two
// others "Right hand" and "Left hand". All that is left is "Voice 1", "Voice 2" ... by its place.
[[nodiscard]] std::vector<VoiceName> names_of_voices(const std::vector<PartLine>& lines);

// "Vln. II" for "Violin II", "S." for "Soprano", "Mel." for "Melody", and for an unknown name of
// more than six letters its first three: "Bag. 2" for "Bagpipe 2".
[[nodiscard]] std::string abbreviation_of(const std::string& name);

}  // namespace bachprop
