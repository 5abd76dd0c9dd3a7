#include "bachprop/evaluate/frame_likelihood.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "bachprop/base/file_io.h"
#include "bachprop/model/network.h"

namespace bachprop {
namespace {

// Two test pieces of 3 and 1 notes, 4 and 2 frames.
FrameCorpus corpus() {
  const std::string json =
      R"({"train": [[[60]]], "valid": [[[60], [61]]],
          "test": [[[60, 64], [60], [62], []], [[61], [61]]]})";
  return parse_frames(as_bytes_of(json), "set.json", Quarters(1, 2)).value();
}

TEST(FrameLikelihood, OfAnIndifferentNetworkFollowsFromTheNumbersOfSymbols) {
  const FrameCorpus frames = corpus();
  const Dictionaries& dictionaries = frames.corpus.dictionaries;
  const int dt = dictionaries.dt.size();
  const int duration = dictionaries.duration.size();
  const int pitch = dictionaries.pitch.size();
  const Network network({.layers = 3, .hidden = 4, .symbols = {dt, duration, pitch}});
  const FrameLikelihood measured =
      measure_part(network, dictionaries, {}, frames, FramePart::kTest).value();
  EXPECT_EQ(measured.counts, (FrameCounts{2, 6, 4}));
  EXPECT_EQ(measured.likelihood.events, 6);
  const double event = std::log(static_cast<double>(dt * duration * pitch));
  EXPECT_NEAR(measured.nats(), 6 * event, 1e-5);
  EXPECT_NEAR(measured.nats_a_note(), event, 1e-5);
  EXPECT_NEAR(measured.nats_a_piece(), 3 * event, 1e-5);
  EXPECT_NEAR(measured.nats_a_piece_without_end(), 2 * event, 1e-5);
  EXPECT_NEAR(measured.nats_an_onset(), 1.5 * event, 1e-5);
  EXPECT_NEAR(measured.nats_a_frame(), event, 1e-5);
}

TEST(FrameLikelihood, IsAnErrorWhenStoppedOrWhenAPieceIsNotInTheDictionaries) {
  const FrameCorpus frames = corpus();
  const Dictionaries& own = frames.corpus.dictionaries;
  const Network network({.layers = 3,
                         .hidden = 4,
                         .symbols = {own.dt.size(), own.duration.size(), own.pitch.size()}});
  const auto stopped =
      measure_part(network, own, {}, frames, FramePart::kTest, [](std::int64_t) { return false; });
  EXPECT_FALSE(stopped);
  Dictionaries other = own;
  other.pitch = PitchDictionary(60, 62);
  const auto foreign = measure_part(network, other, {}, frames, FramePart::kTest);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().message().rfind("test/000: note 2", 0), 0U)
      << foreign.error().message();
}

}  // namespace
}  // namespace bachprop
