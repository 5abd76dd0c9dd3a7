#include "bachprop/train/step_plan.h"

#include <gtest/gtest.h>

#include <string>

namespace bachprop {
namespace {

StepPlan plan_of(const std::string& text) { return StepPlan::parse(text).value(); }

TEST(StepPlan, IsItsTextAgain) {
  for (const char* text : {"open", "0:1", "57:5457", "57:5457,400:5300,5299:5400"}) {
    const auto plan = StepPlan::parse(text);
    ASSERT_TRUE(plan) << plan.error().message();
    EXPECT_EQ(plan->text(), text);
  }
}

TEST(StepPlan, GoesEvenlyFromTheFirstDecisionToItsEnd) {
  const StepPlan plan = plan_of("10:110");
  EXPECT_EQ(plan.steps(), 110);
  EXPECT_EQ(plan.done(0), 0);
  EXPECT_EQ(plan.done(10), 0);
  EXPECT_DOUBLE_EQ(plan.done(60), 0.5);
  EXPECT_EQ(plan.done(110), 1);
}

TEST(StepPlan, SpreadsTheRestOfTheScheduleOverTheStepsThatAreLeft) {
  // Half of it is over after 50 steps; of the other half, 25 instead of 50 are left.
  const StepPlan plan = plan_of("0:100,50:75");
  EXPECT_DOUBLE_EQ(plan.done(49), 0.49);
  EXPECT_DOUBLE_EQ(plan.done(50), 0.5);
  EXPECT_DOUBLE_EQ(plan.done(51), 0.52);
  EXPECT_EQ(plan.done(75), 1);
}

TEST(StepPlan, IsTheSameUpToADecisionBeforeAndAfterItIsMade) {
  StepPlan plan = plan_of("3:1000,40:800");
  const StepPlan before = plan;
  plan.decide(123, 456);
  for (const int step : {0, 3, 7, 40, 99, 122, 123}) {
    EXPECT_EQ(plan.done(step), before.done(step)) << step;
  }
  EXPECT_NE(plan.done(124), before.done(124));
  EXPECT_EQ(plan, plan_of("3:1000,40:800,123:456"));
}

TEST(StepPlan, TakesTheLastOfTwoDecisionsAtOneStep) {
  StepPlan plan = plan_of("3:1000");
  plan.decide(3, 500);
  EXPECT_EQ(plan.text(), "3:500");
}

TEST(StepPlan, MayEndWhereItIsDecided) {
  StepPlan plan = plan_of("0:100");
  plan.decide(60, 60);
  EXPECT_EQ(plan.steps(), 60);
  EXPECT_EQ(plan.done(60), 1);
}

TEST(StepPlan, ThatIsWrongIsAnErrorThatNamesTheDecision) {
  for (const char* text : {"", "x", "5", "5:", ":5", "5:4", "0:0", "-1:5", "1:2:3", "1:5,", "1:5 ",
                           "99999999999999999999:5"}) {
    EXPECT_NE(wrong_in_step_plan(text), "") << text;
  }
  EXPECT_NE(wrong_in_step_plan("1:5,6x:9").find("\"6x:9\""), std::string::npos);
  EXPECT_NE(wrong_in_step_plan("1:5,1:9").find("after 1 steps"), std::string::npos);
  EXPECT_NE(wrong_in_step_plan("1:5,5:9").find("its end, after 5"), std::string::npos);
  EXPECT_NE(wrong_in_step_plan("open").find("open"), std::string::npos);
  EXPECT_EQ(wrong_in_step_plan("1:5,4:9"), "");
}

}  // namespace
}  // namespace bachprop
