// Bars and keys on paper of files that state them.
#include <gtest/gtest.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cases/read_case.h"

namespace bachprop {
namespace {

CaseReading read(const std::string& name) {
  return read_case(std::filesystem::path(BACHPROP_CASES) / name);
}

TEST(CasesOnPaper, HaveTheBarsThatTheyState) {
  for (const auto& [name, bars] :
       {std::pair<const char*, std::size_t>{"pickup_c_scale.mid", 2}, {"pickup_frere.mid", 8}}) {
    const CaseReading tune = read(name);
    ASSERT_TRUE(tune.sheet.has_value()) << name;
    EXPECT_EQ(tune.sheet->head.pickup, Quarters(0)) << name;
    EXPECT_EQ(tune.sheet->pickup_from, SheetSource::kScore) << name;
    EXPECT_EQ(tune.sheet->notated.bars.size(), bars) << name;
  }
}

TEST(CasesOnPaper, HaveAKeyThatIsStatedAgainOnce) {
  const CaseReading tune = read("key_repeated.mid");
  ASSERT_TRUE(tune.sheet.has_value());
  EXPECT_EQ(tune.sheet->head.key_signatures, (std::vector<KeySignature>{{0, -3, false}}));
}

}  // namespace
}  // namespace bachprop
