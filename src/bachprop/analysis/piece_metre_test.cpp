#include "bachprop/analysis/piece_metre.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/analysis/tunes_test.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

using Q = Quarters;

// Everything later, the signatures from the second on too.
Score later(Score score, const Q& time) {
  for (Note& note : score.notes) {
    note.onset += time;
  }
  for (std::size_t i = 1; i < score.time_signatures.size(); ++i) {
    score.time_signatures[i].onset += time;
  }
  return score;
}

// The score as its MIDI file is read.
Score from_midi(const Score& score) { return read_score(write_score(score), "tune")->score; }

TEST(PieceMetre, OfOneBeatAllThroughIsFoundFromTheNotes) {
  const std::vector<Tune> tunes = tunes_from_the_downbeat();
  Score score = score_of(tunes.front());
  score.time_signatures.clear();
  const PieceMetre found = metre_of(score);
  score.time_signatures = {{0, 1, 4}};
  const PieceMetre metre = metre_of(score);
  EXPECT_EQ(metre.signatures, found.signatures);
  EXPECT_EQ(metre.time_from, SheetSource::kNotes);
  score.time_signatures = {{0, 1, 4}, {1, 3, 4}};
  EXPECT_EQ(metre_of(score).time_from, SheetSource::kScore);
  EXPECT_EQ(metre_of(score).pickup, Q(1));
}

TEST(PieceMetre, OfTunesWithTheirMetreStatedHasNoPickup) {
  const std::vector<Tune> tunes = tunes_from_the_downbeat();
  ASSERT_GE(tunes.size(), 15U);
  for (const Tune& tune : tunes) {
    const PieceMetre metre = metre_of(from_midi(score_of(tune)));
    EXPECT_EQ(metre.pickup, Q(0)) << tune.name;
    EXPECT_EQ(metre.start, Q(0)) << tune.name;
    EXPECT_EQ(metre.pickup_from, SheetSource::kScore) << tune.name;
    EXPECT_EQ(metre.signatures, std::vector<TimeSignature>{tune.signature}) << tune.name;
  }
}

// A bar of 1/4 before 3/4.
TEST(PieceMetre, OfTunesWithAShortFirstBarHasItAsPickup) {
  for (const Tune& tune : tunes_with_a_pickup()) {
    Score score = score_of(tune);
    const Q pickup = pickup_of(tune);
    const auto eighths = static_cast<int>((pickup * 2).numerator());
    score.time_signatures = {{0, eighths, 8},
                             {pickup, tune.signature.numerator, tune.signature.denominator}};
    const PieceMetre metre = metre_of(from_midi(score));
    EXPECT_EQ(metre.pickup, pickup) << tune.name;
    EXPECT_EQ(metre.first_full_bar(), pickup) << tune.name;
    EXPECT_EQ(metre.pickup_from, SheetSource::kScore) << tune.name;
    EXPECT_EQ(metre.signatures, std::vector<TimeSignature>{tune.signature}) << tune.name;
  }
}

// 3/4 at the first note and again where the first full bar begins.
TEST(PieceMetre, OfTunesThatStateTheirMetreAgainInABarHasAPickup) {
  for (const Tune& tune : tunes_with_a_pickup()) {
    Score score = score_of(tune);
    const Q pickup = pickup_of(tune);
    score.time_signatures.push_back({pickup, tune.signature.numerator, tune.signature.denominator});
    const PieceMetre metre = metre_of(from_midi(score));
    EXPECT_EQ(metre.first_full_bar(), pickup) << tune.name;
    EXPECT_EQ(metre.signatures, std::vector<TimeSignature>{tune.signature}) << tune.name;
  }
}

TEST(PieceMetre, OfTunesWithRestsBeforeThemHasAPickupInsteadOfTheRests) {
  for (const Tune& tune : tunes_with_a_pickup()) {
    const Q pickup = pickup_of(tune);
    const Q rest = bar_length(tune.signature) - pickup;
    const PieceMetre metre = metre_of(from_midi(later(score_of(tune), rest)));
    EXPECT_EQ(metre.start, rest) << tune.name;
    EXPECT_EQ(metre.pickup, pickup) << tune.name;
    EXPECT_EQ(metre.pickup_from, SheetSource::kScore) << tune.name;
  }
}

TEST(PieceMetre, KeepsRestsThatAreMoreThanTheBarOfAPickup) {
  const Score scale = score_of(tunes_from_the_downbeat().front());
  // After a rest of a quarter three are no pick-up; bars of nothing but rests stay.
  for (const Q& rest : {Q(1), Q(4), Q(7), Q(8)}) {
    const PieceMetre metre = metre_of(later(scale, rest));
    EXPECT_EQ(metre.start, Q(0)) << rest.to_string();
    EXPECT_EQ(metre.pickup, Q(0)) << rest.to_string();
  }
  const PieceMetre half = metre_of(later(scale, 2));
  EXPECT_EQ(half.start, Q(2));
  EXPECT_EQ(half.pickup, Q(2));
}

// "Amazing grace" with its bar lines a quarter late: only strong evidence moves them.
TEST(PieceMetre, IsFoundAgainstStatedBarsWhereTheNotesSpeakStronglyAgainstThem) {
  const Score score = score_of(tunes_with_a_pickup()[1]);
  const PieceMetre metre = metre_of(score);
  EXPECT_EQ(metre.pickup, Q(1));
  EXPECT_EQ(metre.pickup_from, SheetSource::kNotes);
  EXPECT_EQ(metre_of(score, {.has_percussion = true}).pickup, Q(0));
  Score confirmed = score;
  confirmed.time_signatures.push_back({3, 6, 8});
  EXPECT_EQ(metre_of(confirmed).pickup, Q(0));
}

// What render and generate write is read as it was printed.
TEST(PieceMetre, IsFoundAgainInTheFileThatStatesIt) {
  for (const Tune& tune : tunes_with_a_pickup()) {
    const Q pickup = pickup_of(tune);
    for (const Q& rest : {Q(0), Q(1, 2)}) {
      const Score score = later(score_of(tune), rest);
      const PieceMetre asked = metre_of(score, {.pickup = pickup});
      Score written = score;
      written.time_signatures = stated_signatures(asked);
      const PieceMetre read = metre_of(from_midi(written));
      EXPECT_EQ(read.first_full_bar(), rest + pickup) << tune.name;
      EXPECT_EQ(read.signatures, asked.signatures) << tune.name;
    }
  }
  // A third of a quarter is no bar that a file can state.
  const PieceMetre odd{.signatures = {{0, 4, 4}}, .start = {}, .pickup = Q(1, 3)};
  EXPECT_EQ(stated_signatures(odd), odd.signatures);
  for (const Q& beyond_4ths : {Q(4, 3), Q(8, 3)}) {
    const PieceMetre late{.signatures = {{0, 4, 4}}, .start = {}, .pickup = beyond_4ths};
    EXPECT_EQ(stated_signatures(late), late.signatures) << beyond_4ths.to_string();
  }
}

// Chorales whose file begins with their upbeat: a network writes them as it has learnt them.
TEST(PieceMetre, OfAComposedPieceIsWhatItsNotesShow) {
  const Score score = score_of(tunes_with_a_pickup()[5]);
  EXPECT_EQ(metre_of(score).pickup, Q(0));
  EXPECT_EQ(metre_of(score, {.is_composed = true}).pickup, Q(1, 2));
}

TEST(PieceMetre, HasAnAskedPickupBeforeTheFirstNote) {
  const Score tune = later(score_of(tunes_with_a_pickup().front()), 2);
  const PieceMetre asked = metre_of(tune, {.pickup = Q(1, 2)});
  EXPECT_EQ(asked.start, Q(2));
  EXPECT_EQ(asked.first_full_bar(), Q(5, 2));
  const PieceMetre none = metre_of(tune, {.pickup = Q(0)});
  EXPECT_EQ(none.start, Q(0));
  EXPECT_EQ(none.first_full_bar(), Q(0));
  EXPECT_EQ(none.pickup_from, SheetSource::kOptions);
}

TEST(PieceMetre, OfSilenceIsFourFour) {
  EXPECT_EQ(metre_of(Score()).signatures, (std::vector<TimeSignature>{{0, 4, 4}}));
}

TEST(BarNumbers, CountFromTheFirstFullBar) {
  const Score tune = later(score_of(tunes_with_a_pickup().front()), 2);
  const BarNumbers bars = bar_numbers(tune, metre_of(tune));
  EXPECT_EQ(bars.at(2), 0);
  EXPECT_EQ(bars.quarter_at(2), Q(3));
  EXPECT_EQ(bars.at(3), 1);
  EXPECT_EQ(bars.quarter_at(3), Q(1));
  EXPECT_EQ(bars.at(Q(17, 2)), 2);
  EXPECT_EQ(bars.quarter_at(Q(17, 2)), Q(7, 2));
}

}  // namespace
}  // namespace bachprop
