#include "bachprop/performance/least_work.h"

#include <cstddef>

#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// Every layer reads its own output, if it is recurrent, and all but the first the layer below: of a
// GRU for three gates each.
double layers_multiply_adds(const NetworkShape& shape) {
  const double hidden = shape.hidden;
  const CellSizes sizes = sizes_of(shape.cell);
  return hidden * hidden * (sizes.recurrent * shape.layers + sizes.input * (shape.layers - 1));
}

double readout_multiply_adds(const NetworkShape& shape, int feature) {
  const ReadoutShape readout = readout_shape(shape, feature);
  const double hidden = readout.hidden;
  return hidden * (readout.layers * readout.units + readout.symbols + readout.weights());
}

}  // namespace

double forward_multiply_adds(const NetworkShape& shape) {
  double sum = layers_multiply_adds(shape);
  for (int feature = 0; feature < kFeatures; ++feature) {
    sum += readout_multiply_adds(shape, feature);
  }
  return sum;
}

double generation_operations(const NetworkShape& shape) { return 2 * forward_multiply_adds(shape); }

double training_operations(const NetworkShape& shape) { return 3 * generation_operations(shape); }

}  // namespace bachprop
