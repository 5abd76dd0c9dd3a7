// From MIDI bytes to events, to paired notes, to scores and to normalised rhythm; the bytes a
// second are those of the MIDI files, which are in memory. One thread.
//
// Reads the .mid files of the folder BACHPROP_MIDI, else those of ../shared/corpora beside the
// sources' folder where it is, else files that it makes itself.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/base/random.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf_reader.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_writer.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::byte>;

std::vector<fs::path> midi_files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".mid") {
      files.push_back(entry.path());
    }
  }
  std::ranges::sort(files);
  return files;
}

std::vector<fs::path> midi_files() {
  if (const char* folder = std::getenv("BACHPROP_MIDI"); folder != nullptr) {
    return midi_files_in(folder);
  }
  const fs::path corpora = fs::path(BACHPROP_SOURCE_DIR) / ".." / "shared" / "corpora";
  std::vector<fs::path> files;
  for (const char* name : {"chorales", "nottingham", "quartets", "sankey"}) {
    if (fs::is_directory(corpora / name)) {
      const auto more = midi_files_in(corpora / name);
      files.insert(files.end(), more.begin(), more.end());
    }
  }
  return files;
}

// Four voices of 16th notes and longer ones, a third of them a little off the grid.
Bytes made_file(std::uint64_t seed) {
  Random random({seed});
  Score score;
  score.voice_names = {"soprano", "alto", "tenor", "bass"};
  std::array<Quarters, 4> ends{};
  for (Quarters now; now < 200; now += Quarters(1, 4)) {
    for (int voice = 3; voice >= 0; --voice) {
      Quarters& end = ends.at(static_cast<std::size_t>(voice));
      if (end <= now) {
        const Quarters off_grid(static_cast<std::int64_t>(random.below(3)) / 2, 480);
        const Quarters duration(1 + static_cast<std::int64_t>(random.below(6)), 4);
        const int pitch = 72 - 10 * voice + static_cast<int>(random.below(9));
        score.notes.push_back({now + off_grid, duration - Quarters(1, 240), pitch});
        score.voices.push_back(voice);
        end = now + duration;
      }
    }
  }
  return write_score(score);
}

std::vector<Bytes> read_or_make_files() {
  std::vector<Bytes> contents;
  const std::vector<fs::path> paths = midi_files();
  for (const fs::path& path : paths) {
    if (auto bytes = read_file(path, kMostMidiBytes)) {
      contents.push_back(*std::move(bytes));
    }
  }
  constexpr std::uint64_t kMade = 200;
  for (std::uint64_t seed = 0; paths.empty() && seed < kMade; ++seed) {
    contents.push_back(made_file(seed));
  }
  return contents;
}

const std::vector<Bytes>& files() {
  static const std::vector<Bytes> contents = read_or_make_files();
  return contents;
}

std::int64_t total_size() {
  std::int64_t size = 0;
  for (const Bytes& file : files()) {
    size += std::ssize(file);
  }
  return size;
}

// Runs `read` on each file; `read` returns something that must be computed.
template <typename Read>
void measure(benchmark::State& state, Read read) {
  const std::int64_t size = total_size();
  for (auto _ : state) {
    for (std::size_t i = 0; i < files().size(); ++i) {
      benchmark::DoNotOptimize(read(i));
    }
  }
  state.SetBytesProcessed(state.iterations() * size);
}

// How fast the bytes can be looked at at all.
void bytes_alone(benchmark::State& state) {
  measure(state, [](std::size_t i) {
    std::uint64_t sum = 0;
    for (const std::byte byte : files()[i]) {
      sum += std::to_integer<std::uint64_t>(byte);
    }
    return sum;
  });
}
BENCHMARK(bytes_alone)->Unit(benchmark::kMillisecond);

void bytes_to_events(benchmark::State& state) {
  measure(state, [](std::size_t i) { return read_smf(files()[i], "file").has_value(); });
}
BENCHMARK(bytes_to_events)->Unit(benchmark::kMillisecond);

void bytes_to_paired_notes(benchmark::State& state) {
  measure(state, [](std::size_t i) { return read_notes(files()[i], "file").has_value(); });
}
BENCHMARK(bytes_to_paired_notes)->Unit(benchmark::kMillisecond);

void bytes_to_paired_notes_byte_by_byte(benchmark::State& state) {
  measure(state, [](std::size_t i) {
    return read_notes(files()[i], "file", {.byte_by_byte = true}).has_value();
  });
}
BENCHMARK(bytes_to_paired_notes_byte_by_byte)->Unit(benchmark::kMillisecond);

void bytes_to_scores(benchmark::State& state) {
  measure(state, [](std::size_t i) { return read_score(files()[i], "file").has_value(); });
}
BENCHMARK(bytes_to_scores)->Unit(benchmark::kMillisecond);

void scores_to_normalised_rhythm(benchmark::State& state) {
  std::vector<Score> scores;
  for (const Bytes& file : files()) {
    scores.push_back(read_score(file, "file").value_or(ScoreReading{}).score);
  }
  measure(state, [&](std::size_t i) { return normalise_rhythm(scores[i]).onsets; });
}
BENCHMARK(scores_to_normalised_rhythm)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bachprop
