// The page of a listening test: one HTML file that opens from disk, without a network.
#pragma once

#include <string>

#include "bachprop/evaluate/listening_design.h"

namespace bachprop {

// The HTML file, UTF-8. It asks, plays, and saves the answers as docs/formats/listening_test.md
// describes. Neither authors nor names of pieces are in it.
[[nodiscard]] std::string render_listening_test(const ListeningTest& test);

}  // namespace bachprop
