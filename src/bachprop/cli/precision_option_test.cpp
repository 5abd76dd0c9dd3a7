#include "bachprop/cli/precision_option.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bachprop/nn/product.h"

namespace bachprop {
namespace {

using testing::HasSubstr;

class PrecisionOption : public testing::Test {
 public:
  ~PrecisionOption() override { set_bfloat16_unit(best_); }

 protected:
  [[nodiscard]] Bfloat16Unit best() const { return best_; }

 private:
  Bfloat16Unit best_ = bfloat16_unit();
};

TEST_F(PrecisionOption, Fp32IsThereOnEveryProcessor) {
  set_bfloat16_unit(Bfloat16Unit::kNone);
  EXPECT_EQ(usable_precision("fp32"), Precision::kFloat32);
}

TEST_F(PrecisionOption, AutoTakesBfloat16OnlyWhereItIsMuchFaster) {
  for (int unit = 0; unit <= static_cast<int>(best()); ++unit) {
    set_bfloat16_unit(static_cast<Bfloat16Unit>(unit));
    EXPECT_EQ(usable_precision("auto"),
              bfloat16_unit() == Bfloat16Unit::kAmx ? Precision::kBfloat16 : Precision::kFloat32);
  }
}

TEST_F(PrecisionOption, Bfloat16IsRefusedOnlyWhereTheProcessorHasNone) {
  set_bfloat16_unit(Bfloat16Unit::kNone);
  const auto precision = usable_precision("bf16");
  ASSERT_FALSE(precision);
  EXPECT_THAT(precision.error().message(), HasSubstr("leave the option out"));
  for (int unit = 1; unit <= static_cast<int>(best()); ++unit) {
    set_bfloat16_unit(static_cast<Bfloat16Unit>(unit));
    EXPECT_EQ(usable_precision("bf16"), Precision::kBfloat16);
  }
}

TEST_F(PrecisionOption, OtherNamesAreRefused) {
  const auto precision = usable_precision("fp64");
  ASSERT_FALSE(precision);
  EXPECT_THAT(precision.error().message(), HasSubstr("fp64"));
}

}  // namespace
}  // namespace bachprop
