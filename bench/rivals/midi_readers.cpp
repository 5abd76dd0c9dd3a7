// Ours and other programs' MIDI readers, from bytes in memory to events or notes, in turn.
//
//   midi_readers FOLDER...
//
// Each reader reads all files of a folder, then the next reader does, and so on around; the table
// gives the medians of MB/s. Files that a reader refuses count for it all the same.
#include <fmt/core.h>
#include <glib.h>
#include <portSMF/allegro.h>
#include <portSMF/mfmidi.h>
#include <smf.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/corpus/find_files.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf_reader.h"

namespace {

constexpr int kRounds = 9;

using Bytes = std::vector<std::byte>;

// What a reader found: how much it gives differs, so that only its own figures compare.
using Count = std::size_t;

Count our_notes(const Bytes& bytes) {
  const auto reading = bachprop::read_notes(bytes, "file", {.keep_percussion = true});
  Count notes = 0;
  if (reading) {
    for (const auto& track : reading->file.tracks) {
      notes += track.notes.size();
    }
  }
  return notes;
}

Count our_events(const Bytes& bytes) {
  const auto reading = bachprop::read_smf(bytes, "file");
  Count events = 0;
  if (reading) {
    for (const auto& track : reading->file.tracks) {
      events += track.events.size();
    }
  }
  return events;
}

// portsmf's parser alone: each event becomes a call that keeps nothing. portsmf's class has no
// virtual destructor to override.
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class EventCounter : public Midifile_reader {
 public:
  explicit EventCounter(const Bytes& bytes) : bytes_(bytes) {}
  [[nodiscard]] Count events() const { return events_; }

 private:
  void* Mf_malloc(size_t size) override { return std::malloc(size); }
  void Mf_free(void* object, size_t) override { std::free(object); }
  int Mf_getc() override { return at_ < bytes_.size() ? std::to_integer<int>(bytes_[at_++]) : -1; }
  void Mf_starttrack() override {}
  void Mf_endtrack() override {}
  void Mf_chanprefix(int) override {}
  void Mf_portprefix(int) override {}
  void Mf_eot() override {}
  void Mf_error(char*) override {}
  void Mf_header(int, int, int) override {}
  void Mf_on(int, int, int) override { ++events_; }
  void Mf_off(int, int, int) override { ++events_; }
  void Mf_pressure(int, int, int) override { ++events_; }
  void Mf_controller(int, int, int) override { ++events_; }
  void Mf_pitchbend(int, int, int) override { ++events_; }
  void Mf_program(int, int) override { ++events_; }
  void Mf_chanpressure(int, int) override { ++events_; }
  void Mf_sysex(int, unsigned char*) override { ++events_; }
  void Mf_arbitrary(int, unsigned char*) override { ++events_; }
  void Mf_metamisc(int, int, unsigned char*) override { ++events_; }
  void Mf_seqnum(int) override { ++events_; }
  void Mf_smpte(int, int, int, int, int) override { ++events_; }
  void Mf_timesig(int, int, int, int) override { ++events_; }
  void Mf_tempo(int) override { ++events_; }
  void Mf_keysig(int, int) override { ++events_; }
  void Mf_sqspecific(int, unsigned char*) override { ++events_; }
  void Mf_text(int, int, unsigned char*) override { ++events_; }

  const Bytes& bytes_;
  std::size_t at_ = 0;
  Count events_ = 0;
};

Count portsmf_events(const Bytes& bytes) {
  EventCounter counter(bytes);
  counter.midifile();
  counter.finalize();
  return counter.events();
}

Count portsmf_notes(const Bytes& bytes) {
  std::istringstream stream(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  Alg_seq sequence(stream, /*smf=*/true);
  Count events = 0;
  for (int i = 0; i < sequence.tracks(); ++i) {
    events += static_cast<Count>(sequence.track(i)->length());
  }
  return events;
}

Count libsmf_events(const Bytes& bytes) {
  smf_t* smf = smf_load_from_memory(bytes.data(), static_cast<int>(bytes.size()));
  if (smf == nullptr) {
    return 0;
  }
  Count events = 0;
  for (int i = 1; i <= smf->number_of_tracks; ++i) {
    events += static_cast<Count>(smf_get_track_by_number(smf, i)->number_of_events);
  }
  smf_delete(smf);
  return events;
}

struct Reader {
  const char* name;
  Count (*read)(const Bytes&);
};

constexpr std::array<Reader, 5> kReaders = {{
    {"ours: paired notes", our_notes},
    {"ours: events", our_events},
    {"portsmf: events, kept nowhere", portsmf_events},
    {"portsmf: paired notes", portsmf_notes},
    {"libsmf: events", libsmf_events},
}};

std::vector<Bytes> files_below(const std::filesystem::path& folder) {
  std::vector<Bytes> files;
  const auto found = bachprop::find_midi_files(std::span(&folder, 1));
  if (!found) {
    fmt::print(stderr, "midi_readers: {}\n", found.error().message());
    std::exit(1);
  }
  for (const auto& file : found->files) {
    if (auto bytes = bachprop::read_file(file.path)) {
      files.push_back(std::move(*bytes));
    }
  }
  return files;
}

double size_of(const std::vector<Bytes>& files) {
  double sum = 0;
  for (const Bytes& bytes : files) {
    sum += static_cast<double>(bytes.size());
  }
  return sum;
}

struct Turn {
  double bytes_per_second;
  Count found;
};

// The folder as often as it takes for some milliseconds.
Turn read_all(const Reader& reader, const std::vector<Bytes>& files) {
  constexpr double kSeconds = 0.05;
  const auto begin = std::chrono::steady_clock::now();
  double seconds = 0;
  double bytes = 0;
  Count found = 0;
  while (seconds < kSeconds) {
    found = 0;
    for (const Bytes& file : files) {
      found += reader.read(file);
    }
    bytes += size_of(files);
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  return {bytes / seconds, found};
}

void compare(const std::filesystem::path& folder) {
  const std::vector<Bytes> files = files_below(folder);
  std::array<std::vector<double>, kReaders.size()> speeds;
  std::array<Count, kReaders.size()> found = {};
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t i = 0; i < kReaders.size(); ++i) {
      const Turn turn = read_all(kReaders[i], files);
      speeds[i].push_back(turn.bytes_per_second);
      found[i] = turn.found;
    }
  }
  constexpr double kMega = 1e6;
  fmt::print("{}: {} files, {:.1f} MB\n", folder.filename().string(), files.size(),
             size_of(files) / kMega);
  for (std::size_t i = 0; i < kReaders.size(); ++i) {
    std::ranges::sort(speeds[i]);
    fmt::print("  {:32}{:8.1f} MB/s  ({:.1f} to {:.1f}){:12} found\n", kReaders[i].name,
               speeds[i][kRounds / 2] / kMega, speeds[i].front() / kMega, speeds[i].back() / kMega,
               found[i]);
  }
}

// libsmf reports what it repairs through GLib, on standard error.
void silence(const gchar*, GLogLevelFlags, const gchar*, gpointer) {}

}  // namespace

int main(int argc, char** argv) {
  g_log_set_default_handler(silence, nullptr);
  if (argc < 2) {
    fmt::print(stderr, "usage: midi_readers FOLDER...\n");
    return 2;
  }
  for (const char* folder : std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    compare(folder);
  }
}
