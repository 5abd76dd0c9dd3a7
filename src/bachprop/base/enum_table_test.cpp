#include "bachprop/base/enum_table.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

enum class Metal { kIron, kTin, kGold };

TEST(EnumTable, HasTheValueOfEachEnumerator) {
  constexpr EnumTable<Metal, int, 3> kMelting(
      {{{Metal::kIron, 1538}, {Metal::kTin, 232}, {Metal::kGold, 1064}}});
  static_assert(kMelting[Metal::kTin] == 232);
  EXPECT_EQ(kMelting[Metal::kGold], 1064);
}

TEST(EnumTableDeathTest, StopsForAnEnumeratorWithoutARow) {
  constexpr EnumTable<Metal, int, 2> kMelting({{{Metal::kIron, 1538}, {Metal::kTin, 232}}});
  EXPECT_DEATH(static_cast<void>(kMelting[Metal::kGold]), "an enumerator has a row");
}

TEST(EnumTableDeathTest, StopsForRowsInAnotherOrder) {
  using Table = EnumTable<Metal, int, 2>;
  EXPECT_DEATH(Table({{{Metal::kTin, 232}, {Metal::kIron, 1538}}}), "in the order");
}

}  // namespace
}  // namespace bachprop
