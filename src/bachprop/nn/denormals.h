// Numbers too small for full precision.
#pragma once

namespace bachprop {

// From now on the calling thread takes denormal numbers for zero and makes none, where the
// processor can. Arithmetic with them is up to a hundred times slower. Threads that share work must
// agree, or the result would depend on who did what.
void flush_denormals();

}  // namespace bachprop
