// A corpus file of a realistic size, cut and changed: an error that says so, or the same corpus.
#include <gtest/gtest.h>

#include <string>

#include "bachprop/base/random.h"
#include "bachprop/corpus/corpus_file.h"

namespace bachprop {
namespace {

// Scales and chords in many pieces.
Corpus some_pieces() {
  Corpus corpus;
  for (int i = 0; i < 30; ++i) {
    Piece piece{.name = "piece" + std::to_string(100 + i) + ".mid",
                .sha256 = std::string(64, 'a'),
                .score = {}};
    for (int j = 0; j < 60; ++j) {
      piece.score.notes.push_back({Quarters(j / 2, 2), Quarters(1, 2), 40 + i + j % 2 * 7});
    }
    piece.score.tempos = {{0, 100}};
    corpus.pieces.push_back(std::move(piece));
  }
  corpus.dictionaries = make_dictionaries(corpus.pieces);
  return corpus;
}

class DamagedCorpusFile : public testing::Test {
 protected:
  // True when `bytes` give an error that begins with the file's name, or the corpus unchanged.
  [[nodiscard]] bool is_harmless(std::span<const std::byte> bytes) const {
    const auto loaded = parse_corpus(bytes, "c.safetensors");
    return loaded ? *loaded == corpus_ : loaded.error().message().starts_with("c.safetensors: ");
  }

  Corpus corpus_ = some_pieces();
  std::vector<std::byte> bytes_ = corpus_bytes(corpus_);
};

TEST_F(DamagedCorpusFile, IsNeverReadWhenItIsCut) {
  for (std::size_t length = 0; length < bytes_.size(); length += 1 + length / 400) {
    const auto loaded = parse_corpus(std::span(bytes_).first(length), "c.safetensors");
    ASSERT_FALSE(loaded) << length;
    ASSERT_TRUE(loaded.error().message().starts_with("c.safetensors: ")) << length;
  }
}

TEST_F(DamagedCorpusFile, SaysSoWhenABitOfItsFirstBytesIsFlipped) {
  for (std::size_t bit = 0; bit < 8 * std::size_t{200}; ++bit) {
    auto changed = bytes_;
    changed[bit / 8] ^= std::byte{1} << (bit % 8);
    ASSERT_TRUE(is_harmless(changed)) << bit;
  }
}

TEST_F(DamagedCorpusFile, SaysSoWhenAnyOfItsBytesIsChanged) {
  Random random({7});
  for (int i = 0; i < 500; ++i) {
    auto changed = bytes_;
    changed[random.below(changed.size())] ^= static_cast<std::byte>(1 + random.below(255));
    ASSERT_TRUE(is_harmless(changed)) << i;
  }
}

TEST_F(DamagedCorpusFile, SaysSoWhenItIsLonger) {
  bytes_.push_back(std::byte{0});
  EXPECT_FALSE(parse_corpus(bytes_, "c"));
}

}  // namespace
}  // namespace bachprop
