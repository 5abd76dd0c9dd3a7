#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/safetensors.h"
#include "bachprop/base/try.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/corpus/corpus_layout.h"
#include "bachprop/score/text.h"

namespace bachprop {
namespace {

using Json = nlohmann::json;
namespace layout = corpus_layout;

constexpr std::int64_t kMaxNumerator = std::int64_t{1} << 45U;
constexpr std::int64_t kMaxDenominator = std::int64_t{1} << 15U;

Quarters quarters(std::int64_t units) { return {units, layout::kUnitsPerQuarter}; }

// The columns of the file, looked at where they lie.
struct NoteColumns {
  std::span<const std::int32_t> onsets;
  std::span<const std::int32_t> durations;
  std::span<const std::uint8_t> pitches;
  std::span<const std::int32_t> voices;
  std::span<const std::int64_t> first_notes;
  std::span<const std::uint8_t> velocities;  // empty: not known
};

// Gathers the first error of several steps.
class Columns {
 public:
  explicit Columns(const SafetensorsReader& file) : file_(file) {}

  template <typename T>
  std::span<const T> take(const char* name) {
    auto values = file_.values<T>(name);
    if (!values) {
      if (status_) {
        status_ = tl::make_unexpected(values.error());
      }
      return {};
    }
    return *values;
  }
  [[nodiscard]] const Result<void>& status() const { return status_; }

 private:
  const SafetensorsReader& file_;
  Result<void> status_;
};

Result<NoteColumns> read_columns(const SafetensorsReader& file) {
  Columns columns(file);
  const NoteColumns notes = {.onsets = columns.take<std::int32_t>(layout::kOnsets),
                             .durations = columns.take<std::int32_t>(layout::kDurations),
                             .pitches = columns.take<std::uint8_t>(layout::kPitches),
                             .voices = columns.take<std::int32_t>(layout::kVoices),
                             .first_notes = columns.take<std::int64_t>(layout::kFirstNotes),
                             .velocities = file.tensors().contains(layout::kVelocities)
                                               ? columns.take<std::uint8_t>(layout::kVelocities)
                                               : std::span<const std::uint8_t>()};
  TRY(columns.status());
  const std::size_t count = notes.onsets.size();
  if (notes.durations.size() != count || notes.pitches.size() != count ||
      notes.voices.size() != count) {
    return fail_at(
        file.name(),
        fmt::format("has {} onsets, {} durations, {} pitches and {} voices: it is damaged", count,
                    notes.durations.size(), notes.pitches.size(), notes.voices.size()));
  }
  if (!notes.velocities.empty() && notes.velocities.size() != count) {
    return fail_at(file.name(), fmt::format("has {} onsets and {} velocities: it is damaged", count,
                                            notes.velocities.size()));
  }
  return notes;
}

// `first_notes` cuts the notes into pieces without gaps.
bool is_partition(std::span<const std::int64_t> first_notes, std::size_t notes,
                  std::size_t pieces) {
  return first_notes.size() == pieces + 1 && first_notes.front() == 0 &&
         first_notes.back() == static_cast<std::int64_t>(notes) &&
         std::ranges::adjacent_find(first_notes, std::ranges::greater_equal()) == first_notes.end();
}

// The format key says what the file is. Its version.
Result<int> check_kind(const SafetensorsReader& file) {
  const auto format = file.text(layout::kFormatKey);
  if (!format) {
    return fail_at(file.name(), "does not say what it is, so it is no corpus");
  }
  if (*format != layout::kFormat) {
    return fail_at(file.name(), fmt::format("is a {} file, not a corpus", *format),
                   "make a corpus with bachprop prepare");
  }
  const auto version = file.text(layout::kVersionKey);
  int number = 0;
  if (version) {
    std::from_chars(version->data(), version->data() + version->size(), number);
  }
  if (number > layout::kVersion) {
    return fail_at(
        file.name(),
        fmt::format("was written by a newer bachprop (corpus format {}, this one reads up to {})",
                    number, layout::kVersion),
        "update bachprop or prepare the corpus again");
  }
  if (number < 1 || file.text(layout::kUnitKey) != std::to_string(layout::kUnitsPerQuarter)) {
    return fail_at(file.name(), "has no corpus format that this program knows");
  }
  return number;
}

// --- JSON ---------------------------------------------------------------------------------------

bool is_whole(const Json& json, std::int64_t lowest, std::int64_t highest) {
  if (json.is_number_unsigned()) {
    const auto value = json.get<std::uint64_t>();
    return value <= static_cast<std::uint64_t>(highest) &&
           static_cast<std::int64_t>(value) >= lowest;
  }
  return json.is_number_integer() && json.get<std::int64_t>() >= lowest &&
         json.get<std::int64_t>() <= highest;
}

bool is_row(const Json& json, std::size_t length, std::int64_t least_numerator = 0) {
  return json.is_array() && json.size() == length && json[0].is_array() && json[0].size() == 2 &&
         is_whole(json[0][0], least_numerator, kMaxNumerator) &&
         is_whole(json[0][1], 1, kMaxDenominator);
}

Quarters time_of(const Json& row) {
  return {row[0][0].get<std::int64_t>(), row[0][1].get<std::int64_t>()};
}

std::optional<TempoChange> tempo_of(const Json& row) {
  if (!is_row(row, 2) || !row[1].is_number() || !(row[1].get<double>() > 0) ||
      !(row[1].get<double>() <= kHighestTempo)) {
    return std::nullopt;
  }
  return TempoChange{.onset = time_of(row), .quarters_per_minute = row[1].get<double>()};
}

std::optional<TimeSignature> signature_of(const Json& row, std::int64_t least_numerator) {
  if (!is_row(row, 3, least_numerator) || !is_whole(row[1], 1, 255) ||
      !is_whole(row[2], 1, kGreatestBeatDenominator)) {
    return std::nullopt;
  }
  const int denominator = row[2].get<int>();
  if ((denominator & (denominator - 1)) != 0) {
    return std::nullopt;
  }
  return TimeSignature{
      .onset = time_of(row), .numerator = row[1].get<int>(), .denominator = denominator};
}

std::optional<TimeSignature> time_signature_of(const Json& row) { return signature_of(row, 0); }

// Bars may begin before the piece, as far as one of them reaches.
std::optional<TimeSignature> bars_from(const Json& row) {
  const auto signature = signature_of(row, -kMaxNumerator);
  const bool fits = signature && signature->onset + bar_length(*signature) > 0;
  return fits ? signature : std::nullopt;
}

std::optional<KeySignature> key_signature_of(const Json& row) {
  if (!is_row(row, 3) || !is_whole(row[1], -7, 7) || !row[2].is_boolean()) {
    return std::nullopt;
  }
  return KeySignature{
      .onset = time_of(row), .sharps = row[1].get<int>(), .minor = row[2].get<bool>()};
}

std::optional<std::string> string_of(const Json& json) {
  return json.is_string() ? std::optional(json.get<std::string>()) : std::nullopt;
}

// Fills `list` from the array under `key`; false when an entry is not what `read` takes.
template <typename T>
bool read_list(const Json& object, const char* key, std::optional<T> (*read)(const Json&),
               std::vector<T>& list) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) {
    return false;
  }
  for (const Json& entry : *found) {
    auto value = read(entry);
    if (!value) {
      return false;
    }
    list.push_back(*std::move(value));
  }
  return true;
}

template <typename T>
bool in_order(const std::vector<T>& changes) {
  return std::ranges::is_sorted(changes, {}, &T::onset);
}

bool is_sha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::optional<std::string> string_under(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::nullopt : string_of(*found);
}

// Everything of a piece but its notes.
std::optional<Piece> piece_of(const Json& json, int version) {
  if (!json.is_object()) {
    return std::nullopt;
  }
  const auto name = string_under(json, "name");
  const auto sha256 = string_under(json, "sha256");
  const auto title = string_under(json, "title");
  if (!name || name->empty() || !sha256 || !is_sha256(*sha256) || !title) {
    return std::nullopt;
  }
  Piece piece{.name = *name, .sha256 = *sha256, .score = {}};
  Score& score = piece.score;
  score.title = to_utf8(*title);
  const bool complete =
      read_list(json, "voices", &string_of, score.voice_names) &&
      read_list(json, "tempos", &tempo_of, score.tempos) &&
      read_list(json, "time_signatures", &time_signature_of, score.time_signatures) &&
      read_list(json, "key_signatures", &key_signature_of, score.key_signatures) &&
      (version < layout::kVersionWithBars || read_list(json, "bars", &bars_from, piece.bars));
  if (!complete || !in_order(score.tempos) || !in_order(score.time_signatures) ||
      !in_order(piece.bars) || (piece.bars.size() > 1 && piece.bars[1].onset < 0) ||
      !in_order(score.key_signatures)) {
    return std::nullopt;
  }
  // Files of version 0.1.0 may have blanks and control characters here.
  std::ranges::transform(score.voice_names, score.voice_names.begin(), to_utf8);
  return piece;
}

Result<std::vector<Piece>> read_pieces(const SafetensorsReader& file, int version) {
  const auto text = TRY(file.text(layout::kPiecesKey));
  const Json json = json_value(text);
  if (!json.is_array()) {
    return fail_at(file.name(), "its list of pieces is not JSON: it is damaged");
  }
  std::vector<Piece> pieces;
  for (const Json& entry : json) {
    auto piece = piece_of(entry, version);
    if (!piece) {
      return fail_at(file.name(),
                     fmt::format("the description of piece {} is damaged", pieces.size() + 1));
    }
    if (!pieces.empty() && pieces.back().name >= piece->name) {
      return fail_at(file.name(), "its pieces are not sorted by name: it is damaged");
    }
    pieces.push_back(*std::move(piece));
  }
  return pieces;
}

// --- Notes --------------------------------------------------------------------------------------

// Appends the notes first .. last - 1; the error says which is no note and why.
class NoteReader {
 public:
  NoteReader(const NoteColumns& columns, Score& score) : columns_(columns), score_(score) {}

  [[nodiscard]] std::optional<std::string> read(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i < last; ++i) {
      const char* const trouble = trouble_with(i, first);
      if (trouble != nullptr) {
        return fmt::format("note {}: {}", i - first + 1, trouble);
      }
      score_.notes.push_back({.onset = quarters(columns_.onsets[i]),
                              .duration = quarters(columns_.durations[i]),
                              .pitch = columns_.pitches[i]});
      if (voices_known()) {
        score_.voices.push_back(columns_.voices[i]);
      }
    }
    return std::nullopt;
  }

 private:
  const char* trouble_with(std::size_t i, std::size_t first) {
    const std::int64_t onset = columns_.onsets[i];
    const std::int64_t duration = columns_.durations[i];
    const std::uint8_t pitch = columns_.pitches[i];
    if (onset < 0 || duration <= 0 || onset + duration > layout::kMaxTime) {
      return "its onset or duration is out of range";
    }
    if (pitch > kHighestPitch) {
      return "its pitch is over 127";
    }
    if (i > first && std::pair(columns_.onsets[i - 1], columns_.pitches[i - 1]) >=
                         std::pair(columns_.onsets[i], pitch)) {
      return "it is not in the order of onset and pitch";
    }
    if (onset < ends_.at(pitch)) {
      return "it begins while its pitch still sounds";
    }
    ends_.at(pitch) = onset + duration;
    return voice_fits(columns_.voices[i]) ? nullptr : "its voice is not one of the piece's";
  }

  [[nodiscard]] bool voices_known() const { return !score_.voice_names.empty(); }

  [[nodiscard]] bool voice_fits(std::int32_t voice) const {
    return voices_known() ? voice >= 0 && as_index(voice) < score_.voice_names.size()
                          : voice == layout::kVoiceNotKnown;
  }

  const NoteColumns& columns_;
  Score& score_;
  std::array<std::int64_t, kHighestPitch + 1> ends_{};  // of the last note of each pitch
};

// False where some notes of the piece have a velocity and others none, or one that MIDI has not.
bool take_velocities(std::span<const std::uint8_t> velocities, Score& score) {
  if (std::ranges::all_of(velocities, [](std::uint8_t velocity) { return velocity == 0; })) {
    return true;
  }
  score.velocities.assign(velocities.begin(), velocities.end());
  return std::ranges::all_of(velocities,
                             [](std::uint8_t velocity) { return velocity > 0 && velocity < 128; });
}

Result<void> read_notes(const SafetensorsReader& file, std::vector<Piece>& pieces) {
  const auto columns = TRY(read_columns(file));
  if (!is_partition(columns.first_notes, columns.onsets.size(), pieces.size())) {
    return fail_at(file.name(),
                   fmt::format("its {} notes do not divide into its {} pieces: it is damaged",
                               columns.onsets.size(), pieces.size()));
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto first = as_index(columns.first_notes[i]);
    const auto last = as_index(columns.first_notes[i + 1]);
    pieces[i].score.notes.reserve(last - first);
    const auto trouble = NoteReader(columns, pieces[i].score).read(first, last);
    if (trouble) {
      return fail_at(file.name(),
                     fmt::format("piece {}: {}: it is damaged", pieces[i].name, *trouble));
    }
    if (!columns.velocities.empty() &&
        !take_velocities(columns.velocities.subspan(first, last - first), pieces[i].score)) {
      return fail_at(file.name(),
                     fmt::format("piece {}: its velocities are damaged", pieces[i].name));
    }
  }
  return {};
}

// --- Dictionaries -------------------------------------------------------------------------------

bool holds(std::span<const std::int32_t> units, const TimeDictionary& dictionary) {
  return std::ranges::equal(units, dictionary.values(), std::equal_to(),
                            [](std::int32_t time) { return quarters(time); });
}

bool holds(std::span<const std::uint8_t> pitches, const PitchDictionary& dictionary) {
  if (pitches.size() != as_index(dictionary.start_end())) {
    return false;
  }
  int pitch = dictionary.lowest();
  return std::ranges::all_of(pitches, [&](std::uint8_t value) { return value == pitch++; });
}

// Dictionaries are stored for readers in other languages; here they follow from the pieces, and
// what is stored must agree.
Result<void> check_dictionaries(const SafetensorsReader& file, const Dictionaries& expected) {
  Columns columns(file);
  const auto dt = columns.take<std::int32_t>(layout::kDtValues);
  const auto duration = columns.take<std::int32_t>(layout::kDurationValues);
  const auto pitch = columns.take<std::uint8_t>(layout::kPitchValues);
  TRY(columns.status());
  if (!holds(dt, expected.dt) || !holds(duration, expected.duration) ||
      !holds(pitch, expected.pitch)) {
    return fail_at(file.name(), "its dictionaries are not those of its pieces: it is damaged");
  }
  return {};
}

Result<CorpusOptions> read_options(const SafetensorsReader& file) {
  const auto text = TRY(file.text(layout::kOptionsKey));
  const Json json = json_value(text);
  if (!json.is_object() || !json.contains("keep_percussion") ||
      !json["keep_percussion"].is_boolean()) {
    return fail_at(file.name(), "its options are damaged");
  }
  return CorpusOptions{.keep_percussion = json["keep_percussion"].get<bool>()};
}

bool begins_with(std::span<const std::byte> bytes, std::string_view text) {
  return bytes.size() >= text.size() &&
         std::ranges::equal(bytes.first(text.size()), as_bytes_of(text));
}

}  // namespace

Result<Corpus> parse_corpus(std::span<const std::byte> bytes, const std::string& name) {
  if (begins_with(bytes, "MThd") || begins_with(bytes, "RIFF")) {
    return fail_at(name, "is a MIDI file, not a corpus",
                   "make a corpus of it with bachprop prepare");
  }
  const auto file = TRY(SafetensorsReader::parse(bytes, name));
  const int version = TRY(check_kind(file));
  Corpus corpus;
  return read_options(file)
      .and_then([&](CorpusOptions options) {
        corpus.options = options;
        return read_pieces(file, version);
      })
      .and_then([&](std::vector<Piece> pieces) {
        corpus.pieces = std::move(pieces);
        return read_notes(file, corpus.pieces);
      })
      .and_then([&] {
        corpus.dictionaries = make_dictionaries(corpus.pieces);
        return check_dictionaries(file, corpus.dictionaries);
      })
      .map([&] {
        for (Piece& piece : corpus.pieces) {
          piece.bars = version < layout::kVersionWithBars ? find_bars(piece.score) : piece.bars;
        }
        return std::move(corpus);
      });
}

Result<Corpus> load_corpus(const std::filesystem::path& path) {
  return MappedFile::open(path).and_then(
      [&](const MappedFile& file) { return parse_corpus(file.bytes(), path.filename().string()); });
}

}  // namespace bachprop
