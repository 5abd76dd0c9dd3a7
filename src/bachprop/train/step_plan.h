// The length of a training in steps, where a clock decides it and not a number of epochs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bachprop/base/result.h"

namespace bachprop {

// How many steps a training takes in all, and at which step that was decided anew. It says how far
// the learning-rate schedule is at each step, so the same plan gives the same training on a machine
// of any speed. Until the first decision the plan is open: the schedule stands at its beginning.
//
// Each decision stretches or shortens what is left of the schedule, so that the learning rate never
// jumps.
class StepPlan {
 public:
  // As text() writes it, "57:5457,400:5300"; an error that says what is wrong with it.
  [[nodiscard]] static Result<StepPlan> parse(std::string_view text);
  // "when 57 steps were done, 5457 in all; after 400, 5300": "57:5457,400:5300". "open" without a
  // decision.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] bool is_open() const { return decisions_.empty(); }
  // In all, as decided last. Not for an open plan.
  [[nodiscard]] std::int64_t steps() const;
  // The share of the schedule that is over after so many steps, 0 .. 1.
  [[nodiscard]] double done(std::int64_t steps) const;

  // Decides, after `from` steps, that it shall be `steps` in all: not fewer than these, and not at
  // an earlier step than before.
  void decide(std::int64_t from, std::int64_t steps);

  friend bool operator==(const StepPlan&, const StepPlan&) = default;

 private:
  struct Decision {
    std::int64_t from = 0;
    std::int64_t steps = 0;

    friend bool operator==(const Decision&, const Decision&) = default;
  };
  std::vector<Decision> decisions_;
};

// What is wrong with the text of a plan that a training can follow to its end; empty: nothing.
[[nodiscard]] std::string wrong_in_step_plan(const std::string& text);

}  // namespace bachprop
