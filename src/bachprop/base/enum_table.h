// Values by enumerator, for what is not a name (enum_names.h).
#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {

// A table as wide as an enumeration whose enumerators count from 0:
//
//   constexpr EnumTable<Clef, Sign, 5> kSigns({{{Clef::kTreble, {"G", 2}}, ...}});
//
// Rows stand in the order of the enumerators: another order does not compile where the table is
// constexpr. An enumerator without a row is a broken promise, never what lies behind the table.
template <typename Enum, typename Value, std::size_t kSize>
class EnumTable {
 public:
  using Row = std::pair<Enum, Value>;

  constexpr explicit EnumTable(const std::array<Row, kSize>& rows) : rows_(rows) {
    for (std::size_t i = 0; i < kSize; ++i) {
      check(as_index(rows_[i].first) == i, "rows stand in the order of their enumerators");
    }
  }

  [[nodiscard]] constexpr const Value& operator[](Enum value) const {
    check(as_index(value) < kSize, "an enumerator has a row");
    return rows_[as_index(value)].second;
  }

 private:
  std::array<Row, kSize> rows_;
};

}  // namespace bachprop
