// Many MIDI files, or one corpus file, to a corpus, with an account of what became of each file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bachprop/base/fields.h"
#include "bachprop/base/result.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/corpus/packed_corpus.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {

enum class FileStatus {
  kRead,      // as it stands
  kRepaired,  // read, but something in it was broken and put right or dropped
  kSkipped,   // not read; `reason` says why
  kCopy,      // read, but the same bytes as a file before it and so left out: `reason` names that
};

// The fate of one file.
struct FileOutcome {
  std::string name = {};  // as the piece's
  FileStatus status = FileStatus::kRead;
  std::string reason = {};  // of a skipped file, one sentence without the name
  std::vector<std::string> repairs =
      {};  // each with its byte offset, as a sentence without the name
  ScoreCounts counts = {};
  NormalisedRhythm rhythm = {};  // its score is the piece's and left out here
  std::size_t notes = 0;         // of the piece
  // Set when the onsets lie on no grid: "live recording: 49 % of the onsets lie more than 1/96 of a
  // quarter off the grid".
  std::optional<std::string> live = {};

  // Whether a piece of the corpus came from it.
  [[nodiscard]] bool is_piece() const {
    return status == FileStatus::kRead || status == FileStatus::kRepaired;
  }
};

// A corpus and the account of the files it was made from; sorted by name, both.
struct Collection {
  Corpus corpus;
  std::vector<FileOutcome> files;  // empty when the corpus came from a corpus file
};

// The same in little memory.
struct PackedCollection {
  PackedCorpus corpus;
  std::vector<FileOutcome> files;
};

// How to read.
struct CollectOptions {
  CorpusOptions corpus = {};
  bool strict = false;  // skip a broken file instead of repairing it
  // A file with the same bytes as one before it is a piece too. That is right where the pieces are
  // counted, wrong where they are learnt from.
  bool keep_copies = false;
  int threads = 1;  // files are read by that many threads; the result does not depend on it
};

inline void list_fields(CollectOptions& options, FieldList& fields) {
  fields(options.strict, {.option = "--strict",
                          .help = "skip broken files instead of repairing them",
                          .need = Need::kRare,
                          .key = "strict"});
  fields(options.corpus.keep_percussion, {.option = "--keep-percussion",
                                          .help = "do not drop MIDI channel 10",
                                          .need = Need::kRare,
                                          .key = "keep_percussion"});
  fields(options.keep_copies, {.key = "keep_copies"});
  list_threads_field(options.threads, "", fields);
}

// Called now and then while files are read, from one thread at a time.
using CollectProgress = std::function<void(std::size_t done, std::size_t total)>;

// Reads MIDI files and folders of them, sub-folders included. In a folder only files with the
// extensions .mid .midi .kar .rmi in any case are read, but a file that is named always is. A file
// that is met twice is read once. The second of two files with the same bytes is left out unless
// copies are kept.
//
// Fails when a path does not exist, when there is no MIDI file, or when no file has a note. The
// last two say what was found instead, the last one line by line.
[[nodiscard]] Result<Collection> collect_corpus(std::span<const std::filesystem::path> paths,
                                                const CollectOptions& options,
                                                const CollectProgress& progress = {});

// The same for those who do not need scores: the files' notes take 12 bytes each.
[[nodiscard]] Result<PackedCollection> collect_packed_corpus(
    std::span<const std::filesystem::path> paths, const CollectOptions& options,
    const CollectProgress& progress = {});

// As collect_corpus, but a single path may also be a corpus file (corpus_file.h).
[[nodiscard]] Result<Collection> load_pieces(std::span<const std::filesystem::path> paths,
                                             const CollectOptions& options,
                                             const CollectProgress& progress = {});

}  // namespace bachprop
