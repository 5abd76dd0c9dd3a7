#include "bachprop/context/known_turns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::uint64_t kHashFactor = 0x9E3779B97F4A7C15;
constexpr std::size_t kEntryBytes = 6;
constexpr unsigned kByteBits = 8;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash = (hash ^ value) * kHashFactor;
  return hash ^ (hash >> 29U);
}

// So many different symbols of a stream are thought possible.
double symbols_of(TurnStream stream) {
  constexpr double kChordSymbols = 4096;
  constexpr double kIntervals = 27;
  return stream == TurnStream::kChords ? kChordSymbols : kIntervals;
}

}  // namespace

void TurnsSoFar::take(std::uint32_t symbol, std::uint32_t first) {
  std::copy_backward(latest_.begin(), latest_.end() - 1, latest_.end());
  latest_.front() = {symbol, first};
  size_ = std::min(size_ + 1, kLongest);
}

std::uint32_t TurnsSoFar::turn(TurnStream stream, std::size_t length) const {
  std::uint64_t hash = beginning(stream, length);
  hash = mixed(hash, 1 + std::uint64_t{latest_[0].first});
  return static_cast<std::uint32_t>(hash >> 32U);
}

std::uint32_t TurnsSoFar::beginning(TurnStream stream, std::size_t length) const {
  std::uint64_t hash = mixed(kHashFactor, 16 * static_cast<std::uint64_t>(stream) + length);
  for (std::size_t back = length - 1; back > 0; --back) {
    const auto& [symbol, first] = latest_.at(back);
    hash = mixed(hash, 1 + std::uint64_t{back + 1 == length ? first : symbol});
  }
  return static_cast<std::uint32_t>(hash >> 32U);
}

void KnownTurns::add(TurnStream stream, const TurnsSoFar& turns) {
  const auto met = [&](std::uint32_t hash) {
    std::uint16_t& count = counts_[hash];
    if (count < std::numeric_limits<std::uint16_t>::max()) {
      ++count;
    }
  };
  for (std::size_t length = 1; length <= turns.size(); ++length) {
    met(turns.beginning(stream, length));
    met(turns.turn(stream, length));
  }
}

void KnownTurns::add(const KnownTurns& other) {
  constexpr int kMost = std::numeric_limits<std::uint16_t>::max();
  for (const auto& [hash, count] : other.counts_) {
    std::uint16_t& sum = counts_[hash];
    sum = static_cast<std::uint16_t>(std::min(kMost, sum + count));
  }
}

double KnownTurns::count(std::uint32_t hash, const KnownTurns* own) const {
  const auto found = counts_.find(hash);
  if (found == counts_.end()) {
    return 0;
  }
  int count = found->second;
  if (own != nullptr) {
    const auto mine = own->counts_.find(hash);
    count -= mine == own->counts_.end() ? 0 : mine->second;
  }
  return as_double(count);
}

TurnFamiliarity KnownTurns::familiarity(TurnStream stream, const TurnsSoFar& turns,
                                        const KnownTurns* own) const {
  constexpr double kPrior = 2;
  TurnFamiliarity familiarity;
  double p = 1 / symbols_of(stream);
  for (std::size_t length = 1; length <= turns.size(); ++length) {
    const double met = count(turns.turn(stream, length), own);
    p = (met + kPrior * p) / (count(turns.beginning(stream, length), own) + kPrior);
    familiarity.length = met > 0 ? length : familiarity.length;
  }
  familiarity.surprise = -std::log(p);
  return familiarity;
}

std::vector<std::byte> KnownTurns::bytes() const {
  std::vector<std::pair<std::uint32_t, std::uint16_t>> entries(counts_.begin(), counts_.end());
  std::ranges::sort(entries);
  std::vector<std::byte> bytes;
  bytes.reserve(kEntryBytes * entries.size());
  const auto write = [&](std::uint32_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i, value >>= kByteBits) {
      bytes.push_back(static_cast<std::byte>(value & 0xFFU));
    }
  };
  for (const auto& [hash, count] : entries) {
    write(hash, sizeof(hash));
    write(count, sizeof(count));
  }
  return bytes;
}

Result<KnownTurns> KnownTurns::from_bytes(std::span<const std::byte> bytes) {
  if (bytes.size() % kEntryBytes != 0) {
    return fail(fmt::format("{} bytes are no whole number of turns", bytes.size()));
  }
  KnownTurns turns;
  const auto read = [&](std::size_t begin, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i > 0; --i) {
      value = (value << kByteBits) | std::to_integer<std::uint32_t>(bytes[begin + i - 1]);
    }
    return value;
  };
  for (std::size_t at = 0; at < bytes.size(); at += kEntryBytes) {
    const std::uint32_t hash = read(at, sizeof(std::uint32_t));
    turns.counts_[hash] =
        static_cast<std::uint16_t>(read(at + sizeof(std::uint32_t), sizeof(std::uint16_t)));
  }
  return turns;
}

}  // namespace bachprop
