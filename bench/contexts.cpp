// What the contexts of a corpus of 10^5 to 10^7 notes cost: time and memory to prepare them, and
// time to fill truncations with them.
//
//   bench_contexts [FOLDER...] [--most NOTES]
//
// Without folders the notes are music that the bundled chorales model composes; with folders those
// of the MIDI files below. Where more are wanted, the same pieces come again as variants: in
// another key, and one note in twenty with the T of another.
//
// An epoch with the batch and the truncation of the preset `music`, in random keys, is filled on
// one thread and on all. Each thread has lanes of its own, as in training.
//
// The times of one thread are its processor's, which other work on the machine hardly lengthens;
// that of all threads is measured by the clock. "Nothing" is the same without a context: notes
// alone. Up to three million notes several epochs are filled, and the shortest time counts.
// "Memory" is what is resident after an epoch was filled beyond what was before contexts
// were prepared, "at most" what was resident meanwhile.
#include <fmt/core.h>
#include <malloc.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/parallel.h"
#include "bachprop/base/random.h"
#include "bachprop/base/stopwatch.h"
#include "bachprop/corpus/collect.h"
#include "bachprop/train/epoch_plan.h"
#include "bachprop/train/train_options.h"
#include "bachprop/train/training_set.h"
#include "measuring.h"

namespace bachprop {
namespace {

Result<Corpus> read(const std::vector<std::filesystem::path>& folders) {
  CollectOptions options;
  options.threads = available_threads();
  return load_pieces(folders, options).map([](Collection&& collection) {
    return std::move(collection.corpus);
  });
}

Result<Corpus> composed(std::int64_t notes) {
  return composed_scores(notes).map([](std::vector<Score>&& scores) {
    Corpus corpus;
    for (Score& score : scores) {
      Piece& piece = corpus.pieces.emplace_back();
      piece.name = fmt::format("{}", corpus.pieces.size());
      piece.score = std::move(score);
    }
    corpus.dictionaries = make_dictionaries(corpus.pieces);
    return corpus;
  });
}

EncodedPiece variant_of(const EncodedPiece& piece, Random& random) {
  constexpr std::uint64_t kOneIn = 20;
  const auto keys = static_cast<std::uint64_t>(piece.highest_shift - piece.lowest_shift + 1);
  const int shift = piece.lowest_shift + as_int(random.below(keys));
  EncodedPiece variant = piece;
  for (NoteSymbols& note : variant.notes) {
    note.pitch += shift;
    if (random.below(kOneIn) == 0) {
      note.duration = piece.notes[random.below(piece.notes.size())].duration;
    }
  }
  variant.lowest_shift -= shift;
  variant.highest_shift -= shift;
  return variant;
}

// The pieces, then variants of them, until there are so many notes.
TrainingSet so_many(const TrainingSet& music, std::int64_t wanted) {
  Random random({1});
  TrainingSet set;
  set.dictionaries = music.dictionaries;
  std::int64_t notes = 0;
  for (std::size_t i = 0; notes < wanted; ++i) {
    const EncodedPiece& piece = music.training[i % music.training.size()];
    set.training.push_back(i < music.training.size() ? piece : variant_of(piece, random));
    notes += std::ssize(piece.notes);
  }
  return set;
}

// Time to fill all truncations of an epoch, and the entries in them.
struct Filled {
  double seconds = 0;
  double processor_seconds = 0;
  std::int64_t entries = 0;
};

Filled fill_epoch(const TrainingSet& set, int threads) {
  const TrainOptions options = preset_options("music").value();
  Random random({2});
  const int lanes = (options.batch + threads - 1) / threads;
  EpochPlan plan(set, start_end(set.dictionaries), lanes * threads, Transposition::kRandom, random);
  std::vector<Truncation> truncations(
      as_index(threads), Truncation(options.truncation, lanes, start_end(set.dictionaries)));
  std::vector<std::int64_t> entries(as_index(threads));
  ThreadTeam team(threads);
  const double processor_began = processor_seconds();
  const Stopwatch clock;
  team.for_each(as_index(threads), [&](std::size_t thread) {
    Truncation& truncation = truncations[thread];
    for (int i = 0; i < plan.truncations(options.truncation); ++i) {
      plan.fill(std::int64_t{i} * options.truncation, options.truncation, as_int(thread) * lanes,
                lanes, truncation);
      entries[thread] += std::ssize(truncation.context) + std::ssize(truncation.next);
    }
  });
  Filled filled = {.seconds = clock.seconds(),
                   .processor_seconds = processor_seconds() - processor_began};
  for (const std::int64_t count : entries) {
    filled.entries += count;
  }
  return filled;
}

// The shortest times of several epochs.
Filled fill_epochs(const TrainingSet& set, int threads) {
  constexpr std::int64_t kNotes = 3'000'000;
  Filled least = fill_epoch(set, threads);
  for (std::int64_t i = 2; i <= kNotes / count_notes(set.training); ++i) {
    const Filled more = fill_epoch(set, threads);
    least.seconds = std::min(least.seconds, more.seconds);
    least.processor_seconds = std::min(least.processor_seconds, more.processor_seconds);
  }
  return least;
}

// One line of the table.
void measure(const TrainingSet& music, std::int64_t wanted) {
  constexpr double kNano = 1e9;
  const int threads = available_threads();
  TrainingSet set = so_many(music, wanted);
  const double notes = as_double(count_notes(set.training));
  const auto a_note = [&](double seconds) { return kNano * seconds / notes; };
  const double nothing = fill_epochs(set, 1).processor_seconds;
  ::malloc_trim(0);
  forget_most_resident_bytes();
  const std::int64_t before = resident_bytes();
  const double began = processor_seconds();
  if (!add_contexts(set, ContextKind::kMusic)) {
    fmt::print(stderr, "bench_contexts: the times of this music cannot be added up\n");
    return;
  }
  const double prepared = processor_seconds() - began;
  const Filled alone = fill_epochs(set, 1);
  const Filled together = fill_epochs(set, threads);
  const double most = as_double(most_resident_bytes() - before);
  ::malloc_trim(0);
  const double kept = as_double(resident_bytes() - before);
  fmt::print("{:>12}{:>8.0f} ns{:>8.1f} B{:>8.1f} B{:>8.1f}{:>8.0f} ns{:>8.0f} ns{:>8.0f} ns\n",
             as_int(notes), a_note(prepared), kept / notes, most / notes,
             as_double(alone.entries) / notes, a_note(nothing), a_note(alone.processor_seconds),
             a_note(together.seconds));
}

int run(const GrowthArguments& arguments) {
  constexpr std::int64_t kComposed = 100'000;
  const auto corpus = arguments.folders.empty() ? composed(kComposed) : read(arguments.folders);
  const auto music =
      corpus.and_then([](const Corpus& pieces) { return split_at_random(pieces, 0, 1); });
  if (!music) {
    fmt::print(stderr, "bench_contexts: {}\n", music.error().message());
    return 1;
  }
  fmt::print(
      "{} pieces of {} notes, and variants of them; all figures but the first are of a note\n"
      "{:>12}{:>11}{:>10}{:>10}{:>8}{:>11}{:>11}{:>11}\n",
      music->training.size(), count_notes(music->training), "notes", "prepare", "memory", "at most",
      "entries", "nothing", "fill", fmt::format("{} threads", available_threads()));
  measure_growth(arguments.most, [&](std::int64_t size) { measure(*music, size); });
  return 0;
}

}  // namespace
}  // namespace bachprop

int main(int count, char** words) {
  return bachprop::run(bachprop::growth_arguments({words, static_cast<std::size_t>(count)}));
}
