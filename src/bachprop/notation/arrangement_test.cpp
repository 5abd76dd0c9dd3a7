#include "bachprop/notation/arrangement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "bachprop/base/random.h"
#include "bachprop/score/voices_test.h"

namespace bachprop {
namespace {

constexpr std::array kKinds = {ArrangementKind::kNone, ArrangementKind::kSatb,
                               ArrangementKind::kStringQuartet, ArrangementKind::kPiano,
                               ArrangementKind::kLeadSheet};

// Any notes that keep the promises of a score.
Score random_score(std::uint64_t seed) {
  Random random{seed};
  Score score;
  const auto voices = random.below(12);
  std::array<Quarters, 128> ends = {};
  for (std::uint64_t i = 0; i < 1 + random.below(150); ++i) {
    const auto pitch = static_cast<int>(random.below(128));
    Quarters& end = ends[static_cast<std::size_t>(pitch)];
    const Note note = {end + Quarters(static_cast<int>(random.below(40)), 4),
                       Quarters(1 + static_cast<int>(random.below(12)), 4), pitch};
    end = note.onset + note.duration;
    score.notes.push_back(note);
  }
  score = sorted(score);
  for (std::size_t i = 0; voices > 1 && i < score.notes.size(); ++i) {
    score.voices.push_back(static_cast<int>(random.below(voices)));
  }
  score.voice_names.resize(score.voices.empty() ? 0 : voices);
  return score;
}

// Several notes at once only where they begin and end together, and no pitch twice in a part.
void expect_promises_kept(const Arrangement& arrangement) {
  std::map<std::tuple<int, int, int>, Note> last_of_voice;
  std::map<std::tuple<int, int>, Quarters> end_of_pitch;
  for (const PlacedNote& placed : arrangement.notes) {
    const Note& note = placed.note;
    const Part& part = arrangement.parts.at(static_cast<std::size_t>(placed.part));
    EXPECT_GE(note.pitch, part.instrument.lowest);
    EXPECT_LE(note.pitch, part.instrument.highest);
    EXPECT_LT(placed.staff, std::ssize(part.staves));
    const auto [last, first] =
        last_of_voice.try_emplace({placed.part, placed.staff, placed.voice}, note);
    EXPECT_TRUE(first || last->second.onset + last->second.duration <= note.onset ||
                (last->second.onset == note.onset && last->second.duration == note.duration));
    last->second = note;
    Quarters& end = end_of_pitch[{placed.part, note.pitch}];
    EXPECT_GE(note.onset, end);
    end = note.onset + note.duration;
  }
}

TEST(Arrange, KeepsEveryNoteInRangeAndEveryVoiceInOneRhythm) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    const Score score = random_score(seed);
    for (const ArrangementKind kind : kKinds) {
      const Result<Arrangement> arrangement = arrange(score, kind);
      ASSERT_TRUE(arrangement);
      expect_promises_kept(*arrangement);
      EXPECT_EQ(*arrange(score, kind), *arrangement);
    }
  }
}

}  // namespace
}  // namespace bachprop
