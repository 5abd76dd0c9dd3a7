#include "bachprop/run/keeping.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <system_error>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/render/pieces_page.h"
#include "bachprop/report/generate_report.h"
#include "bachprop/report/text.h"
#include "bachprop/run/output_file.h"
#include "bachprop/run/piece_sheets.h"
#include "bachprop/run/pieces_folder.h"
#include "bachprop/run/record_json.h"
#include "bachprop/run/recorded_piece.h"
#include "bachprop/score/midi_score.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

constexpr int kFavouritesVersion = 1;
constexpr std::size_t kMostFavouritesBytes = 1'000'000'000;

// --- The folder and its record ----------------------------------------------------------------

// Beside the run's folder, by the name that the user called it; a favourite stays among its like.
fs::path folder_for(const KeepingRequest& request) {
  if (!request.to.empty()) {
    return request.to;
  }
  const fs::path parent = request.pieces.front().parent_path();
  const fs::path run = parent.empty() ? fs::path(".") : parent;
  std::error_code ignored;
  return fs::exists(run / kFavouritesRecordName, ignored)
             ? run
             : (run / ".." / kFavouritesFolder).lexically_normal();
}

// "out" of "../out" and of "out/".
std::string name_of_folder(const fs::path& folder) {
  return fs::absolute(folder / "x").lexically_normal().parent_path().filename().string();
}

// The favourites so far; an error when the folder holds something else of such a name.
Result<OrderedJson> favourites_in(const fs::path& folder) {
  const fs::path file = folder / kFavouritesRecordName;
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) {
    if (const fs::path page = folder / kPiecesPage; fs::exists(fs::symlink_status(page, ignored))) {
      return fail_at(page.string(), fmt::format("is there already ({})", describe_file(page)),
                     "choose another folder with --to");
    }
    return OrderedJson{{"format", kFavouritesFormat},
                       {"format_version", kFavouritesVersion},
                       {"pieces", OrderedJson::array()}};
  }
  const auto bytes = TRY(read_file(file, kMostFavouritesBytes));
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  OrderedJson json = OrderedJson::parse(text, nullptr, /*allow_exceptions=*/false);
  if (word_of(json, "format") != kFavouritesFormat || !member_of(json, "pieces").is_array() ||
      member_of(json, "format_version") != kFavouritesVersion) {
    return fail_at(file.string(), "is no record of favourites that this program knows",
                   "choose another folder with --to");
  }
  return json;
}

// --- One piece --------------------------------------------------------------------------------

Result<void> still_there(const RecordedPiece& piece) {
  const fs::path midi = piece.folder / piece.midi;
  std::error_code ignored;
  return fs::exists(midi, ignored)
             ? Result<void>()
             : fail_at(midi.string(), "is no longer there",
                       fmt::format("bachprop generate --seed {} --first {} -n 1 composes it again, "
                                   "with the model and the options of its record",
                                   piece.origin.options.seed, piece.origin.number));
}

std::string first_word_of(const RecordedPiece& piece) {
  std::string stem = fs::path(piece.midi).stem().string();
  if (piece.entry.contains("origin")) {
    return stem;  // a favourite has the name of its run already
  }
  // The record can name the copies only in UTF-8.
  const std::string run = valid_utf8(name_of_folder(piece.folder));
  return run.empty() ? stem : fmt::format("{}-{}", run, stem);
}

// "out-piece-003-page-1.svg" of "piece-003-page-1.svg".
std::string renamed(const std::string& file, const std::string& from, const std::string& to) {
  return file.starts_with(from) ? to + file.substr(from.size()) : fmt::format("{}-{}", to, file);
}

void rename_all(OrderedJson& value, const std::string& from, const std::string& to) {
  if (value.is_string()) {
    value = renamed(value.get<std::string>(), from, to);
  } else if (value.is_array()) {
    for (OrderedJson& name : value) {
      rename_all(name, from, to);
    }
  }
}

// Takes what is no longer there out of an entry.
void forget(OrderedJson& entry, const std::vector<std::string>& missing) {
  const auto is_missing = [&](const OrderedJson& name) {
    return name.is_string() && std::ranges::find(missing, name.get<std::string>()) != missing.end();
  };
  for (const char* key : {"musicxml", "pdf"}) {
    if (entry.contains(key) && is_missing(entry[key])) {
      entry.erase(key);
    }
  }
  for (const char* key : {"svg", "sounds", "parts"}) {
    if (entry.contains(key) && entry[key].is_array()) {
      OrderedJson left = OrderedJson::array();
      std::ranges::copy_if(entry[key], std::back_inserter(left), std::not_fn(is_missing));
      entry[key] = std::move(left);
    }
  }
}

class Keeping {
 public:
  Keeping(fs::path folder, OrderedJson favourites)
      : folder_(std::move(folder)), favourites_(std::move(favourites)) {}

  Result<KeptPiece> keep(const fs::path& asked) {
    const RecordedPiece piece = TRY(recorded_piece(asked));
    KeptPiece kept{.asked = asked};
    TRY(still_there(piece));
    const auto midi = TRY(read_file(piece.folder / piece.midi, kMostMidiBytes));
    const std::string digest = sha256_hex(midi);
    if (const OrderedJson* there = entry_with(digest)) {
      kept.files = files_in_entry(*there);
      kept.was_there = true;
      return kept;
    }
    OrderedJson entry = piece.entry;
    kept.missing = missing_of(piece);
    forget(entry, kept.missing);
    const std::string from = fs::path(piece.midi).stem().string();
    const std::string to = free_word(piece, files_in_entry(entry), from);
    TRY(make_directories(folder_));
    for (const std::string& name : files_in_entry(entry)) {
      const auto bytes = TRY(read_file(piece.folder / name));
      const std::string copy = renamed(name, from, to);
      TRY(write_file(folder_ / copy, bytes, IfThere::kKeep));
      kept.files.push_back(copy);
    }
    for (const char* key : {"file", "musicxml", "pdf", "svg", "sounds", "parts"}) {
      if (entry.contains(key)) {
        rename_all(entry[key], from, to);
      }
    }
    entry["sha256"] = digest;
    entry["origin"] = origin_json(piece.origin);
    favourites_["pieces"].push_back(std::move(entry));
    TRY(write_file(folder_ / kFavouritesRecordName, json_text(favourites_, 2) + "\n"));
    return kept;
  }

  [[nodiscard]] const OrderedJson& pieces() const { return favourites_["pieces"]; }

 private:
  [[nodiscard]] const OrderedJson* entry_with(const std::string& digest) const {
    for (const OrderedJson& entry : favourites_["pieces"]) {
      if (word_of(entry, "sha256") == digest) {
        return &entry;
      }
    }
    return nullptr;
  }

  static std::vector<std::string> missing_of(const RecordedPiece& piece) {
    std::vector<std::string> missing;
    for (const std::string& name : piece.others) {
      std::error_code ignored;
      if (!fs::exists(piece.folder / name, ignored)) {
        missing.push_back(name);
      }
    }
    return missing;
  }

  // The beginning of the names of all its files, of which none is there.
  [[nodiscard]] std::string free_word(const RecordedPiece& piece,
                                      const std::vector<std::string>& files,
                                      const std::string& from) const {
    const std::string first = first_word_of(piece);
    std::string word = first;
    const auto is_taken = [&](const std::string& file) {
      std::error_code ignored;
      return fs::exists(fs::symlink_status(folder_ / renamed(file, from, word), ignored));
    };
    for (int number = 2; std::ranges::any_of(files, is_taken); ++number) {
      word = fmt::format("{}-{}", first, number);
    }
    return word;
  }

  fs::path folder_;
  OrderedJson favourites_;
};

// --- The page ---------------------------------------------------------------------------------

// "number 3 of seed 1, by bundled chorales model".
std::string origin_text(const OrderedJson& entry) {
  const OrderedJson origin = member_of(entry, "origin");
  return origin.is_object()
             ? fmt::format("number {} of seed {}, by {}", json_text(member_of(origin, "number")),
                           json_text(member_of(origin, "seed")),
                           word_of(member_of(origin, "model"), "name"))
             : "";
}

SheetOptions sheet_options_of(const OrderedJson& entry, const Score& score) {
  SheetOptions options = {.is_composed = score.is_composed};
  const std::string arrangement =
      word_of(member_of(member_of(entry, "origin"), "sheets"), "arrangement");
  const std::vector<std::string> known = arrangement_names();
  if (std::ranges::find(known, arrangement) != known.end()) {
    options.arrangement = arrangement_of({.arrangement = arrangement});
  }
  return options;
}

struct Favourite {
  PagePiece page = {};
  SheetPiece sheet = {};
};

Result<Favourite> read_favourite(const fs::path& folder, const OrderedJson& entry) {
  const std::string midi = word_of(entry, "file");
  const auto bytes = TRY(read_file(folder / midi, kMostMidiBytes));
  auto reading = TRY(read_score(bytes, midi));
  Favourite favourite{.page = {.title = fs::path(midi).stem().string(),
                               .midi_file = midi,
                               .musicxml_file = word_of(entry, "musicxml"),
                               .pdf_file = word_of(entry, "pdf"),
                               .remark = origin_text(entry),
                               .ended = member_of(entry, "ended") != false}};
  for (const OrderedJson& sound : member_of(entry, "sounds")) {
    favourite.page.sound_file = sound.is_string() ? sound.get<std::string>() : "";
  }
  favourite.page.score = reading.score;
  favourite.sheet.stem = favourite.page.title;
  auto sheet = make_sheet(reading.score, sheet_options_of(entry, reading.score));
  if (sheet) {
    favourite.sheet.sheet = std::move(*sheet);
  } else {
    favourite.sheet.no_sheet = sheet.error().message();
  }
  return favourite;
}

// Sheet music of the newest favourites, where something draws it.
void draw(std::span<Favourite> favourites, const fs::path& folder, const Watch& watch) {
  auto tools = open_tools({}, {.svg = true});
  if (!tools) {
    return;
  }
  const std::size_t drawn = std::min(favourites.size(), as_index(kMostPiecesWithSheets));
  std::vector<SheetPiece> pieces;
  for (Favourite& favourite : favourites.first(drawn)) {
    pieces.push_back(std::move(favourite.sheet));
  }
  const auto files = write_sheet_files(pieces, folder, tools->tools(), {.pages = true},
                                       [&](double) { return !watch.wants_stop(); });
  for (std::size_t i = 0; i < files.size(); ++i) {
    favourites[i].page.music = files[i].music;
    favourites[i].page.svg_pages = files[i].svg_pages;
    favourites[i].page.places = files[i].places;
  }
}

Result<void> write_page(const fs::path& folder, const OrderedJson& pieces,
                        std::vector<std::string>& troubles, const Watch& watch) {
  std::vector<Favourite> favourites;
  // The newest first.
  for (auto entry = pieces.rbegin(); entry != pieces.rend(); ++entry) {
    auto favourite = read_favourite(folder, *entry);
    if (favourite) {
      favourites.push_back(std::move(*favourite));
    } else {
      troubles.push_back(favourite.error().message());
    }
  }
  draw(favourites, folder, watch);
  PiecesPage page{.title = counted(favourites.size(), "favourite"),
                  .subtitle = name_of_folder(folder)};
  for (Favourite& favourite : favourites) {
    page.pieces.push_back(std::move(favourite.page));
  }
  return write_file(folder / kPiecesPage, render_pieces(page));
}

}  // namespace

Result<KeepingOutcome> keep_pieces(const KeepingRequest& request, const Watch& watch) {
  if (request.pieces.empty()) {
    return fail("no piece is named", "out/piece-003, for instance");
  }
  KeepingOutcome outcome{.folder = folder_for(request)};
  // All are known before anything is written.
  for (const fs::path& piece : request.pieces) {
    TRY(recorded_piece(piece).map([](const RecordedPiece& /*known*/) {}));
  }
  auto favourites = TRY(favourites_in(outcome.folder));
  Keeping keeping(outcome.folder, std::move(favourites));
  for (const fs::path& piece : request.pieces) {
    // One that cannot be kept hinders no other.
    if (auto kept = keeping.keep(piece)) {
      outcome.pieces.push_back(std::move(*kept));
    } else {
      outcome.troubles.push_back(kept.error().message());
    }
  }
  if (keeping.pieces().empty()) {
    return outcome;
  }
  outcome.favourites = keeping.pieces().size();
  if (const auto written = write_page(outcome.folder, keeping.pieces(), outcome.troubles, watch)) {
    outcome.page = outcome.folder / kPiecesPage;
  } else {
    outcome.troubles.push_back(written.error().message());
  }
  return outcome;
}

}  // namespace bachprop
