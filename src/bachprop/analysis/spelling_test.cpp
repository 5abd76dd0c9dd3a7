#include "bachprop/analysis/spelling.h"

#include <gtest/gtest.h>

#include <string>

#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

using Names = std::vector<std::string>;

std::vector<KeySignature> sharps(int n) { return {{0, n, false}}; }

std::string name_of(const SpelledPitch& pitch) {
  std::string name(1, "CDEFGAB"[static_cast<std::size_t>(pitch.step)]);
  for (int i = 0; i < pitch.alteration; ++i) {
    name += '#';
  }
  for (int i = 0; i > pitch.alteration; --i) {
    name += 'b';
  }
  return name;
}

Names names(const Score& score, int signature) {
  Names found;
  for (const SpelledPitch& pitch : spell(score, sharps(signature))) {
    found.push_back(name_of(pitch));
  }
  return found;
}

// One pitch after the other, a quarter each.
Score melody(const std::vector<int>& pitches) {
  Score score;
  Quarters onset = 0;
  for (const int pitch : pitches) {
    score.notes.push_back({onset, 1, pitch});
    onset += 1;
  }
  return score;
}

TEST(Spelling, OfNoNotesIsNothing) { EXPECT_TRUE(spell({}, sharps(0)).empty()); }

TEST(Spelling, KeepsEveryPitch) {
  std::vector<int> pitches;
  for (int pitch = kLowestPitch; pitch <= kHighestPitch; ++pitch) {
    pitches.push_back(pitch);
  }
  for (int signature = -7; signature <= 7; ++signature) {
    const std::vector<SpelledPitch> found = spell(melody(pitches), sharps(signature));
    for (std::size_t i = 0; i < pitches.size(); ++i) {
      EXPECT_EQ(midi_pitch(found[i]), pitches[i]);
      EXPECT_LE(std::abs(found[i].alteration), 2);
    }
  }
}

TEST(Spelling, OfAScaleIsThatOfItsSignature) {
  const Score scale = melody({60, 62, 64, 65, 67, 69, 71, 72});
  EXPECT_EQ(names(scale, 0), (Names{"C", "D", "E", "F", "G", "A", "B", "C"}));
  EXPECT_EQ(names(melody({61, 63, 65, 66, 68, 70, 72, 73}), 7),
            (Names{"C#", "D#", "E#", "F#", "G#", "A#", "B#", "C#"}));
  EXPECT_EQ(names(melody({61, 63, 65, 66, 68, 70, 72, 73}), -5),
            (Names{"Db", "Eb", "F", "Gb", "Ab", "Bb", "C", "Db"}));
  EXPECT_EQ(names(melody({59, 61, 63, 64, 66, 68, 70, 71}), -7),
            (Names{"Cb", "Db", "Eb", "Fb", "Gb", "Ab", "Bb", "Cb"}));
}

TEST(Spelling, HasLeadingNotesOfMinorKeys) {
  EXPECT_EQ(names(chorale({{45, 64, 72}, {52, 64, 71, 68}, {45, 64, 69, 72}}), 0),
            (Names{"A", "E", "C", "E", "E", "G#", "B", "A", "E", "A", "C"}));
  // G sharp minor: its seventh degree raised is F double sharp.
  EXPECT_EQ(names(chorale({{44, 63, 71}, {51, 58, 67}, {44, 59, 68}}), 5),
            (Names{"G#", "D#", "B", "D#", "A#", "F##", "G#", "B", "G#"}));
  // E flat minor: D natural.
  EXPECT_EQ(names(chorale({{51, 66, 70}, {46, 62, 65, 68}, {51, 63, 66}}), -6),
            (Names{"Eb", "Gb", "Bb", "Bb", "D", "F", "Ab", "Eb", "Eb", "Gb"}));
}

TEST(Spelling, RaisesWhatRisesAndLowersWhatFalls) {
  EXPECT_EQ(names(melody({60, 61, 62, 63, 64, 65, 66, 67, 68, 69}), 0),
            (Names{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A"}));
  EXPECT_EQ(names(chorale({{48, 72}, {52, 71}, {52, 70}, {53, 69}, {53, 68}, {48, 67}}), 0),
            (Names{"C", "C", "E", "B", "E", "Bb", "F", "A", "F", "Ab", "C", "G"}));
  EXPECT_EQ(names(melody({67, 65, 64, 63, 62, 60}), 0), (Names{"G", "F", "E", "Eb", "D", "C"}));
}

TEST(Spelling, KnowsNeighbourNotes) {
  EXPECT_EQ(names(melody({64, 63, 64, 60, 67, 66, 67, 72}), 0),
            (Names{"E", "D#", "E", "C", "G", "F#", "G", "C"}));
  EXPECT_EQ(names(melody({67, 68, 67, 60, 64, 60}), 0), (Names{"G", "Ab", "G", "C", "E", "C"}));
}

TEST(Spelling, KnowsSecondaryDominants) {
  // In C major to D minor, to E minor, to A minor, to F major.
  EXPECT_EQ(names(chorale({{48, 64, 67}, {49, 64, 67, 69}, {50, 65, 69}}), 0),
            (Names{"C", "E", "G", "C#", "E", "G", "A", "D", "F", "A"}));
  EXPECT_EQ(names(chorale({{48, 64, 67}, {51, 66, 69, 71}, {52, 67, 71}}), 0),
            (Names{"C", "E", "G", "D#", "F#", "A", "B", "E", "G", "B"}));
  EXPECT_EQ(names(chorale({{48, 64, 67}, {56, 64, 71, 74}, {57, 64, 72}}), 0),
            (Names{"C", "E", "G", "G#", "E", "B", "D", "A", "E", "C"}));
  EXPECT_EQ(names(chorale({{48, 64, 67}, {48, 64, 67, 70}, {53, 65, 69}}), 0),
            (Names{"C", "E", "G", "C", "E", "G", "Bb", "F", "F", "A"}));
}

// The sixth from flat 6 to raised 4 is augmented and opens to the octave.
TEST(Spelling, KnowsTheGermanSixth) {
  EXPECT_EQ(
      names(chorale({{48, 63, 67, 72}, {44, 60, 63, 66}, {43, 60, 63, 67}, {43, 59, 62, 67}}), -3),
      (Names{"C", "Eb", "G", "C", "Ab", "C", "Eb", "F#", "G", "C", "Eb", "G", "G", "B", "D", "G"}));
}

TEST(Spelling, KnowsTheDiminishedSeventh) {
  // In A minor: G# B D F.
  EXPECT_EQ(names(chorale({{57, 64, 72}, {56, 62, 65, 71}, {57, 64, 72}}), 0),
            (Names{"A", "E", "C", "G#", "D", "F", "B", "A", "E", "C"}));
  // The same pitches in C minor: B D F Ab.
  EXPECT_EQ(names(chorale({{60, 63, 67}, {59, 62, 65, 68}, {60, 63, 67}}), -3),
            (Names{"C", "Eb", "G", "B", "D", "F", "Ab", "C", "Eb", "G"}));
}

// The major chord on the lowered second degree.
TEST(Spelling, KnowsTheNeapolitan) {
  EXPECT_EQ(names(chorale({{57, 64, 72}, {62, 65, 70}, {64, 68, 71}, {57, 64, 69}}), 0),
            (Names{"A", "E", "C", "D", "F", "Bb", "E", "G#", "B", "A", "E", "A"}));
}

TEST(Spelling, FollowsASignatureThatChangesEnharmonically) {
  // D flat major, then C sharp minor: 61 is two notes.
  Score score = chorale({{49, 65, 68}, {49, 65, 68}, {49, 64, 68}, {49, 64, 68}});
  std::vector<std::string> found;
  for (const SpelledPitch& pitch : spell(score, {{0, -5, false}, {2, 4, true}})) {
    found.push_back(name_of(pitch));
  }
  EXPECT_EQ(found, (Names{"Db", "F", "Ab", "Db", "F", "Ab", "C#", "E", "G#", "C#", "E", "G#"}));
}

// Up a fifth, each name goes up a fifth.
TEST(Spelling, GoesWithTheKey) {
  const Score score =
      chorale({{57, 64, 72}, {62, 65, 70}, {64, 68, 71}, {57, 64, 69}, {51, 66, 71}});
  const std::vector<SpelledPitch> here = spell(score, sharps(0));
  for (int fifths = -6; fifths <= 6; ++fifths) {
    Score there = score;
    const int up = ((7 * fifths) % 12 + 12) % 12;
    for (Note& note : there.notes) {
      note.pitch += up;
    }
    const std::vector<SpelledPitch> found = spell(there, sharps(fifths));
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(line_of_fifths(found[i]), line_of_fifths(here[i]) + fifths) << i;
    }
  }
}

}  // namespace
}  // namespace bachprop
