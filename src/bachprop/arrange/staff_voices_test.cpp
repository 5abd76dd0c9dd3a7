#include "bachprop/arrange/staff_voices.h"

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

// Six notes that enter one after another and are held: two voices take a note more.
TEST(StaffVoices, AreNoMoreThanFour) {
  EXPECT_EQ(staff_voices(std::vector<Note>{
                {0, 6, 60}, {1, 5, 64}, {2, 4, 67}, {3, 3, 72}, {4, 2, 76}, {5, 1, 79}}),
            (Voices{3, 2, 2, 1, 0, 0}));
}

// The two low notes end together: one head more. Any other two would need two.
TEST(StaffVoices, TakeANoteMoreWhereTiesAddFewestHeads) {
  EXPECT_EQ(
      staff_voices(std::vector<Note>{{0, 16, 48}, {2, 6, 60}, {4, 12, 52}, {5, 5, 67}, {6, 6, 64}}),
      (Voices{3, 2, 3, 0, 1}));
}

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

std::vector<Note> random_notes(std::uint64_t seed, int count) {
  Random random({seed});
  std::vector<Note> notes;
  for (int i = 0; i < count; ++i) {
    const Note note = {static_cast<int>(random.below(40)), 1 + static_cast<int>(random.below(4)),
                       40 + static_cast<int>(random.below(40))};
    if (std::ranges::none_of(notes, [&](const Note& n) { return n.pitch == note.pitch; })) {
      notes.push_back(note);
    }
  }
  std::ranges::sort(notes, {}, [](const Note& n) { return std::pair(n.onset, n.pitch); });
  return notes;
}

bool overlap_unevenly(const Note& a, const Note& b) {
  const Quarters end_of_a = a.onset + a.duration;
  const Quarters end_of_b = b.onset + b.duration;
  return a.onset < end_of_b && b.onset < end_of_a && (a.onset != b.onset || end_of_a != end_of_b);
}

TEST(StaffVoices, AreAsFewAsPossibleAndOverlapOnlyWhereFourAreTooFew) {
  int crowded = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::vector<Note> notes = random_notes(seed, 20 + static_cast<int>(seed));
    const Voices voices = staff_voices(notes);
    int most = 0;
    for (const Note& note : notes) {
      most = std::max(most, at_once(notes, note));
    }
    crowded += most > kMostVoicesOfAStaff ? 1 : 0;
    EXPECT_EQ(*std::ranges::max_element(voices) + 1, std::min(most, kMostVoicesOfAStaff));
    for (std::size_t i = 0; i < notes.size() && most <= kMostVoicesOfAStaff; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        EXPECT_FALSE(voices[i] == voices[j] && overlap_unevenly(notes[i], notes[j]));
      }
    }
  }
  EXPECT_GT(crowded, 10);
  EXPECT_LT(crowded, 90);
}

}  // namespace
}  // namespace bachprop
