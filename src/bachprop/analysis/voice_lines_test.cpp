#include "bachprop/analysis/voice_lines.h"

#include <gtest/gtest.h>

#include "bachprop/base/random.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

using Voices = std::vector<int>;

TEST(VoiceLines, OfChordsGoFromTheHighestToTheLowest) {
  // Notes are sorted by pitch: the first of each chord is the bass.
  EXPECT_EQ(find_lines(chorale({{72, 67, 64, 48}, {71, 67, 62, 43}}), 4),
            (Voices{3, 2, 1, 0, 3, 2, 1, 0}));
}

TEST(VoiceLines, GoOnWhileOthersHoldTheirNotes) {
  const Score score = as_score({{0, 4, 48}, {0, 1, 60}, {0, 4, 72}, {1, 1, 62}, {2, 1, 64}});
  EXPECT_EQ(find_lines(score, 3), (Voices{2, 1, 0, 1, 1}));
}

TEST(VoiceLines, LetOneVoicePlayAChord) {
  // Five notes for four voices: two of them are one voice's.
  const Voices voices = find_lines(chorale({{76, 72, 67, 64, 48}, {77, 67, 64, 48}}), 4);
  EXPECT_EQ(voices.size(), 9U);
  EXPECT_EQ(std::ranges::count(voices, kNoVoice), 0);
  EXPECT_EQ(voices.front(), 3);
  for (int voice = 0; voice < 4; ++voice) {
    EXPECT_GE(std::count(voices.begin(), voices.begin() + 5, voice), 1);
  }
}

TEST(VoiceLines, KeepTheirOwnRhythm) {
  // The lower voice moves in eighths and once passes the held note of the upper.
  Score score;
  score.notes = {{0, 4, 64}};
  const std::vector<int> eighths = {55, 59, 62, 65, 62, 59, 55, 59};
  for (std::size_t i = 0; i < eighths.size(); ++i) {
    score.notes.push_back({Quarters(static_cast<std::int64_t>(i), 2), {1, 2}, eighths[i]});
  }
  score.notes.push_back({4, 4, 65});
  score = sorted(score);
  const Voices voices = find_lines(score, 2);
  for (std::size_t i = 0; i < voices.size(); ++i) {
    EXPECT_EQ(voices[i], score.notes[i].duration == 4 ? 0 : 1) << i;
  }
}

TEST(VoiceLines, AreNotThoseOfTheFile) {
  Score score = chorale({{72, 67, 64, 48}, {71, 67, 62, 43}});
  const Voices found = find_lines(score, 4);
  score.voices = {0, 0, 0, 0, 1, 1, 1, 1};
  score.voice_names = {"a", "b"};
  EXPECT_EQ(find_lines(score, 4), found);
}

TEST(VoiceLines, OfNoNotesAreNone) { EXPECT_EQ(find_lines(Score(), 4), Voices()); }

// No voice has room for more than four notes at once.
TEST(VoiceLines, OfTooManyNotesLeaveSomeWithoutAVoice) {
  std::vector<int> chord;
  for (int pitch = 40; pitch < 52; ++pitch) {
    chord.push_back(pitch);
  }
  const Voices voices = find_lines(chorale({chord}), 2);
  EXPECT_EQ(std::ranges::count(voices, kNoVoice), 4);
  EXPECT_EQ(std::ranges::count(voices, 0), 4);
  EXPECT_EQ(std::ranges::count(voices, 1), 4);
}

TEST(VoiceLines, DoNotDependOnTheKey) {
  Random random({7});
  std::vector<Note> notes;
  for (int onset = 0; onset < 60; ++onset) {
    for (int pitch = 50; pitch < 80; ++pitch) {
      if (random.below(9) == 0) {
        notes.push_back({onset, 1, pitch});
      }
    }
  }
  const Score score = as_score(notes);
  Score higher = score;
  for (Note& note : higher.notes) {
    note.pitch += 7;
  }
  for (int voices = 1; voices <= kMostVoices; ++voices) {
    EXPECT_EQ(find_lines(score, voices), find_lines(higher, voices)) << voices;
  }
}

}  // namespace
}  // namespace bachprop
