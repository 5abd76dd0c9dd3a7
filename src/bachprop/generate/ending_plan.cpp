#include "bachprop/generate/ending_plan.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/generate/ending.h"

namespace bachprop {
namespace {

// Keeps the streams of random numbers apart.
constexpr std::uint64_t kEndingStream = 4;

// A length as the corpus has them: its five numbers, and straight lines between them. In the
// longest tenth it is a parabola, to twice the length that the others keep below: a corpus's
// longest piece may be many times as long.
int draw_length(const Spread<int>& notes, Random& random) {
  const std::array<double, 5> shares = {0, 0.1, 0.5, 0.9, 1};
  const std::array<int, 5> lengths = {notes.least, notes.tenth, notes.median, notes.ninetieth,
                                      std::min(notes.greatest, 2 * notes.ninetieth)};
  const double share = random.uniform();
  std::size_t i = 1;
  while (share > shares.at(i)) {
    ++i;
  }
  double part = (share - shares.at(i - 1)) / (shares.at(i) - shares.at(i - 1));
  if (i + 1 == shares.size()) {
    part *= part;
  }
  return as_int(std::lround(lengths.at(i - 1) + part * (lengths.at(i) - lengths.at(i - 1))));
}

bool can_plan(const ComposeOptions& options, const ModelSetting& setting) {
  return setting.endings.pieces > 0 && setting.usual_notes > 0 && !setting.records_endings &&
         !options.min_notes && !options.max_notes;
}

}  // namespace

EndingPlan::EndingPlan(const ComposeOptions& options, const ModelSetting& setting, int number,
                       int beginning)
    : setting_(&setting), is_planned_(can_plan(options, setting)) {
  if (!is_planned_) {
    return;
  }
  constexpr double kShorter = 0.85;
  constexpr double kLonger = 1.2;
  Random random{options.seed, static_cast<std::uint64_t>(number), kEndingStream};
  const int length = draw_length(setting.profile.notes, random);
  const int given = options.prime ? as_int(options.prime->symbols.size()) : 0;
  earliest_ = given + as_int(std::lround(kShorter * length));
  latest_ = given + std::max(1, as_int(std::lround(kLonger * length)));
  is_last_ = beginning + 1 >= kMostBeginnings;
  ask_for(setting.endings, beginning, random);
}

// Each trait as often as the corpus has it, and fewer of them the more often it was in vain.
void EndingPlan::ask_for(const EndingHabits& habits, int beginning, Random& random) {
  constexpr int kAllBeginnings = 16;
  const auto dropped = as_index(std::max(0, beginning + 1 - kAllBeginnings));
  const std::size_t asked = kEndingTraits - std::min(kEndingTraits - 1, dropped);
  for (std::size_t i = 0; i < kEndingTraits; ++i) {
    asked_[i] = random.uniform() < habits.shares[i] && i < asked;
  }
}

bool EndingPlan::may_end(int notes, const MusicSoFar& music) const {
  if (!is_planned_) {
    return true;
  }
  if (notes < earliest_) {
    return false;
  }
  if (notes >= latest_) {
    return true;
  }
  const EndingTraits traits = ending_traits(music);
  for (std::size_t i = 0; i < kEndingTraits; ++i) {
    if (asked_[i] && !traits[i]) {
      return false;
    }
  }
  return true;
}

double EndingPlan::bias(int notes) const {
  constexpr double kReadiness = 3;  // where all is as it should be
  constexpr double kImpatience = 10;
  if (!is_planned_) {
    return bias_of_ending(*setting_, notes);
  }
  const double late = std::max(0.0, as_double(notes - latest_) / std::max(1, latest_));
  return setting_->end_bias + kReadiness + kImpatience * late;
}

}  // namespace bachprop
