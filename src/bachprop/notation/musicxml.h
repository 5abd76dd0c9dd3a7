// Sheet music for notation programs.
#pragma once

#include <string>

#include "bachprop/notation/notated_score.h"

namespace bachprop {

// A MusicXML 4.0 partwise score (https://www.w3.org/2021/06/musicxml40/), UTF-8. Equal input gives
// equal bytes. All text is plain text, from any source: it is escaped here, and characters that XML
// does not allow are dropped.
[[nodiscard]] std::string write_musicxml(const NotatedScore& score);

}  // namespace bachprop
