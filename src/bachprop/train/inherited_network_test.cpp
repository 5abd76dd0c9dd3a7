#include "bachprop/train/inherited_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/context/note_context.h"
#include "bachprop/model/inference.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {
namespace {

// With a time before, between and after those of the parent, and pitches below and above.
Dictionaries larger(const Dictionaries& parent) {
  std::vector<Quarters> times = parent.duration.values();
  times.insert(times.end(), {Quarters(1, 16), Quarters(5, 4), Quarters(37)});
  std::vector<Quarters> dts = parent.dt.values();
  dts.insert(dts.end(), {Quarters(1, 16), Quarters(41)});
  return merged(parent,
                {.dt = TimeDictionary(dts),
                 .duration = TimeDictionary(times),
                 .pitch = PitchDictionary(parent.pitch.lowest() - 5, parent.pitch.highest() + 7)});
}

NoteSymbols in(const Dictionaries& to, const Dictionaries& from, const NoteSymbols& note) {
  return {*to.dt.find(from.dt.value(note.dt)),
          *to.duration.find(from.duration.value(note.duration)),
          *to.pitch.find(from.pitch.value(note.pitch))};
}

class Heir : public testing::Test {
 protected:
  Heir()
      : dictionaries_(larger(parent_.dictionaries)),
        vocabulary_(ContextVocabulary::make(parent_.vocabulary.kind(), dictionaries_).value()),
        network_(inherited_network(parent_, dictionaries_, vocabulary_)) {}

  TrainedModel parent_ = bundled_model().value();
  Dictionaries dictionaries_;
  ContextVocabulary vocabulary_;
  Network network_;
};

TEST_F(Heir, OfTheSameDictionariesIsItsParent) {
  const Network same = inherited_network(parent_, parent_.dictionaries, parent_.vocabulary);
  EXPECT_EQ(same.shape(), parent_.network.shape());
  EXPECT_TRUE(std::ranges::equal(same.parameters(), parent_.network.parameters()));
}

// The three readouts' logits after each note, with the contexts of one network.
class Reader {
 public:
  Reader(const Network& network, const ContextVocabulary& vocabulary)
      : inference_(network, 1), context_(vocabulary, Metre()) {}

  // What comes next is `next`.
  std::array<std::vector<float>, kFeatures> read(const NoteSymbols& last, const NoteSymbols& next) {
    context_.append_for_layers(entries_);
    inference_.advance(std::vector{last}, view());
    std::array<std::vector<float>, kFeatures> logits;
    logits[0] = copy(inference_.dt_logits(0));
    entries_.clear();
    context_.pass(next.dt);
    context_.append_for_readouts(entries_);
    inference_.condition_on_dt(std::vector{next.dt}, view());
    logits[1] = copy(inference_.duration_logits(0));
    inference_.condition_on_duration(std::vector{next.duration}, view());
    logits[2] = copy(inference_.pitch_logits(0));
    entries_.clear();
    context_.take(next);
    return logits;
  }

 private:
  static std::vector<float> copy(std::span<const float> logits) {
    return {logits.begin(), logits.end()};
  }
  MultiHot view() {
    ends_ = {as_int(entries_.size())};
    return {ends_, entries_};
  }

  Inference inference_;
  NoteContext context_;
  std::vector<int> entries_;
  std::vector<int> ends_;
};

// A phrase of the parent's, in quarters.
std::vector<NoteSymbols> phrase(const Dictionaries& dictionaries) {
  std::vector<NoteSymbols> notes;
  const auto add = [&](Quarters dt, Quarters duration, int pitch) {
    notes.push_back({*dictionaries.dt.find(dt), *dictionaries.duration.find(duration),
                     *dictionaries.pitch.find(pitch)});
  };
  add(0, 1, 48);
  add(0, 1, 60);
  add(0, Quarters(1, 2), 64);
  add(Quarters(1, 2), Quarters(1, 2), 65);
  add(Quarters(1, 2), 1, 47);
  add(0, 1, 62);
  add(0, 1, 67);
  add(1, 2, 48);
  return notes;
}

TEST_F(Heir, HearsAndSaysOfWhatItsParentKnewTheSame) {
  Reader parent(parent_.network, parent_.vocabulary);
  Reader heir(network_, vocabulary_);
  NoteSymbols last = start_end(parent_.dictionaries);
  NoteSymbols heirs_last = start_end(dictionaries_);
  for (const NoteSymbols& next : phrase(parent_.dictionaries)) {
    const NoteSymbols heirs_next = in(dictionaries_, parent_.dictionaries, next);
    const auto expected = parent.read(last, next);
    const auto said = heir.read(heirs_last, heirs_next);
    for (int dt = 0; dt < parent_.dictionaries.dt.start_end(); ++dt) {
      const int own = *dictionaries_.dt.find(parent_.dictionaries.dt.value(dt));
      EXPECT_NEAR(said[0][as_index(own)], expected[0][as_index(dt)], 1e-3);
    }
    for (int t = 0; t < parent_.dictionaries.duration.start_end(); ++t) {
      const int own = *dictionaries_.duration.find(parent_.dictionaries.duration.value(t));
      EXPECT_NEAR(said[1][as_index(own)], expected[1][as_index(t)], 1e-3);
    }
    for (int p = 0; p < parent_.dictionaries.pitch.start_end(); ++p) {
      EXPECT_NEAR(said[2][as_index(p + 5)], expected[2][as_index(p)], 1e-3);
    }
    EXPECT_NEAR(said[0].back(), expected[0].back(), 1e-3) << "START/END";
    last = next;
    heirs_last = heirs_next;
  }
}

TEST_F(Heir, DoubtsWhatItsParentDidNotKnow) {
  Reader heir(network_, vocabulary_);
  const auto notes = phrase(dictionaries_);
  const auto said = heir.read(start_end(dictionaries_), notes.front());
  const auto logit = [&](Quarters duration) {
    return said[1][as_index(*dictionaries_.duration.find(duration))];
  };
  // The nearest of the parent's to 37 quarters is its longest.
  EXPECT_NEAR(logit(37), logit(parent_.dictionaries.duration.values().back()) - 2, 1e-3);
}

TEST(MergedDictionaries, HoldTheValuesOfBoth) {
  const Dictionaries one = {.dt = TimeDictionary({0, 1}),
                            .duration = TimeDictionary({1}),
                            .pitch = PitchDictionary(60, 62)};
  const Dictionaries other = {.dt = TimeDictionary({Quarters(1, 2), 1}),
                              .duration = TimeDictionary({2}),
                              .pitch = PitchDictionary(50, 61)};
  const Dictionaries both = {.dt = TimeDictionary({0, Quarters(1, 2), 1}),
                             .duration = TimeDictionary({1, 2}),
                             .pitch = PitchDictionary(50, 62)};
  EXPECT_EQ(merged(one, other), both);
  EXPECT_EQ(merged(other, one), both);
  EXPECT_EQ(merged(one, Dictionaries{}), one);
}

}  // namespace
}  // namespace bachprop
