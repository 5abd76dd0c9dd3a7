// Features of a piece, or of a passage of it, by which human and machine may be told apart. They
// are named, in groups, each with the words in which a listener would say it.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/evaluate/corpus_habits.h"
#include "bachprop/evaluate/heard_music.h"

namespace bachprop {

enum class FeatureGroup {
  kForm,        // bars that come back, strains, how bars follow each other
  kEnding,      // how it begins and ends
  kKey,         // the home key, accidentals, notes outside of the scale
  kMelody,      // the top line
  kBass,        // the bottom line
  kTurns,       // how surprising lines and chords go on, for one who knows the corpus
  kHarmony,     // what chords there are and how they follow each other
  kDissonance,  // and how it is left
  kVoices,      // part-writing
  kTexture,     // how many notes sound
  kRhythm,      // and metre
  kRegister,    // how high and low
  kLength,
};
template <>
struct EnumNames<FeatureGroup> {
  static constexpr std::string_view kWhat = "group of features";
  static constexpr std::array<std::pair<FeatureGroup, std::string_view>, 13> kNames = {
      {{FeatureGroup::kForm, "form"},
       {FeatureGroup::kEnding, "beginning and end"},
       {FeatureGroup::kKey, "key"},
       {FeatureGroup::kMelody, "top line"},
       {FeatureGroup::kBass, "bass line"},
       {FeatureGroup::kTurns, "turns of phrase"},
       {FeatureGroup::kHarmony, "harmony"},
       {FeatureGroup::kDissonance, "dissonance"},
       {FeatureGroup::kVoices, "part-writing"},
       {FeatureGroup::kTexture, "texture"},
       {FeatureGroup::kRhythm, "rhythm"},
       {FeatureGroup::kRegister, "register"},
       {FeatureGroup::kLength, "length"}}};
};
constexpr std::size_t kFeatureGroups = EnumNames<FeatureGroup>::kNames.size();

enum class FeatureUnit {
  kShare,   // 0 .. 1: of notes, of bars; of pieces where a piece has 0 or 1
  kNumber,  // anything else
};

struct FeatureInfo {
  FeatureGroup group = FeatureGroup::kForm;
  std::string_view key;   // "bars_stood_before", for files
  std::string_view name;  // "bars whose melody stood before", for tables
  FeatureUnit unit = FeatureUnit::kNumber;
  bool in_passages = false;     // also of a passage; others are not a number there
  std::string_view definition;  // one sentence
  // What a listener hears where it is greater, and smaller, than in human music; main clauses that
  // begin with a small letter. Empty where nobody would mind.
  std::string_view more = {};
  std::string_view less = {};
  // The same where it is less than a quarter of what it is there; empty: as `less`.
  std::string_view hardly = {};
};

// The words for a feature whose means are these; empty where nobody would mind.
[[nodiscard]] std::string_view words_for(const FeatureInfo& feature, double mean, double human);

// Sorted by group.
[[nodiscard]] std::span<const FeatureInfo> all_features();

// The feature of that key; nothing if there is none.
[[nodiscard]] const FeatureInfo* find_feature(std::string_view key);

// The values of all features, in their order; not a number where one cannot be measured, such as
// chords in music of one voice. `own` is what the piece itself has added to the habits. It is left
// out of them, so that a piece of the corpus is as strange to it as any other. Nothing for others.
[[nodiscard]] std::vector<double> features_of(const HeardMusic& piece, const CorpusHabits& habits,
                                              const TurnCounts* own = nullptr);

}  // namespace bachprop
