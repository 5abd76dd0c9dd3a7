#include "bachprop/copies/passages.h"

#include <algorithm>
#include <cstddef>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::uint16_t kEndOfPassage = 0;
constexpr std::size_t kWindow = kLongestPassage - 1;  // steps

// Writes down the passages that are not there yet.
class PassageWriter {
 public:
  // Every run of at most kWindow steps is part of a window of kWindow steps, or of the whole piece
  // if that is shorter. Windows that are not there yet are written.
  void add(std::span<const std::uint16_t> piece) {
    PatternIndex::Cursor cursor;
    std::size_t written = 0;  // steps of this piece up to there need not be written again
    bool open = false;        // the last passage ends at `written`
    for (std::size_t i = 0; i < piece.size(); ++i) {
      index_.advance(cursor, piece[i]);
      const std::size_t window = std::min(i + 1, kWindow);
      if ((window < kWindow && i + 1 < piece.size()) || as_index(cursor.steps()) >= window) {
        continue;
      }
      const std::size_t begin = i + 1 - window;
      if (open && written < begin) {
        end_passage();
      }
      written = open ? std::max(written, begin) : begin;
      open = true;
      for (; written <= i; ++written) {
        hashes_.push_back(piece[written]);
        index_.append(piece[written]);
      }
    }
    if (open) {
      end_passage();
    }
  }

  [[nodiscard]] PassageHashes take() { return std::move(hashes_); }

 private:
  void end_passage() {
    hashes_.push_back(kEndOfPassage);
    index_.end_piece();
  }

  PatternIndex index_;
  PassageHashes hashes_;
};

}  // namespace

// The last step of splitmix64 (Steele, Lea and Flood 2014), which spreads every bit over all.
std::uint16_t hash_of(PatternStep step) {
  step = (step ^ step >> 30) * 0xbf58476d1ce4e5b9ULL;
  step = (step ^ step >> 27) * 0x94d049bb133111ebULL;
  const auto hash = static_cast<std::uint16_t>((step ^ step >> 31) >> 48);
  return std::max<std::uint16_t>(hash, kEndOfPassage + 1);
}

PassageHashes passage_hashes(std::span<const std::span<const Note>> pieces) {
  PassageWriter writer;
  std::vector<std::uint16_t> hashes;
  for (const auto& piece : pieces) {
    hashes.clear();
    for (const PatternStep step : patterns_of(piece, PatternKind::kExact).steps) {
      hashes.push_back(hash_of(step));
    }
    writer.add(hashes);
  }
  return writer.take();
}

PatternIndex index_of(const PassageHashes& hashes) {
  PatternIndex index;
  for (const std::uint16_t hash : hashes) {
    if (hash == kEndOfPassage) {
      index.end_piece();
    } else {
      index.append(hash);
    }
  }
  index.finish();
  return index;
}

}  // namespace bachprop
