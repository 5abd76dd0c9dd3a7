#include "bachprop/score/midi_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "bachprop/midi/smf.h"
#include "bachprop/score/note_pairing.h"
#include "bachprop/score/text.h"
#include "bachprop/score/voiced_notes.h"

namespace bachprop {
namespace {

// Translates the ticks of a file.
class TickClock {
 public:
  explicit TickClock(const Division& division) {
    if (const auto* ticks = std::get_if<TicksPerQuarter>(&division)) {
      ticks_ = ticks->ticks;
      return;
    }
    // SMPTE time is in seconds; a quarter is half of one, as at 120 quarters a minute.
    const auto& smpte = std::get<SmpteDivision>(division);
    const bool ntsc = smpte.frames_per_second == 29;  // 30000/1001 frames a second
    quarters_ = ntsc ? 2 * 1001 : 2;
    ticks_ = (ntsc ? 30000 : smpte.frames_per_second) * std::int64_t{smpte.ticks_per_frame};
  }

  [[nodiscard]] Quarters quarters(Ticks time) const { return {time.count * quarters_, ticks_}; }

 private:
  // This many quarters last as long as this many ticks.
  std::int64_t quarters_ = 1;
  std::int64_t ticks_ = 1;
};

unsigned byte_at(const std::string& payload, std::size_t index) {
  return static_cast<unsigned char>(payload[index]);
}

std::string name_of(const Track& track) {
  for (const Event& event : track.events) {
    if (event.is_meta(MetaType::kTrackName)) {
      return to_utf8(track.payloads[event.payload]);
    }
  }
  return {};
}

// Sorts by onset; of those at one onset the last stays.
template <typename T>
void keep_last_at_each_onset(std::vector<T>& changes) {
  std::stable_sort(changes.begin(), changes.end(),
                   [](const T& a, const T& b) { return a.onset < b.onset; });
  std::vector<T> kept;
  for (T& change : changes) {
    if (!kept.empty() && kept.back().onset == change.onset) {
      kept.back() = change;
    } else {
      kept.push_back(change);
    }
  }
  changes = std::move(kept);
}

// Builds a score track by track.
class ScoreBuilder {
 public:
  ScoreBuilder(const SmfFile& file, ScoreReadOptions options, RepairLog& log)
      : file_(file), options_(options), log_(log), clock_(file.division) {}

  void build(ScoreReading& reading) {
    Ticks begin;
    for (std::size_t i = 0; i < file_.tracks.size(); ++i) {
      if (begin + file_.tracks[i].end >= kTimeLimit) {
        log_too_late(i);
        continue;
      }
      add_track(i, begin);
      if (file_.format == 2) {
        begin = begin + file_.tracks[i].end;
      }
    }
    finish(reading);
  }

 private:
  void add_track(std::size_t index, Ticks begin);
  void add_note(const PairedNote& note, int voice, Ticks begin);
  void add_changes(const Track& track, int number, Ticks begin);
  void add_tempo(const std::string& payload, Quarters onset, int number, const Event& event);
  void add_time_signature(const std::string& payload, Quarters onset, int number,
                          const Event& event);
  void add_key_signature(const std::string& payload, Quarters onset, int number,
                         const Event& event);
  void log_meaningless(const char* what, int number, const Event& event);
  void log_too_late(std::size_t index);

  void finish(ScoreReading& reading);
  void set_notes_and_names();

  const SmfFile& file_;
  ScoreReadOptions options_;
  RepairLog& log_;
  TickClock clock_;
  std::vector<VoicedNote> notes_;  // voice: index of the track
  ScoreCounts counts_;
  Score score_;
};

void ScoreBuilder::add_track(std::size_t index, Ticks begin) {
  const Track& track = file_.tracks[index];
  const int number = static_cast<int>(index) + 1;
  const NotePairing pairing = pair_notes(track, number, options_.keep_percussion, log_);
  counts_.note_ons += pairing.note_ons;
  counts_.percussion_dropped += pairing.percussion_dropped;
  counts_.hanging_closed += pairing.hanging_closed;
  counts_.stray_note_offs += pairing.stray_note_offs;
  for (const PairedNote& note : pairing.notes) {
    add_note(note, static_cast<int>(index), begin);
  }
  add_changes(track, number, begin);
}

void ScoreBuilder::add_note(const PairedNote& note, int voice, Ticks begin) {
  if (note.onset == note.end) {
    ++counts_.zero_length_dropped;
    return;
  }
  notes_.push_back({{.onset = clock_.quarters(begin + note.onset),
                     .duration = clock_.quarters(note.end - note.onset),
                     .pitch = note.pitch},
                    voice});
}

void ScoreBuilder::add_changes(const Track& track, int number, Ticks begin) {
  for (const Event& event : track.events) {
    if (event.kind != EventKind::kMeta) {
      continue;
    }
    const Quarters onset = clock_.quarters(begin + event.time);
    const std::string& payload = track.payloads[event.payload];
    if (event.is_meta(MetaType::kTempo)) {
      add_tempo(payload, onset, number, event);
    } else if (event.is_meta(MetaType::kTimeSignature)) {
      add_time_signature(payload, onset, number, event);
    } else if (event.is_meta(MetaType::kKeySignature)) {
      add_key_signature(payload, onset, number, event);
    }
  }
}

void ScoreBuilder::add_tempo(const std::string& payload, Quarters onset, int number,
                             const Event& event) {
  if (std::holds_alternative<SmpteDivision>(file_.division)) {
    return;  // SMPTE time does not depend on the tempo
  }
  const unsigned microseconds =
      payload.size() < 3
          ? 0
          : byte_at(payload, 0) << 16U | byte_at(payload, 1) << 8U | byte_at(payload, 2);
  if (microseconds == 0) {
    log_meaningless("tempo", number, event);
    return;
  }
  score_.tempos.push_back({onset, 60e6 / microseconds});
}

void ScoreBuilder::add_time_signature(const std::string& payload, Quarters onset, int number,
                                      const Event& event) {
  constexpr unsigned kGreatestPower = 7;  // 128th notes
  if (payload.size() < 2 || byte_at(payload, 0) == 0 || byte_at(payload, 1) > kGreatestPower) {
    log_meaningless("time signature", number, event);
    return;
  }
  score_.time_signatures.push_back(
      {onset, static_cast<int>(byte_at(payload, 0)), 1 << byte_at(payload, 1)});
}

void ScoreBuilder::add_key_signature(const std::string& payload, Quarters onset, int number,
                                     const Event& event) {
  const int sharps = payload.size() < 2 ? 99 : static_cast<signed char>(payload[0]);
  if (sharps < -7 || sharps > 7 || byte_at(payload, 1) > 1) {
    log_meaningless("key signature", number, event);
    return;
  }
  score_.key_signatures.push_back({onset, sharps, byte_at(payload, 1) == 1});
}

void ScoreBuilder::log_meaningless(const char* what, int number, const Event& event) {
  log_.add(RepairKind::kMetaValue, event.byte_offset, "track {}: a meaningless {}; dropped", number,
           what);
}

void ScoreBuilder::log_too_late(std::size_t index) {
  const Track& track = file_.tracks[index];
  log_.add(RepairKind::kDeltaTime, track.events.empty() ? 0 : track.events.front().byte_offset,
           "track {} would end beyond tick {} because the tracks of format 2 follow one another; "
           "dropped",
           index + 1, kTimeLimit.count);
}

void ScoreBuilder::finish(ScoreReading& reading) {
  const SettledNotes settled = settle(notes_);
  counts_.unisons_merged = settled.unisons_merged;
  counts_.overlaps_cut = settled.overlaps_cut;
  set_notes_and_names();
  keep_last_at_each_onset(score_.tempos);
  keep_last_at_each_onset(score_.time_signatures);
  keep_last_at_each_onset(score_.key_signatures);
  reading.score = std::move(score_);
  reading.counts = counts_;
}

// Voices are the tracks that still carry notes, if there are several that sound together. The name
// of the first track is the title unless it names a voice.
void ScoreBuilder::set_notes_and_names() {
  if (file_.format != 2) {
    for (const Track& track : file_.tracks) {
      score_.voice_names.push_back(name_of(track));
    }
  }
  set_notes(score_, notes_);
  const bool first_is_voice =
      !score_.voices.empty() &&
      std::any_of(notes_.begin(), notes_.end(), [](const VoicedNote& n) { return n.voice == 0; });
  if (!first_is_voice) {
    score_.title = name_of(file_.tracks.front());
  }
}

}  // namespace

Result<ScoreReading> score_of(SmfReading reading, std::string_view name, ScoreReadOptions options) {
  ScoreReading result;
  result.repairs = std::move(reading.repairs);
  RepairLog log;
  ScoreBuilder(reading.file, options, log).build(result);
  const std::vector<Repair> more = log.take();
  result.repairs.insert(result.repairs.end(), more.begin(), more.end());
  if (options.strict && !result.repairs.empty()) {
    return fail(fmt::format("{}: {}", name, to_string(result.repairs.front())));
  }
  return result;
}

Result<ScoreReading> read_score(std::span<const std::byte> bytes, std::string_view name,
                                ScoreReadOptions options) {
  auto reading = read_smf(bytes, name, {.strict = options.strict});
  if (!reading) {
    return tl::unexpected(std::move(reading.error()));
  }
  return score_of(std::move(*reading), name, options);
}

}  // namespace bachprop
