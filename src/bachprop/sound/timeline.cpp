#include "bachprop/sound/timeline.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf_reader.h"
#include "bachprop/midi/tempo_payload.h"

namespace bachprop {
namespace {

constexpr double kMicroseconds = 1e-6;
constexpr int kUsualTempo = 500'000;  // microseconds a quarter

// From here on a tick takes so long.
struct TempoMark {
  Ticks time;
  double seconds = 0;  // of this time
  double seconds_per_tick = 0;
};

// Messages and their times, in ticks of a file whose tracks sound together.
struct TickedMessage {
  Ticks time;
  int order = 0;  // within one time
  TimedMessage message;
};

constexpr int kNoteOffFirst = 0;
constexpr int kNotANote = 1;
constexpr int kNoteOnLater = 2;
constexpr int kEmptyNoteOffLast = 3;  // of a note that ends where it begins

// Where each track begins: one after another in format 2.
std::vector<Ticks> track_offsets(const NoteFile& file) {
  std::vector<Ticks> offsets;
  Ticks end;
  for (const NoteTrack& track : file.tracks) {
    offsets.push_back(file.format == 2 ? end : Ticks{});
    end = end + track.end;
  }
  return offsets;
}

double seconds_per_tick(const Division& division, int microseconds_per_quarter) {
  if (const auto* smpte = std::get_if<SmpteDivision>(&division)) {
    const double frames =
        smpte->frames_per_second == 29 ? 30000.0 / 1001 : smpte->frames_per_second;
    return 1 / (frames * smpte->ticks_per_frame);
  }
  return kMicroseconds * microseconds_per_quarter / std::get<TicksPerQuarter>(division).ticks;
}

// The tempo events of all tracks, by time.
std::vector<std::pair<Ticks, int>> tempos_of(const NoteFile& file, std::span<const Ticks> offsets) {
  std::vector<std::pair<Ticks, int>> tempos;
  for (std::size_t i = 0; i < file.tracks.size(); ++i) {
    for (const MetaEvent& meta : file.tracks[i].metas) {
      const auto tempo =
          meta.is(MetaType::kTempo) ? microseconds_per_quarter(meta.payload) : std::nullopt;
      if (tempo) {
        tempos.emplace_back(meta.time + offsets[i], *tempo);
      }
    }
  }
  std::ranges::stable_sort(tempos, {}, &std::pair<Ticks, int>::first);
  return tempos;
}

std::vector<TempoMark> tempo_marks(const NoteFile& file, std::span<const Ticks> offsets) {
  std::vector<TempoMark> marks = {{{}, 0, seconds_per_tick(file.division, kUsualTempo)}};
  for (const auto& [time, tempo] : tempos_of(file, offsets)) {
    const TempoMark& last = marks.back();
    const auto ticks = as_double((time - last.time).count);
    marks.push_back({time, last.seconds + ticks * last.seconds_per_tick,
                     seconds_per_tick(file.division, tempo)});
  }
  return marks;
}

double seconds_at(Ticks time, std::span<const TempoMark> marks) {
  const auto next = std::ranges::upper_bound(marks, time, {}, &TempoMark::time);
  const TempoMark& mark = *std::prev(next);
  return mark.seconds + as_double((time - mark.time).count) * mark.seconds_per_tick;
}

void add_notes(const NoteTrack& track, Ticks offset, std::vector<TickedMessage>& messages) {
  for (const PairedNote& note : track.notes) {
    const TimedMessage on{0, EventKind::kNoteOn, note.channel, note.pitch, note.velocity};
    const TimedMessage off{0, EventKind::kNoteOff, note.channel, note.pitch, 0};
    const int off_order = note.end == note.onset ? kEmptyNoteOffLast : kNoteOffFirst;
    messages.push_back({Ticks{note.onset} + offset, kNoteOnLater, on});
    messages.push_back({Ticks{note.end} + offset, off_order, off});
  }
}

std::string without_end_mark(std::string sysex) {
  if (!sysex.empty() && sysex.back() == '\xF7') {
    sysex.pop_back();
  }
  return sysex;
}

bool is_note(const Event& event) { return event.starts_note() || event.ends_note(); }

void add_others(const Track& track, Ticks offset, std::vector<TickedMessage>& messages) {
  for (const Event& event : track.events) {
    if (is_note(event) || event.kind == EventKind::kMeta ||
        event.kind == EventKind::kSysexContinuation) {
      continue;
    }
    TimedMessage message{0, event.kind, event.channel, event.data1, event.data2};
    if (event.kind == EventKind::kSysex) {
      message.payload = without_end_mark(track.payloads[event.payload]);
    }
    messages.push_back({event.time + offset, kNotANote, std::move(message)});
  }
}

std::vector<TickedMessage> messages_of(const NoteFile& notes, const SmfFile& events,
                                       std::span<const Ticks> offsets) {
  std::vector<TickedMessage> messages;
  for (std::size_t i = 0; i < notes.tracks.size(); ++i) {
    add_notes(notes.tracks[i], offsets[i], messages);
    add_others(events.tracks[i], offsets[i], messages);
  }
  std::ranges::stable_sort(messages, {}, [](const TickedMessage& message) {
    return std::tuple(message.time, message.order);
  });
  return messages;
}

}  // namespace

Result<Timeline> read_timeline(std::span<const std::byte> midi, std::string_view name) {
  const auto notes = TRY(read_notes(midi, name, {.keep_percussion = true}));
  const auto events = TRY(read_smf(midi, name));
  const std::vector<Ticks> offsets = track_offsets(notes.file);
  const std::vector<TempoMark> marks = tempo_marks(notes.file, offsets);
  Timeline timeline;
  for (TickedMessage& ticked : messages_of(notes.file, events.file, offsets)) {
    TimedMessage& message = timeline.messages.emplace_back(std::move(ticked.message));
    message.seconds = seconds_at(ticked.time, marks);
    if (message.kind == EventKind::kNoteOff) {
      timeline.end_of_notes = message.seconds;
      ++timeline.notes;
    }
  }
  return timeline;
}

}  // namespace bachprop
