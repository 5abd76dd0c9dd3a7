#include "bachprop/notation/staff_voices.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

using Voices = std::vector<int>;

TEST(StaffVoices, OfALineAreOne) {
  EXPECT_EQ(staff_voices(std::vector<Note>{{0, 1, 60}, {1, 1, 62}, {4, 2, 50}}), (Voices{0, 0, 0}));
}

TEST(StaffVoices, HoldChordsThatBeginAndEndTogether) {
  EXPECT_EQ(staff_voices(std::vector<Note>{{0, 1, 60}, {0, 1, 64}, {0, 1, 67}, {1, 1, 62}}),
            (Voices{0, 0, 0, 0}));
}

TEST(StaffVoices, AreTwoWhereLengthsDiffer) {
  EXPECT_EQ(staff_voices(std::vector<Note>{{0, 2, 60}, {0, 1, 64}, {1, 1, 65}}), (Voices{1, 0, 0}));
}

// Only what follows tells that the first note is the lower voice.
TEST(StaffVoices, KeepTheHigherNotesAbove) {
  EXPECT_EQ(staff_voices(std::vector<Note>{{0, 4, 48}, {1, 1, 64}, {2, 1, 65}}), (Voices{1, 0, 0}));
  EXPECT_EQ(staff_voices(std::vector<Note>{{0, 4, 72}, {1, 1, 64}, {2, 1, 65}}), (Voices{0, 1, 1}));
}

TEST(StaffVoices, AreOneAgainAfterwards) {
  EXPECT_EQ(staff_voices(std::vector<Note>{{0, 2, 60}, {0, 1, 64}, {2, 1, 48}}), (Voices{1, 0, 0}));
}

TEST(StaffVoices, OfNoNotesAreNone) { EXPECT_EQ(staff_voices({}), Voices()); }

int at_once(const std::vector<Note>& notes, const Note& at) {
  std::vector<std::pair<Quarters, Quarters>> sounding;
  for (const Note& note : notes) {
    const auto span = std::pair(note.onset, note.onset + note.duration);
    if (span.first <= at.onset && at.onset < span.second &&
        std::ranges::find(sounding, span) == sounding.end()) {
      sounding.push_back(span);
    }
  }
  return static_cast<int>(sounding.size());
}

TEST(StaffVoices, NeverOverlapAndAreAsFewAsPossible) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random({seed});
    std::vector<Note> notes;
    for (int i = 0; i < 60; ++i) {
      notes.push_back({static_cast<int>(random.below(40)), 1 + static_cast<int>(random.below(4)),
                       40 + static_cast<int>(random.below(40))});
    }
    std::ranges::sort(notes, {}, [](const Note& n) { return std::pair(n.onset, n.pitch); });
    const Voices voices = staff_voices(notes);
    int most = 0;
    for (const Note& note : notes) {
      most = std::max(most, at_once(notes, note));
    }
    EXPECT_EQ(*std::ranges::max_element(voices) + 1, most);
    for (std::size_t i = 0; i < notes.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Quarters end = notes[j].onset + notes[j].duration;
        const bool together =
            notes[j].onset == notes[i].onset && end == notes[i].onset + notes[i].duration;
        EXPECT_FALSE(voices[i] == voices[j] && end > notes[i].onset && !together);
      }
    }
  }
}

}  // namespace
}  // namespace bachprop
