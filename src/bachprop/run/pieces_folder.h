// The folder that a run of `generate` fills.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/base/stopwatch.h"
#include "bachprop/generate/pieces_json.h"

namespace bachprop {

// The folder of runs that name none.
constexpr const char* kUsualFolder = "out";
// The page that shows and plays the pieces of a run.
constexpr const char* kPiecesPage = "index.html";

// `usual`, or the first of "usual-2", "usual-3" ... that is not there or is an empty folder.
[[nodiscard]] std::filesystem::path first_free_folder(const std::filesystem::path& usual);

// An error when a run into `folder` would write over something, or stand among another run's
// pieces. It says what is there, and what to do.
[[nodiscard]] Result<void> keep_what_the_folder_holds(const std::filesystem::path& folder);
// With --force too: an error when the folder holds favourites.
[[nodiscard]] Result<void> keep_favourites(const std::filesystem::path& folder);
// With --force too: no file that is read is lost.
[[nodiscard]] Result<void> keep_input(const std::filesystem::path& folder,
                                      const std::filesystem::path& input);

// Names of MIDI files of pieces in the folder, but for those of `own`.
[[nodiscard]] std::set<std::string> other_pieces(const std::filesystem::path& folder,
                                                 const std::set<std::string>& own);

// Takes pieces as they are finished: each is on the disk, and in pieces.json, before the next ones
// are. The files that a killed run leaves are whole, and pieces.json says that not all is there.
class PiecesFolder {
 public:
  struct Place {
    std::filesystem::path folder;
    bool usual = false;  // nobody named it: the next free one if another run takes it meanwhile
    bool force = false;  // what is there is replaced: of another run all that its record lists
  };
  // Nothing is written before the first piece. The pieces and files of `head` are ignored.
  PiecesFolder(Place place, PiecesRecord head);

  // By several threads at once.
  void add(const ComposedPiece& piece, std::span<const std::byte> midi);
  // A file could not be written: more pieces are of no use.
  [[nodiscard]] bool is_broken() const { return broken_; }

  // When all pieces are there that will be. `record` says which, with their files.
  void write_record(const PiecesRecord& record);
  // Writes a file in the folder, now or again.
  void write(const std::string& name, std::string_view text);
  // Whether it was written, this time or before.
  [[nodiscard]] bool has(const std::string& name) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return place_.folder; }
  // Numbers of the pieces whose MIDI files are there.
  [[nodiscard]] std::set<int> written() const;
  // The files that could not be written, and why.
  [[nodiscard]] const std::vector<std::string>& troubles() const { return troubles_; }

 private:
  Result<void> claim();
  Result<void> write_pieces();
  void list_pieces();
  // Under a name that is free or this run's own; with --force any.
  Result<void> put(const std::string& name, std::span<const std::byte> bytes);
  // Something could not be written, so that more pieces are of no use.
  void note_trouble(const Error& error);
  void give_up(const Error& error);

  Place place_;
  PiecesRecord head_;
  std::atomic<bool> broken_ = false;
  mutable std::mutex mutex_;  // over all that follows
  bool claimed_ = false;
  std::map<int, ComposedPiece> pieces_;  // by number
  std::set<std::string> own_;            // names of files that this run wrote
  Stopwatch since_listing_;
  double listing_ = 0;  // took so many seconds
  std::vector<std::string> troubles_;
};

}  // namespace bachprop
