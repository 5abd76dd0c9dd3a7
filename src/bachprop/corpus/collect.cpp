#include "bachprop/corpus/collect.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <numeric>

#include "bachprop/base/count_text.h"
#include "bachprop/base/file_io.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/try.h"
#include "bachprop/corpus/corpus_file.h"
#include "bachprop/corpus/corpus_layout.h"
#include "bachprop/corpus/find_files.h"

namespace bachprop {
namespace {

// One file, read; `piece` has notes unless the file is skipped.
struct Reading {
  FileOutcome outcome;
  PackedPiece piece;
};

void skip(Reading& reading, std::string reason) {
  reading.outcome.status = FileStatus::kSkipped;
  reading.outcome.reason = std::move(reason);
}

std::string why_no_notes(const ScoreCounts& counts) {
  if (counts.note_ons == 0) {
    return "no notes";
  }
  return counts.percussion_dropped == counts.note_ons
             ? "no notes but percussion (--keep-percussion keeps it)"
             : "no notes of any length";
}

// The bars of a score that was read, once its rhythm is normalised.
Metre bars_of_reading(const ScoreReading& reading, Score& normalised) {
  normalised.is_composed = reading.score.is_composed;
  normalised.knows_bars = reading.score.knows_bars;
  Metre bars = find_bars(normalised, reading.counts.percussion_dropped > 0);
  normalised.is_composed = normalised.knows_bars = false;
  return bars;
}

// Files written from notes have one velocity, or a few for accents; a performance has dozens.
bool are_played(std::vector<std::uint8_t> velocities) {
  constexpr std::ptrdiff_t kFewest = 16;
  std::ranges::sort(velocities);
  return std::unique(velocities.begin(), velocities.end()) - velocities.begin() >= kFewest;
}

void take_score(Reading& reading, const ScoreReading& score, Piece piece) {
  FileOutcome& outcome = reading.outcome;
  outcome.counts = score.counts;
  for (const Repair& repair : score.repairs) {
    outcome.repairs.push_back(to_string(repair));
  }
  if (!outcome.repairs.empty()) {
    outcome.status = FileStatus::kRepaired;
  }
  if (score.score.notes.empty()) {
    return skip(reading, why_no_notes(score.counts));
  }
  outcome.rhythm = normalise_rhythm(score.score);
  piece.score = std::exchange(outcome.rhythm.score, {});
  piece.bars = bars_of_reading(score, piece.score);
  // A composed score's velocities are rules, or were learnt before.
  if (score.score.is_composed || !are_played(piece.score.velocities)) {
    piece.score.velocities = {};
  }
  // A corpus is for learning, which does not ask who plays.
  piece.score.voice_programs.clear();
  piece.score.player = {};
  piece.score.composer.clear();
  piece.score.lyrics.clear();
  if (outcome.rhythm.is_live) {
    outcome.live = "live recording: " + describe_live(outcome.rhythm);
  }
  const Quarters last = piece.score.notes.back().onset;
  if ((last + kLongestDuration) * corpus_layout::kUnitsPerQuarter > corpus_layout::kMaxTime) {
    return skip(reading, fmt::format("its last note is at quarter {}, later than a corpus file can "
                                     "say",
                                     last.to_string()));
  }
  outcome.notes = piece.score.notes.size();
  reading.piece = pack(std::move(piece));
}

Reading read_one(const FoundFile& file, const CollectOptions& options) {
  Reading reading;
  reading.outcome.name = file.name;
  if (!file.trouble.empty()) {
    skip(reading, file.trouble);
    return reading;
  }
  // An outcome has the file's name already, so that errors go without.
  const auto bytes = read_file(file.path, kMostMidiBytes);
  if (!bytes) {
    Error error = bytes.error();
    error.where.clear();
    skip(reading, error.message());
    return reading;
  }
  auto score = read_score(*bytes, "",
                          {.keep_percussion = options.corpus.keep_percussion,
                           .strict = options.strict,
                           .velocities = true});
  if (!score) {
    skip(reading, score.error().message());
    return reading;
  }
  take_score(reading, *score, {.name = file.name, .sha256 = sha256_hex(*bytes), .score = {}});
  return reading;
}

std::vector<Reading> read_all(const std::vector<FoundFile>& files, const CollectOptions& options,
                              const CollectProgress& progress) {
  std::vector<Reading> readings(files.size());
  ThreadTeam team(std::max(1, options.threads));
  std::mutex mutex;
  std::size_t done = 0;
  team.for_each(files.size(), [&](std::size_t i) {
    readings[i] = read_one(files[i], options);
    if (progress) {
      const std::scoped_lock lock(mutex);
      progress(++done, files.size());
    }
  });
  return readings;
}

// A copy could put one piece into training and validation both.
void mark_copies(std::vector<Reading>& readings) {
  std::map<std::string, std::string> first_of;
  for (Reading& reading : readings) {
    if (reading.outcome.status == FileStatus::kSkipped) {
      continue;
    }
    const auto [first, is_new] =
        first_of.try_emplace(reading.piece.rest.sha256, reading.outcome.name);
    if (!is_new) {
      reading.outcome.status = FileStatus::kCopy;
      reading.outcome.reason = "same bytes as " + first->second;
      reading.piece = {};
    }
  }
}

PackedCollection collection_of(std::vector<Reading> readings, const CorpusOptions& options) {
  PackedCollection collection;
  collection.corpus.options = options;
  for (Reading& reading : readings) {
    if (reading.outcome.is_piece()) {
      collection.corpus.pieces.push_back(std::move(reading.piece));
    }
    collection.files.push_back(std::move(reading.outcome));
  }
  collection.corpus.dictionaries = make_dictionaries(collection.corpus.pieces);
  return collection;
}

std::string names_of(std::span<const std::filesystem::path> paths) {
  std::vector<std::string> names;
  for (const auto& path : paths) {
    names.push_back(path.string());
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

// In a text of several lines, a name is no line of its own.
std::string on_one_line(std::string text) {
  std::ranges::replace(text, '\n', '?');
  return text;
}

// The first of them line by line, each with its reason.
std::string no_notes_found(std::span<const std::filesystem::path> paths,
                           const std::vector<FileOutcome>& files) {
  constexpr std::size_t kShown = 5;
  std::string text = on_one_line(
      fmt::format("no notes in {} of {}", counted(files.size(), "file"), names_of(paths)));
  for (const FileOutcome& file : std::span(files).first(std::min(files.size(), kShown))) {
    text += '\n';
    text += on_one_line(fmt::format("{}: {}", file.name, file.reason));
  }
  if (files.size() > kShown) {
    text += fmt::format("\nand {} more", grouped(files.size() - kShown));
  }
  return text + "\nGive MIDI files with notes, or a folder of them.";
}

std::string nothing_found(std::span<const std::filesystem::path> paths, const FoundFiles& found) {
  std::vector<std::string> others;
  for (const auto& [extension, count] : found.others) {
    others.push_back(fmt::format("{} {}", count, extension.empty() ? "without one" : extension));
  }
  return fmt::format(
      "no MIDI files in {}: looked for files that end in .mid .midi .kar .rmi, in sub-folders "
      "too; found {}",
      names_of(paths),
      others.empty() ? "no file at all" : fmt::format("{}", fmt::join(others, ", ")));
}

bool looks_like_corpus_file(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path)) {
    return false;
  }
  if (path.extension() == ".safetensors") {
    return true;
  }
  constexpr std::size_t kHeader = 8;
  const auto file = MappedFile::open(path);
  return file && file->bytes().size() > kHeader && file->bytes()[kHeader] == std::byte{'{'};
}

}  // namespace

Result<PackedCollection> collect_packed_corpus(std::span<const std::filesystem::path> paths,
                                               const CollectOptions& options,
                                               const CollectProgress& progress) {
  const auto found = TRY(find_midi_files(paths));
  if (found.files.empty()) {
    return fail(nothing_found(paths, found));
  }
  std::vector<Reading> readings = read_all(found.files, options, progress);
  if (!options.keep_copies) {
    mark_copies(readings);
  }
  PackedCollection collection = collection_of(std::move(readings), options.corpus);
  if (collection.corpus.pieces.empty()) {
    return fail(no_notes_found(paths, collection.files));
  }
  return collection;
}

Result<Collection> collect_corpus(std::span<const std::filesystem::path> paths,
                                  const CollectOptions& options, const CollectProgress& progress) {
  return collect_packed_corpus(paths, options, progress).map([](PackedCollection packed) {
    return Collection{.corpus = unpack(std::move(packed.corpus)), .files = std::move(packed.files)};
  });
}

Result<Collection> load_pieces(std::span<const std::filesystem::path> paths,
                               const CollectOptions& options, const CollectProgress& progress) {
  const auto corpus_file = std::ranges::find_if(paths, looks_like_corpus_file);
  if (corpus_file == paths.end()) {
    return collect_corpus(paths, options, progress);
  }
  if (paths.size() > 1) {
    return fail_at(corpus_file->string(), "is a corpus file",
                   "give it alone, or only MIDI files and folders");
  }
  return load_corpus(*corpus_file).map([](Corpus corpus) {
    return Collection{.corpus = std::move(corpus), .files = {}};
  });
}

}  // namespace bachprop
