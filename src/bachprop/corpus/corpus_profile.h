// What is usual in a corpus of the things that a piece as a whole has: what pieces that are
// composed in its style are held to.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "bachprop/corpus/corpus_statistics.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A key signature that would be printed (analysis/printed_key.h), and how many pieces have it.
struct KeyCount {
  KeySignature signature;  // its onset is 0
  std::int64_t pieces = 0;

  friend bool operator==(const KeyCount&, const KeyCount&) = default;
};

// A tempo in whole quarters a minute, as musicians write it, and how many pieces begin with it.
struct TempoCount {
  int quarters_per_minute = 0;
  std::int64_t pieces = 0;

  friend bool operator==(const TempoCount&, const TempoCount&) = default;
};

// The pitches that all notes of one kind lie between, but for one in 2,000 at each end.
struct Compass {
  int lowest = kLowestPitch;
  int highest = kHighestPitch;

  friend bool operator==(const Compass&, const Compass&) = default;
};

// The lines whose compass is known: the lowest and the highest note of each chord, and those below
// and above its middle. In four voices they are the bass, the soprano, the tenor and the alto.
enum class ChordLine { kBottom, kLower, kUpper, kTop };
constexpr std::size_t kLines = 4;

struct CorpusProfile {
  Spread<int> notes = {};           // of a piece; all 0 where nothing is known
  std::vector<KeyCount> keys = {};  // by minor, then sharps
  std::array<Compass, kLines> compass = {};
  Spread<int> registers = {};  // the median pitch of each piece's top line; all 0: not known
  std::vector<TempoCount> tempos = {};  // by tempo, of the pieces that state one

  friend bool operator==(const CorpusProfile&, const CorpusProfile&) = default;
};

// The line of a note of a chord of so many, with so many of them below it.
[[nodiscard]] ChordLine line_at(std::size_t below, std::size_t notes);

// The line of each note, by its place among the notes that sound at its onset. A note that sounds
// alone is of the top line.
[[nodiscard]] std::vector<ChordLine> lines_of(const std::vector<Note>& notes);

// The median pitch of the notes of the top line; nothing without notes.
[[nodiscard]] std::optional<int> register_of(const std::vector<Note>& notes);

// Sees the pieces one by one.
class ProfileBuilder {
 public:
  void add(const Score& score);
  [[nodiscard]] CorpusProfile profile() const;

 private:
  using PitchCounts = std::array<std::int64_t, kHighestPitch + 1>;

  std::vector<int> notes_;
  std::vector<KeyCount> keys_;
  std::array<PitchCounts, kLines> pitches_ = {};
  std::vector<int> registers_;
  std::map<int, std::int64_t> tempos_;
};

}  // namespace bachprop
