#include <nlohmann/json.hpp>

#include "bachprop/base/check.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/corpus/corpus_layout.h"

namespace bachprop {
namespace {

using Json = nlohmann::ordered_json;
namespace layout = corpus_layout;

std::int32_t units(Quarters time) {
  const Quarters in_units = time * layout::kUnitsPerQuarter;
  check(in_units.denominator() == 1, "a corpus's times are multiples of 1/48 of a quarter");
  check(in_units.numerator() >= 0 && in_units.numerator() <= layout::kMaxTime,
        "a corpus's times fit into 32 bits");
  return static_cast<std::int32_t>(in_units.numerator());
}

Json fraction(Quarters time) { return {time.numerator(), time.denominator()}; }

Json beside_the_notes(const Piece& piece) {
  const Score& score = piece.score;
  Json json = {{"name", piece.name}, {"sha256", piece.sha256}, {"title", score.title}};
  json["voices"] = score.voice_names;
  json["tempos"] = Json::array();
  for (const TempoChange& tempo : score.tempos) {
    json["tempos"].push_back({fraction(tempo.onset), tempo.quarters_per_minute});
  }
  json["time_signatures"] = Json::array();
  for (const TimeSignature& time : score.time_signatures) {
    json["time_signatures"].push_back({fraction(time.onset), time.numerator, time.denominator});
  }
  json["key_signatures"] = Json::array();
  for (const KeySignature& key : score.key_signatures) {
    json["key_signatures"].push_back({fraction(key.onset), key.sharps, key.minor});
  }
  return json;
}

struct NoteColumns {
  std::vector<std::int32_t> onsets;
  std::vector<std::int32_t> durations;
  std::vector<std::uint8_t> pitches;
  std::vector<std::int32_t> voices;
  std::vector<std::int64_t> first_notes = {0};
};

void append(NoteColumns& columns, const Score& score) {
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const Note& note = score.notes[i];
    columns.onsets.push_back(units(note.onset));
    columns.durations.push_back(units(note.duration));
    columns.pitches.push_back(static_cast<std::uint8_t>(note.pitch));
    columns.voices.push_back(score.voices.empty() ? layout::kVoiceNotKnown : score.voices[i]);
  }
  columns.first_notes.push_back(static_cast<std::int64_t>(columns.onsets.size()));
}

template <typename T>
void add(SafetensorsWriter& writer, const char* name, const std::vector<T>& values) {
  writer.add<T>(name, values, {static_cast<std::int64_t>(values.size())});
}

std::vector<std::int32_t> units_of(const TimeDictionary& dictionary) {
  std::vector<std::int32_t> values;
  for (const Quarters value : dictionary.values()) {
    values.push_back(units(value));
  }
  return values;
}

std::vector<std::uint8_t> pitches_of(const PitchDictionary& dictionary) {
  std::vector<std::uint8_t> values;
  for (int pitch = dictionary.lowest(); pitch <= dictionary.highest(); ++pitch) {
    values.push_back(static_cast<std::uint8_t>(pitch));
  }
  return values;
}

void add_dictionaries(SafetensorsWriter& writer, const Dictionaries& dictionaries) {
  add(writer, layout::kDtValues, units_of(dictionaries.dt));
  add(writer, layout::kDurationValues, units_of(dictionaries.duration));
  add(writer, layout::kPitchValues, pitches_of(dictionaries.pitch));
}

}  // namespace

std::vector<std::byte> corpus_bytes(const Corpus& corpus) {
  NoteColumns columns;
  Json pieces = Json::array();
  for (const Piece& piece : corpus.pieces) {
    append(columns, piece.score);
    pieces.push_back(beside_the_notes(piece));
  }
  SafetensorsWriter writer;
  writer.set_metadata(layout::kFormatKey, std::string(layout::kFormat));
  writer.set_metadata(layout::kVersionKey, std::to_string(layout::kVersion));
  writer.set_metadata(layout::kUnitKey, std::to_string(layout::kUnitsPerQuarter));
  writer.set_metadata(layout::kOptionsKey,
                      json_text(Json{{"keep_percussion", corpus.options.keep_percussion}}));
  writer.set_metadata(layout::kPiecesKey, json_text(pieces));
  add(writer, layout::kOnsets, columns.onsets);
  add(writer, layout::kDurations, columns.durations);
  add(writer, layout::kPitches, columns.pitches);
  add(writer, layout::kVoices, columns.voices);
  add(writer, layout::kFirstNotes, columns.first_notes);
  add_dictionaries(writer, corpus.dictionaries);
  return writer.bytes();
}

Result<void> save_corpus(const Corpus& corpus, const std::filesystem::path& path) {
  return write_file(path, corpus_bytes(corpus));
}

}  // namespace bachprop
