#include "bachprop/score/file_voices.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/midi/smf.h"
#include "bachprop/score/text.h"

namespace bachprop {
namespace {

constexpr std::size_t kChannels = 16;
constexpr int kNoVoice = -1;

// The names that a track states.
struct StatedNames {
  std::string track = {};
  std::string instrument = {};
  std::array<std::string, kChannels> of_channels = {};
};

void keep_first(std::string& name, const MetaEvent& event) {
  if (name.empty()) {
    name = to_utf8(event.text());
  }
}

// A channel prefix is about the meta events behind it, as far as no time goes by.
StatedNames names_in(const NoteTrack& track) {
  StatedNames names;
  std::optional<std::size_t> channel;
  Ticks prefixed;
  for (const MetaEvent& event : track.metas) {
    if (event.time != prefixed) {
      channel = std::nullopt;
    }
    if (event.is(MetaType::kChannelPrefix) && !event.payload.empty()) {
      channel = std::to_integer<std::size_t>(event.payload.front()) % kChannels;
      prefixed = event.time;
    } else if (event.is(MetaType::kTrackName)) {
      keep_first(channel ? names.of_channels[*channel] : names.track, event);
    } else if (event.is(MetaType::kInstrumentName)) {
      keep_first(channel ? names.of_channels[*channel] : names.instrument, event);
    }
  }
  return names;
}

// The programs of each channel in all tracks, in the order of time.
std::array<std::vector<ProgramChange>, kChannels> programs_by_channel(const NoteFile& file) {
  std::array<std::vector<ProgramChange>, kChannels> programs;
  for (const NoteTrack& track : file.tracks) {
    for (const ProgramChange& change : track.programs) {
      programs[change.channel].push_back(change);
    }
  }
  for (std::vector<ProgramChange>& of_channel : programs) {
    std::ranges::stable_sort(of_channel, {}, &ProgramChange::time);
  }
  return programs;
}

int last_until(const std::vector<ProgramChange>& programs, Ticks time) {
  const auto after = std::ranges::upper_bound(programs, time, {}, &ProgramChange::time);
  return after == programs.begin() ? kNoProgram : (after - 1)->program;
}

// Whether there are many channels of one instrument, and nearly each note has the pitch class that
// is its channel's own. Then each channel is in tune for itself. Percussion's channel does not
// count.
bool channels_only_tune(const NoteTrack& track, const std::array<int, kChannels>& programs) {
  constexpr std::ptrdiff_t kFewest = 6;
  std::array<std::array<std::size_t, kSemitonesPerOctave>, kChannels> notes_of{};
  std::size_t notes = 0;
  std::set<int> instruments;
  for (const PairedNote& note : track.notes) {
    if (note.channel != kPercussionChannel) {
      ++notes_of[note.channel][note.pitch % kSemitonesPerOctave];
      ++notes;
      instruments.insert(programs[note.channel]);
    }
  }
  std::ptrdiff_t channels = 0;
  std::size_t own = 0;
  for (const auto& of_classes : notes_of) {
    const std::size_t most = *std::ranges::max_element(of_classes);
    channels += most > 0 ? 1 : 0;
    own += most;
  }
  return channels >= kFewest && instruments.size() == 1 && 20 * own >= 19 * notes;
}

}  // namespace

std::string name_of(const NoteTrack& track) { return names_in(track).track; }

FileVoices::FileVoices(const NoteFile& file) : numbers_(file.tracks.size()) {
  for (std::size_t track = 0; track < file.tracks.size(); ++track) {
    std::array<std::optional<std::uint32_t>, kChannels> first_onset;
    for (const PairedNote& note : file.tracks[track].notes) {
      if (note.onset != note.end) {
        auto& first = first_onset[note.channel];
        first = std::min(first.value_or(note.onset), note.onset);
      }
    }
    numbers_[track].fill(kNoVoice);
    for (std::uint8_t channel = 0; channel < kChannels; ++channel) {
      if (first_onset[channel]) {
        numbers_[track][channel] = as_int(voices_.size());
        voices_.push_back(
            {.track = track, .channel = channel, .first_onset = *first_onset[channel]});
      }
    }
  }
  set_programs(file);
  join_tuned_channels(file);
  set_names(file);
}

void FileVoices::join_tuned_channels(const NoteFile& file) {
  std::vector<FileVoice> joined;
  std::vector<bool> is_tuned(file.tracks.size());
  for (std::size_t track = 0; track < file.tracks.size(); ++track) {
    std::array<int, kChannels> programs{};
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
      const int number = numbers_[track][channel];
      programs[channel] = number == kNoVoice ? kNoProgram : voices_[as_index(number)].program;
    }
    is_tuned[track] = channels_only_tune(file.tracks[track], programs);
  }
  std::vector<std::optional<std::size_t>> joined_of(file.tracks.size());
  for (const FileVoice& voice : voices_) {
    const bool joins = is_tuned[voice.track] && voice.channel != kPercussionChannel;
    std::optional<std::size_t>& of_track = joined_of[voice.track];
    if (joins && of_track) {
      FileVoice& before = joined[*of_track];
      before.first_onset = std::min(before.first_onset, voice.first_onset);
      numbers_[voice.track][voice.channel] = as_int(*of_track);
      continue;
    }
    if (joins) {
      of_track = joined.size();
    }
    numbers_[voice.track][voice.channel] = as_int(joined.size());
    joined.push_back(voice);
  }
  voices_ = std::move(joined);
}

void FileVoices::set_programs(const NoteFile& file) {
  const auto of_all_tracks = programs_by_channel(file);
  for (FileVoice& voice : voices_) {
    if (voice.channel != kPercussionChannel) {  // whose programs are sets of drums
      voice.program = last_until(of_all_tracks[voice.channel], Ticks{voice.first_onset});
    }
  }
  for (std::size_t track = 0; track < file.tracks.size(); ++track) {
    for (const ProgramChange& change : file.tracks[track].programs) {
      const int number = numbers_[track][change.channel];
      if (number != kNoVoice && change.channel != kPercussionChannel) {
        FileVoice& voice = voices_[as_index(number)];
        voice.program = change.time <= Ticks{voice.first_onset} ? change.program : voice.program;
      }
    }
  }
}

void FileVoices::set_names(const NoteFile& file) {
  const bool first_is_title = !voices_.empty() && voices_.back().track == 0;
  for (auto begin = voices_.begin(); begin != voices_.end();) {
    const std::size_t track = begin->track;
    const auto end =
        std::find_if(begin, voices_.end(), [&](const FileVoice& v) { return v.track != track; });
    const StatedNames names = names_in(file.tracks[track]);
    const bool is_alone = end - begin == 1;
    for (FileVoice& voice : std::span(begin, end)) {
      voice.name = names.of_channels[voice.channel];
      const bool may_have_name_of_track =
          !first_is_title && (is_alone || voice.program == kNoProgram);
      if (voice.name.empty() && may_have_name_of_track) {
        voice.name = names.track;
        voice.has_name_of_track = true;
      }
      if (voice.name.empty() && is_alone) {
        voice.name = names.instrument;
      }
    }
    begin = end;
  }
}

}  // namespace bachprop
