// What must hold for every score, tried on scores made at random.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "bachprop/arrange/staff_voices.h"
#include "bachprop/base/random.h"
#include "bachprop/notation/notate.h"
#include "bachprop/notation/note_values.h"

namespace bachprop {
namespace {

constexpr int kGrid = 48;  // of a quarter: sixteenths and triplets of the shortest kind

int pick(Random& random, int below) {
  return static_cast<int>(random.below(static_cast<std::uint64_t>(below)));
}

ScoreHead random_head(Random& random) {
  constexpr std::array<std::pair<int, int>, 12> kMetres = {{{4, 4},
                                                            {3, 4},
                                                            {2, 4},
                                                            {6, 8},
                                                            {2, 2},
                                                            {12, 8},
                                                            {9, 8},
                                                            {5, 4},
                                                            {7, 8},
                                                            {3, 8},
                                                            {3, 2},
                                                            {11, 16}}};
  const auto [beats, unit] = kMetres[static_cast<std::size_t>(pick(random, 12))];
  ScoreHead head;
  head.time_signatures = {{0, beats, unit}};
  head.pickup = pick(random, 2) == 0 ? Quarters(0) : Quarters(pick(random, 5), 4);
  head.key_signatures = {{0, pick(random, 15) - 7, pick(random, 2) == 0}};
  if (pick(random, 3) == 0) {
    head.time_signatures.push_back({Quarters(20 + pick(random, 9), 2), 3, 4});
  }
  return head;
}

Note random_note(Random& random) {
  const int coarse = pick(random, 3) == 0 ? 1 : 4;  // a third on the finest grid
  const Quarters unit = Quarters(coarse, kGrid);
  return {unit * pick(random, 12 * kGrid / coarse),
          unit * (1 + pick(random, (pick(random, 4) == 0 ? 9 : 2) * kGrid / coarse)),
          40 + pick(random, 40)};
}

// Notes that keep what Score promises, in the voices that staff_voices gives them.
Arrangement random_arrangement(Random& random, int most_notes) {
  std::vector<Note> notes;
  for (int i = pick(random, most_notes); i >= 0; --i) {
    const Note note = random_note(random);
    const bool free = std::ranges::none_of(notes, [&](const Note& other) {
      return other.pitch == note.pitch && other.onset < note.onset + note.duration &&
             note.onset < other.onset + other.duration;
    });
    if (free) {
      notes.push_back(note);
    }
  }
  std::ranges::sort(notes, {}, [](const Note& note) { return std::pair(note.onset, note.pitch); });
  const std::vector<int> voices = staff_voices(notes);
  Arrangement arrangement;
  arrangement.parts = {{{}, {Clef::kTreble}}};
  for (std::size_t i = 0; i < notes.size(); ++i) {
    arrangement.notes.push_back({notes[i], 0, 0, voices[i]});
  }
  return arrangement;
}

// What type, dots and tuplets say.
Quarters written_length(const Symbol& symbol) {
  Quarters length = length_of({symbol.type, symbol.dots});
  for (const Tuplet& tuplet : symbol.tuplets) {
    length = length * Quarters(tuplet.normal, tuplet.actual);
  }
  return length;
}

void expect_filled(const NotatedScore& score) {
  for (std::size_t i = 0; i < score.bars.size(); ++i) {
    const NotatedBar& bar = score.bars[i];
    for (const Line& line : score.parts[0].bars[i].lines) {
      Quarters time = bar.start;
      for (const Symbol& symbol : line.symbols) {
        EXPECT_EQ(symbol.onset, time);
        EXPECT_EQ(symbol.duration, symbol.whole_bar ? bar.length : written_length(symbol));
        time += symbol.duration;
      }
      EXPECT_EQ(time, bar.start + bar.length);
    }
  }
}

// The notes again, ties put together; a tie without its other end is a failure.
std::vector<std::tuple<Quarters, int, Quarters, int>> read_back(const NotatedScore& score) {
  std::map<std::pair<int, int>, Note> held;  // by voice and pitch
  std::vector<std::tuple<Quarters, int, Quarters, int>> notes;
  for (const PartBar& bar : score.parts[0].bars) {
    for (const Line& line : bar.lines) {
      for (const Symbol& symbol : line.symbols) {
        for (const WrittenNote& written : symbol.notes) {
          const int pitch = midi_pitch(written.pitch);
          const auto key = std::pair(line.voice, pitch);
          Note note = {symbol.onset, symbol.duration, pitch};
          EXPECT_EQ(written.tied_from_before, held.contains(key));
          if (written.tied_from_before) {
            note.onset = held[key].onset;
            EXPECT_EQ(note.onset + held[key].duration, symbol.onset);
            note.duration += held[key].duration;
            held.erase(key);
          }
          if (written.tied_to_next) {
            held[key] = note;
          } else {
            notes.emplace_back(note.onset, pitch, note.duration, line.voice);
          }
        }
      }
    }
  }
  EXPECT_TRUE(held.empty());
  std::ranges::sort(notes);
  return notes;
}

void expect_tuplets_closed(const NotatedScore& score) {
  for (const PartBar& bar : score.parts[0].bars) {
    for (const Line& line : bar.lines) {
      std::size_t open = 0;
      for (const Symbol& symbol : line.symbols) {
        for (const Tuplet& tuplet : symbol.tuplets) {
          open += tuplet.begins ? 1 : 0;
        }
        EXPECT_EQ(open, symbol.tuplets.size());
        for (const Tuplet& tuplet : symbol.tuplets) {
          open -= tuplet.ends ? 1 : 0;
        }
      }
      EXPECT_EQ(open, 0U);
    }
  }
}

// A beam begins before it goes on, ends before it begins again, and joins no rests.
void expect_beams_closed(const NotatedScore& score) {
  for (const PartBar& bar : score.parts[0].bars) {
    for (const Line& line : bar.lines) {
      std::vector<bool> open(16);
      for (const Symbol& symbol : line.symbols) {
        EXPECT_TRUE(symbol.beams.empty() || !symbol.notes.empty());
        for (std::size_t level = 0; level < open.size(); ++level) {
          const bool has = level < symbol.beams.size();
          const Beam beam = has ? symbol.beams[level] : Beam::kBegin;
          const bool goes_on = has && (beam == Beam::kContinue || beam == Beam::kEnd);
          EXPECT_EQ(open[level], goes_on);
          open[level] = has && (beam == Beam::kBegin || beam == Beam::kContinue);
        }
      }
      EXPECT_TRUE(std::ranges::none_of(open, [](bool is_open) { return is_open; }));
    }
  }
}

// How many voices a staff has in the bar where it has most.
int most_voices(const NotatedScore& score) {
  std::ptrdiff_t most = 0;
  for (const PartBar& bar : score.parts[0].bars) {
    most = std::max(most, std::ssize(bar.lines));
  }
  return static_cast<int>(most);
}

void expect_written(const Arrangement& arrangement, const NotatedScore& score) {
  std::vector<std::tuple<Quarters, int, Quarters, int>> notes;
  for (const PlacedNote& placed : arrangement.notes) {
    const auto& [onset, duration, pitch] = placed.note;
    notes.emplace_back(onset, pitch, duration, placed.voice);
  }
  std::ranges::sort(notes);
  EXPECT_EQ(read_back(score), notes);
  EXPECT_LE(most_voices(score), kMostVoicesOfAStaff);
  expect_filled(score);
  expect_tuplets_closed(score);
  expect_beams_closed(score);
}

TEST(Notation, SaysWhatTheNotesSayForScoresMadeAtRandom) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random({seed});
    const Arrangement arrangement = random_arrangement(random, 25);
    const auto score = notate(arrangement, random_head(random));
    ASSERT_TRUE(score) << seed << ": " << score.error().message();
    expect_written(arrangement, *score);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

// Up to forty rhythms at once: notation programs know four voices a staff.
TEST(Notation, NeedsNoMoreThanFourVoicesWhereverManyNotesAreHeld) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random({seed});
    Arrangement arrangement = random_arrangement(random, 120);
    const auto score = notate(arrangement, random_head(random));
    ASSERT_TRUE(score) << seed << ": " << score.error().message();
    expect_written(arrangement, *score);
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace bachprop
