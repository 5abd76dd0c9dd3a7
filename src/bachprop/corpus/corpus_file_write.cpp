#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <span>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/corpus/corpus_layout.h"

namespace bachprop {
namespace {

using OrderedJson = nlohmann::ordered_json;
namespace layout = corpus_layout;

OrderedJson fraction(Quarters time) { return {time.numerator(), time.denominator()}; }

// Everything of a piece but its notes.
OrderedJson beside_the_notes(const Piece& piece) {
  const Score& score = piece.score;
  OrderedJson json = {{"name", piece.name}, {"sha256", piece.sha256}, {"title", score.title}};
  json["voices"] = score.voice_names;
  json["tempos"] = OrderedJson::array();
  for (const TempoChange& tempo : score.tempos) {
    json["tempos"].push_back({fraction(tempo.onset), tempo.quarters_per_minute});
  }
  json["time_signatures"] = OrderedJson::array();
  for (const TimeSignature& time : score.time_signatures) {
    json["time_signatures"].push_back({fraction(time.onset), time.numerator, time.denominator});
  }
  json["bars"] = OrderedJson::array();
  for (const TimeSignature& time : piece.bars) {
    json["bars"].push_back({fraction(time.onset), time.numerator, time.denominator});
  }
  json["key_signatures"] = OrderedJson::array();
  for (const KeySignature& key : score.key_signatures) {
    json["key_signatures"].push_back({fraction(key.onset), key.sharps, key.minor});
  }
  return json;
}

// Adds a column with a value for each note, made when it is written.
template <typename T, typename Value>
void add_column(SafetensorsWriter& writer, const char* name, const PackedCorpus& corpus,
                Value value) {
  const auto source = [&corpus, value](const ByteSink& sink) {
    constexpr std::size_t kAtOnce = std::size_t{1} << 16U;
    std::vector<T> values;
    values.reserve(kAtOnce);
    const auto flush = [&] {
      sink(std::as_bytes(std::span(values)));
      values.clear();
    };
    for (const PackedPiece& piece : corpus.pieces) {
      for (const PackedNote& note : piece.notes) {
        values.push_back(value(piece, note));
        if (values.size() == kAtOnce) {
          flush();
        }
      }
    }
    flush();
  };
  writer.add_source<T>(name, {static_cast<std::int64_t>(count_notes(corpus))}, source);
}

void add_notes(SafetensorsWriter& writer, const PackedCorpus& corpus) {
  using std::int32_t;
  using std::uint8_t;
  add_column<int32_t>(writer, layout::kOnsets, corpus,
                      [](const auto&, const auto& note) { return note.onset; });
  add_column<int32_t>(writer, layout::kDurations, corpus,
                      [](const auto&, const auto& note) { return note.duration; });
  add_column<uint8_t>(writer, layout::kPitches, corpus, [](const auto&, const auto& note) {
    return static_cast<uint8_t>(note.pitch);
  });
  add_column<int32_t>(writer, layout::kVoices, corpus, [](const auto& piece, const auto& note) {
    return piece.knows_voices() ? static_cast<int32_t>(note.voice) : layout::kVoiceNotKnown;
  });
}

// Files of a corpus that nobody played go without.
void add_velocities(SafetensorsWriter& writer, const PackedCorpus& corpus) {
  const auto is_played = [](const PackedPiece& piece) {
    return !piece.rest.score.velocities.empty();
  };
  if (std::ranges::any_of(corpus.pieces, is_played)) {
    add_column<std::uint8_t>(
        writer, layout::kVelocities, corpus, [&](const PackedPiece& piece, const PackedNote& note) {
          const auto at = static_cast<std::size_t>(&note - piece.notes.data());
          return is_played(piece) ? piece.rest.score.velocities[at] : std::uint8_t{0};
        });
  }
}

template <typename T>
void add(SafetensorsWriter& writer, const char* name, const std::vector<T>& values) {
  writer.add<T>(name, values, {static_cast<std::int64_t>(values.size())});
}

std::vector<std::int32_t> units_of(const TimeDictionary& dictionary) {
  std::vector<std::int32_t> values;
  for (const Quarters value : dictionary.values()) {
    const Quarters units = value * layout::kUnitsPerQuarter;
    check(units.denominator() == 1 && units.numerator() <= layout::kMaxTime,
          "a corpus's dictionaries are those of its pieces");
    values.push_back(static_cast<std::int32_t>(units.numerator()));
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

// Looks at `corpus`, which must outlive it.
SafetensorsWriter writer_of(const PackedCorpus& corpus) {
  std::string pieces = "[";
  std::vector<std::int64_t> first_notes = {0};
  for (const PackedPiece& piece : corpus.pieces) {
    pieces += pieces.size() > 1 ? "," : "";
    pieces += json_text(beside_the_notes(piece.rest));
    first_notes.push_back(first_notes.back() + std::ssize(piece.notes));
  }
  SafetensorsWriter writer;
  writer.set_metadata(layout::kFormatKey, std::string(layout::kFormat));
  writer.set_metadata(layout::kVersionKey, std::to_string(layout::kVersion));
  writer.set_metadata(layout::kUnitKey, std::to_string(layout::kUnitsPerQuarter));
  writer.set_metadata(layout::kOptionsKey,
                      json_text(OrderedJson{{"keep_percussion", corpus.options.keep_percussion}}));
  pieces += "]";
  writer.set_metadata(layout::kPiecesKey, pieces);
  add_notes(writer, corpus);
  add_velocities(writer, corpus);
  add(writer, layout::kFirstNotes, first_notes);
  add_dictionaries(writer, corpus.dictionaries);
  return writer;
}

}  // namespace

std::vector<std::byte> corpus_bytes(Corpus corpus) {
  const PackedCorpus packed = pack(std::move(corpus));
  return writer_of(packed).bytes();
}

Result<void> save_corpus(const PackedCorpus& corpus, const std::filesystem::path& path,
                         IfThere if_there) {
  return writer_of(corpus).save(path, if_there);
}

}  // namespace bachprop
