#include "bachprop/cli/precision_option.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "bachprop/cli/nearest_name.h"
#include "bachprop/train/train_options.h"

namespace bachprop {

void add_precision_option(CLI::App& command, std::string& name) {
  command
      .add_option("--precision", name,
                  "of the matrix products: fp32, bf16 where the processor has it, or auto: bf16 "
                  "where that is much faster (AMX), else fp32")
      ->check(one_of({"auto", "fp32", "bf16"}))
      ->capture_default_str();
}

Result<Precision> usable_precision(const std::string& name) {
  if (name == "auto") {
    return bfloat16_unit() == Bfloat16Unit::kAmx ? Precision::kBfloat16 : Precision::kFloat32;
  }
  auto precision = precision_from_name(name);
  if (precision && *precision == Precision::kBfloat16 && bfloat16_unit() == Bfloat16Unit::kNone) {
    return fail(
        "--precision bf16: this processor has neither AVX512_BF16 nor AMX, so that bf16 would be "
        "slower than fp32",
        "leave the option out");
  }
  return precision;
}

}  // namespace bachprop
