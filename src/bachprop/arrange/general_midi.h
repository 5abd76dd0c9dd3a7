// The instruments of General MIDI.
#pragma once

#include <string_view>

namespace bachprop {

struct GeneralMidiInstrument {
  std::string_view name;   // as a part is called: "Flute"
  std::string_view sound;  // MusicXML's standard sound: "wind.flutes.flute"
};

// The instrument of a program, 0 .. 127. General MIDI Level 1; kinds of one instrument have its
// name.
[[nodiscard]] GeneralMidiInstrument general_midi_instrument(int program);

}  // namespace bachprop
