#include "bachprop/context/note_context.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/context/parallel_motion.h"

namespace bachprop {
namespace {

constexpr int kWindow = 3;  // notes before the last one

// Positions are counted in 48ths of a quarter, or in sixteenths.
constexpr std::int64_t kFine = 48;
constexpr int kFinePerSixteenth = 12;
constexpr int kFinePerEighth = 24;
constexpr int kMostSixteenths = 64;  // longer bars are told apart no further
constexpr int kBars = 8;             // bars are counted modulo this
constexpr int kElapsed = 9;
constexpr int kMostCounted = 8;
// Notes that ended within so many quarters are recent, then older, then forgotten.
constexpr std::int64_t kRecentQuarters = 2;
constexpr std::int64_t kOlderQuarters = 8;
constexpr std::int64_t kFarQuarters = 32;
constexpr int kWidest = 24;  // interval from the last note; wider ones count as this
constexpr int kFromLast = 2 * kWidest + 1;
constexpr int kDegreeGroups = 4;  // the last note, what is held, struck, ended

using enum PitchGroups::Layers;
using enum PitchGroups::Readouts;
// Groups of pitch classes: two tonics, what sounds, the bass.
constexpr int kTonics = 2;
constexpr int kReadoutsClasses = kTonics + 2;

// Notes that must be alike for a repetition to begin, and the most that are compared.
constexpr std::size_t kSeed = 4;
constexpr int kMostCompared = 64;

// Krumhansl and Kessler's probe tones, from the tonic up, in hundredths, less their mean (348 and
// 371), divided by their deviation (126 and 115) and times a thousand. So correlations can be
// compared in whole numbers.
constexpr std::array<std::int64_t, 12> kMajorProfile = {2270, -992, -2,   -912, 711,  481,
                                                        -762, 1352, -865, 141,  -944, -477};
constexpr std::array<std::int64_t, 12> kMinorProfile = {2269,  -891, -164, 1447, -960, -155,
                                                        -1012, 901,  234,  -882, -320, -467};

int degree_of(int pitch_class, const Key& key) {
  return (pitch_class - key.tonic + ContextEntries::kClasses) % ContextEntries::kClasses;
}

int range_of_length(int length) { return length < 8 ? 0 : length < 16 ? 1 : length < 32 ? 2 : 3; }

// 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, ...
int range_of_bars(std::int64_t bars) {
  int range = 0;
  std::int64_t width = 1;
  std::int64_t begin = 0;
  for (int steps = 0; range + 1 < kElapsed && bars >= begin + width; ++range, ++steps) {
    begin += width;
    if (steps >= 3 && steps % 2 == 1) {
      width *= 2;
    }
  }
  return range;
}

constexpr int kMostTimes = 4096;

std::int64_t in_units(const Quarters& time, std::int64_t per_quarter) {
  return time.numerator() * per_quarter / time.denominator();
}

}  // namespace

ContextEntries::ContextEntries(const PitchDictionary& pitches)
    : pitches_(pitches.size() - 1), lowest_(pitches.lowest()) {}

int ContextEntries::add_pitches(int groups) {
  const int first = size_;
  size_ += groups * pitches_;
  classes_begin_ = others_begin_ = size_;
  return first;
}

int ContextEntries::add_classes(int groups) {
  const int first = size_;
  size_ += groups * kClasses;
  others_begin_ = size_;
  return first;
}

int ContextEntries::add_others(int count) {
  const int first = size_;
  size_ += count;
  return first;
}

Result<ContextVocabulary> ContextVocabulary::make(ContextKind kind,
                                                  const Dictionaries& dictionaries) {
  ContextVocabulary vocabulary;
  vocabulary.kind_ = kind;
  if (kind == ContextKind::kNone) {
    return vocabulary;
  }
  auto times = TRY(whole_times(dictionaries));
  if (dictionaries.dt.size() > kMostTimes || dictionaries.duration.size() > kMostTimes) {
    return fail(fmt::format("a context of more than {} different times is too large", kMostTimes));
  }
  vocabulary.times_ = std::move(times);
  vocabulary.start_end_ = {dictionaries.dt.start_end(), dictionaries.duration.start_end(),
                           dictionaries.pitch.start_end()};
  vocabulary.layers_ = ContextEntries(dictionaries.pitch);
  vocabulary.readouts_ = ContextEntries(dictionaries.pitch);
  if (kind == ContextKind::kWindow) {
    vocabulary.add_window(dictionaries);
  } else {
    vocabulary.add_music(dictionaries);
  }
  check(std::max(vocabulary.layers_.size(), vocabulary.readouts_.size()) <=
            std::numeric_limits<std::uint16_t>::max(),
        "entries of a context fit 16 bits");
  return vocabulary;
}

int ContextVocabulary::class_anchor_groups() const {
  return kind_ == ContextKind::kMusic ? kReadoutsClasses : 0;
}

int ContextVocabulary::lowest_class() const {
  return kind_ == ContextKind::kMusic ? readouts_.pitch_class(0) : 0;
}

int ContextVocabulary::anchor_groups() const {
  return kind_ == ContextKind::kMusic ? kReadoutsCount : 0;
}

void ContextVocabulary::add_window(const Dictionaries& dictionaries) {
  layers_.add_pitches(kWindow);
  // START/END has no pitch to move.
  layers_.add_others(kWindow * (dictionaries.dt.size() + dictionaries.duration.size() + 1));
}

void ContextVocabulary::add_moment(ContextEntries& entries, MomentEntries& moment) {
  moment.fine = entries.add_others(as_int(kFine));
  moment.in_bar = entries.add_others(kMostSixteenths);
  moment.bar_length = entries.add_others(kMostSixteenths);
  moment.bar = entries.add_others(kBars);
  moment.elapsed = entries.add_others(kElapsed);
  moment.of_two = entries.add_others(4);
  moment.of_three = entries.add_others(6);
  moment.of_four = entries.add_others(8);
}

void ContextVocabulary::add_sound(ContextEntries& entries, SoundEntries& sound) const {
  sound.mode = entries.add_others(2 * kTonics);
  sound.degrees = entries.add_others(kTonics * ContextEntries::kClasses);
  sound.above_bass = entries.add_others(ContextEntries::kClasses);
  sound.left = entries.add_others(as_int(times_.duration.size()));
  sound.sounding_count = entries.add_others(kMostCounted + 1);
  sound.struck_count = entries.add_others(kMostCounted + 1);
  sound.ended_count = entries.add_others(kMostCounted + 1);
}

void ContextVocabulary::add_music(const Dictionaries& dictionaries) {
  const int durations = as_int(times_.duration.size());
  layers_.add_pitches(kLayersCount);
  layers_sound_.tonic = layers_.add_classes(kTonics);
  layers_sound_.classes = layers_.add_classes(1);
  layers_sound_.bass_class = layers_.add_classes(1);
  add_moment(layers_, layers_moment_);
  add_sound(layers_, layers_sound_);
  first_left_ = layers_.add_others(durations);
  repeated_dt_ = layers_.add_others(PitchGroups::kLengths * dictionaries.dt.size());
  layers_from_last_ = layers_.add_others(2 * kFromLast);

  readouts_.add_pitches(kReadoutsCount);
  readouts_sound_.tonic = readouts_.add_classes(kTonics);
  readouts_sound_.classes = readouts_.add_classes(1);
  readouts_sound_.bass_class = readouts_.add_classes(1);
  add_moment(readouts_, readouts_moment_);
  add_sound(readouts_, readouts_sound_);
  struck_times_ = readouts_.add_others(durations);
  ended_times_ = readouts_.add_others(durations);
  repeated_times_ = readouts_.add_others(PitchGroups::kLengths * durations);
  from_last_ = readouts_.add_others(3 * kFromLast);
  degrees_ = readouts_.add_others(kTonics * kDegreeGroups * ContextEntries::kClasses);
}

// ---- Keys ----

Key estimate_key(const PitchClassTimes& times, int from) {
  Key best;
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  for (int above = 0; above < ContextEntries::kClasses; ++above) {
    const int tonic = (from + above) % ContextEntries::kClasses;
    for (const bool minor : {false, true}) {
      const auto& profile = minor ? kMinorProfile : kMajorProfile;
      std::int64_t sum = 0;
      for (int degree = 0; degree < ContextEntries::kClasses; ++degree) {
        sum += times[as_index((tonic + degree) % ContextEntries::kClasses)] *
               profile[as_index(degree)];
      }
      if (sum > most) {
        most = sum;
        best = {tonic, minor};
      }
    }
  }
  return best;
}

std::optional<Key> NoteContext::local_key() const {
  PitchClassTimes times = {};
  const auto add = [&](const Sounding& note) {
    times[as_index(vocabulary_->layers_.pitch_class(note.pitch))] +=
        vocabulary_->times_.duration[as_index(note.duration)];
  };
  const std::int64_t older = now_ - kOlderQuarters * vocabulary_->times_.per_quarter;
  for (const Sounding& note : recent_) {
    if (note.end > older) {
      add(note);
    }
  }
  std::ranges::for_each(ended_, add);
  std::ranges::for_each(sounding_, add);
  return estimate_key(times, vocabulary_->layers_.pitch_class(last_.pitch));
}

// ---- Repetition ----

bool Repetition::alike(std::size_t a, std::size_t b) const {
  const NoteSymbols& x = notes_[a];
  const NoteSymbols& y = notes_[b];
  return x.dt == y.dt && x.duration == y.duration && a > 0 && b > 0 &&
         x.pitch - notes_[a - 1].pitch == y.pitch - notes_[b - 1].pitch;
}

// The number of equal notes that end with a and with b.
int Repetition::common_length(std::size_t a, std::size_t b) const {
  int length = 0;
  while (length < kMostCompared && alike(a, b)) {
    ++length;
    --a;
    --b;
  }
  return length;
}

// The key of the last kSeed notes.
std::uint64_t Repetition::key() const {
  std::uint64_t key = 0;
  for (std::size_t i = notes_.size() - kSeed; i < notes_.size(); ++i) {
    const int interval = notes_[i].pitch - notes_[i - 1].pitch;
    for (const int part : {notes_[i].dt, notes_[i].duration, interval}) {
      key = (key ^ static_cast<std::uint64_t>(part + 1024)) * 0x9e3779b97f4a7c15U;
      key ^= key >> 29U;
    }
  }
  return key;
}

void Repetition::take(const NoteSymbols& note) {
  notes_.push_back(note);
  const std::size_t last = notes_.size() - 1;
  if (at_ > 0) {
    // Where one note differs, the next may be alike again.
    length_ = alike(at_, last) ? std::min(length_ + 1, kMostCompared) : 0;
    ++at_;
  }
  if (notes_.size() <= kSeed) {
    return;
  }
  std::size_t& place = places_[key()];
  if (length_ < as_int(kSeed) && place > 0) {
    const int length = common_length(place - 1, last);
    if (length >= as_int(kSeed)) {
      at_ = place;
      length_ = length;
    }
  }
  place = notes_.size();
}

Repetition::Prediction Repetition::prediction() const {
  NoteSymbols note = notes_[at_];
  note.pitch += notes_.back().pitch - notes_[at_ - 1].pitch;
  return {note, length_};
}

// ---- NoteContext ----

NoteContext::NoteContext(const ContextVocabulary& vocabulary, const Metre& metre)
    : vocabulary_(&vocabulary) {
  last_ = vocabulary.start_end_;
  before_.fill(last_);
  const std::int64_t unit = vocabulary.times_.per_quarter;
  const auto add = [&](std::int64_t begin, const TimeSignature& signature) {
    const std::int64_t length = std::max<std::int64_t>(
        1, std::int64_t{4} * signature.numerator * unit / signature.denominator);
    const std::int64_t before =
        bars_.empty()
            ? 0
            : bars_.back().before +
                  (begin - bars_.back().begin + bars_.back().length - 1) / bars_.back().length;
    bars_.push_back({begin, length, before});
  };
  if (metre.empty() || metre.front().onset > Quarters(0)) {
    add(0, {});
  }
  for (const TimeSignature& signature : metre) {
    add(in_units(signature.onset, unit), signature);
  }
}

int NoteContext::nearest_duration(std::int64_t time) const {
  const std::vector<std::int64_t>& times = vocabulary_->times_.duration;
  const auto above = std::ranges::lower_bound(times, time);
  if (above == times.end() || (above != times.begin() && time - *(above - 1) <= *above - time)) {
    return as_int(above - times.begin()) - 1;
  }
  return as_int(above - times.begin());
}

void NoteContext::append_moment(const ContextVocabulary::MomentEntries& moment,
                                std::vector<int>& entries) const {
  const std::int64_t unit = vocabulary_->times_.per_quarter;
  const auto next = std::ranges::upper_bound(bars_, now_, {}, &Bars::begin);
  const Bars& bars = *(next - 1);
  const std::int64_t since = now_ - bars.begin;
  const auto fine = [&](std::int64_t time) { return time * kFine / unit; };
  const auto sixteenths = [&](std::int64_t time, int most) {
    return as_int(std::min<std::int64_t>(fine(time) / kFinePerSixteenth, most));
  };
  const std::int64_t bar = bars.before + since / bars.length;
  const std::int64_t all = fine(now_);
  entries.push_back(moment.fine + as_int(all % kFine));
  entries.push_back(moment.in_bar + sixteenths(since % bars.length, kMostSixteenths - 1));
  entries.push_back(moment.bar_length + sixteenths(bars.length, kMostSixteenths - 1));
  entries.push_back(moment.bar + as_int(bar % kBars));
  entries.push_back(moment.elapsed + range_of_bars(bar));
  entries.push_back(moment.of_two + as_int(all % (2 * kFine) / kFinePerEighth));
  entries.push_back(moment.of_three + as_int(all % (3 * kFine) / kFinePerEighth));
  entries.push_back(moment.of_four + as_int(all % (4 * kFine) / kFinePerEighth));
}

// Pitch classes, what is left of each note, and counts. An entry may be named more than once: two
// notes of one class, or with the same time left.
void NoteContext::append_sound(const ContextEntries& of,
                               const ContextVocabulary::SoundEntries& sound,
                               std::vector<int>& entries) const {
  const auto counted = [](std::size_t count) {
    return as_int(std::min<std::size_t>(count, kMostCounted));
  };
  entries.push_back(sound.sounding_count + counted(sounding_.size()));
  entries.push_back(sound.struck_count + counted(sounding_.size() - held_));
  entries.push_back(sound.ended_count + counted(ended_.size()));
  int which = 0;
  for (const auto& key : {key_, local_key_}) {
    if (key) {
      entries.push_back(sound.tonic + which * ContextEntries::kClasses + key->tonic);
      entries.push_back(sound.mode + 2 * which + (key->minor ? 1 : 0));
      for (const Sounding& note : sounding_) {
        entries.push_back(sound.degrees + which * ContextEntries::kClasses +
                          degree_of(of.pitch_class(note.pitch), *key));
      }
    }
    ++which;
  }
  if (sounding_.empty()) {
    return;
  }
  const int bass = std::ranges::min_element(sounding_, {}, &Sounding::pitch)->pitch;
  entries.push_back(sound.bass_class + of.pitch_class(bass));
  for (const Sounding& note : sounding_) {
    entries.push_back(sound.classes + of.pitch_class(note.pitch));
    entries.push_back(sound.above_bass + (note.pitch - bass) % ContextEntries::kClasses);
    entries.push_back(sound.left + nearest_duration(note.end - now_));
  }
}

void NoteContext::append_window(std::vector<int>& entries) const {
  const auto& dt = vocabulary_->times_.dt;
  const auto& duration = vocabulary_->times_.duration;
  const int pitches = vocabulary_->layers_.pitches();
  int others = kWindow * pitches;
  for (int i = 0; i < kWindow; ++i) {
    const NoteSymbols& note = before_[as_index(i)];
    const auto sizes = std::pair(as_int(dt.size()) + 1, as_int(duration.size()) + 1);
    entries.push_back(others + note.dt);
    entries.push_back(others + sizes.first + note.duration);
    entries.push_back(note.pitch < pitches ? i * pitches + note.pitch
                                           : others + sizes.first + sizes.second);
    others += sizes.first + sizes.second + 1;
  }
}

void NoteContext::append_for_layers(std::vector<int>& entries) const {
  const ContextVocabulary& v = *vocabulary_;
  if (v.kind_ == ContextKind::kWindow) {
    append_window(entries);
  }
  if (v.kind_ != ContextKind::kMusic) {
    return;
  }
  const int pitches = v.layers_.pitches();
  for (std::size_t i = 0; i < sounding_.size(); ++i) {
    entries.push_back(kSounding * pitches + sounding_[i].pitch);
    if (i >= held_) {
      entries.push_back(kStruck * pitches + sounding_[i].pitch);
    }
  }
  for (const Sounding& note : ended_) {
    entries.push_back(kEnded * pitches + note.pitch);
  }
  const std::int64_t older = now_ - kOlderQuarters * v.times_.per_quarter;
  for (const Sounding& note : recent_) {
    if (note.end > older) {
      entries.push_back(kPast * pitches + note.pitch);
    }
  }
  for (const Sounding& note : sounding_) {
    entries.push_back(v.layers_from_last_ +
                      std::clamp(note.pitch - last_.pitch, -kWidest, kWidest) + kWidest);
  }
  for (const Sounding& note : ended_) {
    entries.push_back(v.layers_from_last_ + kFromLast +
                      std::clamp(note.pitch - last_.pitch, -kWidest, kWidest) + kWidest);
  }
  append_moment(v.layers_moment_, entries);
  append_sound(v.layers_, v.layers_sound_, entries);
  if (!sounding_.empty()) {
    const std::int64_t end = std::ranges::min_element(sounding_, {}, &Sounding::end)->end;
    entries.push_back(v.first_left_ + nearest_duration(end - now_));
  }
  if (repetition_.found()) {
    const Repetition::Prediction next = repetition_.prediction();
    entries.push_back(v.repeated_dt_ +
                      range_of_length(next.length) * (as_int(v.times_.dt.size()) + 1) +
                      next.note.dt);
  }
}

void NoteContext::pass(int dt) {
  dt_ = dt;
  ending_ = dt == vocabulary_->start_end_.dt;
  if (vocabulary_->kind_ != ContextKind::kMusic || ending_) {
    return;
  }
  const std::int64_t time = vocabulary_->times_.dt[as_index(dt)];
  if (time == 0) {
    return;
  }
  now_ += time;
  for (const Sounding& note : ended_) {
    std::erase_if(recent_, [&](const Sounding& r) { return r.pitch == note.pitch; });
    recent_.push_back(note);
  }
  const std::int64_t forgotten = now_ - kFarQuarters * vocabulary_->times_.per_quarter;
  while (!recent_.empty() && recent_.front().end <= forgotten) {
    recent_.pop_front();
  }
  ended_.clear();
  std::size_t kept = 0;
  for (const Sounding& note : sounding_) {
    if (note.end > now_) {
      sounding_[kept++] = note;
    } else {
      ended_.push_back(note);
    }
  }
  sounding_.resize(kept);
  held_ = kept;
}

void NoteContext::append_for_readouts(std::vector<int>& entries) const {
  const ContextVocabulary& v = *vocabulary_;
  if (v.kind_ != ContextKind::kMusic || ending_) {
    return;
  }
  const int pitches = v.readouts_.pitches();
  if (taken_ > 0) {
    entries.push_back(kLast * pitches + last_.pitch);
  }
  for (std::size_t i = 0; i < sounding_.size(); ++i) {
    entries.push_back((i < held_ ? kHeld : kStruckNow) * pitches + sounding_[i].pitch);
    if (i >= held_) {
      entries.push_back(v.struck_times_ + sounding_[i].duration);
    }
  }
  for (const Sounding& note : ended_) {
    entries.push_back(kEndedNow * pitches + note.pitch);
    entries.push_back(v.ended_times_ + note.duration);
  }
  const std::int64_t recent = now_ - kRecentQuarters * v.times_.per_quarter;
  const std::int64_t older = now_ - kOlderQuarters * v.times_.per_quarter;
  for (const Sounding& note : recent_) {
    const int group = note.end > recent ? kRecent : note.end > older ? kOlder : kFar;
    entries.push_back(group * pitches + note.pitch);
  }
  if (taken_ > 0) {
    const auto from_last = [&](int group, int pitch) {
      return v.from_last_ + group * kFromLast + std::clamp(pitch - last_.pitch, -kWidest, kWidest) +
             kWidest;
    };
    for (std::size_t i = 0; i < sounding_.size(); ++i) {
      entries.push_back(from_last(i < held_ ? 0 : 1, sounding_[i].pitch));
    }
    for (const Sounding& note : ended_) {
      entries.push_back(from_last(2, note.pitch));
    }
  }
  append_parallels(entries);
  int which = 0;
  for (const auto& key : {key_, local_key_}) {
    if (key) {
      const auto degree = [&](int group, int pitch) {
        return v.degrees_ + (which * kDegreeGroups + group) * ContextEntries::kClasses +
               degree_of(v.readouts_.pitch_class(pitch), *key);
      };
      entries.push_back(degree(0, last_.pitch));
      for (std::size_t i = 0; i < sounding_.size(); ++i) {
        entries.push_back(degree(i < held_ ? 1 : 2, sounding_[i].pitch));
      }
      for (const Sounding& note : ended_) {
        entries.push_back(degree(3, note.pitch));
      }
    }
    ++which;
  }
  append_moment(v.readouts_moment_, entries);
  append_sound(v.readouts_, v.readouts_sound_, entries);
  if (repetition_.found()) {
    const Repetition::Prediction next = repetition_.prediction();
    if (next.note.dt == dt_) {
      const int range = range_of_length(next.length);
      entries.push_back(v.repeated_times_ + range * as_int(v.times_.duration.size()) +
                        next.note.duration);
      if (next.note.pitch >= 0 && next.note.pitch < pitches) {
        entries.push_back((kRepeated + range) * pitches + next.note.pitch);
      }
    }
  }
}

// By how the chord before moves into this one so far.
void NoteContext::append_parallels(std::vector<int>& entries) const {
  const auto pitches_of = [](std::span<const Sounding> notes, std::vector<int> pitches) {
    std::ranges::transform(notes, std::back_inserter(pitches), &Sounding::pitch);
    std::ranges::sort(pitches);
    return pitches;
  };
  const std::vector<int> held = pitches_of(std::span(sounding_).first(held_), {});
  const std::vector<int> struck = pitches_of(std::span(sounding_).subspan(held_), {});
  const int pitches = vocabulary_->readouts_.pitches();
  for (const ParallelMotion& parallel : parallel_motions(pitches_of(ended_, held), held, struck)) {
    if (parallel.pitch >= 0 && parallel.pitch < pitches) {
      const int group = parallel.octave ? kParallelOctaves : kParallelFifths;
      entries.push_back(group * pitches + parallel.pitch);
    }
  }
}

void NoteContext::take(const NoteSymbols& note) {
  std::copy_backward(before_.begin(), before_.end() - 1, before_.end());
  before_.front() = last_;
  last_ = note;
  ++taken_;
  if (vocabulary_->kind_ != ContextKind::kMusic) {
    return;
  }
  const std::int64_t end = now_ + vocabulary_->times_.duration[as_index(note.duration)];
  // Where its pitch sounds already, it takes that note's place.
  const auto same = std::ranges::find(sounding_, note.pitch, &Sounding::pitch);
  if (same != sounding_.end()) {
    held_ -= same - sounding_.begin() < static_cast<std::ptrdiff_t>(held_) ? 1U : 0U;
    sounding_.erase(same);
  }
  sounding_.push_back({note.pitch, end, note.duration});
  repetition_.take(note);
  const int pitch_class = vocabulary_->layers_.pitch_class(note.pitch);
  heard_[as_index(pitch_class)] += end - now_;
  key_ = estimate_key(heard_, pitch_class);
  local_key_ = local_key();
}

// ---- PieceContext ----

PieceContext::PieceContext(const ContextVocabulary& vocabulary, const Metre& metre,
                           std::span<const NoteSymbols> notes) {
  if (vocabulary.kind() == ContextKind::kNone) {
    return;
  }
  NoteContext context(vocabulary, metre);
  std::vector<int> entries;
  const auto close = [&](Lists& lists) {
    std::ranges::transform(entries, std::back_inserter(lists.entries),
                           [](int entry) { return static_cast<std::uint16_t>(entry); });
    lists.ends.push_back(static_cast<std::uint32_t>(lists.entries.size()));
    entries.clear();
  };
  for (std::size_t i = 0; i <= notes.size(); ++i) {
    context.append_for_layers(entries);
    close(layers_);
    if (i < notes.size()) {
      context.pass(notes[i].dt);
      context.append_for_readouts(entries);
      context.take(notes[i]);
    }
    close(readouts_);
  }
}

std::span<const std::uint16_t> PieceContext::lists_of(const Lists& lists, std::size_t index) {
  const std::size_t begin = index == 0 ? 0 : lists.ends[index - 1];
  return std::span(lists.entries).subspan(begin, lists.ends[index] - begin);
}

}  // namespace bachprop
