#include "bachprop/analysis/beam_search.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <vector>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Paths through columns of costs; the state is the row that was chosen last.
struct Walk {
  std::vector<std::vector<int>> columns;
  int leap = 0;  // what each row up or down costs

  [[nodiscard]] std::vector<int> best(std::size_t width) const {
    BeamSearch<int, int> search(0, width);
    for (const std::vector<int>& column : columns) {
      search.choose(
          [&](int row, const auto& add) {
            for (int next = 0; next < std::ssize(column); ++next) {
              add(next, column[as_index(next)] + leap * std::abs(next - row));
            }
          },
          [](int& row, int next) { row = next; });
    }
    return search.best();
  }
};

TEST(BeamSearch, FindsTheCheapestRowOfChoices) {
  // To go down costs a leap, which pays off.
  const Walk walk{.columns = {{0, 9}, {9, 0}, {9, 0}}, .leap = 5};
  EXPECT_EQ(walk.best(2), (std::vector<int>{0, 1, 1}));
}

TEST(BeamSearch, FollowsNoMoreWaysThanItsWidth) {
  const Walk walk{.columns = {{0, 1}, {20, 0}, {20, 0}}, .leap = 15};
  EXPECT_EQ(walk.best(2), (std::vector<int>{0, 1, 1}));
  // Down costs 15 where staying costs 9: followed alone, the cheapest does not see what comes.
  const Walk steep{.columns = {{0, 1}, {9, 0}, {90, 0}}, .leap = 15};
  EXPECT_EQ(steep.best(1), (std::vector<int>{0, 0, 1}));
  EXPECT_EQ(steep.best(2), (std::vector<int>{0, 1, 1}));
}

TEST(BeamSearch, TakesTheFirstOfEquallyCheapChoices) {
  const Walk walk{.columns = {{3, 3, 3}, {1, 1, 1}}};
  EXPECT_EQ(walk.best(3), (std::vector<int>{0, 0}));
}

TEST(BeamSearch, KeepsOneOfTheWaysToAState) {
  // All ways lead to one state: the dearer of the two first choices is forgotten.
  BeamSearch<int, char> search(0, 8);
  const auto apply = [](int& state, char /*choice*/) { state = 1; };
  search.choose(
      [](int /*state*/, const auto& add) {
        add('a', 2);
        add('b', 1);
      },
      apply);
  int ways = 0;
  search.for_each_way([&](std::int64_t cost, int state) {
    ++ways;
    EXPECT_EQ(cost, 1);
    EXPECT_EQ(state, 1);
  });
  EXPECT_EQ(ways, 1);
  EXPECT_EQ(search.best(), std::vector<char>{'b'});
}

TEST(BeamSearch, NoChoicesAreAnEmptyRow) {
  EXPECT_EQ((BeamSearch<int, int>(0, 4).best()), std::vector<int>());
}

}  // namespace
}  // namespace bachprop
