// How much of a piece is its own, how much stands in pieces that are known, and where.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/quarters.h"
#include "bachprop/copies/note_patterns.h"
#include "bachprop/copies/pattern_index.h"
#include "bachprop/score/score.h"

namespace bachprop {

constexpr int kLongestPattern = 32;
// The length that is named where one figure has to stand for all: two chords of four voices.
constexpr int kUsualPattern = 8;

// For each length k, 1 .. kLongestPattern, the number of patterns of k notes, each place counted.
// Beside it stands how many of them are in no known piece. Entry 0 is not used.
struct NoveltyProfile {
  std::array<std::int64_t, kLongestPattern + 1> patterns = {};
  std::array<std::int64_t, kLongestPattern + 1> own = {};

  // 0: all copied, 1: nothing; not a number for fewer than k notes.
  [[nodiscard]] double share(int k) const {
    const auto i = as_index(k);
    return as_double(own[i]) / as_double(patterns[i]);
  }
  // Adds the places of further pieces.
  NoveltyProfile& operator+=(const NoveltyProfile& other);
  friend bool operator==(const NoveltyProfile&, const NoveltyProfile&) = default;
};

// A passage that stands in a known piece too, perhaps in another key or at another speed.
struct Copy {
  int notes = 0;                 // in a row
  int first_note = 0;            // in the piece
  int source = 0;                // which known piece; the earliest of those that hold all of it
  int source_note = 0;           // its first note there
  int semitones = 0;             // how much higher than there
  Quarters duration_factor = 1;  // by how much its times are longer than there

  friend bool operator==(const Copy&, const Copy&) = default;
};

struct Novelty {
  NoveltyProfile profile = {};
  // The longest, the first of those equally long; nothing when no two notes in a row are known.
  std::optional<Copy> longest_copy = {};
  // Notes of the piece in passages of kUsualPattern notes or more that are known.
  int notes_in_copies = 0;
  int notes = 0;

  [[nodiscard]] double share_in_copies() const {
    return as_double(notes_in_copies) / as_double(notes);
  }
  [[nodiscard]] int longest() const { return longest_copy ? longest_copy->notes : 0; }
};

// The patterns of one kind of all pieces that are known. The notes must outlive it.
class KnownPatterns {
 public:
  KnownPatterns(std::vector<std::span<const Note>> pieces, PatternKind kind);

  // The novelty of any piece. With `except`, which may be the number of the piece itself among
  // those known, only what stands in others counts: leave-one-out.
  [[nodiscard]] Novelty novelty(std::span<const Note> piece,
                                int except = PatternIndex::kNoPiece) const;

  [[nodiscard]] std::size_t pieces() const { return pieces_.size(); }

 private:
  // Which pieces hold a head: the first, and one more, or -1.
  struct Holders {
    int first = -1;
    int other = -1;
  };
  [[nodiscard]] bool holds_head(PatternStep head, int except) const;
  [[nodiscard]] Copy copy_at(std::span<const Note> piece, std::size_t last_note,
                             const PatternMatch& match) const;

  PatternKind kind_;
  std::vector<std::span<const Note>> pieces_;
  PatternIndex index_;
  std::unordered_map<PatternStep, Holders> heads_;
};

// Two pieces of which most is the same.
struct NearDuplicate {
  int piece = 0;
  int of = 0;  // the known piece
  double share =
      0;  // of the piece's notes, in passages of kUsualPattern notes or more that stand there
};

// The pieces of which at least `least_share` stands in one other, each with the one that holds most
// of it. (Among several, with the one that holds the beginnings of most of its copied passages.)
// With `among_themselves` the known pieces are the pieces themselves. Exact patterns.
[[nodiscard]] std::vector<NearDuplicate> near_duplicates(
    std::span<const std::span<const Note>> pieces, std::span<const std::span<const Note>> known,
    bool among_themselves, double least_share = 0.5);

}  // namespace bachprop
