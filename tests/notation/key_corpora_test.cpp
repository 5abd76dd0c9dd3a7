// How often the printed key of real music is found from the notes alone.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "bachprop/notation/local_keys.h"
#include "bachprop/notation/piece_key.h"
#include "bachprop/notation/printed_key.h"
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

}  // namespace
}  // namespace bachprop
