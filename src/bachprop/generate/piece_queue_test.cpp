#include "bachprop/generate/piece_queue.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

ComposedPiece numbered(int number) {
  ComposedPiece piece;
  piece.number = number;
  return piece;
}

std::vector<int> numbers_up_to(int last) {
  std::vector<int> numbers(as_index(last));
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}

TEST(PieceQueue, GivesEachNumberOnceAndPiecesInOrder) {
  PieceQueue queue({1, 2, 3}, {});
  EXPECT_EQ(queue.next(), 1);
  EXPECT_EQ(queue.next(), 2);
  EXPECT_EQ(queue.next(), 3);
  EXPECT_EQ(queue.next(), std::nullopt);
  queue.finish(numbered(2));
  queue.finish(numbered(1));
  const auto pieces = queue.take();
  ASSERT_TRUE(pieces);
  ASSERT_EQ(pieces->size(), 2U);
  EXPECT_EQ(pieces->front().number, 1);
}

TEST(PieceQueue, BeginsWithTheFirstNumberThatIsWanted) {
  PieceQueue queue({7, 8}, {});
  EXPECT_EQ(queue.next(), 7);
  EXPECT_EQ(queue.next(), 8);
  EXPECT_EQ(queue.next(), std::nullopt);
}

TEST(PieceQueue, KeepsTheErrorOfTheFirstPieceWhicheverFailsFirst) {
  for (const auto& [one, other] : {std::pair(5, 3), std::pair(3, 5)}) {
    PieceQueue queue(numbers_up_to(100), {});
    for (int i = 0; i < 6; ++i) {
      (void)queue.next();
    }
    queue.fail(one, "piece " + std::to_string(one));
    queue.fail(other, "piece " + std::to_string(other));
    EXPECT_TRUE(queue.wanted(2));
    EXPECT_FALSE(queue.wanted(3));
    EXPECT_FALSE(queue.wanted(4));
    EXPECT_EQ(queue.next(), std::nullopt);
    queue.finish(numbered(1));
    EXPECT_EQ(queue.take().error().message(), "piece 3");
  }
}

TEST(PieceQueue, CountsNotesAndStopsWhenTheWatcherSaysSo) {
  std::int64_t seen = 0;
  PieceQueue queue(numbers_up_to(9), [&](const ComposeProgress& progress) {
    seen = progress.notes;
    return progress.notes < 10;
  });
  EXPECT_TRUE(queue.go_on(4));
  EXPECT_TRUE(queue.go_on(5));
  EXPECT_FALSE(queue.go_on(1));
  EXPECT_EQ(seen, 10);
  EXPECT_FALSE(queue.go_on(0));
}

}  // namespace
}  // namespace bachprop
