// The pieces of a corpus as symbols, split into training and validation.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bachprop/base/note_symbols.h"
#include "bachprop/base/result.h"
#include "bachprop/context/chord_order.h"
#include "bachprop/context/context_vocabulary.h"
#include "bachprop/context/ending_traits.h"
#include "bachprop/context/known_turns.h"
#include "bachprop/corpus/corpus.h"
#include "bachprop/corpus/corpus_profile.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/train/training_record.h"
#include "bachprop/train/velocity_model.h"

namespace bachprop {

// A piece without START/END, and by how many semitones it can be moved inside the pitch dictionary.
struct EncodedPiece {
  std::vector<NoteSymbols> notes;
  std::vector<NoteSymbols> downwards = {};  // with chords turned round, where they are learnt so
  bool is_own = false;                      // a network's own, for a critic
  // Its turns, which a critic must not know it by; or null.
  std::shared_ptr<const KnownTurns> turns = {};
  Metre metre = {};       // that the network is shown
  Metre found_bars = {};  // those that the notes show
  int lowest_shift = 0;   // <= 0
  int highest_shift = 0;  // >= 0

  [[nodiscard]] const std::vector<NoteSymbols>& written(ChordOrder order) const {
    return order == ChordOrder::kUpwards ? notes : downwards;
  }
  // Steps of the network: one more than the notes, because START/END stands before the first.
  [[nodiscard]] std::int64_t steps() const { return static_cast<std::int64_t>(notes.size()) + 1; }
};

// Finds how far the notes can be moved inside this dictionary.
void find_shifts(EncodedPiece& piece, const PitchDictionary& pitches);

// A stated part for each piece, by name.
using Split = std::map<std::string, SplitPart>;

struct TrainingSet {
  Dictionaries dictionaries;
  ContextVocabulary vocabulary;
  CorpusProfile profile;           // of the training pieces
  std::vector<SplitPiece> pieces;  // all of the corpus, in its order
  std::vector<EncodedPiece> training;
  // The variants of each training piece, itself among them; empty without rhythm augmentation.
  std::vector<std::vector<EncodedPiece>> rhythm_variants;
  std::vector<EncodedPiece> validation;
  EndingHabits endings = {};         // of the training pieces; by add_contexts()
  LearntVelocities velocities = {};  // by add_velocities()
};

// Reads a table with tab-separated columns, the first line naming them: `file` and `split`, whose
// values are train, valid and test (or unused).
[[nodiscard]] Result<Split> read_split(const std::filesystem::path& path);

// Splits at random by piece: `validation_share` of them, at least one when there are two, none when
// there is one. The same seed splits the same corpus alike.
[[nodiscard]] Result<TrainingSet> split_at_random(const Corpus& corpus, double validation_share,
                                                  std::uint64_t seed);

// Splits as stated; pieces of the set `test` are left out. A piece is found by its name or by what
// follows the last slash in it. A piece that the table does not name is an error.
[[nodiscard]] Result<TrainingSet> split_as_stated(const Corpus& corpus, const Split& split);

// The same split with the rhythm variants of the training pieces and dictionaries that hold them
// too. `set` was made of `corpus`.
[[nodiscard]] Result<TrainingSet> with_rhythm_variants(const TrainingSet& set,
                                                       const Corpus& corpus);

// Says what the network will see of the past at every note of every piece, with which bars. It is
// worked out while the pieces are read (EpochPlan), which takes hardly longer than to fetch it from
// memory would.
[[nodiscard]] Result<void> add_contexts(TrainingSet& set, ContextKind kind,
                                        BarsFrom bars = BarsFrom::kFile,
                                        ChordOrders orders = ChordOrders::kUp);

// Learns how loud the training pieces are played, where they say it, and measures that on the
// validation pieces. `set` was made of `corpus`.
void add_velocities(TrainingSet& set, const Corpus& corpus, BarsFrom bars = BarsFrom::kFile);

[[nodiscard]] std::int64_t count_notes(const std::vector<EncodedPiece>& pieces);

}  // namespace bachprop
