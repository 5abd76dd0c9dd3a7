#include "bachprop/analysis/printed_key.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include "bachprop/analysis/piece_key.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::size_t kPitchClasses = kSemitonesPerOctave;
constexpr std::int64_t kParts = 1000;

// The kinds of evidence: for each, how it is shared out among the pitch classes, in thousandths.
enum class Evidence { kWhole, kBass, kEnd, kBeginning, kLastBass, kFirstChord };
constexpr std::size_t kEvidences = 6;
using Shares = std::array<PitchClassTimes, kEvidences>;

// Hundredths of the natural logarithm of odds for a share of 1 at each degree above the tonic.
struct ModeWeights {
  Mode mode;
  std::int64_t constant;
  std::array<std::array<std::int32_t, kPitchClasses>, kEvidences> degrees;
};

constexpr std::array<ModeWeights, 5> kWeights = {
    {ModeWeights{
         .mode = Mode::kMajor,
         .constant = 38,
         .degrees = {{{1254, -710, -425, -1422, 1068, 500, -1765, 1299, -299, 333, -1740, -160},
                      {45, -116, 186, -123, 307, -66, -178, 521, 711, -403, -404, 190},
                      {25, -35, 90, -302, -207, -138, 71, 259, 462, 565, 147, -250},
                      {747, 12, 361, -1144, 940, 271, -580, 507, -676, -269, -1234, -6},
                      {105, 148, -98, 0, -75, -60, -3, 45, -7, -170, -19, 3},
                      {83, 34, -51, -154, -29, 22, -78, 79, -59, -120, -75, -37}}}},
     ModeWeights{.mode = Mode::kMinor,
                 .constant = 12,
                 .degrees = {{{1843, -1053, -164, 1203, 25, 1298, -634, 641, 599, -2710, -632, 182},
                              {-3, 888, -267, 3, 336, -258, 294, 389, -651, -601, 92, 84},
                              {224, 76, 256, -108, -348, -80, 95, 335, -471, -112, 66, 201},
                              {298, -543, -200, 531, -417, 149, 16, 310, 307, 29, -141, -189},
                              {130, 19, 167, -143, -73, 7, -17, 124, -78, -7, -67, -59},
                              {70, -45, 110, -20, -59, 41, 135, 94, 63, 28, 34, -35}}}},
     ModeWeights{.mode = Mode::kDorian,
                 .constant = -27,
                 .degrees = {{{-35, -161, 24, -35, -163, -27, -126, -35, -162, -37, 3, -152},
                              {-9, -24, -9, -8, -22, -6, -19, -10, -24, -16, 44, -21},
                              {-9, -24, -5, -7, -24, -10, -14, -8, -24, -9, -9, -13},
                              {-8, -25, 3, -8, -25, -9, -16, -9, -26, -9, -4, -25},
                              {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                              {0, 0, 0, -1, -1, 0, 0, -1, 0, -1, -1, 0}}}},
     ModeWeights{.mode = Mode::kPhrygian,
                 .constant = -27,
                 .degrees = {{{-47, -90, -111, -80, -104, -44, -112, -81, -67, -109, -69, -115},
                              {-8, -11, -16, -10, -15, -8, -16, -12, -9, -16, -9, -16},
                              {-8, -13, -15, -15, -13, -8, -16, -10, -13, -12, -9, -17},
                              {-8, -11, -16, -12, -14, -8, -16, -10, -8, -16, -9, -17},
                              {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                              {-1, 0, 0, -1, 0, -1, 0, 0, -1, 0, -1, 0}}}},
     ModeWeights{.mode = Mode::kMixolydian,
                 .constant = -29,
                 .degrees = {{{65, -154, -54, -175, -42, 69, -155, -52, -175, 2, -42, -158},
                              {8, -22, -12, -29, -15, 73, -22, -13, -28, -12, -9, -21},
                              {6, -24, -10, -29, -10, 24, -25, -11, -27, -9, -8, -27},
                              {8, -23, -12, -28, -10, 23, -25, -11, -28, 0, -10, -26},
                              {-1, 0, 0, 0, 0, 9, 0, 0, 0, 0, -1, 0},
                              {3, 0, -1, 0, -1, 1, 0, -1, -1, 2, -1, 0}}}}}};

struct TimedNote {
  std::int64_t begin;
  std::int64_t end;
  int pitch;
};

std::size_t pitch_class_of(const TimedNote& note) { return as_index(note.pitch) % kPitchClasses; }

// In 5040ths of a quarter, rounded down; at most 2^40, which is 14 years.
std::int64_t quarter_parts(const Quarters& time) {
  constexpr std::int64_t kPartsOfAQuarter = 5040;
  constexpr std::int64_t kLongest = std::int64_t{1} << 40;
  if (time >= Quarters(kLongest / kPartsOfAQuarter)) {
    return kLongest;
  }
  return time.numerator() * kPartsOfAQuarter / time.denominator();
}

std::vector<TimedNote> timed_notes(const Score& score) {
  std::vector<TimedNote> notes;
  notes.reserve(score.notes.size());
  for (const Note& note : score.notes) {
    notes.push_back(
        {quarter_parts(note.onset), quarter_parts(note.onset + note.duration), note.pitch});
  }
  return notes;
}

// For how long each pitch class sounds between two times.
PitchClassTimes times_between(const std::vector<TimedNote>& notes, std::int64_t from,
                              std::int64_t to) {
  PitchClassTimes times = {};
  for (const TimedNote& note : notes) {
    times[pitch_class_of(note)] +=
        std::max<std::int64_t>(std::min(note.end, to) - std::max(note.begin, from), 0);
  }
  return times;
}

// The durations of notes that are the lowest when they begin.
PitchClassTimes bass_times(const std::vector<TimedNote>& notes) {
  PitchClassTimes times = {};
  std::vector<TimedNote> sounding;
  for (std::size_t i = 0; i < notes.size();) {
    const std::int64_t now = notes[i].begin;
    std::erase_if(sounding, [&](const TimedNote& note) { return note.end <= now; });
    for (; i < notes.size() && notes[i].begin == now; ++i) {
      sounding.push_back(notes[i]);
    }
    if (sounding.empty()) {
      continue;
    }
    const TimedNote& lowest = *std::ranges::min_element(sounding, {}, &TimedNote::pitch);
    if (lowest.begin == now) {
      times[pitch_class_of(lowest)] += lowest.end - lowest.begin;
    }
  }
  return times;
}

// The lowest of the notes that end last.
PitchClassTimes last_bass(const std::vector<TimedNote>& notes, std::int64_t end) {
  const TimedNote* lowest = nullptr;
  for (const TimedNote& note : notes) {
    if (note.end == end && (lowest == nullptr || note.pitch < lowest->pitch)) {
      lowest = &note;
    }
  }
  PitchClassTimes mark = {};
  mark[pitch_class_of(*lowest)] = kParts;
  return mark;
}

PitchClassTimes first_chord(const std::vector<TimedNote>& notes) {
  PitchClassTimes marks = {};
  for (const TimedNote& note : notes) {
    if (note.begin == notes.front().begin) {
      marks[pitch_class_of(note)] = kParts;
    }
  }
  return marks;
}

PitchClassTimes thousandths(PitchClassTimes times) {
  std::int64_t all = 0;
  for (const std::int64_t time : times) {
    all += time;
  }
  // Long pieces in coarser parts, so that a thousand times a time is no more than 64 bits hold.
  const std::int64_t coarser = all / (std::int64_t{1} << 50) + 1;
  for (std::int64_t& time : times) {
    time = all == 0 ? 0 : kParts * (time / coarser) / (all / coarser);
  }
  return times;
}

Shares shares_of(const Score& score) {
  const std::vector<TimedNote> notes = timed_notes(score);
  const std::int64_t end = std::ranges::max_element(notes, {}, &TimedNote::end)->end;
  return {thousandths(times_between(notes, 0, end)),
          thousandths(bass_times(notes)),
          thousandths(times_between(notes, end - end / 8, end)),
          thousandths(times_between(notes, 0, end / 8)),
          last_bass(notes, end),
          first_chord(notes)};
}

std::int64_t key_likeness(const Shares& shares, const ModeWeights& weights, std::size_t tonic) {
  std::int64_t sum = weights.constant * kParts;
  for (std::size_t kind = 0; kind < kEvidences; ++kind) {
    for (std::size_t degree = 0; degree < kPitchClasses; ++degree) {
      sum += weights.degrees[kind][degree] * shares[kind][(tonic + degree) % kPitchClasses];
    }
  }
  return sum;
}

bool has_minor_third(Mode mode) {
  return mode == Mode::kMinor || mode == Mode::kDorian || mode == Mode::kPhrygian;
}

// How many sharps more than the major key of the same tonic.
int sharps_above_major(Mode mode) {
  switch (mode) {
    case Mode::kMajor:
      return 0;
    case Mode::kMinor:
      return -3;
    case Mode::kDorian:
      return -2;
    case Mode::kPhrygian:
      return -4;
    case Mode::kMixolydian:
      return -1;
  }
  check_failed("a mode has a signature", __FILE__, __LINE__);
}

PrintedKey printed_key(std::size_t tonic, Mode mode) {
  const Key key{as_int(tonic), has_minor_third(mode)};
  const int sharps =
      (7 * key.tonic + sharps_above_major(mode) + 5 + kSemitonesPerOctave) % kSemitonesPerOctave -
      5;
  return {.key = key, .mode = mode, .signature = {0, sharps, key.minor}};
}

// The weights, learnt from whole pieces, are neither for a few notes nor for a few pitch classes,
// which are no scale.
bool is_a_whole_piece(const Score& score) {
  constexpr std::size_t kFewestNotes = 30;
  constexpr std::size_t kFewestClasses = 5;
  std::set<int> classes;
  for (const Note& note : score.notes) {
    classes.insert(note.pitch % as_int(kPitchClasses));
  }
  return score.notes.size() >= kFewestNotes && classes.size() >= kFewestClasses;
}

}  // namespace

PrintedKey printed_key_of(const Score& score) {
  if (!is_a_whole_piece(score)) {
    const Key key = key_of(score);
    return printed_key(as_index(key.tonic), key.minor ? Mode::kMinor : Mode::kMajor);
  }
  const Shares shares = shares_of(score);
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  PrintedKey best;
  for (const ModeWeights& weights : kWeights) {
    for (std::size_t tonic = 0; tonic < kPitchClasses; ++tonic) {
      if (const auto like = key_likeness(shares, weights, tonic); like > most) {
        most = like;
        best = printed_key(tonic, weights.mode);
      }
    }
  }
  return best;
}

}  // namespace bachprop
