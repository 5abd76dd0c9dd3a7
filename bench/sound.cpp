// How many times faster than it sounds music is synthesised, measured and written, on one thread;
// "real_time" is that number. Also how long the soundfont takes to load and the most memory used.
//
// Plays the MIDI files of BACHPROP_MIDI, separated by colons, else a chorale and a movement of a
// quartet of ../shared/corpora beside the sources' folder where they are, else a piece of its own;
// with the soundfont of BACHPROP_SOUNDFONT or the first that is installed.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/midi/smf_reader.h"
#include "bachprop/midi/smf_writer.h"
#include "bachprop/sound/recording.h"
#include "bachprop/sound/soundfont.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

struct MidiBytes {
  std::string name;
  std::vector<std::byte> bytes;
};

// A minute of four voices in quarters.
MidiBytes made_piece() {
  SmfFile file;
  for (std::uint8_t voice = 0; voice < 4; ++voice) {
    Track& track = file.tracks.emplace_back();
    for (std::int64_t quarter = 0; quarter < 120; ++quarter) {
      const auto pitch = static_cast<std::uint8_t>(48 + 7 * voice + quarter * 5 % 7);
      track.events.push_back({{quarter * 480}, 0, 0, EventKind::kNoteOn, voice, pitch, 80});
      track.events.push_back({{quarter * 480 + 470}, 0, 0, EventKind::kNoteOff, voice, pitch, 0});
    }
  }
  return {"made", write_smf(file)};
}

std::vector<fs::path> midi_paths() {
  std::vector<fs::path> paths;
  if (const char* named = std::getenv("BACHPROP_MIDI"); named != nullptr) {
    std::istringstream text(named);
    for (std::string path; std::getline(text, path, ':');) {
      paths.emplace_back(path);
    }
    return paths;
  }
  const fs::path corpora = fs::path(BACHPROP_SOURCE_DIR) / ".." / "shared" / "corpora";
  for (const char* name : {"chorales/chor001.mid", "quartets/mozart-k387-01.mid"}) {
    if (fs::exists(corpora / name)) {
      paths.push_back(corpora / name);
    }
  }
  return paths;
}

const std::vector<MidiBytes>& pieces() {
  static const std::vector<MidiBytes> read = [] {
    std::vector<MidiBytes> all;
    for (const fs::path& path : midi_paths()) {
      if (auto bytes = read_file(path, kMostMidiBytes)) {
        all.push_back({path.stem().string(), *std::move(bytes)});
      }
    }
    if (all.empty()) {
      all.push_back(made_piece());
    }
    return all;
  }();
  return read;
}

Result<Synthesizer> open_synthesizer() {
  return find_soundfont().and_then([](const fs::path& path) { return Synthesizer::open(path); });
}

double most_memory_in_mb() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void load_soundfont(benchmark::State& state) {
  for ([[maybe_unused]] const auto _ : state) {
    const auto synthesizer = open_synthesizer();
    if (!synthesizer) {
      state.SkipWithError(synthesizer.error().message().c_str());
      return;
    }
    state.SetLabel(synthesizer->soundfont().filename().string());
  }
}

// Runs `play` on one piece, which gives the seconds of sound or an error.
template <typename Play>
void measure(benchmark::State& state, const MidiBytes& piece, Play play) {
  auto synthesizer = open_synthesizer();
  double seconds = 0;
  for (auto _ : state) {
    const Result<double> played =
        synthesizer ? play(*synthesizer, piece) : tl::unexpected(synthesizer.error());
    if (!played) {
      state.SkipWithError(played.error().message().c_str());
      return;
    }
    seconds += *played;
  }
  state.counters["real_time"] = benchmark::Counter(seconds, benchmark::Counter::kIsRate);
  state.counters["most_MB"] = most_memory_in_mb();
  state.SetLabel(piece.name);
}

void synthesise_alone(benchmark::State& state, const MidiBytes& piece) {
  measure(state, piece, [](Synthesizer& synthesizer, const MidiBytes& midi) {
    const auto sink = [](std::span<const float>) { return Result<void>(); };
    return synthesizer.play(midi.bytes, midi.name, sink).map([&](const Synthesis& synthesis) {
      return static_cast<double>(synthesis.frames) / synthesizer.options().samples_per_second;
    });
  });
}

// Synthesised, measured, brought to its loudness and written.
void record_as(benchmark::State& state, const MidiBytes& piece, AudioFormat format) {
  const fs::path path = fs::temp_directory_path() / "bachprop_bench_sound";
  const std::vector<RecordingFile> files = {{path, format}};
  measure(state, piece, [&](Synthesizer& synthesizer, const MidiBytes& midi) {
    return record(synthesizer, midi.bytes, midi.name, files).map([](const Recording& recording) {
      return recording.seconds;
    });
  });
  fs::remove(path);
}

[[maybe_unused]] const bool kRegistered = [] {
  benchmark::RegisterBenchmark("load_soundfont", load_soundfont)->Unit(benchmark::kMillisecond);
  for (const MidiBytes& piece : pieces()) {
    benchmark::RegisterBenchmark("synthesise", synthesise_alone, piece)
        ->Unit(benchmark::kMillisecond);
    for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kOgg}) {
      const std::string name = "record_" + std::string(name_of(format));
      benchmark::RegisterBenchmark(name.c_str(), record_as, piece, format)
          ->Unit(benchmark::kMillisecond);
    }
  }
  return true;
}();

}  // namespace
}  // namespace bachprop
