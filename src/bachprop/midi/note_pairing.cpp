#include "bachprop/midi/note_pairing.h"

#include <cstddef>
#include <deque>
#include <map>
#include <span>
#include <utility>

namespace bachprop {
namespace {

class NotePairer {
 public:
  NotePairer(const Track& track, bool keep_percussion)
      : track_(track), keep_percussion_(keep_percussion) {}

  NoteTrack pair() {
    for (const Event& event : track_.events) {
      if (event.starts_note()) {
        start(event);
      } else if (event.ends_note()) {
        end(event);
      } else if (event.kind == EventKind::kMeta) {
        keep_meta(event);
      } else if (event.kind == EventKind::kProgram) {
        notes_.programs.push_back({event.time, event.channel, event.data1});
      }
    }
    close_hanging();
    notes_.end = track_.end;
    notes_.first_event_offset = track_.events.empty() ? 0 : track_.events.front().byte_offset;
    return std::move(notes_);
  }

 private:
  void start(const Event& event) {
    ++notes_.note_ons;
    if (is_dropped(event)) {
      ++notes_.percussion_dropped;
      return;
    }
    const auto time = static_cast<std::uint32_t>(event.time.count);
    sounding_[{event.channel, event.data1}].push_back(
        static_cast<std::uint32_t>(notes_.notes.size()));
    notes_.notes.push_back(
        {time, time, event.byte_offset, event.data1, event.data2, event.channel});
  }

  void end(const Event& event) {
    if (is_dropped(event)) {
      return;
    }
    std::deque<std::uint32_t>& sounding = sounding_[{event.channel, event.data1}];
    if (sounding.empty()) {
      ++notes_.stray_note_offs;
      return;
    }
    notes_.notes[sounding.front()].end = static_cast<std::uint32_t>(event.time.count);
    sounding.pop_front();
  }

  void keep_meta(const Event& event) {
    const std::string& payload = track_.payloads[event.payload];
    notes_.metas.push_back({event.time, event.byte_offset, event.data1,
                            std::as_bytes(std::span(payload.data(), payload.size()))});
  }

  void close_hanging() {
    for (const auto& [channel_and_pitch, sounding] : sounding_) {
      for (std::size_t i = 0; i < sounding.size(); ++i) {
        notes_.hanging.push_back(sounding[i]);
        notes_.notes[sounding[i]].end = i + 1 < sounding.size()
                                            ? notes_.notes[sounding[i + 1]].onset
                                            : static_cast<std::uint32_t>(track_.end.count);
      }
    }
  }

  [[nodiscard]] bool is_dropped(const Event& event) const {
    return !keep_percussion_ && event.channel == kPercussionChannel;
  }

  const Track& track_;
  bool keep_percussion_;
  NoteTrack notes_;
  // By channel and pitch the indices of the notes that sound, first in, first out.
  std::map<std::pair<std::uint8_t, std::uint8_t>, std::deque<std::uint32_t>> sounding_;
};

}  // namespace

NoteFile pair_notes(const SmfFile& file, bool keep_percussion) {
  NoteFile notes;
  notes.format = file.format;
  notes.division = file.division;
  for (const Track& track : file.tracks) {
    notes.tracks.push_back(NotePairer(track, keep_percussion).pair());
  }
  return notes;
}

}  // namespace bachprop
