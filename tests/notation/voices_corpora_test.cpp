// Voices and staves that are found from the notes, held against those that files state.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/analysis/piano_staves.h"
#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/analysis/voice_lines.h"
#include "notation/read_corpus.h"

namespace bachprop {
namespace {

constexpr int kParts = 4;

using Finder = std::function<std::vector<int>(const Score&)>;

struct Shares {
  std::int64_t notes = 0;
  std::int64_t right_notes = 0;
  std::int64_t pairs = 0;
  std::int64_t right_pairs = 0;

  [[nodiscard]] double of_notes() const {
    return 100 * static_cast<double>(right_notes) / static_cast<double>(notes);
  }
  [[nodiscard]] double of_pairs() const {
    return 100 * static_cast<double>(right_pairs) / static_cast<double>(pairs);
  }
  Shares& operator+=(const Shares& other) {
    notes += other.notes;
    right_notes += other.right_notes;
    pairs += other.pairs;
    right_pairs += other.right_pairs;
    return *this;
  }
};

bool sings(unsigned singers, int voice) {
  return voice != kNoVoice && ((singers >> static_cast<unsigned>(voice)) & 1U) != 0;
}

// For each note how many onsets its found voice had before.
std::vector<int> places_in_voices(const Score& score, const std::vector<int>& found) {
  std::array<int, kMostVoices + 1> onsets = {};
  std::array<Quarters, kMostVoices + 1> last;
  last.fill(-1);
  std::vector<int> places;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto voice = static_cast<std::size_t>(found[i] + 1);
    onsets[voice] += last[voice] != score.notes[i].onset ? 1 : 0;
    last[voice] = score.notes[i].onset;
    places.push_back(onsets[voice]);
  }
  return places;
}

// The highest note of each onset of a stated voice.
std::vector<std::size_t> line_of(const StatedPiece& piece, int voice) {
  std::vector<std::size_t> line;
  for (std::size_t i = 0; i < piece.singers.size(); ++i) {
    if (sings(piece.singers[i], voice)) {
      if (!line.empty() && piece.score.notes[line.back()].onset == piece.score.notes[i].onset) {
        line.pop_back();
      }
      line.push_back(i);
    }
  }
  return line;
}

// A note is right in any voice that sings it. A pair is two notes that follow each other in a
// stated voice, neither of them shared; it is right where they follow each other in a found one.
Shares compare(const StatedPiece& piece, const std::vector<int>& found) {
  Shares shares;
  for (std::size_t i = 0; i < found.size(); ++i) {
    ++shares.notes;
    shares.right_notes += sings(piece.singers[i], found[i]) ? 1 : 0;
  }
  const std::vector<int> places = places_in_voices(piece.score, found);
  for (int voice = 0; voice < kParts; ++voice) {
    const std::vector<std::size_t> line = line_of(piece, voice);
    const unsigned alone = 1U << static_cast<unsigned>(voice);
    for (std::size_t k = 1; k < line.size(); ++k) {
      const std::size_t a = line[k - 1];
      const std::size_t b = line[k];
      if (piece.singers[a] == alone && piece.singers[b] == alone) {
        ++shares.pairs;
        const bool is_right =
            found[a] == found[b] && found[a] != kNoVoice && places[b] == places[a] + 1;
        shares.right_pairs += is_right ? 1 : 0;
      }
    }
  }
  return shares;
}

Shares measure(const std::string& title, const std::vector<StatedPiece>& pieces,
               const Finder& find) {
  Shares all;
  std::vector<std::pair<double, std::string>> by_share;
  for (const StatedPiece& piece : pieces) {
    const Shares shares = compare(piece, find(piece.score));
    all += shares;
    by_share.emplace_back(shares.of_notes(),
                          fmt::format("{} {} notes, right {:.1f} %, pairs {:.1f} %", piece.name,
                                      shares.notes, shares.of_notes(), shares.of_pairs()));
  }
  std::ranges::sort(by_share);
  fmt::print("{}: {} pieces, {} notes, right {:.2f} %, pairs {:.2f} %; the worst:\n", title,
             pieces.size(), all.notes, all.of_notes(), all.of_pairs());
  for (std::size_t i = 0; i < std::min<std::size_t>(5, by_share.size()); ++i) {
    fmt::print("  {}\n", by_share[i].second);
  }
  return all;
}

std::vector<int> lines(const Score& score) { return find_lines(score, kParts); }
std::vector<int> assigned(const Score& score) { return assign_voices(score, kParts); }

TEST(LinesOfChorales, AreTheirVoices) {
  const auto pieces = test_part("chorales");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  const Shares shares = measure("chorales, find_lines", pieces, lines);
  EXPECT_GT(shares.of_notes(), 98.5);
  EXPECT_GT(shares.of_pairs(), 98);
  measure("chorales, assign_voices", pieces, assigned);
}

// The second violin plays below the viola, and who of four rests is not heard: notes stay
// ambiguous where lines are not.
TEST(LinesOfQuartets, AreTheirPartsMostOften) {
  const auto pieces = test_part("quartets");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  const Shares shares = measure("quartets, find_lines", pieces, lines);
  EXPECT_GT(shares.of_notes(), 84.8);
  EXPECT_GT(shares.of_pairs(), 92.5);
  measure("quartets, assign_voices", pieces, assigned);
}

TEST(StavesOfPianoPieces, AreThoseOfTheirScores) {
  const auto pieces = test_part("asap_bach");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus asap_bach; set BACHPROP_CORPORA";
  }
  const auto staves = [](const Score& score) { return split_staves(score); };
  const auto middle_c = [](const Score& score) {
    std::vector<int> found;
    for (const Note& note : score.notes) {
      found.push_back(note.pitch < 60 ? kLowerStaff : kUpperStaff);
    }
    return found;
  };
  const Shares shares = measure("asap_bach, split_staves", pieces, staves);
  const Shares simple = measure("asap_bach, cut at middle C", pieces, middle_c);
  EXPECT_GT(shares.of_notes(), 90);
  EXPECT_GT(shares.of_notes(), simple.of_notes() + 2);
}

}  // namespace
}  // namespace bachprop
