// Time and memory to make known patterns (KnownPatterns, exact) of 10^5 to 10^7 notes and to look
// pieces up in them.
//
//   bench_pattern_index [FOLDER...] [--most NOTES]
//
// Without folders the notes are music that the bundled chorales model composes, about a million of
// them; with folders those of the MIDI files below. Where more are wanted, the same pieces come
// again as variants: up to five semitones higher or lower, and one note in twenty at a pitch of up
// to four semitones off, drawn anew each time. So the more notes there are, the more of what comes
// is known for short passages and not for long ones, much as in music of one style; pieces that
// have not been heard are rarer here than in a corpus that has grown by itself.
//
// The last tenth of the music is not among the known pieces: what is looked up is 1,000 variants of
// its pieces, of 230 notes at most. Each size is measured in a
// process of its own, so that the memory of one does not serve the next.
#include <fmt/core.h>
#include <malloc.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <optional>
#include <span>
#include <vector>

#include "bachprop/base/parallel.h"
#include "bachprop/base/random.h"
#include "bachprop/base/stopwatch.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/evaluate/novelty.h"
#include "measuring.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

constexpr std::size_t kLookedUp = 1000;
constexpr std::size_t kNotesLookedUp = 230;

std::int64_t count(std::span<const Notes> pieces) {
  std::int64_t notes = 0;
  for (const Notes& piece : pieces) {
    notes += std::ssize(piece);
  }
  return notes;
}

Result<std::vector<Notes>> composed(std::int64_t notes) {
  return composed_scores(notes).map([](std::vector<Score>&& scores) {
    std::vector<Notes> pieces;
    for (Score& score : scores) {
      pieces.push_back(std::move(score.notes));
    }
    return pieces;
  });
}

Result<std::vector<Notes>> read(const std::vector<std::filesystem::path>& folders) {
  CollectOptions options;
  options.threads = available_threads();
  return load_pieces(folders, options).map([](Collection&& collection) {
    std::vector<Notes> pieces;
    for (Piece& piece : collection.corpus.pieces) {
      pieces.push_back(std::move(piece.score.notes));
    }
    return pieces;
  });
}

Notes variant_of(const Notes& piece, Random& random) {
  constexpr int kMostShift = 5;
  constexpr int kMostOff = 4;
  constexpr std::uint64_t kOneIn = 20;
  const auto up_to = [&](int most) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(2 * most + 1))) - most;
  };
  const int shift = up_to(kMostShift);
  Notes notes = piece;
  for (Note& note : notes) {
    const int off = random.below(kOneIn) == 0 ? up_to(kMostOff) : 0;
    note.pitch = std::clamp(note.pitch + shift + off, 0, 127);
  }
  std::ranges::sort(notes, {}, [](const Note& note) { return std::pair(note.onset, note.pitch); });
  return notes;
}

// The pieces, then variants of them, until there are so many notes.
std::vector<Notes> so_many(std::span<const Notes> pieces, std::int64_t wanted) {
  Random random({1});
  std::vector<Notes> all;
  std::int64_t notes = 0;
  for (std::size_t i = 0; notes < wanted; ++i) {
    const Notes& piece = pieces[i % pieces.size()];
    all.push_back(i < pieces.size() ? piece : variant_of(piece, random));
    notes += std::ssize(piece);
  }
  return all;
}

std::vector<Notes> to_look_up(std::span<const Notes> pieces) {
  Random random({2});
  std::vector<Notes> chosen;
  while (chosen.size() < kLookedUp) {
    Notes notes = variant_of(pieces[random.below(pieces.size())], random);
    notes.resize(std::min(notes.size(), kNotesLookedUp));
    chosen.push_back(std::move(notes));
  }
  return chosen;
}

// One line of the table.
void measure(std::span<const Notes> music, std::int64_t wanted) {
  constexpr double kNano = 1e9;
  const std::size_t unknown = (music.size() + 9) / 10;
  const std::vector<Notes> pieces = so_many(music.first(music.size() - unknown), wanted);
  const std::vector<Notes> looked_up = to_look_up(music.last(unknown));
  const std::vector<std::span<const Note>> known(pieces.begin(), pieces.end());
  const auto notes = static_cast<double>(count(pieces));
  ::malloc_trim(0);
  const std::int64_t before = resident_bytes();
  const Stopwatch building;
  std::optional<KnownPatterns> patterns(std::in_place, known, PatternKind::kExact);
  const double built = building.seconds();
  const auto most = static_cast<double>(most_resident_bytes() - before);
  ::malloc_trim(0);
  const auto kept = static_cast<double>(resident_bytes() - before);
  const Stopwatch looking;
  std::int64_t in_copies = 0;
  for (const Notes& piece : looked_up) {
    in_copies += patterns->novelty(piece).notes_in_copies;
  }
  const double found = looking.seconds();
  const auto asked = static_cast<double>(count(looked_up));
  fmt::print(
      "{:>12}{:>10.2f} s{:>8.0f} ns{:>10.0f} MB{:>8.1f} B{:>8.1f} B{:>10.3f} s{:>8.0f} ns{:>8.1f} "
      "%\n",
      static_cast<std::int64_t>(notes), built, kNano * built / notes, kept / 1e6, kept / notes,
      most / notes, found, kNano * found / asked, 100 * static_cast<double>(in_copies) / asked);
}

int run(const GrowthArguments& arguments) {
  constexpr std::int64_t kComposed = 1'000'000;
  const auto music = arguments.folders.empty() ? composed(std::min(kComposed, arguments.most))
                                               : read(arguments.folders);
  if (!music || music->size() < 2) {
    fmt::print(stderr, "bench_pattern_index: {}\n",
               music ? "give at least two pieces" : music.error().message());
    return 1;
  }
  fmt::print(
      "{} pieces of {} notes, and variants of them\n"
      "{:>12}{:>12}{:>11}{:>13}{:>10}{:>10}{:>12}{:>11}{:>10}\n",
      music->size(), count(*music), "notes", "build", "a note", "memory", "a note", "at most",
      "look up", "a note", "known");
  measure_growth(arguments.most, [&](std::int64_t size) { measure(*music, size); });
  return 0;
}

}  // namespace
}  // namespace bachprop

int main(int count, char** words) {
  return bachprop::run(bachprop::growth_arguments({words, static_cast<std::size_t>(count)}));
}
