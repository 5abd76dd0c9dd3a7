// Units that dropout has kept, in ascending order: the others are zero, and products may leave them
// out. Empty: all units take part.
#pragma once

#include <span>

namespace bachprop {

using Kept = std::span<const int>;

}  // namespace bachprop
