#include "bachprop/context/note_context.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bachprop/base/random.h"
#include "bachprop/context/context_lists_test.h"
#include "bachprop/context/random_notes_test.h"

namespace bachprop {
namespace {

// dT 0, 1/2, 1; T 1/2, 1, 2; P 48 .. 72.
const Dictionaries kDictionaries = {TimeDictionary({0, Quarters(1, 2), 1}),
                                    TimeDictionary({Quarters(1, 2), 1, 2}),
                                    PitchDictionary(48, 72)};
constexpr int kPitches = 25;
constexpr std::array kSeeing = {ContextKind::kMusic, ContextKind::kLines, ContextKind::kCritic,
                                ContextKind::kWindow};

ContextVocabulary vocabulary_of(ContextKind kind) {
  auto vocabulary = ContextVocabulary::make(kind, kDictionaries);
  EXPECT_TRUE(vocabulary.has_value());
  return *std::move(vocabulary);
}

ContextEntries::PlacedGroup group_named(std::string_view name, const ContextEntries& of) {
  const auto found =
      std::ranges::find(of.groups(), name, [](const auto& placed) { return placed.group.name; });
  if (found == of.groups().end()) {
    ADD_FAILURE() << "no group is called " << name;
    return {};
  }
  return *found;
}

// The pitches of one group of entries.
std::vector<int> pitches_in(std::string_view name, const ContextEntries& of,
                            std::span<const int> entries) {
  const ContextEntries::PlacedGroup group = group_named(name, of);
  EXPECT_EQ(group.group.of, EntriesOf::kPitch);
  std::vector<int> pitches;
  for (const int entry : entries) {
    if (entry >= group.first && entry < group.first + group.width) {
      pitches.push_back(entry - group.first);
    }
  }
  std::ranges::sort(pitches);
  return pitches;
}

constexpr std::string_view kSounding = "sounding at this onset";
constexpr std::string_view kStruck = "struck at this onset";
constexpr std::string_view kEnded = "ended since the onset before";
constexpr std::string_view kLast = "the last note";
constexpr std::string_view kHeld = "sounding, struck at an earlier onset";
constexpr std::string_view kFifths = "would move in parallel fifths";
constexpr std::string_view kOctaves = "would move in parallel octaves";

TEST(NoteContext, NamesSoundingStruckAndEndedNotesToTheLayers) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  // A chord of pitches 0 (two quarters) and 4 (one quarter); one quarter later 7, over the first.
  const std::vector<NoteSymbols> notes = {{0, 2, 0}, {0, 1, 4}, {2, 1, 7}};
  const ContextLists context(vocabulary, {}, notes);
  const auto pitches = [&](std::string_view group, std::size_t note) {
    return pitches_in(group, vocabulary.layers(), context.layers(note));
  };
  EXPECT_TRUE(pitches(kSounding, 0).empty());
  EXPECT_EQ(pitches(kSounding, 1), std::vector{0});
  EXPECT_EQ(pitches(kSounding, 2), (std::vector{0, 4}));
  EXPECT_EQ(pitches(kStruck, 2), (std::vector{0, 4}));
  EXPECT_EQ(pitches(kSounding, 3), (std::vector{0, 7}));
  EXPECT_EQ(pitches(kStruck, 3), std::vector{7});
  EXPECT_EQ(pitches(kEnded, 3), std::vector{4});
}

TEST(NoteContext, NamesTheLastNoteAndHeldStruckAndEndedOnesToTheReadouts) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  const std::vector<NoteSymbols> notes = {{0, 2, 0}, {0, 1, 4}, {2, 1, 7}};
  const ContextLists context(vocabulary, {}, notes);
  const auto pitches = [&](std::string_view group, std::size_t note) {
    return pitches_in(group, vocabulary.readouts(), context.readouts(note));
  };
  EXPECT_EQ(pitches(kLast, 1), std::vector{0});
  EXPECT_EQ(pitches(kStruck, 1), std::vector{0}) << "in the same chord";
  EXPECT_EQ(pitches(kLast, 2), std::vector{4});
  EXPECT_EQ(pitches(kHeld, 2), std::vector{0});
  EXPECT_TRUE(pitches(kStruck, 2).empty());
  EXPECT_EQ(pitches(kEnded, 2), std::vector{4});
  EXPECT_TRUE(context.readouts(3).empty()) << "nothing comes any more";
}

TEST(NoteContext, NamesThePitchesThatWouldMakeParallels) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  // C3 G3 C4, a quarter later D3, then A3 and C4.
  const std::vector<NoteSymbols> notes = {{0, 1, 0}, {0, 1, 7}, {0, 1, 12},
                                          {2, 1, 2}, {0, 1, 9}, {0, 1, 12}};
  const ContextLists context(vocabulary, {}, notes);
  const auto pitches = [&](std::string_view group, std::size_t note) {
    return pitches_in(group, vocabulary.readouts(), context.readouts(note));
  };
  EXPECT_TRUE(pitches(kFifths, 3).empty()) << "nothing has moved";
  EXPECT_EQ(pitches(kFifths, 4), (std::vector{9, 21}));
  EXPECT_TRUE(pitches(kOctaves, 4).empty()) << "the second voice comes next";
  EXPECT_EQ(pitches(kOctaves, 5), std::vector{14});
  EXPECT_TRUE(pitches(kFifths, 5).empty());
}

TEST(ContextEntries, LeaveOutAPitchThatIsMovedOutOfTheDictionary) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  const ContextEntries& entries = vocabulary.layers();
  ASSERT_EQ(group_named(kSounding, entries).first, 0);
  const int second = group_named(kStruck, entries).first;
  ASSERT_EQ(second, kPitches);
  const int classes = group_named("pitch classes that sound", entries).first;
  const int numbers = group_named("number of notes that sound", entries).first;
  EXPECT_EQ(entries.shifted(3, -3), 0);
  EXPECT_EQ(entries.shifted(3, -4), std::nullopt);
  EXPECT_EQ(entries.shifted(second, 24), second + 24);
  EXPECT_EQ(entries.shifted(second, 25), std::nullopt) << "the next group";
  EXPECT_EQ(entries.shifted(second, -1), std::nullopt) << "the group before";
  EXPECT_EQ(entries.shifted(classes, -1), classes + 11);
  EXPECT_EQ(entries.shifted(numbers, 7), numbers);
}

// FNV-1a
std::uint64_t hash_of(std::uint64_t hash, std::span<const int> entries) {
  for (const int entry : entries) {
    hash = (hash ^ static_cast<std::uint64_t>(entry)) * 0x100000001b3U;
  }
  return (hash ^ 0xffffU) * 0x100000001b3U;
}

// Models are trained with entries that stand there, and sums of floats depend on the order in which
// they are named.
TEST(NoteContext, GivesTheEntriesThatModelsWereTrainedWith) {
  struct Trained {
    ContextKind kind;
    bool phrases;
    std::uint64_t layers;
    std::uint64_t readouts;
  };
  for (const Trained& trained :
       {Trained{ContextKind::kMusic, false, 0xea27989d853cd1e8U, 0x26893a4549c00d62U},
        Trained{ContextKind::kLines, false, 0xb33e2edd520b34c0U, 0x346eec5528970755U},
        Trained{ContextKind::kCritic, false, 0xd129cbbfe55c89abU, 0x5bc1a8ce102fccc9U},
        Trained{ContextKind::kLines, true, 0x433ed367a3318d96U, 0xbdb04b3b5b143288U},
        Trained{ContextKind::kCritic, true, 0x9b91a2de4698c54bU, 0x410caf1f146cbc4dU},
        Trained{ContextKind::kWindow, false, 0xe0e1108877899e0fU, 0x5bc1a8ce102fccc9U},
        Trained{ContextKind::kMusic, true, 0x250ccb2ced8cabe2U, 0xa7ffc646f0ffa6a3U},
        Trained{ContextKind::kWindow, true, 0xa541015ac2119003U, 0x410caf1f146cbc4dU}}) {
    Random random({9});
    const std::vector<NoteSymbols> notes =
        trained.phrases ? random_phrases(40, random) : random_notes(500, random);
    const ContextLists context(vocabulary_of(trained.kind), {{0, 3, 4}, {7, 6, 8}}, notes);
    std::uint64_t layers = 0;
    std::uint64_t readouts = 0;
    for (std::size_t i = 0; i <= notes.size(); ++i) {
      layers = hash_of(layers, context.layers(i));
      readouts = hash_of(readouts, context.readouts(i));
    }
    EXPECT_EQ(layers, trained.layers) << name_of(trained.kind);
    EXPECT_EQ(readouts, trained.readouts) << name_of(trained.kind);
  }
}

TEST(NoteContext, OfMovedNotesIsThatOfThePieceAsItIsWrittenMoved) {
  Random random({10});
  bool told_apart = false;
  for (const ContextKind kind : kSeeing) {
    const ContextVocabulary vocabulary = vocabulary_of(kind);
    // One object for all pieces: nothing of a piece is left to the next.
    NoteContext context(vocabulary);
    for (const int shift : {-4, -1, 0, 3, 5}) {
      const Metre metre = {{0, 3, 4}, {7, 6, 8}};
      const std::vector<NoteSymbols> notes = random_phrases(40 + 5 * shift, random);
      std::vector<NoteSymbols> higher = notes;
      for (NoteSymbols& note : higher) {
        note.pitch += shift;
      }
      const ContextLists written(vocabulary, metre, notes);
      const ContextLists piece_of_its_own(vocabulary, metre, higher);
      const ContextLists read(context, metre, shift, higher);
      for (std::size_t i = 0; i <= notes.size(); ++i) {
        EXPECT_EQ(read.layers(i), moved(written.layers(i), vocabulary.layers(), shift));
        EXPECT_EQ(read.readouts(i), moved(written.readouts(i), vocabulary.readouts(), shift));
        told_apart |= read.readouts(i) != piece_of_its_own.readouts(i);
      }
    }
  }
  EXPECT_TRUE(told_apart) << "no pitch was foretold that is not in the dictionary as written";
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
      const ContextLists context(vocabulary, {}, notes);
      const ContextLists expected(vocabulary, {}, higher);
      for (std::size_t i = 0; i <= notes.size(); ++i) {
        EXPECT_EQ(moved(context.layers(i), vocabulary.layers(), shift), expected.layers(i));
        EXPECT_EQ(moved(context.readouts(i), vocabulary.readouts(), shift), expected.readouts(i));
      }
    }
  }
}

TEST(NoteContext, KnowsNothingOfWhatIsToCome) {
  Random random({6});
  const std::vector<NoteSymbols> notes = random_notes(60, random);
  for (const ContextKind kind : kSeeing) {
    const ContextVocabulary vocabulary = vocabulary_of(kind);
    const ContextLists whole(vocabulary, {}, notes);
    for (std::size_t i = 0; i < notes.size(); ++i) {
      std::vector<NoteSymbols> changed(notes.begin(), notes.begin() + static_cast<long>(i) + 1);
      // The readouts may know dT of note i, but neither T nor P.
      changed.back().duration = (changed.back().duration + 1) % 3;
      changed.back().pitch = 24 - changed.back().pitch;
      const ContextLists part(vocabulary, {}, changed);
      EXPECT_EQ(whole.layers(i), part.layers(i));
      EXPECT_EQ(whole.readouts(i), part.readouts(i));
      changed.back().dt = (changed.back().dt + 1) % 3;
      EXPECT_EQ(whole.layers(i), ContextLists(vocabulary, {}, changed).layers(i));
    }
  }
}

TEST(NoteContext, StaysWithinItsVocabulary) {
  Random random({7});
  for (const ContextKind kind : kSeeing) {
    const ContextVocabulary vocabulary = vocabulary_of(kind);
    const ContextLists context(vocabulary, {{0, 3, 4}, {7, 6, 8}}, random_notes(3000, random));
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

TEST(NoteContext, NamesTheNotesThatANoteGoesOnFrom) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kLines);
  // Two voices, 0 2 4 below and 12 11 9 above; the last chord comes from the top.
  const std::vector<NoteSymbols> notes = {{0, 1, 0}, {0, 1, 12}, {2, 1, 2}, {0, 1, 11}, {2, 1, 4}};
  const ContextLists context(vocabulary, {}, notes);
  const auto pitches = [&](std::string_view group, std::size_t note) {
    return pitches_in(group, vocabulary.readouts(), context.readouts(note));
  };
  constexpr std::string_view kFrom = "the note that the next goes on from";
  EXPECT_TRUE(pitches(kFrom, 0).empty());
  EXPECT_EQ(pitches(kFrom, 2), std::vector{0});
  EXPECT_EQ(pitches(kFrom, 3), std::vector{12});
  EXPECT_EQ(pitches(kFrom, 4), std::vector{2});
  EXPECT_EQ(pitches("the one before that in its line", 4), std::vector{0});
  EXPECT_EQ(pitches_in("ended lately, and its line has not gone on", vocabulary.layers(),
                       context.layers(5)),
            std::vector{11});
}

TEST(NoteContext, NamesParallelsBelowWhereChordsAreWrittenDownwards) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kLines);
  // C4 G3 C3, a quarter later D4 and G3: D3 makes octaves.
  const std::vector<NoteSymbols> notes = {{0, 1, 12}, {0, 1, 7}, {0, 1, 0}, {2, 1, 14}, {0, 1, 7}};
  NoteContext context(vocabulary, {}, ChordOrder::kDownwards);
  std::vector<int> entries;
  for (const NoteSymbols& note : notes) {
    context.pass(note.dt);
    context.take(note);
  }
  context.pass(0);
  context.append_for_readouts(entries);
  EXPECT_EQ(pitches_in(kOctaves, vocabulary.readouts(), entries), std::vector{2});
  EXPECT_TRUE(pitches_in(kFifths, vocabulary.readouts(), entries).empty());
}

TEST(NoteContext, TellsMetresApart) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kMusic);
  const std::vector<NoteSymbols> notes(9, NoteSymbols{2, 1, 3});
  const ContextLists stated(vocabulary, {{0, 4, 4}}, notes);
  const ContextLists assumed(vocabulary, {}, notes);
  const ContextLists three(vocabulary, {{0, 3, 4}}, notes);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    EXPECT_EQ(stated.layers(i), assumed.layers(i));
    EXPECT_NE(stated.layers(i), three.layers(i));
  }
}

TEST(NoteContext, WithoutAKindThereIsNone) {
  const ContextVocabulary vocabulary = vocabulary_of(ContextKind::kNone);
  EXPECT_EQ(vocabulary.layers().size(), 0);
  EXPECT_EQ(vocabulary.anchor_groups(), 0);
  const ContextLists context(vocabulary, {}, std::vector<NoteSymbols>(3));
  for (std::size_t i = 0; i <= 3; ++i) {
    EXPECT_TRUE(context.layers(i).empty());
    EXPECT_TRUE(context.readouts(i).empty());
  }
}

TEST(ContextKind, HasANameThatIsReadBack) {
  for (const ContextKind kind : {ContextKind::kNone, ContextKind::kWindow, ContextKind::kMusic,
                                 ContextKind::kLines, ContextKind::kCritic}) {
    EXPECT_EQ(from_name<ContextKind>(name_of(kind)).value(), kind);
  }
  EXPECT_FALSE(from_name<ContextKind>("all").has_value());
}

}  // namespace
}  // namespace bachprop
