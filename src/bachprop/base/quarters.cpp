#include "bachprop/base/quarters.h"

#include <fmt/core.h>

namespace bachprop {

std::string Quarters::to_string() const {
  return denominator_ == 1 ? fmt::format("{}", numerator_)
                           : fmt::format("{}/{}", numerator_, denominator_);
}

}  // namespace bachprop
