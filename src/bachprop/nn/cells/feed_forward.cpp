// A layer without recurrence: h = tanh(a), a = sums of the input. Derivation: docs/maths/cells.md.
#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/cells/tanh_kernels.h"

namespace bachprop {

const CellDefinition kFeedForwardCell = {
    .cell = Cell::kFeedForward,
    .traits = {.title = "feedforward",
               .sizes = {.input = 1, .recurrent = 0, .gates = 1, .state = 0}},
    .single = [] { return kTanhKernels<float>; },
    .reference = kTanhKernels<double>};

}  // namespace bachprop
