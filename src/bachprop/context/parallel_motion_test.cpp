#include "bachprop/context/parallel_motion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace bachprop {
namespace {

using Pitches = std::vector<int>;

std::vector<ParallelMotion> motions(const Pitches& before, const Pitches& held,
                                    const Pitches& struck) {
  std::vector<ParallelMotion> all;
  parallel_motions(before, held, struck,
                   [&](const ParallelMotion& motion) { all.push_back(motion); });
  return all;
}

Pitches pitches_of(const std::vector<ParallelMotion>& motions, bool octaves) {
  Pitches pitches;
  for (const ParallelMotion& motion : motions) {
    if (motion.octave == octaves) {
      pitches.push_back(motion.pitch);
    }
  }
  std::ranges::sort(pitches);
  return pitches;
}

Pitches fifths(const Pitches& before, const Pitches& held, const Pitches& struck) {
  return pitches_of(motions(before, held, struck), false);
}

Pitches octaves(const Pitches& before, const Pitches& held, const Pitches& struck) {
  return pitches_of(motions(before, held, struck), true);
}

TEST(ParallelMotion, ForetellsTheFifthAboveANoteThatMoved) {
  // C3 G3 to D3: A3, and A4, would be parallel. A2 is below the note that moved.
  EXPECT_EQ(fifths({48, 55}, {}, {50}), (Pitches{57, 69}));
  EXPECT_TRUE(octaves({48, 55}, {}, {50}).empty());
  // Down to B2: F#3 only, for F#4 would be upwards.
  EXPECT_EQ(fifths({48, 55}, {}, {47}), Pitches{54});
}

TEST(ParallelMotion, ForetellsOctavesOfEveryWidth) {
  EXPECT_EQ(octaves({48, 60}, {}, {50}), (Pitches{62, 74}));
  EXPECT_EQ(octaves({48, 72}, {}, {50}), (Pitches{74, 86}));
  EXPECT_TRUE(fifths({48, 72}, {}, {50}).empty());
}

TEST(ParallelMotion, TellsVoicesApartByTheirPlacesFromBelow) {
  // C3 G3 E4 C5: the bass has gone to D3. The second note would make fifths at A3 (the fourth
  // octaves at D5, but not while there is none between).
  EXPECT_EQ(fifths({48, 55, 64, 72}, {}, {50}), (Pitches{57, 69}));
  EXPECT_TRUE(octaves({48, 55, 64, 72}, {}, {50}).empty());
  // With the two in the middle written, the fourth.
  EXPECT_EQ(octaves({48, 55, 64, 72}, {}, {50, 53, 65}), (Pitches{74, 86}));
  EXPECT_TRUE(fifths({48, 55, 64, 72}, {}, {50, 53, 65}).empty());
  // Or held.
  EXPECT_EQ(octaves({48, 55, 64, 72}, {55, 64}, {50}), (Pitches{74, 86}));
}

TEST(ParallelMotion, NeedsANoteThatMoves) {
  EXPECT_TRUE(motions(Pitches{48, 55}, {}, Pitches{48}).empty()) << "repeated";
  EXPECT_TRUE(motions(Pitches{48, 55}, Pitches{48}, {}).empty()) << "held";
  EXPECT_TRUE(motions({}, {}, Pitches{48}).empty()) << "the first chord";
  EXPECT_TRUE(motions(Pitches{48, 52}, {}, Pitches{50}).empty()) << "a third";
  EXPECT_TRUE(motions(Pitches{48}, Pitches{48}, Pitches{60}).empty()) << "a new voice";
}

}  // namespace
}  // namespace bachprop
