#include "bachprop/generate/corpus_key.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "bachprop/analysis/printed_key.h"
#include "bachprop/analysis/printed_keys.h"
#include "bachprop/analysis/score_bars.h"
#include "bachprop/base/numbers.h"
#include "bachprop/score/transposition.h"

namespace bachprop {
namespace {

// So few notes outside of their line's compass, of a thousand, are as good as none.
constexpr int kFewOutside = 2;
// So many more where a piece would need double accidentals otherwise.
constexpr int kSomeOutside = 10;

// For each line how many notes it has at each pitch.
using PitchesOfLines = std::array<std::array<int, kHighestPitch + 1>, kLines>;

PitchesOfLines pitches_of_lines(const Score& score) {
  PitchesOfLines counts = {};
  const std::vector<ChordLine> lines = lines_of(score.notes);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ++counts.at(as_index(static_cast<int>(lines[i]))).at(as_index(score.notes[i].pitch));
  }
  return counts;
}

int outside(const PitchesOfLines& counts, const CorpusProfile& profile, int shift) {
  int notes = 0;
  for (std::size_t line = 0; line < kLines; ++line) {
    const Compass& compass = profile.compass.at(line);
    for (int pitch = kLowestPitch; pitch <= kHighestPitch; ++pitch) {
      const int moved = pitch + shift;
      notes += moved < compass.lowest || moved > compass.highest
                   ? counts.at(line).at(as_index(pitch))
                   : 0;
    }
  }
  return notes;
}

// Each semitone by which the top line lies higher or lower than in eight of ten pieces counts as
// much as one note outside in a hundred.
int out_of_register(const Score& score, const CorpusProfile& profile, int shift) {
  const auto own = register_of(score.notes);
  const Spread<int>& usual = profile.registers;
  if (!own || usual.greatest == 0) {
    return 0;
  }
  const int moved = *own + shift;
  const int semitones = std::max({0, usual.tenth - moved, moved - usual.ninetieth});
  constexpr std::size_t kHundred = 100;
  return semitones * as_int((score.notes.size() + kHundred - 1) / kHundred);
}

// A way to move a piece.
struct Move {
  int shift = 0;
  int outside = 0;          // notes
  std::int64_t pieces = 0;  // of the corpus in the key that it leads to

  // The better one is less.
  [[nodiscard]] auto rank() const { return std::tuple(outside, std::abs(shift)); }
};

// The shifts that keep a piece inside of the dictionary, none among them.
std::pair<int, int> range_of_shifts(const Score& score, const PitchDictionary& pitches) {
  const auto [low, high] = std::ranges::minmax(score.notes, {}, &Note::pitch);
  return {std::min(0, pitches.lowest() - low.pitch), std::max(0, pitches.highest() - high.pitch)};
}

// Semitones up from one signature to another, 0 .. 11.
int semitones_between(int from_sharps, int to_sharps) {
  const int up = 7 * (to_sharps - from_sharps) % kSemitonesPerOctave;
  return (up + kSemitonesPerOctave) % kSemitonesPerOctave;
}

// The best way of those that are so many semitones modulo an octave.
std::optional<Move> best_move(const Score& score, const PitchesOfLines& counts,
                              const CorpusProfile& profile, const std::pair<int, int>& shifts,
                              int semitones) {
  std::optional<Move> best;
  for (int shift = shifts.first; shift <= shifts.second; ++shift) {
    if ((shift - semitones) % kSemitonesPerOctave != 0) {
      continue;
    }
    const Move move{
        .shift = shift,
        .outside = outside(counts, profile, shift) + out_of_register(score, profile, shift)};
    if (!best || move.rank() < best->rank()) {
      best = move;
    }
  }
  return best;
}

// One way for each key of the corpus, of this mode if it has any.
std::vector<Move> moves_into(const Score& score, const CorpusProfile& profile,
                             const PitchDictionary& pitches) {
  const KeySignature own = printed_key_of(score).signature;
  const bool same_mode = std::ranges::any_of(
      profile.keys, [&](const KeyCount& key) { return key.signature.minor == own.minor; });
  const PitchesOfLines counts = pitches_of_lines(score);
  const auto shifts = range_of_shifts(score, pitches);
  std::vector<Move> moves;
  for (const KeyCount& key : profile.keys) {
    if (same_mode && key.signature.minor != own.minor) {
      continue;
    }
    const int semitones = semitones_between(own.sharps, key.signature.sharps);
    if (auto move = best_move(score, counts, profile, shifts, semitones)) {
      move->pieces = key.pieces;
      moves.push_back(*move);
    }
  }
  return moves;
}

std::size_t draw(const std::vector<Move>& moves, Random& random) {
  std::int64_t all = 0;
  for (const Move& move : moves) {
    all += move.pieces;
  }
  auto left = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(all)));
  std::size_t move = 0;
  for (; left >= moves[move].pieces; ++move) {
    left -= moves[move].pieces;
  }
  return move;
}

// How hard the piece would be to read: its double sharps and flats, and as much as all its notes
// for a key signature, perhaps of a part of it, with more signs than any of the corpus's.
int difficulty(Score score, int shift, int most_signs) {
  transpose(score, shift);
  std::vector<Quarters> lines;
  for (const Bar& bar : bars_of(score)) {
    lines.push_back(bar.start);
  }
  const std::vector<KeySignature> keys = printed_keys_of(score, lines);
  const bool has_more = std::ranges::any_of(
      keys, [&](const KeySignature& key) { return std::abs(key.sharps) > most_signs; });
  return count_accidentals(score, keys, lines).double_ones +
         (has_more ? as_int(score.notes.size()) : 0);
}

int most_signs_of(const CorpusProfile& profile) {
  int most = 0;
  for (const KeyCount& key : profile.keys) {
    most = std::max(most, std::abs(key.signature.sharps));
  }
  return most;
}

// The moves that fit, in an order that is drawn in proportion to their pieces, and then those that
// nearly do.
std::vector<Move> in_order(std::vector<Move> moves, int notes, Random& random) {
  const int fewest = std::ranges::min(moves, {}, &Move::outside).outside;
  const int few = std::max(fewest, kFewOutside * notes / 1000);
  const int most = few + kSomeOutside * notes / 1000;
  std::erase_if(moves, [&](const Move& move) { return move.outside > most; });
  std::ranges::stable_sort(moves, {}, &Move::outside);
  std::vector<Move> order;
  const auto fits = [&](const Move& move) { return move.outside <= few; };
  while (!moves.empty() && fits(moves.front())) {
    const auto end = std::ranges::find_if_not(moves, fits);
    const std::size_t drawn = draw({moves.begin(), end}, random);
    order.push_back(moves[drawn]);
    moves.erase(moves.begin() + static_cast<std::ptrdiff_t>(drawn));
  }
  order.insert(order.end(), moves.begin(), moves.end());
  return order;
}

// The first that is easy to read, else the one that is least hard.
int first_easy(const Score& score, const std::vector<Move>& order, int most_signs) {
  int least = std::numeric_limits<int>::max();
  int shift = 0;
  for (const Move& move : order) {
    if (least == 0) {
      break;
    }
    if (const int hard = difficulty(score, move.shift, most_signs); hard < least) {
      least = hard;
      shift = move.shift;
    }
  }
  return shift;
}

}  // namespace

int shift_into_corpus(const Score& score, const CorpusProfile& profile,
                      const PitchDictionary& pitches, Random& random) {
  if (score.notes.empty() || profile.keys.empty()) {
    return 0;
  }
  const std::vector<Move> moves = moves_into(score, profile, pitches);
  if (moves.empty()) {
    return 0;
  }
  return first_easy(score, in_order(moves, as_int(score.notes.size()), random),
                    most_signs_of(profile));
}

int shift_into_key(const Score& score, const KeySignature& key, const CorpusProfile& profile,
                   const PitchDictionary& pitches) {
  if (score.notes.empty()) {
    return 0;
  }
  constexpr int kFifthsToMinorTonic = 3;
  const int wanted = key.sharps + (key.minor ? kFifthsToMinorTonic : 0);
  const int semitones = semitones_between(0, wanted) - printed_key_of(score).key.tonic;
  const auto known = best_move(score, pitches_of_lines(score), profile,
                               range_of_shifts(score, pitches), semitones);
  if (known) {
    return known->shift;
  }
  // Wider than the dictionary: the nearest way.
  const int up = (semitones % kSemitonesPerOctave + kSemitonesPerOctave) % kSemitonesPerOctave;
  return up > kSemitonesPerOctave / 2 ? up - kSemitonesPerOctave : up;
}

bool has_mode_of(const Score& score, const KeySignature& key) {
  return printed_key_of(score).key.minor == key.minor;
}

int notes_outside(const Score& score, const CorpusProfile& profile, int shift) {
  return outside(pitches_of_lines(score), profile, shift);
}

}  // namespace bachprop
