#include "bachprop/analysis/voice_assignment.h"

#include <gtest/gtest.h>

#include "bachprop/base/random.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

using Voices = std::vector<int>;

TEST(VoicesOf, IsHowManyPitchesSoundAtOnce) {
  EXPECT_EQ(voices_of(chorale({{72}, {74}, {76}})), 1);
  EXPECT_EQ(voices_of(chorale({{72, 67, 64, 48}, {71, 67, 62, 43}, {72, 67, 64, 48}})), 4);
}

// 19 of 20 quarters are 95 % of the time, 18 are not.
TEST(VoicesOf, LeavesOutChordsThatSoundForATwentiethOfTheTime) {
  const auto with_thick_chord = [](int others) {
    return as_score({{0, others, 60},
                     {0, others, 64},
                     {others, 1, 60},
                     {others, 1, 62},
                     {others, 1, 64},
                     {others, 1, 66},
                     {others, 1, 68}});
  };
  EXPECT_EQ(voices_of(with_thick_chord(19)), 2);
  EXPECT_EQ(voices_of(with_thick_chord(18)), 5);
}

TEST(VoicesOf, DoesNotCountSilence) {
  EXPECT_EQ(voices_of(as_score({{0, 1, 60}, {0, 1, 64}, {99, 1, 60}, {99, 1, 64}})), 2);
}

TEST(VoicesOf, OfNoNotesIsNone) { EXPECT_EQ(voices_of(Score()), 0); }

TEST(Voices, OfChordsGoFromTheHighestToTheLowest) {
  // Notes are sorted by pitch: the first of each chord is the bass.
  EXPECT_EQ(assign_voices(chorale({{72, 67, 64, 48}, {71, 67, 62, 43}}), 4),
            (Voices{3, 2, 1, 0, 3, 2, 1, 0}));
}

TEST(Voices, GoOnWhileOthersHoldTheirNotes) {
  // The middle voice climbs past nothing while the outer ones hold.
  const Score score = as_score({{0, 4, 48}, {0, 1, 60}, {0, 4, 72}, {1, 1, 62}, {2, 1, 64}});
  EXPECT_EQ(assign_voices(score, 3), (Voices{2, 1, 0, 1, 1}));
}

TEST(Voices, CrossWhereAHeldNoteIsPassed) {
  // 60 and 62 end, 67 is held by the highest voice. The next note is above it, and only the lower
  // two voices are free.
  const Score score = as_score({{0, 1, 48}, {0, 1, 62}, {0, 4, 67}, {1, 1, 48}, {1, 1, 69}});
  EXPECT_EQ(assign_voices(score, 3), (Voices{2, 1, 0, 2, 1}));
}

// Who rests is heard from what comes before and after: the alto has a unison with the tenor.
TEST(Voices, LeaveTheVoiceAtRestThatIsFarthestFromWhatSounds) {
  const Score score =
      chorale({{72, 65, 60, 48}, {74, kRest, 59, 50}, {72, 65, 60, 48}, {76, 67, kRest, 48}});
  EXPECT_EQ(assign_voices(score, 4), (Voices{3, 2, 1, 0, 3, 2, 0, 3, 2, 1, 0, 3, 1, 0}));
}

TEST(Voices, AreFoundForFirstNotesFromWhatFollows) {
  // One voice alone, then all three: it was the one that it goes on in.
  EXPECT_EQ(assign_voices(chorale({{60}, {72, 60, 48}}), 3), (Voices{1, 2, 1, 0}));
}

TEST(Voices, HaveOneNoteAtATimeAndTheRestGoWithout) {
  const Voices voices = assign_voices(chorale({{72, 67, 64, 48}, {71, 62}}), 2);
  EXPECT_EQ(std::ranges::count(voices, kNoVoice), 2);
  EXPECT_EQ(std::ranges::count(voices, 0), 2);
  EXPECT_EQ(std::ranges::count(voices, 1), 2);
}

TEST(Voices, AreNotThoseOfTheFile) {
  Score score = chorale({{72, 67, 64, 48}, {71, 67, 62, 43}});
  const Voices found = assign_voices(score, 4);
  score.voices = {0, 0, 0, 0, 1, 1, 1, 1};
  score.voice_names = {"a", "b"};
  EXPECT_EQ(assign_voices(score, 4), found);
}

TEST(Voices, OfNoNotesAreNone) { EXPECT_EQ(assign_voices(Score(), 4), Voices()); }

// The cost of an assignment, added up in another way than the search does.
int cost_of(const Score& score, const Voices& voices, int count) {
  const VoiceCosts costs;
  int sum = 0;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    sum += voices[i] == kNoVoice ? costs.without : 0;
    for (int voice = 0; voice < count && voices[i] != kNoVoice; ++voice) {
      std::size_t last = i;
      while (last > 0 && voices[last - 1] != voice) {
        --last;
      }
      if (last-- == 0) {
        continue;
      }
      const int above = score.notes[i].pitch - score.notes[last].pitch;
      const bool sounds =
          score.notes[last].onset + score.notes[last].duration > score.notes[i].onset;
      if (voice == voices[i]) {
        sum += sounds ? 1'000'000 : costs.leap * std::abs(above);
      } else if (voice < voices[i] ? above > 0 : above < 0) {
        sum += sounds ? costs.crossing : costs.overlap;
      }
    }
  }
  return sum;
}

// Eight notes, of which three sound at once at most, in three voices or none: all 4^8 ways tried.
TEST(Voices, AreTheCheapestOfAllWays) {
  constexpr int kNotes = 8;
  constexpr int kVoices = 3;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Random random({seed});
    std::vector<Note> notes;
    for (int i = 0; i < kNotes; ++i) {
      const int duration = 1 + static_cast<int>(random.below(3));
      const int pitch = 48 + i % 4 + 4 * static_cast<int>(random.below(6));
      notes.push_back({i, duration, pitch});
    }
    const Score score = as_score(notes);
    int least = 1'000'000;
    for (int way = 0; way < 1 << (2 * kNotes); ++way) {
      Voices voices;
      for (int i = 0; i < kNotes; ++i) {
        voices.push_back((way >> (2 * i) & 3) - 1);
      }
      least = std::min(least, cost_of(score, voices, kVoices));
    }
    EXPECT_EQ(cost_of(score, assign_voices(score, kVoices), kVoices), least) << seed;
  }
}

// Must come to an end at all: 64 notes at once have 64! orders.
TEST(Voices, OfThickChordsAreFound) {
  std::vector<Note> notes;
  for (int onset = 0; onset < 20; ++onset) {
    for (int pitch = 30; pitch < 94; ++pitch) {
      notes.push_back({onset, 1, pitch});
    }
  }
  const Voices voices = assign_voices(as_score(notes), kMostVoices);
  EXPECT_EQ(std::ranges::count(voices, kNoVoice), 20 * (64 - kMostVoices));
}

}  // namespace
}  // namespace bachprop
