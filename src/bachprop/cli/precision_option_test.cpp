#include "bachprop/cli/precision_option.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bachprop/cli/command.h"
#include "bachprop/cli/run_command_test.h"
#include "bachprop/nn/product.h"
#include "bachprop/nn/vector_limit.h"

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

TEST_F(PrecisionOption, SinglePrecisionAndItsWeightsInBfloat16AreThereOnEveryProcessor) {
  set_bfloat16_unit(Bfloat16Unit::kNone);
  EXPECT_EQ(usable_precision("fp32"), Precision::kFloat32);
  EXPECT_EQ(usable_precision("bf16-weights"), Precision::kBfloat16Weights);
}

TEST_F(PrecisionOption, AutoTakesBfloat16WhereTheProcessorMultipliesInIt) {
  for (int unit = 0; unit <= static_cast<int>(best()); ++unit) {
    set_bfloat16_unit(static_cast<Bfloat16Unit>(unit));
    EXPECT_EQ(usable_precision("auto"),
              bfloat16_unit() == Bfloat16Unit::kNone ? Precision::kFloat32 : Precision::kBfloat16);
    EXPECT_EQ(usable_precision("auto", Precision::kBfloat16Weights),
              bfloat16_unit() == Bfloat16Unit::kNone ? Precision::kBfloat16Weights
                                                     : Precision::kBfloat16);
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

TEST_F(PrecisionOption, BelowAvx512Bfloat16IsNeitherTakenNorAllowed) {
  for (const std::string& unit : machine_vector_units()) {
    if (unit != "avx512") {
      EXPECT_EQ(choose_arithmetic(unit, "auto"), Precision::kFloat32) << unit;
      EXPECT_FALSE(choose_arithmetic(unit, "bf16")) << unit;
    }
  }
  EXPECT_TRUE(choose_arithmetic("auto", "fp32"));
}

TEST_F(PrecisionOption, OtherNamesAreRefused) {
  const auto precision = usable_precision("fp64");
  ASSERT_FALSE(precision);
  EXPECT_THAT(precision.error().message(), HasSubstr("fp64"));
}

class SimdOption : public CommandTest {
 protected:
  void TearDown() override {
    ASSERT_TRUE(limit_vector_units(kAnyVectors));
    CommandTest::TearDown();
  }
};

TEST_F(SimdOption, LimitsTheVectorUnitsOfTheWholeCommand) {
  const std::string narrowest = machine_vector_units().back();
  EXPECT_EQ(run_command(add_generate_command,
                        {"generate", "-n", "1", "--max-notes", "3", "--format", "midi", "-o",
                         (folder_ / "out").string(), "--simd", narrowest},
                        output_, errors_),
            0)
      << errors_;
  EXPECT_EQ(widest_vector_unit(), narrowest);
}

TEST_F(SimdOption, NamesTheUnitsThatAreThereWhenAskedForOneThatIsNot) {
  const auto expect_names = [&](auto* add, std::vector<std::string> words) {
    words.insert(words.end(), {"-o", (folder_ / "out").string(), "--simd", "mmx"});
    EXPECT_EQ(run_command(add, words, output_, errors_), 1);
    EXPECT_THAT(errors_, HasSubstr("--simd"));
    EXPECT_THAT(errors_, HasSubstr(machine_vector_units().front()));
  };
  expect_names(add_generate_command, {"generate"});
  expect_names(add_train_command, {"train", "."});
}

}  // namespace
}  // namespace bachprop
