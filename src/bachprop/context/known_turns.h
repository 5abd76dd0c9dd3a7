// Turns that a corpus knows: how chords and outer lines go on in it, as counts of a few in a row.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// What is followed through a piece, from one complete chord to the next. All of it is the same in
// every key.
enum class TurnStream {
  kChords,  // what stands over the lowest note, and how that one has moved
  kTop,     // the intervals of the highest note
  kBottom,  // of the lowest
};
constexpr std::size_t kTurnStreams = 3;

// The last symbols of a stream.
class TurnsSoFar {
 public:
  static constexpr std::size_t kLongest = 4;  // symbols in a row

  void begin() { size_ = 0; }
  // `first`: the symbol where it stands first in a turn, and has moved from nothing.
  void take(std::uint32_t symbol, std::uint32_t first);
  // So many symbols, at most kLongest, have come.
  [[nodiscard]] std::size_t size() const { return size_; }
  // The hash of the last `length` symbols, 1 .. size(); of those before the last one alone.
  [[nodiscard]] std::uint32_t turn(TurnStream stream, std::size_t length) const;
  [[nodiscard]] std::uint32_t beginning(TurnStream stream, std::size_t length) const;

 private:
  std::array<std::pair<std::uint32_t, std::uint32_t>, kLongest> latest_ = {};  // the last one first
  std::size_t size_ = 0;
};

// How well a turn is known.
struct TurnFamiliarity {
  double surprise = 0;     // of its last symbol, in nats
  std::size_t length = 0;  // of its longest end that is known
};

class KnownTurns {
 public:
  // The turns that end with the last symbol.
  void add(TurnStream stream, const TurnsSoFar& turns);
  void add(const KnownTurns& other);

  // Of the turns that end with the last symbol. What `own` (or null) knows was added to these, and
  // is taken off. Each longer turn is mixed with the shorter one as if that had been met twice.
  [[nodiscard]] TurnFamiliarity familiarity(TurnStream stream, const TurnsSoFar& turns,
                                            const KnownTurns* own) const;

  // For files: hashes and counts, sorted, 6 bytes each, little-endian.
  [[nodiscard]] std::vector<std::byte> bytes() const;
  // An error where they are no multiple of 6.
  [[nodiscard]] static Result<KnownTurns> from_bytes(std::span<const std::byte> bytes);

  friend bool operator==(const KnownTurns&, const KnownTurns&) = default;

 private:
  [[nodiscard]] double count(std::uint32_t hash, const KnownTurns* own) const;

  std::unordered_map<std::uint32_t, std::uint16_t> counts_;  // up to 65535
};

}  // namespace bachprop
