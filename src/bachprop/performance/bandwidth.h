// How fast memory and caches can be read: beside the peak, the other bound of any work.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
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

// The shares of so many bytes that lie in each level when they are read again and again: as much as
// can stays near.
[[nodiscard]] std::array<double, 3> shares_of(double bytes, const CacheSizes& caches);

// Sums up an array, each thread its own: half as large as its share of the cache, or all together
// four times as large as the last cache, but at most `most_bytes` a thread.
class BandwidthMeter {
 public:
  BandwidthMeter(MemoryLevel level, int threads, std::size_t most_bytes);

  // Bytes a second of all threads together, over about `seconds`, and at least one pass.
  [[nodiscard]] double bytes_per_second(double seconds);
  // Of one thread's array.
  [[nodiscard]] std::size_t bytes() const { return arrays_.front().size() * sizeof(float); }

 private:
  [[nodiscard]] double seconds_for(int passes);

  ThreadTeam team_;
  std::vector<AlignedVector<float>> arrays_;  // one a thread
  std::vector<float> sums_;                   // so that nothing is left out
  double seconds_per_pass_ = 0;               // about
};

// How fast bytes move to work that reads `working_set` bytes again and again.
class WorkingSetMeter {
 public:
  // `most_bytes`: see BandwidthMeter.
  WorkingSetMeter(double working_set, int threads, std::size_t most_bytes);

  // Bytes a second of all threads together, each level over about `seconds`.
  [[nodiscard]] double bytes_per_second(double seconds);

 private:
  struct Part {
    std::unique_ptr<BandwidthMeter> meter;
    double share = 0;
  };
  std::vector<Part> parts_;  // levels whose share is not 0
};

}  // namespace bachprop
