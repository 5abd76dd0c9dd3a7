#include "bachprop/analysis/spelling.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kFlattest = -15;  // F double flat on the line of fifths
constexpr int kSharpest = 19;   // B double sharp
constexpr std::int64_t kNever = 1'000'000;

constexpr int sounding_class(int fifths) {
  return ((7 * fifths) % kSemitonesPerOctave + kSemitonesPerOctave) % kSemitonesPerOctave;
}

// The unit of the costs below has no name: ten of them are about what an unlikely note in a key
// costs. All were chosen by ear and eye; docs/notation-spelling.md.

// A note by its place on the line of fifths above the tonic, from -8 to 11.
constexpr int kFirstDegree = -8;
constexpr std::size_t kDegrees = 20;
using DegreeCosts = std::array<std::int64_t, kDegrees>;
constexpr DegreeCosts kMajorDegrees = {70, 60, 50, 40, 28, 30, 15, 3,  0,  0,
                                       2,  3,  1,  2,  15, 26, 26, 34, 44, 60};
constexpr DegreeCosts kMinorDegrees = {60, 60, 45, 26, 3,  1,  6,  3,  0,  0,
                                       2,  12, 24, 3,  20, 38, 45, 45, 70, 70};

// Two notes that are heard together, and two that follow each other a semitone, a whole tone or
// nothing apart. They are listed by how far apart on the line of fifths they are.
constexpr std::size_t kIntervals = 13;
using IntervalCosts = std::array<std::int64_t, kIntervals>;
constexpr IntervalCosts kTogether = {0, 0, 0, 0, 0, 0, 0, 15, 6, 4, 10, 40, 60};
constexpr IntervalCosts kNear = {0, 0, 0, 0, 0, 0, 0, 4, 2, 1, 3, 6, 10};
constexpr IntervalCosts kBefore = {0, 0, 0, 0, 0, 0, 0, 15, 0, 0, 8, 10, 20};
constexpr IntervalCosts kAfter = {0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 15, 20, 20};

constexpr int kFarthestKey = 9;  // from the signature, in fifths
constexpr std::int64_t kKeyChange = 40;
constexpr std::int64_t kKeyStep = 6;  // for each fifth between two keys
constexpr int kMostKeySteps = 7;      // more cost no more

// A key with its place on the line of fifths.
struct Tonality {
  int sharps = 0;  // of its signature; flats are negative
  bool minor = false;

  [[nodiscard]] int tonic() const { return minor ? sharps + 3 : sharps; }
};

// From a note to one that follows it.
struct Move {
  std::size_t from = 0;
  std::size_t to = 0;
  int semitones = 0;
};
constexpr int kLongestMove = 2;
constexpr std::size_t kMostLooks = 40;  // notes behind a note that are looked at

// Another note that speaks for or against a name.
struct Context {
  int note = 0;
  const IntervalCosts* costs = nullptr;
};

class Speller {
 public:
  Speller(const std::vector<Note>& notes, const std::vector<KeySignature>& signatures)
      : notes_(notes), signatures_(signatures), firsts_(first_notes_of_onsets(notes)) {
    list_sharps();
    list_tonalities();
    list_contexts();
  }

  std::vector<int> names() {
    const std::vector<std::size_t> keys = best_tonalities();
    std::vector<int> names(notes_.size());
    for (std::size_t onset = 0; onset + 1 < firsts_.size(); ++onset) {
      for (std::size_t i = firsts_[onset]; i < firsts_[onset + 1]; ++i) {
        names[i] = usual_name(keys[onset], notes_[i].pitch);
      }
    }
    for (int round = 0; round < 2; ++round) {
      for (std::size_t onset = 0; onset + 1 < firsts_.size(); ++onset) {
        for (std::size_t i = firsts_[onset]; i < firsts_[onset + 1]; ++i) {
          names[i] = best_name(keys[onset], i, [&names](int other) {
                       return names[as_index(other)];
                     }).fifths;
        }
      }
    }
    return names;
  }

 private:
  struct Name {
    int fifths = 0;
    std::int64_t cost = kNever;
  };

  void list_sharps() {
    std::size_t signature = 0;
    for (const Note& note : notes_) {
      while (signature + 1 < signatures_.size() && signatures_[signature + 1].onset <= note.onset) {
        ++signature;
      }
      sharps_.push_back(signatures_[signature].sharps);
    }
  }

  void list_tonalities() {
    const auto [low, high] = std::ranges::minmax(signatures_, {}, &KeySignature::sharps);
    for (int sharps = low.sharps - kFarthestKey; sharps <= high.sharps + kFarthestKey; ++sharps) {
      tonalities_.push_back({sharps, false});
      tonalities_.push_back({sharps, true});
    }
    for (const Tonality& key : tonalities_) {
      std::array<int, kSemitonesPerOctave> usual = {};
      for (int c = 0; c < kSemitonesPerOctave; ++c) {
        usual[as_index(c)] = cheapest_degree(key, c);
      }
      usual_.push_back(usual);
    }
  }

  static std::int64_t degree_cost(const Tonality& key, int fifths) {
    const int degree = fifths - key.tonic() - kFirstDegree;
    if (degree < 0 || degree >= as_int(kDegrees) || fifths < kFlattest || fifths > kSharpest) {
      return kNever;
    }
    return (key.minor ? kMinorDegrees : kMajorDegrees)[as_index(degree)];
  }

  // The place on the line of fifths from `from` on that has this pitch class.
  static int name_from(int from, int pitch_class) {
    int fifths = from;
    while (sounding_class(fifths) != pitch_class) {
      ++fifths;
    }
    return fifths;
  }

  static int cheapest_degree(const Tonality& key, int pitch_class) {
    const int low = name_from(key.tonic() + kFirstDegree, pitch_class);
    const int high = low + kSemitonesPerOctave;
    return degree_cost(key, low) <= degree_cost(key, high) ? low : high;
  }

  [[nodiscard]] int usual_name(std::size_t key, int pitch) const {
    return usual_[key][as_index(pitch % kSemitonesPerOctave)];
  }

  // Lists the notes that are heard with a note, near it, and next to it.
  void list_contexts() {
    contexts_.resize(notes_.size());
    std::vector<Move> moves;
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      const Quarters end = notes_[i].onset + notes_[i].duration;
      const std::size_t last = std::min(notes_.size(), i + kMostLooks);
      const std::size_t next = next_after(end, i, last);
      for (std::size_t j = i + 1; j < last; ++j) {
        const Note& other = notes_[j];
        if (other.onset == notes_[i].onset) {
          tie(i, j, kTogether, kTogether);
        } else if (other.onset < end) {
          tie(i, j, kNear, kTogether);
        } else if (next == last || other.onset != notes_[next].onset) {
          break;
        } else if (std::abs(other.pitch - notes_[i].pitch) <= kLongestMove) {
          moves.push_back({i, j, std::abs(other.pitch - notes_[i].pitch)});
        } else if (other.onset <= notes_[i].onset + 1) {
          tie(i, j, kNear, kNear);
        }
      }
    }
    tie_shortest(moves);
  }

  // The first note that begins at `end` or at most a quarter later; `last` when there is none
  // before it.
  [[nodiscard]] std::size_t next_after(const Quarters& end, std::size_t from,
                                       std::size_t last) const {
    std::size_t next = from + 1;
    while (next < last && notes_[next].onset < end) {
      ++next;
    }
    return next < last && notes_[next].onset <= end + 1 ? next : last;
  }

  // Only the shortest of the moves from a note and of those to a note count: others are between
  // voices.
  void tie_shortest(const std::vector<Move>& moves) {
    std::vector<int> shortest_from(notes_.size(), kLongestMove);
    std::vector<int> shortest_to(notes_.size(), kLongestMove);
    for (const auto& [from, to, semitones] : moves) {
      shortest_from[from] = std::min(shortest_from[from], semitones);
      shortest_to[to] = std::min(shortest_to[to], semitones);
    }
    for (const auto& [from, to, semitones] : moves) {
      if (semitones == shortest_from[from] && semitones == shortest_to[to]) {
        tie(from, to, kAfter, kBefore);
      } else {
        tie(from, to, kNear, kNear);
      }
    }
  }

  void tie(std::size_t earlier, std::size_t later, const IntervalCosts& of_earlier,
           const IntervalCosts& of_later) {
    contexts_[earlier].push_back({as_int(later), &of_earlier});
    contexts_[later].push_back({as_int(earlier), &of_later});
  }

  template <typename NameOf>
  [[nodiscard]] std::int64_t name_cost(std::size_t key, std::size_t note, int fifths,
                                       const NameOf& name_of) const {
    const bool is_free =
        in_signature(tonalities_[key].sharps, fifths) && in_signature(sharps_[note], fifths);
    std::int64_t cost = degree_cost(tonalities_[key], fifths);
    for (const Context& context : contexts_[note]) {
      const auto apart = as_index(std::abs(name_of(context.note) - fifths));
      const IntervalCosts& costs = is_free && context.costs == &kAfter ? kBefore : *context.costs;
      cost += costs[std::min(apart, kIntervals - 1)];
    }
    return cost;
  }

  template <typename NameOf>
  [[nodiscard]] Name best_name(std::size_t key, std::size_t note, const NameOf& name_of) const {
    Name best;
    const int from = tonalities_[key].tonic() + kFirstDegree;
    int fifths = name_from(from, notes_[note].pitch % kSemitonesPerOctave);
    for (; fifths < from + as_int(kDegrees); fifths += kSemitonesPerOctave) {
      const std::int64_t cost = name_cost(key, note, fifths, name_of);
      if (cost < best.cost) {
        best = {fifths, cost};
      }
    }
    return best;
  }

  [[nodiscard]] std::int64_t onset_cost(std::size_t key, std::size_t onset) const {
    std::int64_t cost = 0;
    for (std::size_t i = firsts_[onset]; i < firsts_[onset + 1]; ++i) {
      cost += best_name(key, i, [this, key](int other) {
                return usual_name(key, notes_[as_index(other)].pitch);
              }).cost;
    }
    return cost;
  }

  [[nodiscard]] std::int64_t change_cost(std::size_t from, std::size_t to) const {
    if (from == to) {
      return 0;
    }
    const int steps = std::abs(tonalities_[from].sharps - tonalities_[to].sharps);
    return kKeyChange + kKeyStep * std::min(steps, kMostKeySteps);
  }

  [[nodiscard]] std::int64_t signature_cost(std::size_t key, std::size_t note) const {
    const std::int64_t apart = tonalities_[key].sharps - sharps_[note];
    return apart * apart / 4;
  }

  std::vector<std::size_t> best_tonalities() {
    const std::size_t onsets = firsts_.size() - 1;
    const std::size_t keys = tonalities_.size();
    std::vector<std::int64_t> costs(keys);
    for (std::size_t key = 0; key < keys; ++key) {
      costs[key] = 4 * signature_cost(key, 0);
    }
    std::vector<std::uint16_t> from(onsets * keys);
    for (std::size_t onset = 0; onset < onsets; ++onset) {
      std::vector<std::int64_t> next(keys);
      for (std::size_t to = 0; to < keys; ++to) {
        std::size_t best = 0;
        std::int64_t least = std::numeric_limits<std::int64_t>::max();
        for (std::size_t k = 0; k < keys; ++k) {
          if (const std::int64_t cost = costs[k] + change_cost(k, to); cost < least) {
            least = cost;
            best = k;
          }
        }
        from[onset * keys + to] = static_cast<std::uint16_t>(best);
        next[to] = least + onset_cost(to, onset) + signature_cost(to, firsts_[onset]);
      }
      costs = std::move(next);
    }
    std::vector<std::size_t> best(onsets);
    auto key = as_index(std::ranges::min_element(costs) - costs.begin());
    for (std::size_t onset = onsets; onset-- > 0;) {
      best[onset] = key;
      key = from[onset * keys + key];
    }
    return best;
  }

  const std::vector<Note>& notes_;
  const std::vector<KeySignature>& signatures_;
  std::vector<std::size_t> firsts_;  // of each onset, and the number of notes
  std::vector<int> sharps_;          // of the signature in force, by note
  std::vector<Tonality> tonalities_;
  std::vector<std::array<int, kSemitonesPerOctave>> usual_;  // by tonality
  std::vector<std::vector<Context>> contexts_;               // by note
};

}  // namespace

std::vector<SpelledPitch> spell(const Score& score, const std::vector<KeySignature>& signatures) {
  check(!signatures.empty(), "paper shows a signature");
  std::vector<SpelledPitch> pitches;
  if (score.notes.empty()) {
    return pitches;
  }
  const std::vector<int> names = Speller(score.notes, signatures).names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    pitches.push_back(spelled(score.notes[i].pitch, names[i]));
  }
  return pitches;
}

}  // namespace bachprop
