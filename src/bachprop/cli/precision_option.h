// The options --simd and --precision of the commands that train and compose.
#pragma once

#include <string>

#include "bachprop/base/fields.h"
#include "bachprop/base/result.h"
#include "bachprop/nn/product.h"

namespace bachprop {

// --simd UNIT: the widest vector units to use, for limit_vector_units(); the default is `name` as
// it is.
void list_simd_field(std::string& name, FieldList& fields);

// --precision auto|fp32|bf16, whose default is `name` as it is.
void list_precision_field(std::string& name, FieldList& fields);

// --precision auto|fp32|bf16-weights|bf16, the same for composing.
void list_composing_precision_field(std::string& name, FieldList& fields);

// The precision of this name; auto: bf16 where the processor has instructions for it, which is
// faster, else `otherwise`. An error for bf16 where the processor has no bfloat16 products.
[[nodiscard]] Result<Precision> usable_precision(const std::string& name,
                                                 Precision otherwise = Precision::kFloat32);

// Limits the vector units to `simd`, and gives what then is the precision of this name. Before
// anything is computed.
[[nodiscard]] Result<Precision> choose_arithmetic(const std::string& simd,
                                                  const std::string& precision,
                                                  Precision otherwise = Precision::kFloat32);

}  // namespace bachprop
