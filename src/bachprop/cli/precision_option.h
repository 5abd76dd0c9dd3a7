// The option --precision of the commands that train and compose.
#pragma once

#include <string>

#include "bachprop/base/result.h"
#include "bachprop/cli/app_fwd.h"
#include "bachprop/nn/product.h"

namespace bachprop {

// Adds --precision auto|fp32|bf16, whose default is `name` as it is.
void add_precision_option(CLI::App& command, std::string& name);

// The precision of this name; auto: bf16 where the processor has AMX, which is several times
// faster, else fp32. An error for bf16 where the processor has no bfloat16 products.
[[nodiscard]] Result<Precision> usable_precision(const std::string& name);

}  // namespace bachprop
