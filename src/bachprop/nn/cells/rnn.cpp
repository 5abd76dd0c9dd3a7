// The simple recurrent cell (Elman 1990): h = tanh(a), a = sums of the input and of the recurrence.
// Derivation: docs/maths/cells.md.
#include "bachprop/nn/cells/cells.h"
#include "bachprop/nn/cells/tanh_kernels.h"

namespace bachprop {

const CellDefinition kRnnCell = {
    .cell = Cell::kRnn,
    .traits = {.title = "simple recurrent",
               .sizes = {.input = 1, .recurrent = 1, .gates = 1, .state = 1}},
    .single = [] { return kTanhKernels<float>; },
    .reference = kTanhKernels<double>};

}  // namespace bachprop
