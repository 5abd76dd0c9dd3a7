// Writes scores as MusicXML, and beside each the notes that must be heard from it.
//
//   notation_samples FOLDER planted
//   notation_samples FOLDER CORPUS FIRST STEP
//   notation_samples FOLDER sheets CORPUS FIRST STEP
//   notation_samples FOLDER files FILE...
//
// With `files` a sample is what the program prints of each file. From a corpus each file from
// number FIRST on is taken, in steps of STEP, in order of their names; its voices are parts, and
// with `sheets` it is what the program prints of the file. A sample is FOLDER/name.musicxml and
// FOLDER/name.notes, a line a note: onset and duration in quarters, pitch, and the number of its
// part.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "bachprop/arrange/staff_voices.h"
#include "bachprop/base/file_io.h"
#include "bachprop/notation/musicxml.h"
#include "bachprop/notation/notate.h"
#include "bachprop/notation/sheet.h"
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

// A reader counts from the first bar, which begins later where a piece begins with rests.
void write_files(const fs::path& folder, const std::string& name, const Arrangement& arrangement,
                 const NotatedScore& score) {
  const Quarters begin = score.bars.front().start;
  std::ofstream(folder / (name + ".musicxml"), std::ios::binary) << write_musicxml(score);
  std::ofstream notes(folder / (name + ".notes"), std::ios::binary);
  for (const PlacedNote& placed : arrangement.notes) {
    notes << in_quarters(placed.note.onset - begin) << ' ' << in_quarters(placed.note.duration)
          << ' ' << placed.note.pitch << ' ' << placed.part << '\n';
  }
}

bool say_why(const std::string& name, const Error& error) {
  std::printf("%s: %s\n", name.c_str(), error.message().c_str());
  return false;
}

bool write_sample(const fs::path& folder, const std::string& name, const Arrangement& arrangement,
                  const ScoreHead& head) {
  const auto score = notate(arrangement, head);
  if (!score) {
    return say_why(name, score.error());
  }
  write_files(folder, name, arrangement, *score);
  return true;
}

bool write_sheet(const fs::path& folder, const std::string& name, const Score& score) {
  const auto sheet = make_sheet(score);
  if (!sheet) {
    return say_why(name, sheet.error());
  }
  write_files(folder, name, sheet->arrangement, sheet->notated);
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

// A piece played by several has a folder of its own, with files of the same names as others.
std::string name_of(const fs::path& file, const fs::path& corpus) {
  std::string name = file.lexically_relative(corpus).replace_extension().string();
  std::ranges::replace(name, '/', '-');
  return name;
}

bool write_corpus(const fs::path& folder, const fs::path& corpus, std::size_t first,
                  std::size_t step, bool as_sheets) {
  const auto files = midi_files_in(corpus);
  bool complete = true;
  for (std::size_t i = first; i < files.size(); i += step) {
    const std::string name = name_of(files[i], corpus);
    const ScoreReadOptions options = {.unisons = as_sheets ? Unisons::kPerVoice : Unisons::kMerged};
    const Score score = read_score(read_file(files[i]).value(), name, options)->score;
    complete = (as_sheets ? write_sheet(folder, name, score)
                          : write_sample(folder, name, parts_of_voices(score), head_of(score))) &&
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

bool write_sheets_of(const fs::path& folder, std::span<const std::string> files) {
  return std::ranges::all_of(files, [&](const std::string& file) {
    const auto reading = read_score(read_file(file).value(), file);
    return write_sheet(folder, fs::path(file).stem().string(), reading->score);
  });
}

int run(const fs::path& folder, std::vector<std::string> samples) {
  fs::create_directories(folder);
  if (samples.front() == "files") {
    return write_sheets_of(folder, std::span(samples).subspan(1)) ? 0 : 1;
  }
  if (samples.front() == "planted") {
    return write_planted(folder) ? 0 : 1;
  }
  const bool as_sheets = samples.front() == "sheets";
  if (as_sheets) {
    samples.erase(samples.begin());
  }
  const auto corpus = find_corpus(samples.at(0));
  if (!corpus) {
    std::printf("SKIPPED: no corpus %s; set BACHPROP_CORPORA\n", samples[0].c_str());
    return 0;
  }
  const auto number = [&](std::size_t i, std::size_t otherwise) {
    return i < samples.size() ? static_cast<std::size_t>(std::stoul(samples[i])) : otherwise;
  };
  return write_corpus(folder, *corpus, number(1, 0), number(2, 1), as_sheets) ? 0 : 1;
}

}  // namespace
}  // namespace bachprop

int main(int argc, char** argv) { return bachprop::run(argv[1], {argv + 2, argv + argc}); }
