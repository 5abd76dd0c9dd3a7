// What benchmarks of growth share: memory, time, a process of its own for each size.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/composer.h"
#include "bachprop/train/bundled_model.h"

namespace bachprop {

inline constexpr std::int64_t kMostNotes = 10'000'000;

// FOLDER... [--most NOTES]
struct GrowthArguments {
  std::vector<std::filesystem::path> folders;
  std::int64_t most = kMostNotes;
};

inline GrowthArguments growth_arguments(std::span<char*> words) {
  GrowthArguments arguments;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (std::string_view(words[i]) == "--most" && i + 1 < words.size()) {
      arguments.most = std::stoll(words[++i]);
    } else {
      arguments.folders.emplace_back(words[i]);
    }
  }
  return arguments;
}

// At least so many notes that the bundled chorales model composes.
inline Result<std::vector<Score>> composed_scores(std::int64_t notes) {
  constexpr int kPieces = 512;
  const auto model = TRY(bundled_model("chorales"));
  std::vector<Score> scores;
  std::int64_t composed = 0;
  for (std::uint64_t seed = 1; composed < notes; ++seed) {
    auto more =
        TRY(compose(model, {.pieces = kPieces, .seed = seed, .threads = available_threads()}));
    for (ComposedPiece& piece : more) {
      composed += std::ssize(piece.score.notes);
      scores.push_back(std::move(piece.score));
    }
  }
  return scores;
}

inline std::int64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  file >> size >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

inline std::int64_t most_resident_bytes() {
  constexpr std::int64_t kKibibyte = 1024;
  std::ifstream file("/proc/self/status");
  std::string word;
  while (file >> word && word != "VmHWM:") {
  }
  std::int64_t kibibytes = 0;
  file >> kibibytes;
  return kibibytes * kKibibyte;
}

// From now on most_resident_bytes() means what comes next.
inline void forget_most_resident_bytes() { std::ofstream("/proc/self/clear_refs") << 5; }

// All threads of this process together.
inline double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// measure(100,000), measure(300,000) ... up to `most`, each in a process of its own, so that the
// memory of one does not serve the next.
template <typename Measure>
void measure_growth(std::int64_t most, const Measure& measure) {
  for (const std::int64_t size : {100'000, 300'000, 1'000'000, 3'000'000, 10'000'000}) {
    std::fflush(stdout);
    const pid_t child = size <= most ? ::fork() : -1;
    if (child == 0) {
      measure(size);
      std::fflush(stdout);
      ::_exit(0);
    }
    if (child > 0) {
      ::waitpid(child, nullptr, 0);
    }
  }
}

}  // namespace bachprop
