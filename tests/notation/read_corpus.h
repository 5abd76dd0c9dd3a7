// Pieces of the real corpora, with the voices that their files state.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/midi/smf_reader.h"
#include "bachprop/score/midi_score.h"
#include "midi/corpora.h"

namespace bachprop {

struct StatedPiece {
  std::string name;
  Score score;
  // For each note the voices that sing it, one bit each: a unison is one note of two voices.
  std::vector<unsigned> singers;
};

// The tracks with notes of a file at each tick and pitch, one bit each in their order.
[[nodiscard]] inline std::map<std::pair<std::int64_t, int>, unsigned> singers_of(
    const SmfFile& file) {
  std::map<std::pair<std::int64_t, int>, unsigned> singers;
  unsigned bit = 1;
  for (const Track& track : file.tracks) {
    bool has_notes = false;
    for (const Event& event : track.events) {
      if (event.starts_note()) {
        has_notes = true;
        singers[{event.time.count, event.data1}] |= bit;
      }
    }
    bit = has_notes ? bit << 1U : bit;
  }
  return singers;
}

[[nodiscard]] inline StatedPiece read_piece(const std::filesystem::path& path) {
  const auto bytes = read_file(path);
  EXPECT_TRUE(bytes) << path;
  auto reading = read_smf(*bytes, path.string());
  EXPECT_TRUE(reading) << path;
  const int ticks = std::get<TicksPerQuarter>(reading->file.division).ticks;
  const auto singers = singers_of(reading->file);
  const bool is_folder = path.filename() == "score.mid";  // which has the piece's name
  const std::filesystem::path named = is_folder ? path.parent_path() : path;
  StatedPiece piece{
      named.filename().string(), score_of(std::move(*reading), path.string())->score, {}};
  for (std::size_t i = 0; i < piece.score.notes.size(); ++i) {
    const Note& note = piece.score.notes[i];
    const auto found = singers.find({(note.onset * ticks).numerator(), note.pitch});
    const unsigned labelled = 1U << static_cast<unsigned>(piece.score.voices[i]);
    piece.singers.push_back(labelled | (found == singers.end() ? 0U : found->second));
  }
  return piece;
}

// The first column of a table's lines whose second is `test`.
[[nodiscard]] inline std::vector<std::string> test_names(const std::filesystem::path& table) {
  std::ifstream file(table);
  std::vector<std::string> names;
  std::string line;
  while (std::getline(file, line)) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos && line.substr(tab + 1, 4) == "test") {
      names.push_back(line.substr(0, tab));
    }
  }
  return names;
}

// The pieces of the test part of a corpus; none where it is not there.
[[nodiscard]] inline std::vector<StatedPiece> test_part(const std::string& corpus) {
  std::vector<StatedPiece> pieces;
  if (const auto folder = find_corpus(corpus)) {
    for (const std::string& name : test_names(*folder / "split.tsv")) {
      const std::filesystem::path path = *folder / name;
      pieces.push_back(read_piece(std::filesystem::is_directory(path) ? path / "score.mid" : path));
    }
  }
  return pieces;
}

}  // namespace bachprop
