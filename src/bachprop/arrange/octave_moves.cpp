#include "bachprop/arrange/octave_moves.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "bachprop/arrange/phrases.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// From 0 the farthest pitch is ten octaves away. The order is that in which equal costs are taken.
constexpr std::array kOctaves = {0, 1,  -1, 2,  -2, 3,  -3, 4,  -4, 5,  -5,
                                 6, -6, 7,  -7, 8,  -8, 9,  -9, 10, -10};
using CostOfOctaves = std::array<std::int64_t, kOctaves.size()>;
using Choice = std::array<std::size_t, kOctaves.size()>;

constexpr std::int64_t kMovedCost = 2;
constexpr std::int64_t kUneasyCost = 1;
constexpr std::int64_t kCrossingCost = 4;
constexpr std::int64_t kSeamCost = 30;
constexpr std::int64_t kSeamInsideCost = 50;
constexpr std::int64_t kWiderCost = 3;
constexpr std::int64_t kImpossible = std::int64_t{1} << 40;

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

class Moves {
 public:
  Moves(const std::vector<Note>& line, const Instrument& instrument, std::vector<Room> rooms)
      : line_(line),
        instrument_(instrument),
        rooms_(std::move(rooms)),
        begins_phrase_(line.size()) {
    for (const Phrase& phrase : phrases_of(line)) {
      begins_phrase_[phrase.begin] = true;
    }
  }

  // For each note by how many octaves it moves. From the last note to the first, so that the
  // earliest decide among equally cheap ways.
  [[nodiscard]] std::vector<int> best() const {
    std::vector<Choice> after(line_.size());
    CostOfOctaves costs = costs_of(line_.size() - 1);
    for (std::size_t note = line_.size() - 1; note-- > 0;) {
      after[note] = best_after(note, costs);
      CostOfOctaves here = costs_of(note);
      for (std::size_t k = 0; k < kOctaves.size(); ++k) {
        const std::size_t next = after[note][k];
        here[k] += costs[next] + seam_cost(note, kOctaves[k], kOctaves[next]);
      }
      costs = here;
    }
    std::vector<int> octaves(line_.size());
    auto k = as_index(std::ranges::min_element(costs) - costs.begin());
    for (std::size_t note = 0; note < line_.size(); ++note) {
      octaves[note] = kOctaves[k];
      k = after[note][k];
    }
    return octaves;
  }

 private:
  [[nodiscard]] std::int64_t cost_of(std::size_t note, int octaves) const {
    const int pitch = line_[note].pitch + kSemitonesPerOctave * octaves;
    if (pitch < instrument_.lowest || pitch > instrument_.highest) {
      return kImpossible;
    }
    const Room& room = rooms_[note];
    return kMovedCost * std::abs(octaves) +
           (pitch < instrument_.easy_lowest || pitch > instrument_.easy_highest ? kUneasyCost : 0) +
           (pitch < room.lowest ? kCrossingCost : 0) + (pitch > room.highest ? kCrossingCost : 0);
  }

  [[nodiscard]] CostOfOctaves costs_of(std::size_t note) const {
    CostOfOctaves costs = {};
    for (std::size_t k = 0; k < kOctaves.size(); ++k) {
      costs[k] = cost_of(note, kOctaves[k]);
    }
    return costs;
  }

  // Between a note and the next one, which move by so many octaves.
  [[nodiscard]] std::int64_t seam_cost(std::size_t note, int octaves, int next_octaves) const {
    const int apart = std::abs(next_octaves - octaves);
    if (begins_phrase_[note + 1]) {
      return kSeamCost * apart;
    }
    const int interval = line_[note + 1].pitch - line_[note].pitch;
    const int moved = interval + kSemitonesPerOctave * (next_octaves - octaves);
    const int wider = std::max(std::abs(moved) - std::abs(interval), 0);
    return kSeamInsideCost * apart + kWiderCost * wider;
  }

  // For each octave of a note the best one of the note after it.
  [[nodiscard]] Choice best_after(std::size_t note, const CostOfOctaves& after) const {
    Choice best = {};
    for (std::size_t k = 0; k < kOctaves.size(); ++k) {
      const auto cost = [&](std::size_t next) {
        return after[next] + seam_cost(note, kOctaves[k], kOctaves[next]);
      };
      for (std::size_t next = 1; next < kOctaves.size(); ++next) {
        best[k] = cost(next) < cost(best[k]) ? next : best[k];
      }
    }
    return best;
  }

  const std::vector<Note>& line_;
  const Instrument& instrument_;
  std::vector<Room> rooms_;
  std::vector<bool> begins_phrase_;
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

// Sorts the notes. The first of those of one pitch that sound at once stays, and the longest of
// those that begin together; the others are returned.
std::vector<Note> take_out_met(std::vector<Note>& notes) {
  std::ranges::sort(notes, {}, [](const Note& note) {
    return std::tuple(note.onset, note.pitch, Quarters(0) - note.duration);
  });
  std::array<Quarters, kHighestPitch + 1> ends = {};
  std::vector<Note> met;
  std::erase_if(notes, [&](const Note& note) {
    Quarters& end = ends[as_index(note.pitch)];
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
  check(instrument.highest - instrument.lowest >= kSemitonesPerOctave - 1,
        "a range holds each pitch class");
  if (line.empty()) {
    return {};
  }
  const std::vector<int> octaves = Moves(line, instrument, rooms_of(line, above, below)).best();
  MovedLine moved{.notes = line, .moves = named_moves(line, octaves)};
  for (std::size_t i = 0; i < line.size(); ++i) {
    moved.notes[i].pitch += kSemitonesPerOctave * octaves[i];
  }
  moved.met = take_out_met(moved.notes);
  return moved;
}

}  // namespace bachprop
