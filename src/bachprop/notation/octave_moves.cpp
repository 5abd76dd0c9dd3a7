#include "bachprop/notation/octave_moves.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/notation/phrases.h"

namespace bachprop {
namespace {

constexpr int kOctave = 12;
// From 0 the farthest pitch is ten octaves away. The order is that in which equal costs are taken.
constexpr std::array kOctaves = {0, 1,  -1, 2,  -2, 3,  -3, 4,  -4, 5,  -5,
                                 6, -6, 7,  -7, 8,  -8, 9,  -9, 10, -10};
using CostOfOctaves = std::array<std::int64_t, kOctaves.size()>;
using Choice = std::array<std::size_t, kOctaves.size()>;

constexpr std::int64_t kMovedCost = 2;
constexpr std::int64_t kUneasyCost = 1;
constexpr std::int64_t kCrossingCost = 4;
constexpr std::int64_t kSeamCost = 30;
constexpr std::int64_t kAloneCost = 100;

// The lowest and the highest pitch that a line may have beside its neighbours at some time.
struct Room {
  int lowest = kLowestPitch;
  int highest = kHighestPitch;
};

// Calls visit(i, other) for each note i of the line and each other that sounds when i begins.
template <typename Visit>
void for_each_meeting(const std::vector<Note>& line, const std::vector<Note>& others,
                      const Visit& visit) {
  std::vector<Note> sounding;
  std::size_t next = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    while (next < others.size() && others[next].onset <= line[i].onset) {
      sounding.push_back(others[next++]);
    }
    std::erase_if(sounding, [&](const Note& n) { return n.onset + n.duration <= line[i].onset; });
    for (const Note& other : sounding) {
      visit(i, other);
    }
  }
}

std::vector<Room> rooms_of(const std::vector<Note>& line, const std::vector<Note>& above,
                           const std::vector<Note>& below) {
  std::vector<Room> rooms(line.size());
  for_each_meeting(line, above, [&](std::size_t i, const Note& other) {
    rooms[i].highest = std::min(rooms[i].highest, other.pitch);
  });
  for_each_meeting(line, below, [&](std::size_t i, const Note& other) {
    rooms[i].lowest = std::max(rooms[i].lowest, other.pitch);
  });
  return rooms;
}

// The smallest move by octaves into the range.
int octaves_into(int pitch, const Instrument& instrument) {
  int octaves = 0;
  while (pitch + kOctave * octaves < instrument.lowest) {
    ++octaves;
  }
  while (pitch + kOctave * octaves > instrument.highest) {
    --octaves;
  }
  return octaves;
}

class Moves {
 public:
  Moves(const std::vector<Note>& line, const Instrument& instrument, std::vector<Room> rooms)
      : line_(line),
        instrument_(instrument),
        rooms_(std::move(rooms)),
        phrases_(phrases_of(line)) {}

  // For each note by how many octaves it moves.
  [[nodiscard]] std::vector<int> best() const {
    const std::vector<int> of_phrases = octaves_of_phrases();
    std::vector<int> octaves(line_.size());
    for (std::size_t p = 0; p < phrases_.size(); ++p) {
      for (std::size_t i = phrases_[p].begin; i < phrases_[p].end; ++i) {
        const int with_phrase = of_phrases[p];
        octaves[i] =
            with_phrase + octaves_into(line_[i].pitch + kOctave * with_phrase, instrument_);
      }
    }
    return octaves;
  }

 private:
  [[nodiscard]] std::int64_t cost_of(std::size_t note, int octaves) const {
    const int there = line_[note].pitch + kOctave * octaves;
    const int alone = octaves_into(there, instrument_);
    const int pitch = there + kOctave * alone;
    const Room& room = rooms_[note];
    return kMovedCost * std::abs(octaves) + (alone != 0 ? kAloneCost : 0) +
           (pitch < instrument_.easy_lowest || pitch > instrument_.easy_highest ? kUneasyCost : 0) +
           (pitch < room.lowest ? kCrossingCost : 0) + (pitch > room.highest ? kCrossingCost : 0);
  }

  [[nodiscard]] CostOfOctaves costs_of(const Phrase& phrase) const {
    CostOfOctaves costs = {};
    for (std::size_t k = 0; k < kOctaves.size(); ++k) {
      for (std::size_t note = phrase.begin; note < phrase.end; ++note) {
        costs[k] += cost_of(note, kOctaves[k]);
      }
    }
    return costs;
  }

  // For each octave of a phrase the best one of the phrase after it.
  static Choice best_after(const CostOfOctaves& after) {
    Choice best = {};
    for (std::size_t k = 0; k < kOctaves.size(); ++k) {
      const auto cost = [&](std::size_t next) {
        return after[next] + kSeamCost * std::abs(kOctaves[next] - kOctaves[k]);
      };
      for (std::size_t next = 1; next < kOctaves.size(); ++next) {
        best[k] = cost(next) < cost(best[k]) ? next : best[k];
      }
    }
    return best;
  }

  // From the last phrase to the first, so that the earliest decide among equally cheap ways.
  [[nodiscard]] std::vector<int> octaves_of_phrases() const {
    std::vector<Choice> after(phrases_.size());
    CostOfOctaves costs = costs_of(phrases_.back());
    for (std::size_t p = phrases_.size() - 1; p-- > 0;) {
      after[p] = best_after(costs);
      CostOfOctaves here = costs_of(phrases_[p]);
      for (std::size_t k = 0; k < kOctaves.size(); ++k) {
        const std::size_t next = after[p][k];
        here[k] += costs[next] + kSeamCost * std::abs(kOctaves[next] - kOctaves[k]);
      }
      costs = here;
    }
    std::vector<int> octaves(phrases_.size());
    auto k = static_cast<std::size_t>(std::ranges::min_element(costs) - costs.begin());
    for (std::size_t p = 0; p < phrases_.size(); ++p) {
      octaves[p] = kOctaves[k];
      k = after[p][k];
    }
    return octaves;
  }

  const std::vector<Note>& line_;
  const Instrument& instrument_;
  std::vector<Room> rooms_;
  std::vector<Phrase> phrases_;
};

std::vector<OctaveMove> named_moves(const std::vector<Note>& line,
                                    const std::vector<int>& octaves) {
  std::vector<OctaveMove> moves;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (octaves[i] == 0) {
      continue;
    }
    if (i > 0 && octaves[i] == octaves[i - 1]) {
      ++moves.back().notes;
    } else {
      moves.push_back({line[i].onset, 1, octaves[i]});
    }
    moves.back().whole = moves.back().notes == std::ssize(line);
  }
  return moves;
}

// Sorts the notes. Of those of one pitch that sound at once the first stays, and of those that
// begin together the longest; the others are returned.
std::vector<Note> take_out_met(std::vector<Note>& notes) {
  std::ranges::sort(notes, {}, [](const Note& note) {
    return std::tuple(note.onset, note.pitch, Quarters(0) - note.duration);
  });
  std::array<Quarters, kHighestPitch + 1> ends = {};
  std::vector<Note> met;
  std::erase_if(notes, [&](const Note& note) {
    Quarters& end = ends[static_cast<std::size_t>(note.pitch)];
    if (note.onset < end) {
      met.push_back(note);
      return true;
    }
    end = note.onset + note.duration;
    return false;
  });
  return met;
}

}  // namespace

MovedLine move_into_range(const std::vector<Note>& line, const Instrument& instrument,
                          const std::vector<Note>& above, const std::vector<Note>& below) {
  check(instrument.highest - instrument.lowest >= kOctave - 1, "a range holds each pitch class");
  if (line.empty()) {
    return {};
  }
  const std::vector<int> octaves = Moves(line, instrument, rooms_of(line, above, below)).best();
  MovedLine moved{.notes = line, .moves = named_moves(line, octaves)};
  for (std::size_t i = 0; i < line.size(); ++i) {
    moved.notes[i].pitch += kOctave * octaves[i];
  }
  moved.met = take_out_met(moved.notes);
  return moved;
}

}  // namespace bachprop
