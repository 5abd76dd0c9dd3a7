#include "bachprop/corpus/packed_corpus.h"

#include <algorithm>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/corpus/corpus_layout.h"
#include "bachprop/score/time_unit.h"

namespace bachprop {
namespace {

namespace layout = corpus_layout;

std::int32_t units(Quarters time) {
  check(layout::kUnitsPerQuarter % time.denominator() == 0,
        "a corpus's times are multiples of 1/48 of a quarter");
  check(time.numerator() >= 0 && time.numerator() <= layout::kMaxTime,
        "a corpus's times fit into 32 bits");
  const std::int64_t count = time.numerator() * (layout::kUnitsPerQuarter / time.denominator());
  check(count <= layout::kMaxTime, "a corpus's times fit into 32 bits");
  return static_cast<std::int32_t>(count);
}

// Whole numbers of units that occur. Most are short, and noted without a search.
class UnitSet {
 public:
  void insert(std::int32_t units) {
    const auto index = as_index(units);
    if (index < is_in_.size()) {
      is_in_[index] = true;
    } else if (longer_.empty() || longer_.back() != units) {
      longer_.push_back(units);
      forget_repeated();
    }
  }

  [[nodiscard]] TimeDictionary dictionary() const {
    std::vector<Quarters> values;
    for (std::size_t i = 0; i < is_in_.size(); ++i) {
      if (is_in_[i]) {
        values.push_back(quarters(static_cast<std::int64_t>(i)));
      }
    }
    for (const std::int32_t units : longer_) {
      values.push_back(quarters(units));
    }
    return TimeDictionary(std::move(values));
  }

 private:
  static Quarters quarters(std::int64_t units) { return {units, layout::kUnitsPerQuarter}; }

  void forget_repeated() {
    if (longer_.size() >= most_longer_) {
      std::ranges::sort(longer_);
      longer_.erase(std::unique(longer_.begin(), longer_.end()), longer_.end());
      most_longer_ = std::max(most_longer_, 2 * longer_.size());
    }
  }

  // Longer than the longest possible duration.
  std::vector<bool> is_in_ = std::vector<bool>(std::size_t{64} * layout::kUnitsPerQuarter);
  std::vector<std::int32_t> longer_;
  std::size_t most_longer_ = 1024;
};

// Piece by piece, so that hardly more than one is there in both forms.
template <typename To, typename From, typename Convert>
To converted(From from, const Convert& convert) {
  To to;
  to.dictionaries = std::move(from.dictionaries);
  to.options = from.options;
  to.pieces.reserve(from.pieces.size());
  for (auto& piece : from.pieces) {
    to.pieces.push_back(convert(std::exchange(piece, {})));
  }
  return to;
}

}  // namespace

PackedPiece pack(Piece piece) {
  PackedPiece packed;
  const std::vector<Note> notes = std::exchange(piece.score.notes, {});
  const std::vector<int> voices = std::exchange(piece.score.voices, {});
  packed.rest = std::move(piece);
  packed.notes.reserve(notes.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const int voice = voices.empty() ? 0 : voices[i];
    check(voice >= 0 && voice < 1 << 24, "a voice is one of a piece's");
    packed.notes.push_back({units(notes[i].onset), units(notes[i].duration),
                            static_cast<std::uint32_t>(notes[i].pitch) & 0x7FU,
                            static_cast<std::uint32_t>(voice) & 0xFFFFFFU});
  }
  return packed;
}

Piece unpack(PackedPiece piece) {
  const TimeUnit unit(Quarters(1, layout::kUnitsPerQuarter));
  Piece unpacked = std::move(piece.rest);
  Score& score = unpacked.score;
  const bool has_voices = !score.voice_names.empty();
  score.notes.reserve(piece.notes.size());
  score.voices.reserve(has_voices ? piece.notes.size() : 0);
  for (const PackedNote& note : piece.notes) {
    score.notes.push_back({.onset = unit.quarters(note.onset),
                           .duration = unit.quarters(note.duration),
                           .pitch = as_int(note.pitch)});
    if (has_voices) {
      score.voices.push_back(as_int(note.voice));
    }
  }
  return unpacked;
}

Corpus unpack(PackedCorpus corpus) {
  return converted<Corpus>(std::move(corpus),
                           [](PackedPiece piece) { return unpack(std::move(piece)); });
}

PackedCorpus pack(Corpus corpus) {
  return converted<PackedCorpus>(std::move(corpus),
                                 [](Piece piece) { return pack(std::move(piece)); });
}

Dictionaries make_dictionaries(std::span<const PackedPiece> pieces) {
  UnitSet dt;
  UnitSet duration;
  int lowest = kHighestPitch + 1;
  int highest = kLowestPitch - 1;
  for (const PackedPiece& piece : pieces) {
    std::int32_t last = 0;
    for (const PackedNote& note : piece.notes) {
      dt.insert(note.onset - last);
      duration.insert(note.duration);
      lowest = std::min(lowest, as_int(note.pitch));
      highest = std::max(highest, as_int(note.pitch));
      last = note.onset;
    }
  }
  return {.dt = dt.dictionary(),
          .duration = duration.dictionary(),
          .pitch = lowest <= highest ? PitchDictionary(lowest, highest) : PitchDictionary()};
}

std::size_t count_notes(const PackedCorpus& corpus) {
  std::size_t notes = 0;
  for (const PackedPiece& piece : corpus.pieces) {
    notes += piece.notes.size();
  }
  return notes;
}

}  // namespace bachprop
