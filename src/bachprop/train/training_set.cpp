#include "bachprop/train/training_set.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <optional>
#include <sstream>

#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/base/try.h"
#include "bachprop/context/note_context.h"
#include "bachprop/corpus/augmentation.h"

namespace bachprop {
namespace {

// Keys that keep the streams of random numbers apart.
constexpr std::uint64_t kSplitStream = 1;

Result<EncodedPiece> encode_piece(const Piece& piece, const Dictionaries& dictionaries) {
  auto symbols = TRY(at(piece.name, encode(piece.score, dictionaries)));
  EncodedPiece encoded;
  encoded.notes = std::move(symbols);
  encoded.metre = bars_of(piece, BarsFrom::kFile);
  encoded.found_bars = bars_of(piece, BarsFrom::kNotes);
  find_shifts(encoded, dictionaries.pitch);
  return encoded;
}

Result<TrainingSet> make_training_set(const Corpus& corpus, const std::vector<SplitPart>& parts,
                                      const Dictionaries& dictionaries) {
  TrainingSet set;
  set.dictionaries = dictionaries;
  ProfileBuilder profile;
  for (std::size_t i = 0; i < corpus.pieces.size(); ++i) {
    const Piece& piece = corpus.pieces[i];
    set.pieces.push_back({piece.name, piece.sha256, parts[i]});
    if (parts[i] == SplitPart::kUnused) {
      continue;
    }
    if (parts[i] == SplitPart::kTraining) {
      profile.add(piece.score);
    }
    auto encoded = TRY(encode_piece(piece, dictionaries));
    (parts[i] == SplitPart::kTraining ? set.training : set.validation)
        .push_back(std::move(encoded));
  }
  if (set.training.empty()) {
    return fail("no piece is left for training");
  }
  set.profile = profile.profile();
  return set;
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '\t');) {
    if (cell.ends_with('\r')) {
      cell.pop_back();
    }
    cells.push_back(cell);
  }
  return cells;
}

std::optional<SplitPart> part_of(const std::string& word) {
  if (word == "test") {
    return SplitPart::kUnused;
  }
  const auto part = from_name<SplitPart>(word);
  return part ? std::optional(*part) : std::nullopt;
}

void for_each_piece(TrainingSet& set, const std::function<void(EncodedPiece& piece)>& change) {
  const auto all = [&](std::vector<EncodedPiece>& pieces) {
    std::ranges::for_each(pieces, change);
  };
  all(set.training);
  all(set.validation);
  std::ranges::for_each(set.rhythm_variants, all);
}

void show_found_bars(TrainingSet& set) {
  for_each_piece(set, [](EncodedPiece& piece) { piece.metre = piece.found_bars; });
}

void turn_chords(TrainingSet& set) {
  const int together = dt_together(set.dictionaries);
  for_each_piece(set, [&](EncodedPiece& piece) {
    piece.downwards = written_downwards(piece.notes, together);
  });
}

EndingTraits ending_of(const EncodedPiece& piece, NoteContext& context) {
  context.begin(piece.metre);
  for (const NoteSymbols& note : piece.notes) {
    context.pass(note.dt);
    context.take(note);
  }
  return ending_traits(context.music());
}

EndingHabits ending_habits(const TrainingSet& set) {
  EndingHabits habits;
  if (!sees_music(set.vocabulary.kind())) {
    return habits;
  }
  NoteContext context(set.vocabulary);
  std::array<int, kEndingTraits> counts = {};
  for (const EncodedPiece& piece : set.training) {
    const EndingTraits traits = ending_of(piece, context);
    for (std::size_t i = 0; i < kEndingTraits; ++i) {
      counts[i] += traits[i] ? 1 : 0;
    }
  }
  habits.pieces = std::ssize(set.training);
  for (std::size_t i = 0; i < kEndingTraits; ++i) {
    habits.shares[i] = counts[i] / as_double(habits.pieces);
  }
  return habits;
}

}  // namespace

void find_shifts(EncodedPiece& piece, const PitchDictionary& pitches) {
  if (!piece.notes.empty()) {
    const auto [low, high] = std::ranges::minmax_element(piece.notes, {}, &NoteSymbols::pitch);
    piece.lowest_shift = -low->pitch;
    piece.highest_shift = pitches.start_end() - 1 - high->pitch;
  }
}

Result<Split> read_split(const std::filesystem::path& path) {
  const auto bytes = TRY(read_file(path));
  std::istringstream text(std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  std::string line;
  std::getline(text, line);
  const auto header = cells_of(line);
  const auto file_column = as_index(std::ranges::find(header, "file") - header.begin());
  const auto split_column = as_index(std::ranges::find(header, "split") - header.begin());
  if (file_column == header.size() || split_column == header.size()) {
    return fail_at(path.string(), "line 1: needs the tab-separated columns \"file\" and \"split\"");
  }
  Split split;
  for (int number = 2; std::getline(text, line); ++number) {
    const auto cells = cells_of(line);
    if (std::ranges::all_of(cells, &std::string::empty)) {
      continue;
    }
    const auto part = cells.size() > std::max(file_column, split_column)
                          ? part_of(cells[split_column])
                          : std::nullopt;
    if (!part) {
      return fail_at(path.string(),
                     fmt::format("line {}: needs a file and one of train, valid, test", number));
    }
    split[cells[file_column]] = *part;
  }
  return split;
}

Result<TrainingSet> split_at_random(const Corpus& corpus, double validation_share,
                                    std::uint64_t seed) {
  const std::size_t count = corpus.pieces.size();
  std::size_t held_out = 0;
  if (validation_share > 0 && count >= 2) {
    const auto share = as_index(std::lround(validation_share * as_double(count)));
    held_out = std::clamp<std::size_t>(share, 1, count - 1);
  }
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random({seed, kSplitStream});
  random.shuffle(std::span(order));
  std::vector<SplitPart> parts(count, SplitPart::kTraining);
  for (std::size_t i = 0; i < held_out; ++i) {
    parts[order[i]] = SplitPart::kValidation;
  }
  return make_training_set(corpus, parts, corpus.dictionaries);
}

Result<TrainingSet> split_as_stated(const Corpus& corpus, const Split& split) {
  std::vector<SplitPart> parts;
  for (const Piece& piece : corpus.pieces) {
    auto found = split.find(piece.name);
    if (found == split.end()) {
      found = split.find(std::filesystem::path(piece.name).filename().string());
    }
    if (found == split.end()) {
      return fail_at(piece.name, "the table of the split does not name this piece");
    }
    parts.push_back(found->second);
  }
  return make_training_set(corpus, parts, corpus.dictionaries);
}

Result<TrainingSet> with_rhythm_variants(const TrainingSet& set, const Corpus& corpus) {
  std::vector<SplitPart> parts;
  std::vector<bool> scaled;
  for (const SplitPiece& piece : set.pieces) {
    parts.push_back(piece.part);
    scaled.push_back(piece.part == SplitPart::kTraining);
  }
  const RhythmVariants variants = make_rhythm_variants(corpus, scaled);
  auto augmented = make_training_set(corpus, parts, variants.dictionaries);
  for (std::size_t i = 0; augmented && i < variants.pieces.size(); ++i) {
    if (!scaled[i]) {
      continue;
    }
    auto& encoded = augmented->rhythm_variants.emplace_back();
    for (const Piece& variant : variants.pieces[i]) {
      auto piece = TRY(encode_piece(variant, variants.dictionaries));
      encoded.push_back(std::move(piece));
    }
  }
  return augmented;
}

Result<void> add_contexts(TrainingSet& set, ContextKind kind, BarsFrom bars, ChordOrders orders) {
  auto vocabulary = TRY(ContextVocabulary::make(kind, set.dictionaries));
  set.vocabulary = std::move(vocabulary);
  if (bars == BarsFrom::kNotes) {
    show_found_bars(set);
  }
  if (orders != ChordOrders::kUp) {
    turn_chords(set);
  }
  set.endings = ending_habits(set);
  return {};
}

void add_velocities(TrainingSet& set, const Corpus& corpus, BarsFrom bars) {
  const auto pieces_of = [&](SplitPart part) {
    std::vector<const Piece*> pieces;
    for (std::size_t i = 0; i < set.pieces.size(); ++i) {
      if (set.pieces[i].part == part) {
        pieces.push_back(&corpus.pieces[i]);
      }
    }
    return pieces;
  };
  set.velocities = {.model = learn_velocities(pieces_of(SplitPart::kTraining), bars)};
  if (set.velocities.model.pieces > 0) {
    set.velocities.validation =
        measure_velocities(set.velocities.model, pieces_of(SplitPart::kValidation), bars);
  }
}

std::int64_t count_notes(const std::vector<EncodedPiece>& pieces) {
  return std::accumulate(
      pieces.begin(), pieces.end(), std::int64_t{0},
      [](std::int64_t sum, const auto& piece) { return sum + std::ssize(piece.notes); });
}

}  // namespace bachprop
