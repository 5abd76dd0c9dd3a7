#include "bachprop/train/velocity_features.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus_profile.h"

namespace bachprop {
namespace {

constexpr double kWindow = 2;  // quarters to either side that are around a note
constexpr double kOctave = kSemitonesPerOctave;

double within_one(double value) { return std::clamp(value, -1.0, 1.0); }

// Of quarters, from -1 for a 64th to 1 for 16 quarters.
double on_scale(double quarters) {
  constexpr double kShortest = 1.0 / 16;
  return within_one(std::log2(std::max(quarters, kShortest)) / 4);
}

// Writes the features of one note one after the other.
class FeatureWriter {
 public:
  explicit FeatureWriter(VelocityFeatures& features) : features_(features) {}

  void add(double value) { features_.at(next_++) = static_cast<float>(value); }
  void add(bool value) { add(value ? 1.0 : 0.0); }
  [[nodiscard]] bool is_full() const { return next_ == features_.size(); }

 private:
  VelocityFeatures& features_;
  std::size_t next_ = 0;
};

// The time signature and the place in its bar.
class Bars {
 public:
  explicit Bars(const Metre& metre) : metre_(metre.empty() ? Metre{{0, 4, 4}} : metre) {}

  void add_place(const Quarters& onset, FeatureWriter& writer) const {
    const auto after = std::ranges::upper_bound(metre_, onset, {}, &TimeSignature::onset);
    const TimeSignature& time = after == metre_.begin() ? *after : *(after - 1);
    const Quarters length = bar_length(time);
    const Quarters place = remainder(onset - time.onset, length);
    const Quarters beat = beat_length(time);
    const Quarters in_beat = remainder(place, beat);
    writer.add(place == 0);
    writer.add(place != 0 && place * 2 == length);
    writer.add(place != 0 && in_beat == 0);
    writer.add(in_beat != 0 && in_beat * 2 == beat);
    writer.add(in_beat != 0 && in_beat * 2 != beat);
    writer.add((place / length).to_double());
  }

 private:
  static Quarters remainder(const Quarters& time, const Quarters& unit) {
    const Quarters units = time / unit;
    const std::int64_t whole = units.numerator() / units.denominator();
    const Quarters rest = time - unit * whole;
    return rest < 0 ? rest + unit : rest;
  }

  Metre metre_;
};

// A piece's notes with their times as numbers, and what is summed up of them.
class NotesOfPiece {
 public:
  NotesOfPiece(const std::vector<Note>& notes, const Metre& bars)
      : notes_(notes), bars_(bars), lines_(lines_of(notes)), firsts_(first_notes_of_onsets(notes)) {
    sum_of_pitches_.push_back(0);
    for (const Note& note : notes) {
      onsets_.push_back(note.onset.to_double());
      durations_.push_back(note.duration.to_double());
      sum_of_pitches_.push_back(sum_of_pitches_.back() + note.pitch);
    }
    end_ = end_of(notes.back()).to_double();
    mean_pitch_ = sum_of_pitches_.back() / as_double(notes.size());
    find_neighbours();
    find_sounding();
  }

  [[nodiscard]] std::vector<VelocityFeatures> features() const {
    std::vector<VelocityFeatures> all(notes_.size());
    for (std::size_t chord = 0; chord + 1 < firsts_.size(); ++chord) {
      for (std::size_t i = firsts_[chord]; i < firsts_[chord + 1]; ++i) {
        FeatureWriter writer(all[i]);
        add_place_in_chord(i, chord, writer);
        bars_.add_place(notes_[i].onset, writer);
        add_times(i, chord, writer);
        add_line(i, writer);
        add_surroundings(i, writer);
        add_place_in_piece(i, writer);
        check(writer.is_full(), "a note has all features");
      }
    }
    return all;
  }

 private:
  // The notes before and after in the same line, of which each chord has at most one outer.
  void find_neighbours() {
    before_.resize(notes_.size());
    after_.resize(notes_.size());
    std::array<std::optional<std::size_t>, kLines> last = {};
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      auto& earlier = last.at(as_index(lines_[i]));
      before_[i] = earlier;
      if (earlier) {
        after_[*earlier] = i;
      }
      earlier = i;
    }
  }

  // How many sound at each onset, those struck there among them, and for how long nothing did.
  void find_sounding() {
    std::vector<double> ends;
    for (std::size_t chord = 0; chord + 1 < firsts_.size(); ++chord) {
      const double now = onsets_[firsts_[chord]];
      const double silent_since = ends.empty() ? now : *std::ranges::max_element(ends);
      silence_.push_back(std::max(0.0, now - silent_since));
      std::erase_if(ends, [&](double end) { return end <= now; });
      for (std::size_t i = firsts_[chord]; i < firsts_[chord + 1]; ++i) {
        ends.push_back(now + durations_[i]);
      }
      sounding_.push_back(ends.size());
    }
  }

  void add_place_in_chord(std::size_t i, std::size_t chord, FeatureWriter& writer) const {
    const std::size_t struck = firsts_[chord + 1] - firsts_[chord];
    const bool alone = sounding_[chord] == 1;
    writer.add(alone);
    writer.add(lines_[i] == ChordLine::kTop && !alone);
    writer.add(lines_[i] == ChordLine::kUpper);
    writer.add(lines_[i] == ChordLine::kLower);
    writer.add(lines_[i] == ChordLine::kBottom);
    writer.add(within_one(std::log2(as_double(struck)) / 2));
    writer.add(within_one(std::log2(as_double(sounding_[chord])) / 3));
  }

  void add_times(std::size_t i, std::size_t chord, FeatureWriter& writer) const {
    const double now = onsets_[i];
    const double since = chord > 0 ? now - onsets_[firsts_[chord - 1]] : kWindow;
    const double until = chord + 2 < firsts_.size() ? onsets_[firsts_[chord + 1]] - now : kWindow;
    writer.add(on_scale(durations_[i]));
    writer.add(on_scale(since));
    writer.add(on_scale(until));
    writer.add(on_scale(since) - on_scale(until));
    writer.add(durations_[i] > until);
    writer.add(within_one(silence_[chord]));
  }

  void add_line(std::size_t i, FeatureWriter& writer) const {
    const int pitch = notes_[i].pitch;
    const double from = before_[i] ? pitch - notes_[*before_[i]].pitch : 0;
    const double to = after_[i] ? notes_[*after_[i]].pitch - pitch : 0;
    writer.add(within_one(from / kOctave));
    writer.add(within_one(to / kOctave));
    writer.add(within_one(std::abs(from) / kOctave));
    writer.add(within_one(std::abs(to) / kOctave));
    writer.add(before_[i] && from == 0);
    writer.add(from > 0 && to < 0);
    writer.add(from < 0 && to > 0);
    const double height = (pitch - mean_pitch_) / (2 * kOctave);
    writer.add(within_one(height));
    writer.add(within_one(height * height));
  }

  void add_surroundings(std::size_t i, FeatureWriter& writer) const {
    const auto begin = std::ranges::lower_bound(onsets_, onsets_[i] - kWindow);
    const auto end = std::ranges::upper_bound(onsets_, onsets_[i] + kWindow);
    const auto first = as_index(begin - onsets_.begin());
    const auto last = as_index(end - onsets_.begin());
    const double notes = as_double(last - first);
    const double mean = (sum_of_pitches_[last] - sum_of_pitches_[first]) / notes;
    writer.add(within_one((notes_[i].pitch - mean) / (2 * kOctave)));
    writer.add(within_one((mean - mean_pitch_) / kOctave));
    writer.add(within_one(std::log2(notes) / 4 - 1));
  }

  void add_place_in_piece(std::size_t i, FeatureWriter& writer) const {
    constexpr double kOpening = 8;
    const double place = onsets_[i] / end_;
    writer.add(std::exp(-onsets_[i] / kOpening));
    writer.add(std::exp(-(end_ - onsets_[i]) / kOpening));
    writer.add(std::exp(-(end_ - onsets_[i]) / 2));
    writer.add(2 * place - 1);
    writer.add(4 * place * (1 - place));
  }

  const std::vector<Note>& notes_;
  Bars bars_;
  std::vector<ChordLine> lines_;
  std::vector<std::size_t> firsts_;  // of each onset
  std::vector<double> onsets_;
  std::vector<double> durations_;
  std::vector<double> sum_of_pitches_;  // of the notes before
  double end_ = 0;
  double mean_pitch_ = 0;
  std::vector<std::optional<std::size_t>> before_;
  std::vector<std::optional<std::size_t>> after_;
  std::vector<std::size_t> sounding_;  // at each onset
  std::vector<double> silence_;        // before each onset, in quarters
};

}  // namespace

std::vector<VelocityFeatures> velocity_features(const std::vector<Note>& notes, const Metre& bars) {
  if (notes.empty()) {
    return {};
  }
  return NotesOfPiece(notes, bars).features();
}

}  // namespace bachprop
