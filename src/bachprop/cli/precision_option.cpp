#include "bachprop/cli/precision_option.h"

#include <fmt/core.h>

#include "bachprop/base/try.h"
#include "bachprop/nn/vector_limit.h"
#include "bachprop/train/train_options.h"

namespace bachprop {

void list_simd_field(std::string& name, FieldList& fields) {
  fields(name,
         {.option = "--simd",
          .value = "UNIT",
          .help = "the widest vector units to compute on: avx512, avx2, sse4 and so on; auto: "
                  "the processor's widest",
          .advice = "avx2 to round as processors without AVX-512 do, or to measure what they "
                    "would do. bf16 needs avx512.",
          .need = Need::kRare});
}

void list_precision_field(std::string& name, FieldList& fields) {
  fields(name, {.option = "--precision",
                .help = "how exact the network's numbers are: fp32, to 7 digits; bf16, to 3; auto: "
                        "bf16 where the processor has AMX or AVX512_BF16, else fp32",
                .advice = "fp32 for the same bytes on every processor of a kind. Networks trained "
                          "in bf16 were as good.",
                .need = Need::kRare,
                .choices = {"auto", "fp32", "bf16"}});
}

void list_composing_precision_field(std::string& name, FieldList& fields) {
  fields(
      name,
      {.option = "--precision",
       .help =
           "how exact the network's numbers are: fp32, to 7 digits; bf16, to 3; "
           "bf16-weights, the weights to 3 and the rest to 7; auto: bf16 where the processor has "
           "AMX or AVX512_BF16, else bf16-weights",
       .advice = "fp32 for the network's own numbers. One piece alone takes two "
                 "thirds of the time in bf16-weights or bf16.",
       .need = Need::kRare,
       .choices = {"auto", "fp32", "bf16-weights", "bf16"}});
}

Result<Precision> usable_precision(const std::string& name, Precision otherwise) {
  if (name == "auto") {
    return bfloat16_unit() == Bfloat16Unit::kNone ? otherwise : Precision::kBfloat16;
  }
  auto precision = from_name<Precision>(name);
  if (precision && *precision == Precision::kBfloat16 && bfloat16_unit() == Bfloat16Unit::kNone) {
    return fail(
        best_bfloat16_unit() == Bfloat16Unit::kNone
            ? "--precision bf16: this processor has neither AVX512_BF16 nor AMX, so that bf16 "
              "would be slower than fp32"
            : "--precision bf16: --simd leaves neither AVX512_BF16 nor AMX, so that bf16 would be "
              "slower than fp32",
        "leave the option out");
  }
  return precision;
}

Result<Precision> choose_arithmetic(const std::string& simd, const std::string& precision,
                                    Precision otherwise) {
  TRY(at("--simd", limit_vector_units(simd)));
  return usable_precision(precision, otherwise);
}

}  // namespace bachprop
