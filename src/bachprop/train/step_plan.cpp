#include "bachprop/train/step_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"

namespace bachprop {
namespace {

constexpr std::string_view kOpen = "open";
constexpr std::int64_t kMostSteps = 1'000'000'000;

std::optional<std::int64_t> steps_from(std::string_view text) {
  std::int64_t steps = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, steps);
  if (read.ec != std::errc() || read.ptr != end || steps < 0 || steps > kMostSteps) {
    return std::nullopt;
  }
  return steps;
}

}  // namespace

Result<StepPlan> StepPlan::parse(std::string_view text) {
  StepPlan plan;
  if (text == kOpen) {
    return plan;
  }
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view decision = text.substr(begin, end - begin);
    const std::size_t colon = std::min(decision.find(':'), decision.size());
    const auto from = steps_from(decision.substr(0, colon));
    const auto steps = steps_from(decision.substr(std::min(colon + 1, decision.size())));
    if (!from || !steps || *steps < std::max<std::int64_t>(1, *from)) {
      return fail(fmt::format(
          "\"{}\" is no decision of a step plan: give the steps done, a colon and the steps in "
          "all, as in 57:5457,400:5300",
          decision));
    }
    if (!plan.is_open() && (*from <= plan.decisions_.back().from || *from >= plan.steps())) {
      return fail(fmt::format(
          "the step plan decides after {} steps, which is not between the decision before, after "
          "{}, and its end, after {}",
          *from, plan.decisions_.back().from, plan.steps()));
    }
    plan.decisions_.push_back({*from, *steps});
    begin = end + 1;
  }
  return plan;
}

std::string StepPlan::text() const {
  std::string text;
  for (const Decision& decision : decisions_) {
    text += fmt::format("{}{}:{}", text.empty() ? "" : ",", decision.from, decision.steps);
  }
  return text.empty() ? std::string(kOpen) : text;
}

std::int64_t StepPlan::steps() const {
  check(!is_open(), "the plan has a length");
  return decisions_.back().steps;
}

double StepPlan::done(std::int64_t steps) const {
  double done = 0;
  for (std::size_t i = 0; i < decisions_.size() && decisions_[i].from <= steps; ++i) {
    const bool last = i + 1 == decisions_.size() || decisions_[i + 1].from > steps;
    const std::int64_t until = last ? steps : decisions_[i + 1].from;
    const std::int64_t left = decisions_[i].steps - decisions_[i].from;
    done = left == 0 ? 1.0
                     : done + (1 - done) * as_double(until - decisions_[i].from) / as_double(left);
  }
  return std::min(1.0, done);
}

void StepPlan::decide(std::int64_t from, std::int64_t steps) {
  check(steps >= std::max<std::int64_t>(1, from), "what is done stays done");
  check(is_open() || from >= decisions_.back().from, "decisions are made one after another");
  if (!is_open() && decisions_.back().from == from) {
    decisions_.pop_back();  // no step was taken by it
  }
  decisions_.push_back({from, steps});
}

std::string wrong_in_step_plan(const std::string& text) {
  const auto plan = StepPlan::parse(text);
  if (!plan) {
    return plan.error().message();
  }
  return plan->is_open() ? "the step plan is open: it says no number of steps" : std::string();
}

}  // namespace bachprop
