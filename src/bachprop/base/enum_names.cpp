#include "bachprop/base/enum_names.h"

#include <fmt/core.h>

namespace bachprop::detail {

tl::unexpected<Error> unknown_name(std::string_view what, std::string_view name,
                                   const std::string& known) {
  return fail(fmt::format("the {} \"{}\" is none of {}", what, name, known));
}

}  // namespace bachprop::detail
