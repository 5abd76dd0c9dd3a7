// The voices of a MIDI file, and who plays them; a part of read_score.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "bachprop/midi/note_reader.h"
#include "bachprop/score/score.h"

namespace bachprop {

// The notes of one channel in one track.
struct FileVoice {
  std::size_t track = 0;
  std::uint8_t channel = 0;
  std::uint32_t first_onset = 0;  // in ticks
  std::string name = {};          // perhaps empty
  bool has_name_of_track = false;
  int program = kNoProgram;
};

// The first name that a track states for itself, or an empty one.
[[nodiscard]] std::string name_of(const NoteTrack& track);

class FileVoices {
 public:
  // Notes without length have no voice.
  explicit FileVoices(const NoteFile& file);

  // Track by track, in each by channel. Six or more channels of a track may each have one pitch
  // class, for the sake of its tuning. They are one voice if all have one program, or none has any.
  // Percussion's channel is not among them.
  //
  // The name is the one that stands behind a meta event "channel prefix" with the channel.
  // Otherwise a track of one channel gives its own or that of its instrument. Channels that share a
  // track and have no program all have its name. Where all notes are in the first track its name is
  // a title and no voice's. The program is the last that the track sets for the channel no later
  // than its first note; else the last that any track does.
  [[nodiscard]] const std::vector<FileVoice>& all() const { return voices_; }

  // The index of the voice of a note with a length.
  [[nodiscard]] int number(std::size_t track, std::uint8_t channel) const {
    return numbers_[track].at(channel);
  }

 private:
  void set_programs(const NoteFile& file);
  void join_tuned_channels(const NoteFile& file);
  void set_names(const NoteFile& file);

  std::vector<FileVoice> voices_;
  std::vector<std::array<int, 16>> numbers_;  // by track and channel
};

}  // namespace bachprop
