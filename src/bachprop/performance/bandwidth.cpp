#include "bachprop/performance/bandwidth.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <set>
#include <span>
#include <string>

#include "bachprop/base/numbers.h"
#include "bachprop/base/stopwatch.h"

// One function for each width of vectors, chosen by the processor when the program starts.
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__) && \
    !defined(__SANITIZE_THREAD__)
#define BACHPROP_ALL_WIDTHS __attribute__((target_clones("default", "avx2", "avx512f")))
#else
#define BACHPROP_ALL_WIDTHS
#endif

namespace bachprop {
namespace {

constexpr std::size_t kLine = 64;  // bytes
constexpr std::size_t kLines = 4;  // read side by side: more sums than an addition takes cycles
constexpr std::size_t kStride = kLines * kLine / sizeof(float);

using Line = float __attribute__((vector_size(kLine)));

// `values`: a multiple of kStride, aligned to lines.
BACHPROP_ALL_WIDTHS float sum_of(const float* values, std::size_t count) {
  std::array<Line, kLines> sums = {};
  for (std::size_t i = 0; i < count; i += kStride) {
    const auto* lines = reinterpret_cast<const Line*>(values + i);
    sums[0] += lines[0];
    sums[1] += lines[1];
    sums[2] += lines[2];
    sums[3] += lines[3];
  }
  const Line sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  float all = 0;
  for (std::size_t i = 0; i < kLine / sizeof(float); ++i) {
    all += sum[i];
  }
  return all;
}

// "32768K" of Linux; 0 where there is no such file.
std::size_t size_in(const std::string& path) {
  std::ifstream file(path);
  std::size_t number = 0;
  char unit = ' ';
  file >> number >> unit;
  return unit == 'K' ? number << 10U : unit == 'M' ? number << 20U : number;
}

// How many caches of this index the processors have: those that share one name the same processors.
std::size_t caches_of_index(int index) {
  std::set<std::string> sharing;
  for (int cpu = 0;; ++cpu) {
    std::ifstream file(
        fmt::format("/sys/devices/system/cpu/cpu{}/cache/index{}/shared_cpu_list", cpu, index));
    std::string list;
    if (!(file >> list)) {
      return std::max<std::size_t>(1, sharing.size());
    }
    sharing.insert(list);
  }
}

std::size_t array_bytes(MemoryLevel level, int threads) {
  const CacheSizes caches = cache_sizes();
  switch (level) {
    case MemoryLevel::kSecondCache:
      return caches.second / 2;
    case MemoryLevel::kLastCache:
      return std::max(2 * caches.second, caches.last / 2 / as_index(threads));
    case MemoryLevel::kMemory:
      return 4 * caches.last / as_index(threads);
  }
  return caches.second;
}

}  // namespace

CacheSizes cache_sizes() {
  CacheSizes sizes;
  for (int index = 0; index < 8; ++index) {
    const std::string folder = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", index);
    std::ifstream level_file(folder + "level");
    int level = 0;
    const std::size_t size = level_file >> level ? size_in(folder + "size") : 0;
    if (size > 0 && level == 2) {
      sizes.second = size;
      sizes.last = std::max(sizes.last, size);
    }
    if (size > 0 && level >= 3) {
      sizes.last = size * caches_of_index(index);
    }
  }
  return sizes;
}

std::array<double, 3> shares_of(double bytes, const CacheSizes& caches) {
  const double second = std::min(bytes, as_double(caches.second));
  const double last = std::min(bytes, as_double(caches.last)) - second;
  return {second / bytes, last / bytes, (bytes - second - last) / bytes};
}

BandwidthMeter::BandwidthMeter(MemoryLevel level, int threads, std::size_t most_bytes)
    : team_(threads) {
  const std::size_t bytes = std::min(array_bytes(level, team_.threads()), most_bytes);
  const std::size_t count = std::max(kStride, bytes / sizeof(float) / kStride * kStride);
  arrays_.resize(as_index(team_.threads()));
  sums_.resize(arrays_.size());
  // Each thread touches its own first, so that a system of several nodes keeps it near.
  team_.for_each(arrays_.size(), [&](std::size_t i) { arrays_[i].assign(count, 1.0F); });
  static_cast<void>(seconds_for(1));
  seconds_per_pass_ = seconds_for(1);
}

double BandwidthMeter::seconds_for(int passes) {
  const Stopwatch clock;
  team_.for_each(arrays_.size(), [&](std::size_t i) {
    for (int pass = 0; pass < passes; ++pass) {
      sums_[i] += sum_of(arrays_[i].data(), arrays_[i].size());
    }
  });
  return clock.seconds();
}

double BandwidthMeter::bytes_per_second(double seconds) {
  const int passes = std::max(1, as_int(std::lround(seconds / seconds_per_pass_)));
  const double passed = seconds_for(passes);
  seconds_per_pass_ = passed / passes;
  return as_double(arrays_.size()) * as_double(bytes()) * passes / passed;
}

WorkingSetMeter::WorkingSetMeter(double working_set, int threads, std::size_t most_bytes) {
  const auto shares = shares_of(working_set, cache_sizes());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] > 0) {
      const MemoryLevel level = EnumNames<MemoryLevel>::kNames[i].first;
      parts_.push_back({std::make_unique<BandwidthMeter>(level, threads, most_bytes), shares[i]});
    }
  }
}

double WorkingSetMeter::bytes_per_second(double seconds) {
  double seconds_per_byte = 0;
  for (const Part& part : parts_) {
    seconds_per_byte += part.share / part.meter->bytes_per_second(seconds);
  }
  return 1 / seconds_per_byte;
}

}  // namespace bachprop
