// Writes scores as MusicXML, and beside each the notes that must be heard from it.
//
//   notation_samples FOLDER planted
//   notation_samples FOLDER CORPUS FIRST STEP
//
// Of a corpus each file from number FIRST on in steps of STEP, in order of their names; its voices
// are parts. A sample is FOLDER/name.musicxml and FOLDER/name.notes, a line a note: onset and
// duration in quarters, and pitch.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "bachprop/base/file_io.h"
#include "bachprop/notation/musicxml.h"
#include "bachprop/notation/notate.h"
#include "bachprop/notation/staff_voices.h"
#include "bachprop/score/midi_score.h"
#include "midi/corpora.h"
#include "notation/planted_scores.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

std::string in_quarters(const Quarters& time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6f", time.to_double());
  return text;
}

bool write_sample(const fs::path& folder, const std::string& name, const Arrangement& arrangement,
                  const ScoreHead& head) {
  const auto score = notate(arrangement, head);
  if (!score) {
    std::printf("%s: %s\n", name.c_str(), score.error().message.c_str());
    return false;
  }
  std::ofstream(folder / (name + ".musicxml"), std::ios::binary) << write_musicxml(*score);
  std::ofstream notes(folder / (name + ".notes"), std::ios::binary);
  for (const PlacedNote& placed : arrangement.notes) {
    notes << in_quarters(placed.note.onset) << ' ' << in_quarters(placed.note.duration) << ' '
          << placed.note.pitch << '\n';
  }
  return true;
}

// The clef in which most of the notes lie on the staff.
Clef clef_for(const std::vector<Note>& notes) {
  int sum = 0;
  for (const Note& note : notes) {
    sum += note.pitch;
  }
  const int mean = notes.empty() ? 60 : sum / static_cast<int>(notes.size());
  return mean >= 60 ? Clef::kTreble : mean >= 55 ? Clef::kAlto : Clef::kBass;
}

Arrangement parts_of_voices(const Score& score) {
  Arrangement arrangement;
  std::map<int, std::vector<Note>> parts;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    parts[score.voices.empty() ? 0 : score.voices[i]].push_back(score.notes[i]);
  }
  std::vector<std::vector<int>> voices;
  std::vector<std::size_t> next;
  for (const auto& [part, notes] : parts) {
    Instrument instrument;
    instrument.name =
        score.voices.empty() ? "Music" : score.voice_names[static_cast<std::size_t>(part)];
    arrangement.parts.push_back({instrument, {clef_for(notes)}});
    voices.push_back(staff_voices(notes));
    next.push_back(0);
  }
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const int part = score.voices.empty() ? 0 : score.voices[i];
    const auto index = static_cast<std::size_t>(part);
    arrangement.notes.push_back({score.notes[i], part, 0, voices[index][next[index]++]});
  }
  return arrangement;
}

ScoreHead head_of(const Score& score) {
  ScoreHead head;
  head.title = score.title;
  head.time_signatures = score.time_signatures;
  head.key_signatures = score.key_signatures;
  head.tempos = score.tempos;
  return head;
}

bool write_corpus(const fs::path& folder, const fs::path& corpus, std::size_t first,
                  std::size_t step) {
  const auto files = midi_files_in(corpus);
  bool complete = true;
  for (std::size_t i = first; i < files.size(); i += step) {
    const std::string name = files[i].stem().string();
    const auto reading = read_score(read_file(files[i]).value(), name);
    complete =
        write_sample(folder, name, parts_of_voices(reading->score), head_of(reading->score)) &&
        complete;
  }
  return complete;
}

bool write_planted(const fs::path& folder) {
  bool complete = true;
  for (const PlantedScore& planted : planted_scores()) {
    complete = write_sample(folder, planted.name, planted.arrangement, planted.head) && complete;
  }
  return complete;
}

int run(int argc, char** argv) {
  const fs::path folder = argv[1];
  const std::string samples = argv[2];
  fs::create_directories(folder);
  if (samples == "planted") {
    return write_planted(folder) ? 0 : 1;
  }
  const auto corpus = find_corpus(samples);
  if (!corpus) {
    std::printf("SKIPPED: no corpus %s; set BACHPROP_CORPORA\n", samples.c_str());
    return 0;
  }
  const auto number = [&](int i, std::size_t otherwise) {
    return argc > i ? static_cast<std::size_t>(std::atoi(argv[i])) : otherwise;
  };
  return write_corpus(folder, *corpus, number(3, 0), number(4, 1)) ? 0 : 1;
}

}  // namespace
}  // namespace bachprop

int main(int argc, char** argv) { return bachprop::run(argc, argv); }
