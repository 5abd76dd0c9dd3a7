// How often the printed key of real music is found from the notes alone.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/analysis/local_keys.h"
#include "bachprop/analysis/piece_key.h"
#include "bachprop/analysis/piece_metre.h"
#include "bachprop/analysis/printed_key.h"
#include "bachprop/analysis/printed_keys.h"
#include "bachprop/notation/bar_lines.h"
#include "notation/corpus_pieces.h"

namespace bachprop {
namespace {

int around(int sharps) { return (sharps % 12 + 12) % 12; }

// How what was found stands to what is printed. Six flats are six sharps.
std::string relation(const KeySignature& found, const KeySignature& printed) {
  const int apart = around(found.sharps - printed.sharps);
  const bool same_mode = found.minor == printed.minor;
  if (apart == 0) {
    return same_mode ? "exact" : "relative";
  }
  if (same_mode && (apart == 1 || apart == 11)) {
    return "fifth";
  }
  // C minor has three flats more than C major.
  if (!same_mode && apart == (found.minor ? 9 : 3)) {
    return "parallel";
  }
  return "other";
}

KeySignature signature_of(const Key& key) {
  return {0, 7 * key.tonic - (key.minor ? 3 : 0), key.minor};
}

using Relations = std::map<std::string, int>;

double share(const Relations& relations, const std::string& relation) {
  int all = 0;
  for (const auto& [name, count] : relations) {
    all += count;
  }
  const auto found = relations.find(relation);
  return found == relations.end() ? 0 : 100.0 * found->second / all;
}

void print(const std::string& what, const Relations& relations) {
  fmt::print("{:40}", what);
  for (const char* name : {"exact", "relative", "fifth", "parallel", "other"}) {
    fmt::print(" {} {:5.1f} %", name, share(relations, name));
  }
  fmt::print("\n");
}

class KeyOf : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    for (CorpusPiece& piece : corpus_pieces(GetParam())) {
      if (!piece.score.key_signatures.empty()) {
        pieces_.push_back(std::move(piece));
      }
    }
    if (pieces_.empty()) {
      GTEST_SKIP() << "SKIPPED: no corpus " << GetParam() << "; set BACHPROP_CORPORA";
    }
  }

  std::vector<CorpusPiece> pieces_;
};

TEST_P(KeyOf, IsThePrintedOneInMostPieces) {
  std::map<std::string, Relations> printed;
  Relations by_profile;
  for (const CorpusPiece& piece : pieces_) {
    const KeySignature& stated = piece.score.key_signatures.front();
    const std::string found = relation(printed_key_of(piece.score).signature, stated);
    ++printed["all"][found];
    ++printed[piece.part][found];
    ++by_profile[relation(signature_of(key_of(piece.score)), stated)];
    if (piece.part == "test" && found != "exact") {
      fmt::print("    {}: {}\n", piece.name, found);
    }
  }
  const std::string corpus = GetParam();
  for (const auto& [part, relations] : printed) {
    print(fmt::format("{} {}", corpus, part), relations);
  }
  print(corpus + " all, key_of", by_profile);
  EXPECT_GE(share(printed["all"], "exact"), 88);
  EXPECT_GE(share(printed["test"], "exact"), 85);
  EXPECT_GT(share(printed["all"], "exact"), share(by_profile, "exact"));
}

INSTANTIATE_TEST_SUITE_P(Corpora, KeyOf, testing::Values("chorales", "quartets", "nottingham"));

// What the paper shows where the file's signatures are hidden, and how many accidentals it needs.
struct PaperKeys {
  int pieces = 0;
  int with_changes = 0;
  int stated_changes = 0;   // of these, pieces whose file states changes too
  int other_signature = 0;  // the first is not that of printed_key_of
  int accidentals = 0;
  int double_ones = 0;
  int before = 0;  // double ones under the one signature of printed_key_of
};

std::vector<Quarters> bar_lines_of(const Score& score) {
  const auto bars = lay_out_bars({.time_signatures = metre_of(score).signatures}, end_of(score));
  std::vector<Quarters> lines;
  for (const NotatedBar& bar : *bars) {
    lines.push_back(bar.start);
  }
  return lines;
}

PaperKeys paper_keys_of(const std::string& corpus) {
  PaperKeys found;
  for (const CorpusPiece& piece : corpus_pieces(corpus)) {
    const std::vector<Quarters> lines = bar_lines_of(piece.score);
    const std::vector<KeySignature> keys = printed_keys_of(piece.score, lines);
    const KeySignature one = printed_key_of(piece.score).signature;
    const AccidentalCount count = count_accidentals(piece.score, keys, lines);
    ++found.pieces;
    found.accidentals += count.accidentals;
    found.double_ones += count.double_ones;
    found.before += count_accidentals(piece.score, {one}, lines).double_ones;
    found.other_signature += around(keys.front().sharps - one.sharps) != 0 ? 1 : 0;
    if (keys.size() > 1) {
      ++found.with_changes;
      found.stated_changes += piece.score.key_signatures.size() > 1 ? 1 : 0;
      fmt::print("    {}: {} signatures\n", piece.name, keys.size());
    }
  }
  if (found.pieces > 0) {
    fmt::print(
        "{}: {} of {} pieces with changes of signature ({} state some); {:.2f} accidentals a "
        "piece, {:.2f} of them double, {:.2f} under one signature\n",
        corpus, found.with_changes, found.pieces, found.stated_changes,
        static_cast<double>(found.accidentals) / found.pieces,
        static_cast<double>(found.double_ones) / found.pieces,
        static_cast<double>(found.before) / found.pieces);
  }
  return found;
}

TEST(PrintedKeysOfRealMusic, AreOneInNearlyAllPieces) {
  for (const char* corpus : {"chorales", "quartets", "nottingham", "asap_bach"}) {
    const PaperKeys found = paper_keys_of(corpus);
    if (found.pieces == 0) {
      GTEST_SKIP() << "SKIPPED: no corpus " << corpus << "; set BACHPROP_CORPORA";
    }
    EXPECT_LE(50 * (found.with_changes - found.stated_changes), found.pieces) << corpus;
    EXPECT_LE(found.double_ones, found.before + found.pieces / 20) << corpus;
    EXPECT_LE(found.other_signature, found.with_changes) << corpus;
  }
}

TEST(KeyOfKeyboardPieces, HasThePrintedSignature) {
  const std::vector<CorpusPiece> pieces = corpus_pieces("asap_bach");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus asap_bach; set BACHPROP_CORPORA";
  }
  std::size_t right = 0;
  for (const CorpusPiece& piece : pieces) {
    const int sharps = printed_key_of(piece.score).signature.sharps;
    right += around(sharps) == around(stated_bars(piece).sharps) ? 1U : 0U;
  }
  fmt::print("asap_bach: {} of {} signatures\n", right, pieces.size());
  EXPECT_GE(100 * right, 95 * pieces.size());
}

// Which of the local keys is in force.
Key key_at(const std::vector<LocalKey>& keys, const Quarters& time) {
  const auto next = std::ranges::upper_bound(keys, time, {}, &LocalKey::onset);
  return std::prev(next)->key;
}

Score transposed(Score score, int semitones) {
  for (Note& note : score.notes) {
    note.pitch += semitones;
  }
  return score;
}

std::int64_t whole_quarters(const Score& score) {
  const Quarters end = end_of(score);
  return end.numerator() / end.denominator();
}

// The notes that begin from `from` to before `to`, moved to `start`; they end at `to` at the
// latest.
void append_beats(Score& score, const Score& source, const Quarters& from, const Quarters& to,
                  const Quarters& start) {
  for (Note note : source.notes) {
    if (note.onset >= from && note.onset < to) {
      note.duration = std::min(note.duration, to - note.onset);
      note.onset += start - from;
      score.notes.push_back(note);
    }
  }
}

// The first `beats` beats of a piece, in another key, put into its middle.
Score planted(const Score& score, const Quarters& middle, int beats, int semitones) {
  Score all;
  append_beats(all, score, 0, middle, 0);
  append_beats(all, transposed(score, semitones), 0, beats, middle);
  append_beats(all, score, middle, end_of(score), middle + beats);
  return all;
}

std::vector<CorpusPiece> test_chorales() {
  std::vector<CorpusPiece> pieces = corpus_pieces("chorales");
  std::erase_if(pieces, [](const CorpusPiece& piece) { return piece.part != "test"; });
  return pieces;
}

TEST(LocalKeysOfChorales, BeginAndEndInTheKeyOfThePiece) {
  const std::vector<CorpusPiece> pieces = test_chorales();
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  std::size_t begins = 0;
  std::size_t ends = 0;
  std::size_t keys = 0;
  for (const CorpusPiece& piece : pieces) {
    const std::vector<LocalKey> local = local_keys_of(piece.score);
    const int tonic = printed_key_of(piece.score).key.tonic;
    begins += local.front().key.tonic == tonic ? 1U : 0U;
    ends += local.back().key.tonic == tonic ? 1U : 0U;
    keys += local.size();
  }
  fmt::print("chorales test: {} local keys in {} pieces; {} begin and {} end on the tonic\n", keys,
             pieces.size(), begins, ends);
  EXPECT_GE(100 * begins, 75 * pieces.size());
  EXPECT_GE(100 * ends, 75 * pieces.size());
}

// The share of beats of planted passages, without the first and the last, whose key is that of the
// same beat where the passage comes from, transposed.
double rate_of_planted(const std::vector<CorpusPiece>& pieces, int beats, int semitones) {
  int right = 0;
  int all = 0;
  for (const CorpusPiece& piece : pieces) {
    const std::int64_t middle = whole_quarters(piece.score) / 8 * 4;
    if (middle < beats) {
      continue;
    }
    const auto own = local_keys_of(piece.score);
    const auto keys = local_keys_of(planted(piece.score, middle, beats, semitones));
    for (int beat = 1; beat + 1 < beats; ++beat) {
      Key key = key_at(own, beat);
      key.tonic = (key.tonic + semitones) % 12;
      right += key_at(keys, Quarters(middle + beat)) == key ? 1 : 0;
      ++all;
    }
  }
  return 100.0 * right / all;
}

TEST(LocalKeysOfChorales, FollowPlantedModulations) {
  const std::vector<CorpusPiece> pieces = test_chorales();
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  for (const int beats : {8, 16}) {
    for (const int semitones : {7, 5, 3, 2}) {
      const double rate = rate_of_planted(pieces, beats, semitones);
      fmt::print("{} beats planted {} semitones higher: {:.1f} % have their key\n", beats,
                 semitones, rate);
      EXPECT_GE(rate, beats == 8 ? 60 : 80);
    }
  }
}

// How much of the time between two stated signatures lies in keys of just that signature or its
// neighbours on the circle of fifths, and how often the commonest key has it.
TEST(LocalKeysOfQuartets, AgreeWithStatedChangesOfSignature) {
  const std::vector<CorpusPiece> pieces = corpus_pieces("quartets");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  int sections = 0;
  int right = 0;
  for (const CorpusPiece& piece : pieces) {
    const std::vector<KeySignature>& stated = piece.score.key_signatures;
    if (stated.size() < 2) {
      continue;
    }
    const std::vector<LocalKey> keys = local_keys_of(piece.score);
    for (std::size_t i = 0; i < stated.size(); ++i) {
      const Quarters end = i + 1 < stated.size() ? stated[i + 1].onset : end_of(piece.score);
      std::map<int, int> beats;
      for (Quarters beat = stated[i].onset; beat < end; beat += 1) {
        ++beats[around(signature_of(key_at(keys, beat)).sharps)];
      }
      const auto most = std::ranges::max_element(
          beats, {}, [](const std::pair<const int, int>& entry) { return entry.second; });
      ++sections;
      right += most->first == around(stated[i].sharps) ? 1 : 0;
      if (most->first != around(stated[i].sharps)) {
        fmt::print("    {} from {}: {} sharps stated, most beats in {}\n", piece.name,
                   stated[i].onset.to_string(), stated[i].sharps, most->first);
      }
    }
  }
  fmt::print("quartets: {} of {} sections between stated signatures\n", right, sections);
  EXPECT_GE(10 * right, 8 * sections);
}

}  // namespace
}  // namespace bachprop
