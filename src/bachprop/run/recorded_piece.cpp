#include "bachprop/run/recorded_piece.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "bachprop/base/fields_json.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/try.h"
#include "bachprop/generate/pieces_json.h"
#include "bachprop/run/record_json.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

constexpr std::size_t kMostRecordBytes = 1'000'000'000;

struct Record {
  fs::path file;
  OrderedJson json;
  bool is_of_favourites = false;
};

std::optional<Record> record_at(const fs::path& file, std::string_view format) {
  const auto bytes = read_file(file, kMostRecordBytes);
  if (!bytes) {
    return std::nullopt;
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  OrderedJson json = OrderedJson::parse(text, nullptr, /*allow_exceptions=*/false);
  const bool is_ours = word_of(json, "format") == format && member_of(json, "pieces").is_array();
  return is_ours ? std::optional(Record{file, std::move(json)}) : std::nullopt;
}

std::optional<Record> record_beside(const fs::path& folder) {
  auto record = record_at(folder / kPiecesRecordName, kPiecesFormat);
  if (!record) {
    record = record_at(folder / kFavouritesRecordName, kFavouritesFormat);
    if (record) {
      record->is_of_favourites = true;
    }
  }
  return record;
}

// "piece-003" of "piece-003.mid".
std::string stem_of(const std::string& file) { return fs::path(file).stem().string(); }

// For a record that tells no numbers: "piece-003.mid" is 3.
int number_in_name(const std::string& file) {
  const std::string stem = stem_of(file);
  const std::size_t digits = stem.find_last_not_of("0123456789") + 1;
  int number = 0;
  std::from_chars(stem.data() + digits, stem.data() + stem.size(), number);
  return number;
}

bool is_named(const OrderedJson& entry, const std::string& name) {
  const std::vector<std::string> files = files_in_entry(entry);
  return name == stem_of(word_of(entry, "file")) || std::ranges::find(files, name) != files.end();
}

tl::unexpected<Error> not_listed(const Record& record, const fs::path& name) {
  const OrderedJson& pieces = record.json["pieces"];
  if (pieces.empty()) {
    return fail_at(name.string(), fmt::format("{} lists no piece", record.file.string()));
  }
  return fail_at(name.string(), fmt::format("{} lists no such piece", record.file.string()),
                 fmt::format("it lists {} to {}", stem_of(word_of(pieces.front(), "file")),
                             stem_of(word_of(pieces.back(), "file"))));
}

tl::unexpected<Error> damaged(const std::string& record, const std::string& what) {
  return fail_at(
      record, "is damaged: " + what,
      "the pieces beside it are whole: copy them by hand, or go on from one with --prime");
}

Result<int> number_of(const OrderedJson& json, const std::string& midi) {
  if (!json.contains("number")) {
    return number_in_name(midi);
  }
  return whole_number<int>(json["number"]);
}

Result<PieceOrigin> origin_from(const OrderedJson& json, const std::string& where) {
  PieceOrigin origin{.folder = word_of(json, "folder"),
                     .file = word_of(json, "file"),
                     .number = 0,
                     .model_name = word_of(member_of(json, "model"), "name"),
                     .model_sha256 = word_of(member_of(json, "model"), "sha256"),
                     .options = {},
                     .prime = member_of(json, "prime"),
                     .sheets = member_of(json, "sheets")};
  try {
    origin.number = TRY(number_of(json, origin.file));
    const OrderedJson& options = json.at("options");
    if (const auto set = set_from_json(fields_of(origin.options), options); !set) {
      return damaged(where, set.error().message());
    }
    // What was the model's own is that of the model that goes on.
    if (word_of(options, "limits") == kLimitsOfCorpus) {
      origin.options.min_notes.reset();
      origin.options.max_notes.reset();
    }
    origin.options.seed = whole_number<std::uint64_t>(json.at("seed"));
    if (const OrderedJson tempo = member_of(options, "quarters_per_minute"); tempo.is_number()) {
      origin.options.quarters_per_minute = tempo.get<double>();
    }
  } catch (const nlohmann::json::exception& error) {
    return damaged(where, error.what());
  }
  return origin;
}

// What a run's record tells of one of its pieces.
OrderedJson origin_in_run(const Record& record, const OrderedJson& entry) {
  OrderedJson json = {{"folder", record.file.parent_path().string()},
                      {"file", word_of(entry, "file")}};
  if (const OrderedJson selection = member_of(entry, "selection"); selection.is_object()) {
    json["number"] = member_of(selection, "candidate");
  } else if (entry.contains("number")) {
    json["number"] = entry["number"];
  }
  for (const char* key : {"model", "seed", "options", "prime", "sheets"}) {
    json[key] = member_of(record.json, key);
  }
  return json;
}

// A folder whose pieces could be meant, and what to name.
tl::unexpected<Error> needs_a_piece(const fs::path& folder, const Record& record) {
  const OrderedJson& pieces = record.json["pieces"];
  const std::string first = pieces.empty() ? "piece-001" : stem_of(word_of(pieces.front(), "file"));
  return fail_at(folder.string(), "is a folder: name a piece in it",
                 fmt::format("for instance {}", (folder / first).string()));
}

}  // namespace

nlohmann::ordered_json origin_json(const PieceOrigin& origin) {
  OrderedJson options = fields_as_json(fields_to_read(origin.options));
  options["quarters_per_minute"] = origin.options.quarters_per_minute
                                       ? OrderedJson(*origin.options.quarters_per_minute)
                                       : OrderedJson(nullptr);
  return {{"folder", origin.folder},
          {"file", origin.file},
          {"number", origin.number},
          {"model", {{"name", origin.model_name}, {"sha256", origin.model_sha256}}},
          {"seed", origin.options.seed},
          {"options", std::move(options)},
          {"prime", origin.prime},
          {"sheets", origin.sheets}};
}

std::vector<std::string> files_in_entry(const nlohmann::ordered_json& entry) {
  std::vector<std::string> files;
  const auto add = [&](const OrderedJson& name) {
    const std::string text = name.is_string() ? name.get<std::string>() : "";
    if (!text.empty() && text != "." && text != ".." && text.find('/') == std::string::npos) {
      files.push_back(text);
    }
  };
  for (const char* key : {"file", "musicxml", "pdf"}) {
    add(member_of(entry, key));
  }
  for (const char* key : {"svg", "sounds", "parts"}) {
    for (const OrderedJson& name : member_of(entry, key)) {
      add(name);
    }
  }
  return files;
}

Result<RecordedPiece> recorded_piece(const fs::path& name) {
  std::error_code ignored;
  const fs::path folder = name.has_parent_path() ? name.parent_path() : fs::path(".");
  const auto record = record_beside(folder);
  if (fs::is_directory(name, ignored)) {
    if (const auto inside = record_beside(name)) {
      return needs_a_piece(name, *inside);
    }
  }
  if (!record) {
    return fail_at(name.string(),
                   fmt::format("{} has neither {} nor {}, which tell where a piece comes from",
                               folder.string(), kPiecesRecordName, kFavouritesRecordName),
                   "name a piece in a folder of bachprop generate, out/piece-001 for instance");
  }
  const OrderedJson& pieces = record->json["pieces"];
  const auto entry = std::ranges::find_if(
      pieces, [&](const OrderedJson& piece) { return is_named(piece, name.filename().string()); });
  if (entry == pieces.end()) {
    return not_listed(*record, name);
  }
  RecordedPiece piece{.folder = folder, .others = files_in_entry(*entry), .entry = *entry};
  if (piece.others.empty()) {
    return not_listed(*record, name);
  }
  piece.midi = piece.others.front();
  piece.others.erase(piece.others.begin());
  piece.origin = TRY(origin_from(
      record->is_of_favourites ? member_of(*entry, "origin") : origin_in_run(*record, *entry),
      record->file.string()));
  return piece;
}

}  // namespace bachprop
