#include "bachprop/score/common_offset.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/moved_events.h"

namespace bachprop {
namespace {

// Finer units than that are of no file with ticks.
constexpr std::int64_t kFinestUnit = std::int64_t{1} << 24;
// Fewer onsets may lie anywhere by chance.
constexpr std::int64_t kFewestOnsets = 8;
// The offset is one that many onsets have to a whole quarter.
constexpr std::size_t kOffsets = 8;
// What the offset must save of the cost of an onset. It is one degree for an offset that is itself
// a simple part of a quarter, which may be meant. It is an eighth of one for an offset that nobody
// writes.
constexpr std::int64_t kDegree = 48;
constexpr std::int64_t kLeastGain = kDegree / 8;
// The gain that tells a beat from half a beat, where quarters are beats. Music written in halves or
// quarters may begin beside the beat: 640 movements and tunes do. None of them would be taken for
// half a quarter late.
constexpr std::int64_t kClearGain = kDegree / 16;
constexpr Quarters kEarliest{-1, 8};
constexpr std::int64_t kWritten = 4 * kDegree;  // what 16ths and 12ths of a quarter cost at most

// In how many parts a quarter is divided for a time, as a degree, and what is none of these.
struct Level {
  std::int64_t parts;
  std::int64_t degree;
};
constexpr std::array kLevels = {Level{1, 0}, Level{2, 1}, Level{4, 2},  Level{3, 2},
                                Level{8, 3}, Level{6, 3}, Level{16, 4}, Level{12, 4}};
constexpr std::int64_t kOffGrid = 6;

// The cost of a time of `position` units, `unit` of which are a quarter: kDegree for each degree.
// Times that lie no more than half a unit away from a simpler one are taken for it. They cost a
// degree more at that distance.
std::int64_t cost_of(std::int64_t position, std::int64_t unit) {
  for (const Level& level : kLevels) {
    const std::int64_t beyond = position * level.parts % unit;
    const std::int64_t distance = std::min(beyond, unit - beyond);  // in parts of a unit
    if (2 * distance <= level.parts) {
      return kDegree * level.degree + 2 * kDegree * distance / level.parts;
    }
  }
  return kDegree * kOffGrid;
}

// The cost of a time that is not rounded.
std::int64_t exact_cost_of(std::int64_t position, std::int64_t unit) {
  constexpr std::int64_t kFine = 64;
  return cost_of(kFine * position, kFine * unit);
}

std::optional<std::int64_t> common_unit(const Score& score) {
  std::int64_t unit = 1;
  for (const Note& note : score.notes) {
    for (const Quarters* time : {&note.onset, &note.duration}) {
      if (unit % time->denominator() != 0) {
        unit = std::lcm(unit, time->denominator());
        if (unit > kFinestUnit) {
          return std::nullopt;
        }
      }
    }
  }
  return unit;
}

// How many times there are so many units behind a whole quarter.
class Residues {
 public:
  explicit Residues(std::int64_t unit) : unit_(unit) {}
  // The residues of the distinct onsets.
  Residues(const Score& score, std::int64_t unit) : unit_(unit) {
    const Note* before = nullptr;
    for (const Note& note : score.notes) {
      if (before == nullptr || note.onset != before->onset) {
        add(note.onset);
      }
      before = &note;
    }
  }

  // Rounded down where it is no multiple of the unit.
  void add(const Quarters& time) {
    const std::int64_t quarter = time.numerator() % time.denominator();
    ++counts_[quarter * unit_ / time.denominator()];
    ++onsets_;
  }

  [[nodiscard]] std::int64_t onsets() const { return onsets_; }

  // The sum of the onsets' costs once they are so much earlier.
  [[nodiscard]] std::int64_t cost(std::int64_t offset) const {
    std::int64_t sum = 0;
    for (const auto& [residue, count] : counts_) {
      sum += count * cost_of(earlier(residue, offset), unit_);
    }
    return sum;
  }

  // How many of them are more than `tolerance` beside the grid once they are so much earlier.
  [[nodiscard]] std::int64_t off_grid(std::int64_t offset, const Quarters& tolerance) const {
    std::int64_t sum = 0;
    for (const auto& [residue, count] : counts_) {
      sum += is_off_grid(earlier(residue, offset), tolerance) ? count : 0;
    }
    return sum;
  }

  // The most frequent ones, the most frequent first, of equal ones the smallest.
  [[nodiscard]] std::vector<std::int64_t> most_frequent() const {
    std::vector<std::pair<std::int64_t, std::int64_t>> sorted(counts_.begin(), counts_.end());
    std::ranges::stable_sort(sorted, std::greater(), [](const auto& one) { return one.second; });
    std::vector<std::int64_t> residues;
    for (std::size_t i = 0; i < std::min(sorted.size(), kOffsets); ++i) {
      residues.push_back(sorted[i].first);
    }
    return residues;
  }

 private:
  [[nodiscard]] std::int64_t earlier(std::int64_t residue, std::int64_t offset) const {
    return (residue - offset + unit_) % unit_;
  }

  [[nodiscard]] bool is_off_grid(std::int64_t position, const Quarters& tolerance) const {
    return std::ranges::all_of(std::array{16, 12}, [&](std::int64_t parts) {
      const std::int64_t beyond = position * parts % unit_;
      const std::int64_t distance = std::min(beyond, unit_ - beyond);  // times parts and unit
      return distance * tolerance.denominator() > tolerance.numerator() * unit_ * parts;
    });
  }

  std::int64_t unit_;
  std::int64_t onsets_ = 0;
  std::map<std::int64_t, std::int64_t> counts_;
};

bool is_nearly_none(std::int64_t some, std::int64_t all) { return 10 * some <= all; }

bool is_early(std::int64_t offset, std::int64_t unit) {
  return Quarters(offset - unit, unit) >= kEarliest;
}

// Nothing makes music early by a length that is written.
std::int64_t least_gain(std::int64_t offset, std::int64_t unit) {
  constexpr std::int64_t kSimple = 2 * kDegree;  // halves, thirds and quarters
  const std::int64_t may_be_meant = is_early(offset, unit) ? kWritten : kSimple;
  return exact_cost_of(offset, unit) <= may_be_meant ? kDegree : kLeastGain;
}

// Looks for the offset as late onsets have it, 0 .. unit - 1 units. Half a quarter may be meant: so
// offsets that differ by it are one until the end.
class OffsetSearch {
 public:
  OffsetSearch(const Residues& residues, std::int64_t unit, const Score& score)
      : residues_(residues),
        unit_(unit),
        first_(score.notes.front().onset * unit),
        has_quarter_beats_(!score.time_signatures.empty() &&
                           score.time_signatures.front().denominator <= 4) {}

  // Below 0 for music before the beat.
  [[nodiscard]] Quarters best() const {
    const std::int64_t offset = best_as_late();
    return {offset > 0 && is_early(offset, unit_) ? offset - unit_ : offset, unit_};
  }

 private:
  [[nodiscard]] std::int64_t best_as_late() const {
    const std::int64_t now = cost_of_either(0);
    if (now < kLeastGain * residues_.onsets()) {
      return 0;
    }
    std::int64_t best = 0;
    std::int64_t least = now;
    for (const std::int64_t candidate : residues_.most_frequent()) {
      const std::int64_t offset = choose(candidate);
      const std::int64_t cost = cost_of_either(offset);
      const bool gains = now - cost >= least_gain(offset, unit_) * residues_.onsets();
      if (gains && is_possible(offset) && 2 * candidate % unit_ != 0 && cost < least) {
        best = offset;
        least = cost;
      }
    }
    return is_nearly_none(residues_.off_grid(best, {1, 2 * unit_}), residues_.onsets()) ? best : 0;
  }

  // Music that begins before the offset is not late, but begins with a pick-up. Nor is it early
  // music if it begins at 0 with a length that can be written: what was cut off has none.
  [[nodiscard]] bool is_possible(std::int64_t offset) const {
    return is_early(offset, unit_) ? first_ > 0 || exact_cost_of(offset, unit_) > kWritten
                                   : first_ >= offset;
  }

  [[nodiscard]] std::int64_t cost_of_either(std::int64_t offset) const {
    return std::min(residues_.cost(offset), residues_.cost(other(offset)));
  }

  [[nodiscard]] std::int64_t other(std::int64_t offset) const {
    return unit_ % 2 == 0 ? (offset + unit_ / 2) % unit_ : offset;
  }

  // Chooses between two half a quarter apart: the one that is possible; the one after which the
  // music begins at 0. Otherwise the one that makes onsets clearly simpler; or else the small one.
  [[nodiscard]] std::int64_t choose(std::int64_t offset) const {
    const std::int64_t half_later = other(offset);
    if (is_possible(offset) != is_possible(half_later)) {
      return is_possible(offset) ? offset : half_later;
    }
    if (first_ == offset || first_ == half_later) {
      return first_ == offset ? offset : half_later;
    }
    const std::int64_t gain = residues_.cost(offset) - residues_.cost(half_later);
    if (has_quarter_beats_ && std::abs(gain) >= kClearGain * residues_.onsets()) {
      return gain > 0 ? half_later : offset;
    }
    return is_small(offset) ? offset : half_later;
  }

  // From -1/8 up to 3/8 of a quarter.
  [[nodiscard]] bool is_small(std::int64_t offset) const {
    return 8 * offset < 3 * unit_ || 8 * offset >= 7 * unit_;
  }

  const Residues& residues_;
  std::int64_t unit_;
  Quarters first_;  // in units
  bool has_quarter_beats_;
};

template <typename Change>
void take_offset_off(std::vector<Change>& changes, const Quarters& offset) {
  const auto cost = [](const Quarters& time) {
    return exact_cost_of(time.numerator() % time.denominator(), time.denominator());
  };
  for (Change& change : changes) {
    const Quarters moved = change.onset - offset;
    if (change.onset > 0 && moved >= 0 && cost(moved) <= cost(change.onset)) {
      change.onset = moved;
    }
  }
  std::ranges::stable_sort(changes, {}, &Change::onset);
}

// A word may stand before its note.
void take_offset_off(std::vector<Lyric>& lyrics, const Quarters& offset) {
  move_events(lyrics, [&](const Quarters& onset) {
    return onset == 0 ? onset : std::max<Quarters>(onset - offset, 0);
  });
}

Note earlier(const Note& note, const Quarters& offset) {
  if (offset < 0 && note.onset == 0) {
    return {0, note.duration - offset, note.pitch};
  }
  return {note.onset - offset, note.duration, note.pitch};
}

// The onsets up to each long rest, and behind the last.
std::vector<Residues> residues_between_rests(const Score& score, std::int64_t unit) {
  constexpr std::int64_t kLongRest = 4;
  std::vector<Residues> stretches;
  Quarters end;
  const Note* before = nullptr;
  for (const Note& note : score.notes) {
    if (stretches.empty() || note.onset > end + kLongRest) {
      stretches.emplace_back(unit);
    }
    if (before == nullptr || note.onset != before->onset) {
      stretches.back().add(note.onset);
    }
    end = std::max(end, end_of(note));
    before = &note;
  }
  return stretches;
}

// Counted from 0, or from where nearly none is.
std::int64_t least_off_grid(const Residues& residues, const Quarters& tolerance) {
  const std::int64_t from_0 = residues.off_grid(0, tolerance);
  for (const std::int64_t offset : residues.most_frequent()) {
    const std::int64_t off_grid = residues.off_grid(offset, tolerance);
    if (is_nearly_none(off_grid, residues.onsets())) {
      return std::min(off_grid, from_0);
    }
  }
  return from_0;
}

}  // namespace

Quarters common_offset(const Score& score) {
  const auto unit = common_unit(score);
  if (!unit || score.is_composed) {
    return 0;
  }
  const Residues residues(score, *unit);
  if (residues.onsets() < kFewestOnsets) {
    return 0;
  }
  return OffsetSearch(residues, *unit, score).best();
}

Score without_offset(Score score, const Quarters& offset) {
  check(score.notes.empty() || score.notes.front().onset >= offset,
        "no note begins before an offset that is taken off");
  for (Note& note : score.notes) {
    note = earlier(note, offset);
  }
  for_each_timed(score, [&](auto& events) { take_offset_off(events, offset); });
  return score;
}

std::int64_t onset_complexity(const Score& score) {
  const auto unit = common_unit(score);
  return unit ? Residues(score, *unit).cost(0) : 0;
}

Quarters half_of_unit(const Score& score) {
  const auto unit = common_unit(score);
  return unit ? Quarters(1, 2 * *unit) : Quarters(0);
}

double share_off_grid(const Score& score, const Quarters& tolerance) {
  std::int64_t off_grid = 0;
  std::int64_t onsets = 0;
  const std::vector<Residues> stretches =
      residues_between_rests(score, common_unit(score).value_or(kFinestUnit));
  for (const Residues& residues : stretches) {
    const bool is_first = &residues == &stretches.front();
    off_grid += is_first ? residues.off_grid(0, tolerance) : least_off_grid(residues, tolerance);
    onsets += residues.onsets();
  }
  return onsets == 0 ? 0 : as_double(off_grid) / as_double(onsets);
}

}  // namespace bachprop
