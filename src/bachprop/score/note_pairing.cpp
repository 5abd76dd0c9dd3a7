#include "bachprop/score/note_pairing.h"

#include <array>
#include <utility>

namespace bachprop {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFFU;
constexpr std::size_t kKeys = std::size_t{16} * 128;  // channel and pitch

// The sounding notes of one channel and pitch, first in, first out, as a list threaded through all
// notes: nothing is allocated for it.
struct SoundingNotes {
  std::uint32_t first = kNone;
  std::uint32_t last = kNone;
};

std::size_t key_of(const Event& event) { return std::size_t{event.channel} * 128 + event.data1; }

class NotePairer {
 public:
  NotePairer(const Track& track, int number, bool keep_percussion, RepairLog& log)
      : track_(track), number_(number), keep_percussion_(keep_percussion), log_(log) {
    pairing_.notes.reserve(track.events.size() / 2);
    links_.reserve(track.events.size() / 2);
  }

  NotePairing pair() {
    for (const Event& event : track_.events) {
      if (event.starts_note()) {
        start(event);
      } else if (event.ends_note()) {
        end(event);
      }
    }
    if (sounding_notes_ > 0) {
      for (const SoundingNotes& sounding : sounding_) {
        close_hanging(sounding);
      }
    }
    return std::move(pairing_);
  }

 private:
  struct Link {
    std::uint32_t next = kNone;
    std::uint32_t byte_offset = 0;
  };

  void start(const Event& event) {
    ++pairing_.note_ons;
    if (is_dropped(event)) {
      ++pairing_.percussion_dropped;
      return;
    }
    const auto index = static_cast<std::uint32_t>(links_.size());
    pairing_.notes.push_back({event.time, event.time, event.data1});
    links_.push_back({kNone, event.byte_offset});
    SoundingNotes& sounding = sounding_[key_of(event)];
    if (sounding.first == kNone) {
      sounding.first = index;
    } else {
      links_[sounding.last].next = index;
    }
    sounding.last = index;
    ++sounding_notes_;
  }

  void end(const Event& event) {
    if (is_dropped(event)) {
      return;
    }
    SoundingNotes& sounding = sounding_[key_of(event)];
    if (sounding.first == kNone) {
      ++pairing_.stray_note_offs;
      return;
    }
    pairing_.notes[sounding.first].end = event.time;
    sounding.first = links_[sounding.first].next;
    --sounding_notes_;
  }

  void close_hanging(const SoundingNotes& sounding) {
    for (std::uint32_t index = sounding.first; index != kNone; index = links_[index].next) {
      const std::uint32_t next = links_[index].next;
      PairedNote& note = pairing_.notes[index];
      note.end = next == kNone ? track_.end : pairing_.notes[next].onset;
      ++pairing_.hanging_closed;
      log_.add(RepairKind::kHangingNote, links_[index].byte_offset,
               "track {}: the note of pitch {} at tick {} has no note-off; ended at tick {}",
               number_, note.pitch, note.onset.count, note.end.count);
    }
  }

  [[nodiscard]] bool is_dropped(const Event& event) const {
    return !keep_percussion_ && event.channel == kPercussionChannel;
  }

  const Track& track_;
  int number_;
  bool keep_percussion_;
  RepairLog& log_;
  NotePairing pairing_;
  std::vector<Link> links_;  // one for each note
  std::array<SoundingNotes, kKeys> sounding_;
  std::size_t sounding_notes_ = 0;
};

}  // namespace

NotePairing pair_notes(const Track& track, int number, bool keep_percussion, RepairLog& log) {
  return NotePairer(track, number, keep_percussion, log).pair();
}

}  // namespace bachprop
