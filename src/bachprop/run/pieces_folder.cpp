#include "bachprop/run/pieces_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/json_text.h"
#include "bachprop/report/text.h"
#include "bachprop/run/output_file.h"
#include "bachprop/run/recorded_piece.h"

namespace bachprop {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::string_view kPiecePrefix = "piece-";
constexpr std::size_t kMostRecordBytes = 1'000'000'000;

// "piece-001.mid", "piece-001-violin-1.pdf": nothing else that `generate` writes has such a name.
bool is_of_a_piece(std::string_view name) {
  if (!name.starts_with(kPiecePrefix)) {
    return false;
  }
  name.remove_prefix(kPiecePrefix.size());
  const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  return digits > 0 && digits < name.size() && (name[digits] == '.' || name[digits] == '-');
}

bool is_midi_of_a_piece(const std::string& name) {
  return is_of_a_piece(name) && name.ends_with(".mid") &&
         name.find_first_not_of("0123456789", kPiecePrefix.size()) == name.size() - 4;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

bool is_written_by_runs(const std::string& name) {
  return name == kPiecesRecordName || name == kPiecesPage || is_of_a_piece(name);
}

std::optional<Json> record_in(const fs::path& folder) {
  const auto bytes = read_file(folder / kPiecesRecordName, kMostRecordBytes);
  if (!bytes) {
    return std::nullopt;
  }
  const auto* const text = reinterpret_cast<const char*>(bytes->data());
  Json record = json_value({text, bytes->size()});
  const bool ours = record.is_object() && record.value("format", Json()) == kPiecesFormat &&
                    record.contains("pieces") && record["pieces"].is_array();
  return ours ? std::optional(std::move(record)) : std::nullopt;
}

// "8 pieces by chorales, seed 1", "17 of 40 pieces by chorales, seed 1, which were not finished".
std::string describe_run(const Json& record) {
  const auto text_at = [](const Json& object, const char* key) {
    return object.is_object() && object.contains(key) ? object[key] : Json();
  };
  const std::size_t there = record["pieces"].size();
  const Json wanted = text_at(text_at(record, "options"), "pieces");
  const bool stopped = text_at(record, "stopped") == true && wanted.is_number_integer();
  const Json name = text_at(text_at(record, "model"), "name");
  const Json seed = text_at(record, "seed");
  return fmt::format("{}{}{}{}",
                     stopped ? fmt::format("{} of {} pieces", there, wanted.get<std::int64_t>())
                             : counted(there, "piece"),
                     name.is_string() ? " by " + name.get<std::string>() : "",
                     seed.is_number_integer() ? fmt::format(", seed {}", json_text(seed)) : "",
                     stopped ? ", a run that was stopped" : "");
}

// Removes the pages of another run in the folder, so that none stands among the pieces of this one.
void remove_listed_files(const fs::path& folder) {
  const auto record = record_in(folder);
  const auto remove = [&](const Json& name) {
    const std::string text = name.is_string() ? name.get<std::string>() : "";
    std::error_code ignored;
    if (is_of_a_piece(text) && text.find('/') == std::string::npos) {
      fs::remove(folder / text, ignored);
    }
  };
  for (const Json& piece : record ? (*record)["pieces"] : Json::array()) {
    for (const Json& value : piece.is_object() ? piece : Json::object()) {
      remove(value);
      for (const Json& name : value.is_array() ? value : Json::array()) {
        remove(name);
      }
    }
  }
}

bool is_free(const fs::path& folder) {
  std::error_code error;
  return !fs::exists(fs::symlink_status(folder, error)) ||
         (fs::is_directory(folder, error) && fs::is_empty(folder, error) && !error);
}

}  // namespace

fs::path first_free_folder(const fs::path& usual) {
  fs::path folder = usual;
  for (int number = 2; !is_free(folder); ++number) {
    folder = fmt::format("{}-{}", usual.string(), number);
  }
  return folder;
}

Result<void> keep_what_the_folder_holds(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(folder, ignored)) && !fs::is_directory(folder, ignored)) {
    return fail(fmt::format(
        "{} is there already, and it is not a folder ({}): choose another folder with -o",
        folder.string(), describe_file(folder)));
  }
  if (const auto record = record_in(folder)) {
    return fail(
        fmt::format("{} holds another run ({}): choose another folder with -o, or replace that run "
                    "with --force",
                    folder.string(), describe_run(*record)));
  }
  std::vector<fs::path> files;
  for (const std::string& name : names_in(folder)) {
    if (is_written_by_runs(name)) {
      files.push_back(folder / name);
    }
  }
  return keep_what_is_there(files, "choose another folder with -o");
}

Result<void> keep_favourites(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(folder / kFavouritesRecordName, ignored)) {
    return fail_at(folder.string(), "holds favourites (bachprop keep)",
                   "choose another folder with -o");
  }
  return {};
}

Result<void> keep_input(const fs::path& folder, const fs::path& input) {
  for (const std::string& name : input.empty() ? std::vector<std::string>() : names_in(folder)) {
    std::error_code ignored;
    if (is_written_by_runs(name) && fs::equivalent(folder / name, input, ignored)) {
      return fail_at(input.string(), "is read and would be overwritten",
                     "choose another folder with -o");
    }
  }
  return {};
}

std::set<std::string> other_pieces(const fs::path& folder, const std::set<std::string>& own) {
  std::set<std::string> names;
  for (const std::string& name : names_in(folder)) {
    if (is_midi_of_a_piece(name) && !own.contains(name)) {
      names.insert(name);
    }
  }
  return names;
}

PiecesFolder::PiecesFolder(Place place, PiecesRecord head)
    : place_(std::move(place)), head_(std::move(head)) {
  head_.files = {};
}

// pieces.json comes first, still without pieces: two runs do not write into one folder.
Result<void> PiecesFolder::claim() {
  claimed_ = true;
  if (place_.force) {
    remove_listed_files(place_.folder);
  }
  while (true) {
    auto claimed = make_directories(place_.folder).and_then([&] { return write_pieces(); });
    std::error_code ignored;
    if (claimed || !place_.usual || !fs::exists(place_.folder / kPiecesRecordName, ignored)) {
      return claimed;
    }
    place_.folder = first_free_folder(kUsualFolder);
  }
}

void PiecesFolder::add(const ComposedPiece& piece, std::span<const std::byte> midi) {
  std::unique_lock lock(mutex_);
  if (broken_) {
    return;  // the run is about to stop
  }
  if (!claimed_) {
    if (const auto claimed = claim(); !claimed) {
      give_up(claimed.error());
      return;
    }
  }
  const std::string name = piece_file_name(piece.number, head_.options);
  const fs::path path = place_.folder / name;
  const IfThere if_it_is_there = if_there(place_.force || own_.contains(name));
  lock.unlock();  // a disk takes its time; other threads compose and write meanwhile
  const auto written = write_file(path, midi, if_it_is_there);
  lock.lock();
  if (!written) {
    give_up(written.error());
    return;
  }
  own_.insert(name);
  pieces_.emplace(piece.number, piece);
  // So that the listing of thousands takes a small share of the time.
  constexpr int kShare = 16;
  if (since_listing_.seconds() > kShare * listing_) {
    list_pieces();
  }
}

std::set<int> PiecesFolder::written() const {
  const std::lock_guard lock(mutex_);
  std::set<int> numbers;
  for (const auto& [number, piece] : pieces_) {
    numbers.insert(number);
  }
  return numbers;
}

Result<void> PiecesFolder::write_pieces() {
  std::vector<ComposedPiece> pieces;
  for (const auto& [number, piece] : pieces_) {
    pieces.push_back(piece);
  }
  PiecesRecord record = head_;
  record.pieces = pieces;
  return put(kPiecesRecordName, as_bytes_of(json_text(pieces_json(record), 2) + "\n"));
}

Result<void> PiecesFolder::put(const std::string& name, std::span<const std::byte> bytes) {
  return write_file(place_.folder / name, bytes, if_there(place_.force || own_.contains(name)))
      .map([&] { own_.insert(name); });
}

void PiecesFolder::note_trouble(const Error& error) {
  broken_ = true;
  if (std::ranges::find(troubles_, error.message()) == troubles_.end()) {
    troubles_.push_back(error.message());
  }
}

// A folder that no piece was written to is not taken.
void PiecesFolder::give_up(const Error& error) {
  note_trouble(error);
  if (pieces_.empty() && own_.erase(kPiecesRecordName) > 0) {
    std::error_code ignored;
    fs::remove(place_.folder / kPiecesRecordName, ignored);
  }
}

void PiecesFolder::list_pieces() {
  const Stopwatch clock;
  if (const auto written = write_pieces(); !written) {
    note_trouble(written.error());
  }
  listing_ = clock.seconds();
  since_listing_.restart();
}

void PiecesFolder::write_record(const PiecesRecord& record) {
  write(kPiecesRecordName, json_text(pieces_json(record), 2) + "\n");
}

bool PiecesFolder::has(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  return own_.contains(name);
}

void PiecesFolder::write(const std::string& name, std::string_view text) {
  const std::lock_guard lock(mutex_);
  const auto written = put(name, as_bytes_of(text));
  if (!written) {
    note_trouble(written.error());
  }
}

}  // namespace bachprop
