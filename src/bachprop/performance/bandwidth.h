// How fast memory and caches can be read: beside the peak, the other bound of any work.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/parallel.h"
#include "bachprop/nn/matrix.h"

namespace bachprop {

// Where data lies.
enum class MemoryLevel { kSecondCache, kLastCache, kMemory };

template <>
struct EnumNames<MemoryLevel> {
  static constexpr std::string_view kWhat = "memory level";
  static constexpr std::array<std::pair<MemoryLevel, std::string_view>, 3> kNames = {
      {{MemoryLevel::kSecondCache, "second-level cache"},
       {MemoryLevel::kLastCache, "last-level cache"},
       {MemoryLevel::kMemory, "memory"}}};
};

// Bytes, as the system states them, or else usual sizes.
struct CacheSizes {
  std::size_t second = 1U << 20U;  // of one core
  std::size_t last = 32U << 20U;   // of all cores together
};
[[nodiscard]] CacheSizes cache_sizes();

// The nearest level that holds so many bytes.
[[nodiscard]] MemoryLevel level_of(double bytes, const CacheSizes& caches);

// Sums up an array, each thread its own: half as large as its share of the cache, or all together
// four times as large as the last cache, but at most `most_bytes` a thread.
class BandwidthMeter {
 public:
  BandwidthMeter(MemoryLevel level, int threads, std::size_t most_bytes);

  // Bytes a second of all threads together, over about `seconds`, and at least one pass.
  [[nodiscard]] double bytes_per_second(double seconds);
  // Of one thread's array.
  [[nodiscard]] std::size_t bytes() const { return arrays_.front().size() * sizeof(float); }
  [[nodiscard]] MemoryLevel level() const { return level_; }

 private:
  [[nodiscard]] double seconds_for(int passes);

  MemoryLevel level_;
  ThreadTeam team_;
  std::vector<AlignedVector<float>> arrays_;  // one a thread
  std::vector<float> sums_;                   // so that nothing is left out
  double seconds_per_pass_ = 0;               // about
};

}  // namespace bachprop
