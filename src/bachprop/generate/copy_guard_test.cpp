#include "bachprop/generate/copy_guard.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/generate/composer.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

using Q = Quarters;
using Notes = std::vector<Note>;
using Symbols = std::vector<NoteSymbols>;

// dT 0, 1/2, 1 and T 1/2, 1; pitches from 60.
Dictionaries dictionaries(int pitches = 13) {
  return {.dt = TimeDictionary({0, Q(1, 2), 1}),
          .duration = TimeDictionary({Q(1, 2), 1}),
          .pitch = PitchDictionary(60, 60 + pitches - 1)};
}

constexpr int kChord = 0;  // dT
constexpr int kBeat = 2;
constexpr int kQuarter = 1;  // T

// Quarters one after another; pitches from 0, as symbols.
Symbols line(const std::vector<int>& pitches) {
  Symbols symbols;
  for (const int pitch : pitches) {
    symbols.push_back({symbols.empty() ? kChord : kBeat, kQuarter, pitch});
  }
  return symbols;
}

PassageHashes passages_of(const std::vector<Symbols>& pieces) {
  std::vector<Score> scores;
  for (const Symbols& piece : pieces) {
    scores.push_back(decode(piece, dictionaries()));
    std::ranges::sort(scores.back().notes, {},
                      [](const Note& note) { return std::pair(note.onset, note.pitch); });
  }
  std::vector<std::span<const Note>> notes;
  for (const Score& score : scores) {
    notes.emplace_back(score.notes);
  }
  return passage_hashes(notes);
}

KnownPassages known_of(const std::vector<Symbols>& pieces, int max_copy) {
  return known_passages(passages_of(pieces), max_copy, dictionaries()).value();
}

// Takes the notes; how many were taken before the first that would copy, which is not.
std::size_t taken(CopyGuard& guard, const Symbols& notes) {
  for (std::size_t i = 0; i < notes.size(); ++i) {
    guard.begin_note(notes[i].dt, notes[i].duration);
    if (guard.would_copy(notes[i].pitch)) {
      return i;
    }
    guard.take(notes[i].pitch);
  }
  return notes.size();
}

std::size_t taken(const KnownPassages& known, const Symbols& notes) {
  CopyGuard guard(known);
  return taken(guard, notes);
}

// The most notes in a row of a piece that stand in a passage.
int longest_known(const PatternIndex& index, const Notes& notes) {
  int longest = 0;
  PatternIndex::Cursor cursor;
  for (const PatternStep step : patterns_of(notes, PatternKind::kExact).steps) {
    index.advance(cursor, hash_of(step));
    longest = std::max(longest, cursor.steps() + 1);
  }
  return longest;
}

const std::vector<int> kTune = {0, 2, 4, 5, 7, 11, 8, 3};

TEST(CopyGuard, LetsSoManyNotesPassAndNoMore) {
  for (const int most : {3, 4, 7}) {
    EXPECT_EQ(taken(known_of({line(kTune)}, most), line(kTune)), static_cast<std::size_t>(most));
  }
  EXPECT_EQ(taken(known_of({line(kTune)}, 8), line(kTune)), kTune.size());
}

TEST(CopyGuard, KnowsATransposedPassageAndOneFromTheMiddle) {
  const KnownPassages known = known_of({line(kTune)}, 4);
  EXPECT_EQ(taken(known, line({1, 3, 5, 6, 8, 12})), 4U);
  EXPECT_EQ(taken(known, line({9, 0, 4, 5, 7, 11, 8, 3})), 6U) << "4 5 7 11 stand there, then 8";
}

TEST(CopyGuard, AnotherRhythmIsAnotherPassage) {
  const KnownPassages known = known_of({line(kTune)}, 3);
  Symbols shorter = line(kTune);
  for (NoteSymbols& note : shorter) {
    note.duration = 0;
  }
  EXPECT_EQ(taken(known, shorter), kTune.size());
}

TEST(CopyGuard, OffersWhatLeavesThePassage) {
  const KnownPassages known = known_of({line(kTune)}, 3);
  CopyGuard guard(known);
  EXPECT_EQ(taken(guard, line({0, 2, 4})), 3U);
  guard.begin_note(kBeat, kQuarter);
  for (int pitch = 0; pitch < 13; ++pitch) {
    EXPECT_EQ(guard.would_copy(pitch), pitch == 5) << pitch;
  }
}

// A chord of C, E and G; then D, F and A. The order of the score, by pitch, counts.
const Symbols kChords = {{kChord, kQuarter, 0}, {kChord, kQuarter, 4}, {kChord, kQuarter, 7},
                         {kBeat, kQuarter, 2},  {kChord, kQuarter, 5}, {kChord, kQuarter, 9}};

TEST(CopyGuard, KnowsAChordInWhateverOrderItsNotesAreWritten) {
  std::vector<int> second = {2, 5, 9};
  do {
    const KnownPassages known = known_of({kChords}, 5);
    CopyGuard guard(known);
    Symbols notes = {kChords[2], kChords[0], kChords[1]};
    notes.push_back({kBeat, kQuarter, second[0]});
    notes.push_back({kChord, kQuarter, second[1]});
    ASSERT_EQ(taken(guard, notes), 5U);
    guard.begin_note(kChord, kQuarter);
    for (int pitch = 0; pitch < 13; ++pitch) {
      EXPECT_EQ(guard.would_copy(pitch), pitch == second[2]) << pitch;
    }
  } while (std::ranges::next_permutation(second).found);
}

// A note between those of a chord parts what would be a copy. One that is written later, between
// notes that did not stand beside each other, may complete one.
TEST(CopyGuard, LooksAtTheWholeChordAfterEachNote) {
  const KnownPassages known = known_of({kChords}, 5);
  CopyGuard parted(known);
  Symbols notes(kChords.begin(), kChords.begin() + 5);
  notes.push_back({kChord, kQuarter, 3});
  notes.push_back({kChord, kQuarter, 9});
  EXPECT_EQ(taken(parted, notes), 7U);
}

// Eighths; dT among the first `kinds` symbols, and as many pitches. Nothing sounds twice at once.
Symbols random_eighths(int count, bool chords, Random& random) {
  Symbols symbols;
  for (int i = 0; i < count; ++i) {
    const int dt =
        chords ? static_cast<int>(random.below(3)) : 1 + static_cast<int>(random.below(2));
    symbols.push_back({i == 0 ? kChord : dt, 0, static_cast<int>(random.below(3))});
    if (decode(symbols, dictionaries()).notes.size() < symbols.size()) {
      symbols.pop_back();
    }
  }
  return symbols;
}

// Counting in the score so far gives the answer to every question.
TEST(CopyGuard, AnswersAsCountingInTheScoreDoes) {
  constexpr int kMost = 4;
  Random random{8};
  std::vector<Symbols> pieces;
  for (int i = 0; i < 12; ++i) {
    pieces.push_back(random_eighths(60, i % 2 == 0, random));
  }
  const KnownPassages known = known_of(pieces, kMost);
  int refused = 0;
  for (int round = 0; round < 200; ++round) {
    const Symbols notes = random_eighths(40, round % 2 == 0, random);
    CopyGuard guard(known);
    Symbols written;
    bool copies = false;
    for (std::size_t i = 0; i < notes.size() && !copies; ++i) {
      written.push_back(notes[i]);
      copies = longest_known(known.index, decode(written, dictionaries()).notes) > kMost;
      guard.begin_note(notes[i].dt, notes[i].duration);
      ASSERT_EQ(guard.would_copy(notes[i].pitch), copies) << "round " << round << ", note " << i;
      guard.take(notes[i].pitch);
    }
    refused += copies ? 1 : 0;
  }
  EXPECT_GT(refused, 50);
}

// The lowest note of a piece's first chord, written last, joins the others to a copy.
TEST(CopyGuard, KnowsTheFirstChordInWhateverOrderItIsWritten) {
  const Symbols chord = {
      {kChord, kQuarter, 0}, {kChord, kQuarter, 4}, {kChord, kQuarter, 7}, {kChord, kQuarter, 12}};
  std::vector<int> order = {0, 1, 2, 3};
  const KnownPassages known = known_of({chord}, 3);
  do {
    Symbols written;
    for (const int i : order) {
      written.push_back(chord[static_cast<std::size_t>(i)]);
    }
    EXPECT_EQ(taken(known, written), 3U) << testing::PrintToString(order);
  } while (std::ranges::next_permutation(order).found);
}

TEST(KnownPassages, NameWhatIsWrong) {
  const auto error = [](const PassageHashes& passages, int max_copy,
                        const Dictionaries& symbols = dictionaries()) {
    const auto known = known_passages(passages, max_copy, symbols);
    return known ? std::string("none") : known.error().message();
  };
  const PassageHashes passages = passages_of({line(kTune)});
  for (const int most : {-1, 1, kLeastMaxCopy - 1, kGreatestMaxCopy + 1}) {
    EXPECT_EQ(error(passages, most).rfind("max-copy " + std::to_string(most) + ":", 0), 0U);
  }
  EXPECT_EQ(error(passages, kLeastMaxCopy), "none");
  EXPECT_EQ(error(passages, kGreatestMaxCopy), "none");
  EXPECT_NE(error({}, 8).find("train it again"), std::string::npos);
  Dictionaries fifths = dictionaries();
  fifths.duration = TimeDictionary({Q(1, 5), 1});
  EXPECT_NE(error(passages, 8, fifths).find("1/5"), std::string::npos);
}

// All parameters zero: every symbol is equally likely.
Network indifferent_network(const Dictionaries& symbols) {
  return Network({.layers = 1,
                  .hidden = 4,
                  .symbols = {symbols.dt.size(), symbols.duration.size(), symbols.pitch.size()}});
}

class ComposerWithMaxCopy : public testing::Test {
 protected:
  // The corpus is what the same network writes, in few symbols: short passages come back.
  ComposerWithMaxCopy() {
    const auto corpus = composed({.pieces = 20, .seed = 1, .min_notes = 200, .max_notes = 250});
    std::vector<std::span<const Note>> notes;
    for (const ComposedPiece& piece : corpus) {
      notes.emplace_back(piece.score.notes);
    }
    passages_ = passage_hashes(notes);
    index_ = index_of(passages_);
  }

  [[nodiscard]] ComposeOptions options(int max_copy) const {
    return {.pieces = 30, .seed = 3, .min_notes = 60, .max_notes = 80, .max_copy = max_copy};
  }
  [[nodiscard]] std::vector<ComposedPiece> composed(const ComposeOptions& options) const {
    auto pieces =
        compose(indifferent_network(symbols_), symbols_, options, {.passages = passages_});
    EXPECT_TRUE(pieces) << pieces.error().message();
    return pieces.value_or(std::vector<ComposedPiece>{});
  }
  [[nodiscard]] int longest_copy(const std::vector<ComposedPiece>& pieces) const {
    int longest = 0;
    for (const ComposedPiece& piece : pieces) {
      const auto read = read_score(write_score(piece.score), "piece", {.strict = true});
      EXPECT_TRUE(read) << read.error().message();
      longest = std::max(longest, longest_known(index_, read->score.notes));
    }
    return longest;
  }

  Dictionaries symbols_ = {.dt = TimeDictionary({0, Q(1, 2)}),
                           .duration = TimeDictionary({Q(1, 2)}),
                           .pitch = PitchDictionary(60, 63)};
  PassageHashes passages_;
  PatternIndex index_;
};

TEST_F(ComposerWithMaxCopy, NoPieceHoldsALongerPassage) {
  EXPECT_GT(longest_copy(composed(options(0))), 5);
  for (const int most : {3, 4, 5}) {
    const auto pieces = composed(options(most));
    EXPECT_EQ(longest_copy(pieces), most);
    EXPECT_EQ(pieces.size(), 30U);
  }
}

TEST_F(ComposerWithMaxCopy, EqualSeedsGiveEqualPiecesOnAnyNumberOfThreads) {
  ComposeOptions together = options(4);
  together.threads = 3;
  const auto pieces = composed(options(4));
  const auto again = composed(together);
  ASSERT_EQ(pieces.size(), again.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].symbols, again[i].symbols);
    EXPECT_EQ(pieces[i].log_likelihood, again[i].log_likelihood);
  }
}

TEST_F(ComposerWithMaxCopy, AGuardThatNeverStepsInChangesNothing) {
  const auto free = composed(options(0));
  const auto guarded = composed(options(kGreatestMaxCopy));
  for (std::size_t i = 0; i < free.size(); ++i) {
    EXPECT_EQ(write_score(free[i].score), write_score(guarded[i].score));
    EXPECT_EQ(free[i].log_likelihood, guarded[i].log_likelihood);
  }
}

// Where every pitch would complete a copy the piece ends, however early.
TEST_F(ComposerWithMaxCopy, APieceEndsWhereNothingElseIsLeft) {
  const Dictionaries narrow = {
      .dt = TimeDictionary({1}), .duration = TimeDictionary({1}), .pitch = PitchDictionary(60, 60)};
  ComposeOptions ten = options(10);
  ten.pieces = 3;
  const auto pieces = compose(indifferent_network(narrow), narrow, ten,
                              {.passages = passages_of({line(std::vector<int>(30, 0))})});
  ASSERT_TRUE(pieces) << pieces.error().message();
  for (const ComposedPiece& piece : *pieces) {
    EXPECT_EQ(piece.symbols.size(), 10U);
    EXPECT_TRUE(piece.ended);
  }
}

TEST_F(ComposerWithMaxCopy, KeepsABeginningThatIsACopyAndDoesNotGoOnCopying) {
  Random random{9};
  Symbols tune;
  for (int i = 0; i < 40; ++i) {
    tune.push_back({1, 0, static_cast<int>(random.below(4))});
  }
  const Score score = decode(tune, symbols_);
  const std::vector<std::span<const Note>> notes_of_tune = {score.notes};
  ComposeOptions after = options(4);
  passages_ = passage_hashes(notes_of_tune);
  after.prime = Prime{.symbols = Symbols(tune.begin(), tune.begin() + 20)};
  const PatternIndex index = index_of(passages_);
  for (const ComposedPiece& piece : composed(after)) {
    ASSERT_TRUE(std::equal(tune.begin(), tune.begin() + 20, piece.symbols.begin()));
    const Notes& notes = piece.score.notes;
    EXPECT_EQ(longest_known(index, {notes.begin(), notes.begin() + 20}), 20);
    EXPECT_EQ(longest_known(index, notes), 20) << "the next note is another";
    EXPECT_LE(longest_known(index, {notes.begin() + 20, notes.end()}), 4);
  }
}

TEST_F(ComposerWithMaxCopy, NeedsPassages) {
  const auto pieces = compose(indifferent_network(symbols_), symbols_, options(8));
  ASSERT_FALSE(pieces);
  EXPECT_NE(pieces.error().message().find("train it again"), std::string::npos);
  for (const int outside : {2, -1}) {
    EXPECT_FALSE(compose(indifferent_network(symbols_), symbols_, options(outside),
                         {.passages = passages_}));
  }
}

}  // namespace
}  // namespace bachprop
