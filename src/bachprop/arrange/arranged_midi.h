// An arrangement as a MIDI file.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bachprop/arrange/arrangement.h"
#include "bachprop/score/score.h"

namespace bachprop {

// A format 1 file. The first track has the title, tempos, time and key signatures of `head`. Then
// comes a track for each part, with its name and its program. Each has a channel of its own, that
// of percussion left out. With more than 15 parts those of one program share channels, each program
// having at least one. With more than 15 programs those that are next to each other in number share
// too. Chord symbols do not sound. Times are as exact as those of write_score; read_score gives the
// notes back, one for each that several parts begin together. `velocities` has one for each note, 1
// .. 127, or is empty: kUsualVelocity. Of notes that a part has in unison the loudest counts.
[[nodiscard]] std::vector<std::byte> write_arranged_midi(const Arrangement& arrangement,
                                                         const Score& head,
                                                         std::span<const int> velocities = {});

}  // namespace bachprop
