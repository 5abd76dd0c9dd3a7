#include "notation/corpus_pieces.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/file_io.h"
#include "bachprop/score/midi_score.h"
#include "midi/corpora.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;

// The number of a chorale and its pick-up in quarters, read in the **kern files of the edition
// (github.com/craigsapp/bach-370-chorales), where bar lines stand.
const std::map<int, int>& printed_pickups() {
  static const std::map<int, int> pickups = {
      {1, 1},   {2, 1},   {3, 1},   {4, 1},   {5, 1},   {6, 1},   {7, 1},   {8, 0},   {14, 1},
      {16, 1},  {31, 1},  {43, 0},  {47, 1},  {57, 1},  {61, 0},  {87, 0},  {90, 0},  {103, 1},
      {113, 0}, {121, 0}, {127, 1}, {132, 0}, {133, 0}, {137, 0}, {144, 0}, {149, 2}, {161, 0},
      {164, 1}, {171, 0}, {197, 1}, {222, 0}, {267, 1}, {271, 1}, {275, 1}, {318, 0}, {350, 0}};
  return pickups;
}

Score read(const fs::path& path, Unisons unisons) {
  const auto bytes = read_file(path);
  check(bytes.has_value(), "a corpus's file can be read");
  auto reading = read_score(*bytes, path.string(), {.unisons = unisons});
  check(reading.has_value(), "a corpus's file is MIDI");
  return std::move(reading->score);
}

// The notes of one of the file's voices; voices are in the order of the tracks.
std::vector<Note> voice_of(const Score& score, int voice) {
  std::vector<Note> notes;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    if (score.voices[i] == voice) {
      notes.push_back(score.notes[i]);
    }
  }
  return notes;
}

bool repeats_last_chord(const std::vector<Note>& soprano, const std::vector<Note>& bass) {
  const auto before_last = [](const std::vector<Note>& notes) { return notes[notes.size() - 2]; };
  return before_last(soprano).pitch == soprano.back().pitch &&
         (before_last(bass).pitch - bass.back().pitch) % 12 == 0;
}

std::vector<std::string> split_at(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    parts.push_back(part);
  }
  return parts;
}

}  // namespace

std::vector<CorpusPiece> corpus_pieces(const std::string& corpus, Unisons unisons) {
  const auto folder = find_corpus(corpus);
  std::vector<CorpusPiece> pieces;
  if (!folder) {
    return pieces;
  }
  std::ifstream table(*folder / "split.tsv");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const std::vector<std::string> columns = split_at(line, '\t');
    const fs::path path = *folder / columns[0];
    pieces.push_back({columns[0], columns[1],
                      read(fs::is_directory(path) ? path / "score.mid" : path, unisons)});
  }
  return pieces;
}

Quarters bar_of(const TimeSignature& signature) {
  return {std::int64_t{4} * signature.numerator, signature.denominator};
}

Quarters rest_of_bar(const Quarters& time, const Quarters& bar) {
  const Quarters bars = time / bar;
  Quarters rest = time - bar * Quarters(bars.numerator() / bars.denominator());
  return rest < 0 ? rest + bar : rest;
}

Score from_first_note(Score score) {
  const Quarters first = score.notes.front().onset;
  for (Note& note : score.notes) {
    note.onset -= first;
  }
  return score;
}

std::optional<Quarters> pickup_by_rule(const CorpusPiece& chorale) {
  const Score& score = chorale.score;
  if (score.time_signatures.size() > 1) {
    return {};
  }
  if (score.notes.front().onset > 0) {
    return Quarters(0);
  }
  const Quarters bar = bar_of(score.time_signatures.front());
  const Quarters end = end_of(score);
  if (const Quarters rest = rest_of_bar(end, bar); rest > 0) {
    return rest;
  }
  const std::vector<Note> soprano = voice_of(score, 0);
  const Quarters last = end - soprano.back().onset;
  const bool repeats = repeats_last_chord(soprano, voice_of(score, 3));
  const std::map<Quarters, int> of_four = {{1, repeats ? 0 : 1}, {2, 0}, {3, 1}, {4, 0}};
  const std::map<Quarters, int> of_three = {{1, 0}, {2, 1}, {3, 0}};
  const std::map<Quarters, int>& known = bar == Quarters(3) ? of_three : of_four;
  const auto found = known.find(last);
  if (found == known.end()) {
    return {};
  }
  return Quarters(found->second);
}

std::optional<Quarters> pickup_as_printed(const CorpusPiece& chorale) {
  const auto found = printed_pickups().find(std::stoi(chorale.name.substr(4, 3)));
  if (found == printed_pickups().end()) {
    return {};
  }
  return Quarters(found->second);
}

std::optional<Quarters> pickup_of_chorale(const CorpusPiece& chorale) {
  const auto printed = pickup_as_printed(chorale);
  return printed ? printed : pickup_by_rule(chorale);
}

StatedBars stated_bars(const CorpusPiece& piece) {
  std::ifstream table(*find_corpus("asap_bach") / piece.name / "score_beats.tsv");
  StatedBars bars;
  bool has_bar = false;
  bool has_key = false;
  for (std::string line; std::getline(table, line) && !(has_bar && has_key);) {
    const std::vector<std::string> columns = split_at(line, '\t');
    const std::vector<std::string> label = split_at(columns[2], ',');
    if (label.size() > 2 && !has_key) {
      bars.sharps = std::stoi(label[2]);
      has_key = true;
    }
    if (label[0] == "db" && !has_bar) {
      // 120 quarters a minute.
      bars.first_downbeat = Quarters(std::llround(std::stod(columns[0]) * 48), 24);
      const std::vector<std::string> signature = split_at(label[1], '/');
      bars.signature = {0, std::stoi(signature[0]), std::stoi(signature[1])};
      has_bar = true;
    }
  }
  return bars;
}

}  // namespace bachprop
