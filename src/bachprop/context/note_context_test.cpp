#include "bachprop/context/note_context.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bachprop/base/random.h"

namespace bachprop {
namespace {

// dT 0, 1/2, 1; T 1/2, 1, 2; P 48 .. 72.
const Dictionaries kDictionaries = {TimeDictionary({0, Quarters(1, 2), 1}),
                                    TimeDictionary({Quarters(1, 2), 1, 2}),
                                    PitchDictionary(48, 72)};
constexpr int kPitches = 25;

ContextVocabulary vocabulary_of(ContextKind kind) {
  auto vocabulary = ContextVocabulary::make(kind, kDictionaries);
  EXPECT_TRUE(vocabulary.has_value());
  return *std::move(vocabulary);
}

// Away from the ends of the pitches, so that it can be moved.
std::vector<NoteSymbols> random_notes(int count, Random& random) {
  std::vector<NoteSymbols> notes;
  for (int i = 0; i < count; ++i) {
    notes.push_back({static_cast<int>(random.below(3)), static_cast<int>(random.below(3)),
                     static_cast<int>(6 + random.below(12))});
  }
  return notes;
}

std::vector<int> moved(std::span<const std::uint16_t> entries, const ContextEntries& of,
                       int shift) {
  std::vector<int> result;
  for (const int entry : entries) {
    if (const auto shifted = of.shifted(entry, shift)) {
      result.push_back(*shifted);
    }
  }
  return result;
}

std::vector<int> as_ints(std::span<const std::uint16_t> entries) {
  return {entries.begin(), entries.end()};
}

// The pitches of one group of entries.
std::vector<int> pitches_in(int group, std::span<const std::uint16_t> entries) {
  std::vector<int> pitches;
  for (const int entry : entries) {
    if (entry / kPitches == group) {
      pitches.push_back(entry % kPitches);
    }
  }
  std::ranges::sort(pitches);
  return pitches;
}

TEST(NoteContext, NamesWhatSoundsWhatWasStruckAndWhatHasEnded) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  // A chord of pitches 0 (two quarters) and 4 (one quarter); one quarter later 7, over the first.
  const std::vector<NoteSymbols> notes = {{0, 2, 0}, {0, 1, 4}, {2, 1, 7}};
  const PieceContext context(vocabulary, {}, notes);

  EXPECT_TRUE(pitches_in(PitchGroups::kSounding, context.layers(0)).empty());
  EXPECT_EQ(pitches_in(PitchGroups::kSounding, context.layers(1)), std::vector{0});
  EXPECT_EQ(pitches_in(PitchGroups::kSounding, context.layers(2)), (std::vector{0, 4}));
  EXPECT_EQ(pitches_in(PitchGroups::kStruck, context.layers(2)), (std::vector{0, 4}))
      << "struck at this onset";
  EXPECT_EQ(pitches_in(PitchGroups::kSounding, context.layers(3)), (std::vector{0, 7}));
  EXPECT_EQ(pitches_in(PitchGroups::kStruck, context.layers(3)), std::vector{7});
  EXPECT_EQ(pitches_in(PitchGroups::kEnded, context.layers(3)), std::vector{4})
      << "ended at this onset";

  // To the readouts: the last note, what is held, struck, has ended.
  EXPECT_EQ(pitches_in(PitchGroups::kLast, context.readouts(1)), std::vector{0});
  EXPECT_EQ(pitches_in(PitchGroups::kStruckNow, context.readouts(1)), std::vector{0})
      << "in the same chord";
  EXPECT_EQ(pitches_in(PitchGroups::kLast, context.readouts(2)), std::vector{4});
  EXPECT_EQ(pitches_in(PitchGroups::kHeld, context.readouts(2)), std::vector{0}) << "held";
  EXPECT_TRUE(pitches_in(PitchGroups::kStruckNow, context.readouts(2)).empty());
  EXPECT_EQ(pitches_in(PitchGroups::kEndedNow, context.readouts(2)), std::vector{4}) << "ended";
  EXPECT_TRUE(context.readouts(3).empty()) << "nothing comes any more";
}

TEST(NoteContext, NamesThePitchesThatWouldMakeParallels) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  // C3 G3 C4, a quarter later D3, then A3 and C4.
  const std::vector<NoteSymbols> notes = {{0, 1, 0}, {0, 1, 7}, {0, 1, 12},
                                          {2, 1, 2}, {0, 1, 9}, {0, 1, 12}};
  const PieceContext context(vocabulary, {}, notes);
  EXPECT_TRUE(pitches_in(PitchGroups::kParallelFifths, context.readouts(3)).empty())
      << "nothing has moved";
  EXPECT_EQ(pitches_in(PitchGroups::kParallelFifths, context.readouts(4)), (std::vector{9, 21}));
  EXPECT_TRUE(pitches_in(PitchGroups::kParallelOctaves, context.readouts(4)).empty())
      << "the second voice comes next";
  EXPECT_EQ(pitches_in(PitchGroups::kParallelOctaves, context.readouts(5)), std::vector{14});
  EXPECT_TRUE(pitches_in(PitchGroups::kParallelFifths, context.readouts(5)).empty());
}

TEST(ContextEntries, LeaveOutAPitchThatIsMovedOutOfTheDictionary) {
  ContextEntries entries(kDictionaries.pitch);
  const int second = entries.add_pitches(2) + kPitches;
  const int classes = entries.add_classes(1);
  const int others = entries.add_others(1);
  EXPECT_EQ(entries.shifted(3, -3), 0);
  EXPECT_EQ(entries.shifted(3, -4), std::nullopt);
  EXPECT_EQ(entries.shifted(second, 24), second + 24);
  EXPECT_EQ(entries.shifted(second, 25), std::nullopt) << "the next group";
  EXPECT_EQ(entries.shifted(second, -1), std::nullopt) << "the group before";
  EXPECT_EQ(entries.shifted(classes, -1), classes + 11);
  EXPECT_EQ(entries.shifted(others, 7), others);
}

TEST(NoteContext, OfMusicInAnotherKeyIsMoved) {
  Random random({5});
  for (const ContextKind kind : {ContextKind::kMusic, ContextKind::kWindow}) {
    const ContextVocabulary vocabulary = vocabulary_of(kind);
    for (const int shift : {-6, -1, 5, 7}) {
      const std::vector<NoteSymbols> notes = random_notes(200, random);
      std::vector<NoteSymbols> higher = notes;
      for (NoteSymbols& note : higher) {
        note.pitch += shift;
      }
      const PieceContext context(vocabulary, {}, notes);
      const PieceContext expected(vocabulary, {}, higher);
      for (std::size_t i = 0; i <= notes.size(); ++i) {
        EXPECT_EQ(moved(context.layers(i), vocabulary.layers(), shift),
                  as_ints(expected.layers(i)));
        EXPECT_EQ(moved(context.readouts(i), vocabulary.readouts(), shift),
                  as_ints(expected.readouts(i)));
      }
    }
  }
}

TEST(NoteContext, KnowsNothingOfWhatIsToCome) {
  Random random({6});
  const std::vector<NoteSymbols> notes = random_notes(60, random);
  for (const ContextKind kind : {ContextKind::kMusic, ContextKind::kWindow}) {
    const ContextVocabulary vocabulary = vocabulary_of(kind);
    const PieceContext whole(vocabulary, {}, notes);
    for (std::size_t i = 0; i < notes.size(); ++i) {
      std::vector<NoteSymbols> changed(notes.begin(), notes.begin() + static_cast<long>(i) + 1);
      // The readouts may know dT of note i, but neither T nor P.
      changed.back().duration = (changed.back().duration + 1) % 3;
      changed.back().pitch = 24 - changed.back().pitch;
      const PieceContext part(vocabulary, {}, changed);
      EXPECT_EQ(as_ints(whole.layers(i)), as_ints(part.layers(i)));
      EXPECT_EQ(as_ints(whole.readouts(i)), as_ints(part.readouts(i)));
      changed.back().dt = (changed.back().dt + 1) % 3;
      EXPECT_EQ(as_ints(whole.layers(i)), as_ints(PieceContext(vocabulary, {}, changed).layers(i)));
    }
  }
}

TEST(NoteContext, StaysWithinItsVocabulary) {
  Random random({7});
  for (const ContextKind kind : {ContextKind::kMusic, ContextKind::kWindow}) {
    const ContextVocabulary vocabulary = vocabulary_of(kind);
    const PieceContext context(vocabulary, {{0, 3, 4}, {7, 6, 8}}, random_notes(3000, random));
    for (std::size_t i = 0; i <= 3000; ++i) {
      for (const int entry : context.layers(i)) {
        ASSERT_LT(entry, vocabulary.layers().size());
      }
      for (const int entry : context.readouts(i)) {
        ASSERT_LT(entry, vocabulary.readouts().size());
      }
    }
  }
}

TEST(NoteContext, TellsMetresApart) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  const std::vector<NoteSymbols> notes(9, NoteSymbols{2, 1, 3});
  const PieceContext stated(vocabulary, {{0, 4, 4}}, notes);
  const PieceContext assumed(vocabulary, {}, notes);
  const PieceContext three(vocabulary, {{0, 3, 4}}, notes);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    EXPECT_EQ(as_ints(stated.layers(i)), as_ints(assumed.layers(i)));
    EXPECT_NE(as_ints(stated.layers(i)), as_ints(three.layers(i)));
  }
}

TEST(NoteContext, WithoutAKindThereIsNone) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kNone);
  EXPECT_EQ(vocabulary.layers().size(), 0);
  EXPECT_EQ(vocabulary.anchor_groups(), 0);
  EXPECT_TRUE(PieceContext(vocabulary, {}, std::vector<NoteSymbols>(3)).empty());
}

TEST(ContextKind, HasANameThatIsReadBack) {
  for (const ContextKind kind : {ContextKind::kNone, ContextKind::kWindow, ContextKind::kMusic}) {
    EXPECT_EQ(from_name<ContextKind>(name_of(kind)).value(), kind);
  }
  EXPECT_FALSE(from_name<ContextKind>("all").has_value());
}

TEST(EstimateKey, FindsScalesInEveryKey) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    PitchClassTimes major = {};
    for (const int degree : {0, 2, 4, 5, 7, 9, 11, 0, 4, 7}) {
      major[static_cast<std::size_t>((tonic + degree) % 12)] += 3;
    }
    EXPECT_EQ(estimate_key(major, 5), (Key{tonic, false}));
    PitchClassTimes minor = {};
    for (const int degree : {0, 2, 3, 5, 7, 8, 11, 0, 3, 7}) {
      minor[static_cast<std::size_t>((tonic + degree) % 12)] += 3;
    }
    EXPECT_EQ(estimate_key(minor, 5), (Key{tonic, true}));
  }
  // Nothing heard: the first key of all.
  EXPECT_EQ(estimate_key({}, 7), (Key{7, false}));
}

TEST(Repetition, ForetellsAPhraseThatComesAgainInAnotherKey) {
  const std::vector<NoteSymbols> phrase = {{0, 1, 10}, {1, 1, 12}, {2, 0, 14}, {1, 2, 15},
                                           {1, 1, 17}, {2, 1, 12}, {1, 0, 11}, {2, 2, 10}};
  Repetition repetition;
  for (const NoteSymbols& note : phrase) {
    repetition.take(note);
    EXPECT_FALSE(repetition.found());
  }
  // The interval into a phrase may differ: four notes after the first are what counts.
  int foretold = 0;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    NoteSymbols note = phrase[i];
    note.pitch += 3;
    if (repetition.found()) {
      EXPECT_EQ(repetition.prediction().note, note);
      EXPECT_EQ(repetition.prediction().length, static_cast<int>(i) - 1);
      ++foretold;
    }
    repetition.take(note);
  }
  EXPECT_EQ(foretold, 3);
}

TEST(Repetition, GoesOnAfterANoteThatDiffers) {
  Random random({8});
  const std::vector<NoteSymbols> notes = random_notes(40, random);
  Repetition repetition;
  for (const NoteSymbols& note : notes) {
    repetition.take(note);
  }
  for (std::size_t i = 0; i < 20; ++i) {
    NoteSymbols note = notes[i];
    note.duration = i == 12 ? (note.duration + 1) % 3 : note.duration;
    repetition.take(note);
  }
  ASSERT_TRUE(repetition.found());
  EXPECT_EQ(repetition.prediction().note, notes[20]);
}

}  // namespace
}  // namespace bachprop
