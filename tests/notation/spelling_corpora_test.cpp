// Names of pitches in real music. Its MIDI files state key signatures alone: the names below were
// compared by eye with the printed music.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "bachprop/analysis/spelling.h"
#include "notation/read_corpus.h"

namespace bachprop {
namespace {

// The names of a passage that its signature does not have, in the order of the notes.
struct Passage {
  std::string corpus;
  std::string file;
  Quarters end;
  std::string accidentals;
};

const std::vector<Passage>& passages() {
  static const std::vector<Passage> all = {
      // Es ist genug, BWV 60/5: whole tones up, half-tones down.
      {"chorales", "chor216.mid", 80,
       "A# B# D# B# D# D# D# A# G D# G D# D# D# G G D# G D# D# D# G F A# F D# D# D# E#"},
      // Vater unser im Himmelreich, BWV 90/5: D flat major in a D minor piece.
      {"chorales", "chor267.mid", 60,
       "C# C# C# C# C# B C# C# F# B B B G# G# B B G# C# G# B B Db Ab Eb F# C# C# B C# C# "
       "F#"},
      // Mozart, K. 465, the Adagio: half-tones in all directions.
      {"quartets", "mozart-k465-01.mid", 66,
       "Ab Eb F# C# F# F# Bb Bb Db Bb Bb Bb Bb Gb Bb Bb Db Bb Bb Bb Bb Bb Bb Bb Ab Bb Ab "
       "Ab Ab Ab Ab Ab Ab Bb Eb Eb Ab Eb Eb F# Eb Eb Eb Ab C# Bb Bb Eb Ab Bb Ab Eb F# F# "
       "Eb Eb F# F# Eb F# F# Eb Eb F# C# A# C# C# C# C# A#"},
  };
  return all;
}

std::string name_of(const SpelledPitch& pitch) {
  std::string name(1, "CDEFGAB"[static_cast<std::size_t>(pitch.step)]);
  name.append(static_cast<std::size_t>(std::max(0, pitch.alteration)), '#');
  name.append(static_cast<std::size_t>(std::max(0, -pitch.alteration)), 'b');
  return name;
}

bool is_in(const KeySignature& signature, const SpelledPitch& pitch) {
  const int fifths = line_of_fifths(pitch);
  return signature.sharps - 1 <= fifths && fifths <= signature.sharps + 5;
}

std::vector<std::string> accidentals(const Score& score, const Quarters& end) {
  const std::vector<SpelledPitch> pitches = spell(score, score.key_signatures);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < pitches.size(); ++i) {
    if (score.notes[i].onset < end && !is_in(score.key_signatures.front(), pitches[i])) {
      names.push_back(name_of(pitches[i]));
    }
  }
  return names;
}

TEST(SpellingOfRealMusic, IsThatOfPrintedMusic) {
  for (const Passage& passage : passages()) {
    const auto folder = find_corpus(passage.corpus);
    if (!folder) {
      GTEST_SKIP() << "SKIPPED: no corpus " << passage.corpus << "; set BACHPROP_CORPORA";
    }
    std::istringstream text(passage.accidentals);
    const std::vector<std::string> expected{std::istream_iterator<std::string>(text), {}};
    const auto found = accidentals(read_piece(*folder / passage.file).score, passage.end);
    ASSERT_EQ(found.size(), expected.size()) << passage.file;
    std::size_t faults = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
      faults += found[i] != expected[i] ? 1U : 0U;
    }
    fmt::print("{}: {} accidentals, {} wrong\n", passage.file, found.size(), faults);
    EXPECT_EQ(faults, 0U) << passage.file;
  }
}

// Up a fifth, each name goes up a fifth; down three, each goes down three.
TEST(SpellingOfRealMusic, GoesWithTheKey) {
  const auto pieces = test_part("chorales");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  for (const StatedPiece& piece : pieces) {
    const auto here = spell(piece.score, piece.score.key_signatures);
    for (const auto& [fifths, semitones] : {std::pair(1, 7), std::pair(-3, 3)}) {
      Score there = piece.score;
      for (Note& note : there.notes) {
        note.pitch += semitones;
      }
      for (KeySignature& signature : there.key_signatures) {
        signature.sharps += fifths;
      }
      const auto found = spell(there, there.key_signatures);
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_EQ(line_of_fifths(found[i]), line_of_fifths(here[i]) + fifths) << piece.name;
      }
    }
  }
}

}  // namespace
}  // namespace bachprop
