#include "bachprop/evaluate/turns.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "bachprop/base/numbers.h"
#include "bachprop/evaluate/piece_metrics.h"

namespace bachprop {
namespace {

// Stands behind the last symbol, so that what follows a symbol adds up to its count.
constexpr std::uint32_t kAfterTheLast = 0xFFFF;
constexpr int kWidestInterval = 13;

// So many different symbols of a stream are thought possible.
double vocabulary_of(Stream stream) {
  switch (stream) {
    case Stream::kTopDegrees:
    case Stream::kBottomDegrees:
      return 2 * kSemitonesPerOctave;
    case Stream::kTopIntervals:
    case Stream::kBottomIntervals:
      return 2 * kWidestInterval + 1;
    case Stream::kTopDurations:
      return kNoteLengthClasses;
    case Stream::kChords:
      break;
  }
  return 4096;
}

// 3 bits of the stream, 2 of the length, 16 of each symbol.
std::uint64_t key_of_turn(Stream stream, std::span<const std::uint32_t> symbols) {
  std::uint64_t key = as_index(stream) * 4 + symbols.size();
  for (const std::uint32_t symbol : symbols) {
    key = (key << 16U) | symbol;
  }
  return key;
}

std::vector<std::uint32_t> degrees(const std::vector<LineNote>& line, const Key& key) {
  std::vector<std::uint32_t> symbols;
  symbols.reserve(line.size());
  for (const LineNote& note : line) {
    symbols.push_back(static_cast<std::uint32_t>(degree_in_key(note.pitch, key) +
                                                 (key.minor ? kSemitonesPerOctave : 0)));
  }
  return symbols;
}

std::vector<std::uint32_t> intervals(const std::vector<LineNote>& line) {
  std::vector<std::uint32_t> symbols;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const int interval =
        std::clamp(line[i].pitch - line[i - 1].pitch, -kWidestInterval, kWidestInterval);
    symbols.push_back(static_cast<std::uint32_t>(interval + kWidestInterval));
  }
  return symbols;
}

std::vector<std::uint32_t> durations(const std::vector<LineNote>& line) {
  std::vector<std::uint32_t> symbols;
  for (const LineNote& note : line) {
    symbols.push_back(static_cast<std::uint32_t>(note_length_class(note.duration)));
  }
  return symbols;
}

std::vector<std::uint32_t> chords(const HeardMusic& piece) {
  std::vector<std::uint32_t> symbols;
  for (const Moment& moment : piece.moments) {
    const int bass = piece.lowest(moment);
    std::uint32_t over = 0;  // bit i: i semitones over the bass, 1 to 11
    for (const HeardNote& heard : piece.at(moment)) {
      over |= 1U << static_cast<unsigned>((heard.pitch - bass) % kSemitonesPerOctave);
    }
    const auto degree = static_cast<std::uint32_t>(degree_in_key(bass, piece.key));
    symbols.push_back((degree << 11U) | (over >> 1U));
  }
  return symbols;
}

}  // namespace

std::vector<std::uint32_t> symbols_of(const HeardMusic& piece, Stream stream) {
  switch (stream) {
    case Stream::kTopDegrees:
      return degrees(piece.top, piece.key);
    case Stream::kTopIntervals:
      return intervals(piece.top);
    case Stream::kTopDurations:
      return durations(piece.top);
    case Stream::kBottomDegrees:
      return degrees(piece.bottom, piece.key);
    case Stream::kBottomIntervals:
      return intervals(piece.bottom);
    case Stream::kChords:
      break;
  }
  return chords(piece);
}

void TurnCounts::add(const HeardMusic& piece) {
  for (const auto& [stream, name] : EnumNames<Stream>::kNames) {
    std::vector<std::uint32_t> symbols = symbols_of(piece, stream);
    symbols.push_back(kAfterTheLast);
    const std::span<const std::uint32_t> all = symbols;
    for (std::size_t i = 0; i < all.size(); ++i) {
      ++counts_[key_of_turn(stream, {})];
      for (std::size_t length = 1; length <= std::min<std::size_t>(3, i + 1); ++length) {
        ++counts_[key_of_turn(stream, all.subspan(i + 1 - length, length))];
      }
    }
  }
}

void TurnCounts::add(const TurnCounts& other) {
  for (const auto& [key, count] : other.counts_) {
    counts_[key] += count;
  }
}

double TurnCounts::count(std::uint64_t key, const TurnCounts* own) const {
  const auto found = counts_.find(key);
  if (found == counts_.end()) {
    return 0;
  }
  double count = as_double(found->second);
  if (own != nullptr) {
    const auto mine = own->counts_.find(key);
    count -= mine == own->counts_.end() ? 0 : as_double(mine->second);
  }
  return count;
}

// Each longer turn is mixed with the shorter one as if that had been met kPrior times.
std::vector<double> TurnCounts::surprises(Stream stream, const std::vector<std::uint32_t>& symbols,
                                          const TurnCounts* own) const {
  constexpr double kPrior = 4;
  std::vector<double> nats;
  const std::span<const std::uint32_t> all = symbols;
  const double total = count(key_of_turn(stream, {}), own);
  const auto met = [&](std::size_t last, std::size_t length) {
    return count(key_of_turn(stream, all.subspan(last + 1 - length, length)), own);
  };
  for (std::size_t i = 2; i < all.size(); ++i) {
    double p = (met(i, 1) + kPrior / vocabulary_of(stream)) / (total + kPrior);
    p = (met(i, 2) + kPrior * p) / (met(i - 1, 1) + kPrior);
    p = (met(i, 3) + kPrior * p) / (met(i - 1, 2) + kPrior);
    nats.push_back(-std::log(p));
  }
  return nats;
}

std::vector<std::pair<std::uint64_t, std::int64_t>> TurnCounts::entries() const {
  std::vector<std::pair<std::uint64_t, std::int64_t>> entries(counts_.begin(), counts_.end());
  std::ranges::sort(entries);
  return entries;
}

}  // namespace bachprop
