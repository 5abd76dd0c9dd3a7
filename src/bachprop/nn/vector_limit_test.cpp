#include "bachprop/nn/vector_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include "bachprop/nn/bfloat16_unit.h"
#include "bachprop/nn/product.h"

namespace bachprop {
namespace {

using testing::HasSubstr;

class VectorLimit : public testing::Test {
 protected:
  void TearDown() override { ASSERT_TRUE(limit_vector_units(kAnyVectors)); }
};

float one_product() {
  OwnedMatrix<float> two(1, 1);
  two.view().row(0)[0] = 2;
  PackedMatrix<float> packed(1, 1, Precision::kFloat32);
  packed.pack(two.view());
  OwnedMatrix<float> four(1, 1);
  multiply(two.view(), packed, false, four.view());
  return four.view().row(0)[0];
}

TEST_F(VectorLimit, TheWidestUnitOfTheMachineIsUsedWithoutOne) {
  EXPECT_EQ(widest_vector_unit(), machine_vector_units().front());
}

// The index grows as Highway's targets get narrower.
TEST_F(VectorLimit, EachNarrowerUnitIsTakenEvenAfterProductsHaveRun) {
  std::size_t last = 0;
  for (const std::string& unit : machine_vector_units()) {
    ASSERT_TRUE(limit_vector_units(unit));
    EXPECT_EQ(widest_vector_unit(), unit);
    EXPECT_EQ(one_product(), 4);
    const std::size_t index = hwy::GetChosenTarget().GetIndex();
    EXPECT_GT(index, last) << unit;
    last = index;
  }
}

TEST_F(VectorLimit, AWiderLimitTakesTheNarrowerOneBack) {
  ASSERT_TRUE(limit_vector_units(machine_vector_units().back()));
  ASSERT_TRUE(limit_vector_units(machine_vector_units().front()));
  EXPECT_EQ(widest_vector_unit(), machine_vector_units().front());
}

TEST_F(VectorLimit, Bfloat16UnitsGoWithAvx512) {
  for (const std::string& unit : machine_vector_units()) {
    ASSERT_TRUE(limit_vector_units(unit));
    EXPECT_EQ(bfloat16_unit(), unit == "avx512" ? best_bfloat16_unit() : Bfloat16Unit::kNone);
  }
  ASSERT_TRUE(limit_vector_units(kAnyVectors));
  EXPECT_EQ(bfloat16_unit(), best_bfloat16_unit());
}

TEST_F(VectorLimit, HighwaysNamesAreTakenToo) {
  const std::string name(vector_unit());
  EXPECT_TRUE(limit_vector_units(name)) << name;
  EXPECT_EQ(widest_vector_unit(), machine_vector_units().front());
}

TEST_F(VectorLimit, AUnitThatTheMachineLacksIsRefusedWithThoseThatItHas) {
  const auto limited = limit_vector_units("mmx");
  ASSERT_FALSE(limited);
  EXPECT_THAT(limited.error().message(), HasSubstr("'mmx'"));
  for (const std::string& unit : machine_vector_units()) {
    EXPECT_THAT(limited.error().message(), HasSubstr(unit));
  }
  EXPECT_EQ(widest_vector_unit(), machine_vector_units().front());
}

}  // namespace
}  // namespace bachprop
