#include "bachprop/score/midi_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/midi/note_pairing.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf.h"
#include "bachprop/midi/tempo_payload.h"
#include "bachprop/score/composed_mark.h"
#include "bachprop/score/file_voices.h"
#include "bachprop/score/song_text.h"
#include "bachprop/score/stated_changes.h"
#include "bachprop/score/time_unit.h"
#include "bachprop/score/voiced_notes.h"

namespace bachprop {
namespace {

// How long a tick is.
Quarters length_of_tick(const Division& division) {
  if (const auto* ticks = std::get_if<TicksPerQuarter>(&division)) {
    return {1, ticks->ticks};
  }
  // SMPTE time is in seconds; a quarter is half of one, as at 120 quarters a minute.
  const auto& smpte = std::get<SmpteDivision>(division);
  const bool ntsc = smpte.frames_per_second == 29;  // 30000/1001 frames a second
  return {ntsc ? 2 * 1001 : 2,
          (ntsc ? 30000 : smpte.frames_per_second) * std::int64_t{smpte.ticks_per_frame}};
}

unsigned byte_at(std::span<const std::byte> payload, std::size_t index) {
  return std::to_integer<unsigned>(payload[index]);
}

// Builds a score track by track.
class ScoreBuilder {
 public:
  ScoreBuilder(const NoteFile& file, RepairLog& log, const ScoreReadOptions& options)
      : file_(file),
        log_(log),
        unisons_(options.unisons),
        velocities_(options.velocities),
        tick_(length_of_tick(file.division)),
        voices_(file) {}

  void build(ScoreReading& reading) {
    notes_.reserve(count_notes());
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
  [[nodiscard]] std::size_t count_notes() const;
  void add_track(std::size_t index, Ticks begin);
  void add_notes(std::size_t index, Ticks begin);
  void log_hanging(const NoteTrack& track, int number);
  void add_changes(std::size_t index, Ticks begin);
  void add_tempo(const MetaEvent& event, Quarters onset, std::size_t index);
  void add_time_signature(const MetaEvent& event, Quarters onset, std::size_t index);
  void add_key_signature(const MetaEvent& event, Quarters onset, std::size_t index);
  void log_meaningless(const char* what, std::size_t index, const MetaEvent& event);
  void log_too_late(std::size_t index);

  void finish(ScoreReading& reading);
  void set_notes_and_names();
  void set_song_text();
  [[nodiscard]] bool has_voices() const { return file_.format != 2; }
  // Who states what a track states: patterns that follow one another are one player's.
  [[nodiscard]] std::size_t player(std::size_t index) const {
    return file_.format == 2 ? 0 : index;
  }

  const NoteFile& file_;
  RepairLog& log_;
  Unisons unisons_;
  bool velocities_;
  TimeUnit tick_;
  FileVoices voices_;
  std::vector<VoicedNote> notes_;  // in ticks
  std::vector<Stated<TempoChange>> tempos_;
  std::vector<Stated<TimeSignature>> time_signatures_;
  std::vector<Stated<KeySignature>> key_signatures_;
  std::string_view composed_mark_;  // perhaps another program's event
  ScoreCounts counts_;
  Score score_;
};

std::size_t ScoreBuilder::count_notes() const {
  return std::accumulate(
      file_.tracks.begin(), file_.tracks.end(), std::size_t{0},
      [](std::size_t sum, const NoteTrack& track) { return sum + track.notes.size(); });
}

void ScoreBuilder::add_track(std::size_t index, Ticks begin) {
  const NoteTrack& track = file_.tracks[index];
  const int number = as_int(index) + 1;
  counts_.note_ons += track.note_ons;
  counts_.percussion_dropped += track.percussion_dropped;
  counts_.hanging_closed += std::ssize(track.hanging);
  counts_.stray_note_offs += track.stray_note_offs;
  log_hanging(track, number);
  add_notes(index, begin);
  add_changes(index, begin);
}

void ScoreBuilder::log_hanging(const NoteTrack& track, int number) {
  for (const std::uint32_t index : track.hanging) {
    const PairedNote& note = track.notes[index];
    log_.add(RepairKind::kHangingNote, note.byte_offset,
             "track {}: the note of pitch {} at tick {} has no note-off; ended at tick {}", number,
             note.pitch, note.onset, note.end);
  }
}

void ScoreBuilder::add_notes(std::size_t index, Ticks begin) {
  for (const PairedNote& note : file_.tracks[index].notes) {
    if (note.onset == note.end) {
      ++counts_.zero_length_dropped;
    } else {
      const int voice = has_voices() ? voices_.number(index, note.channel) : 0;
      notes_.push_back({begin.count + note.onset, std::int64_t{note.end} - note.onset, note.pitch,
                        voice, velocities_ ? note.velocity : std::uint8_t{0}});
    }
  }
}

void ScoreBuilder::add_changes(std::size_t index, Ticks begin) {
  for (const MetaEvent& event : file_.tracks[index].metas) {
    const auto onset = [&] { return tick_.quarters((begin + event.time).count); };
    if (event.is(MetaType::kTempo)) {
      add_tempo(event, onset(), index);
    } else if (event.is(MetaType::kTimeSignature)) {
      add_time_signature(event, onset(), index);
    } else if (event.is(MetaType::kKeySignature)) {
      add_key_signature(event, onset(), index);
    } else if (event.is(MetaType::kSequencerSpecific)) {
      composed_mark_ = event.text();
    }
  }
}

void ScoreBuilder::add_tempo(const MetaEvent& event, Quarters onset, std::size_t index) {
  if (std::holds_alternative<SmpteDivision>(file_.division)) {
    return;  // SMPTE time does not depend on the tempo
  }
  const auto microseconds = microseconds_per_quarter(event.payload);
  if (!microseconds) {
    log_meaningless("tempo", index, event);
    return;
  }
  tempos_.push_back({{onset, 60e6 / *microseconds}, player(index)});
}

void ScoreBuilder::add_time_signature(const MetaEvent& event, Quarters onset, std::size_t index) {
  const std::span<const std::byte> payload = event.payload;
  constexpr unsigned kGreatestPower = 7;  // 128th notes
  if (payload.size() < 2 || byte_at(payload, 0) == 0 || byte_at(payload, 1) > kGreatestPower) {
    log_meaningless("time signature", index, event);
    return;
  }
  time_signatures_.push_back(
      {{onset, as_int(byte_at(payload, 0)), 1 << byte_at(payload, 1)}, player(index)});
}

void ScoreBuilder::add_key_signature(const MetaEvent& event, Quarters onset, std::size_t index) {
  const std::span<const std::byte> payload = event.payload;
  const int sharps = payload.size() < 2 ? 99 : std::to_integer<signed char>(payload[0]);
  if (sharps < -7 || sharps > 7 || byte_at(payload, 1) > 1) {
    log_meaningless("key signature", index, event);
    return;
  }
  key_signatures_.push_back({{onset, sharps, byte_at(payload, 1) == 1}, player(index)});
}

void ScoreBuilder::log_meaningless(const char* what, std::size_t index, const MetaEvent& event) {
  log_.add(RepairKind::kMetaValue, event.byte_offset, "track {}: a meaningless {}; dropped",
           index + 1, what);
}

void ScoreBuilder::log_too_late(std::size_t index) {
  log_.add(RepairKind::kDeltaTime, file_.tracks[index].first_event_offset,
           "track {} would end beyond tick {} because the tracks of format 2 follow one another; "
           "dropped",
           index + 1, kTimeLimit.count);
}

void ScoreBuilder::finish(ScoreReading& reading) {
  const SettledNotes settled = settle(notes_, unisons_);
  counts_.unisons_merged = settled.unisons_merged;
  counts_.overlaps_cut = settled.overlaps_cut;
  set_notes_and_names();
  score_.tempos = changes_of_all(std::move(tempos_));
  score_.time_signatures = changes_of_all(std::move(time_signatures_));
  score_.key_signatures = changes_of_all(std::move(key_signatures_));
  set_song_text();
  score_.is_composed = is_mark_of(composed_mark_, score_);
  score_.knows_bars = score_.is_composed && says_bars_are_known(composed_mark_);
  reading.score = std::move(score_);
  reading.counts = counts_;
}

// Voices are those that still carry notes, if there are several that sound together. The name of
// the first track is the title unless it names a voice.
void ScoreBuilder::set_notes_and_names() {
  const std::vector<FileVoice>& voices = voices_.all();
  if (has_voices()) {
    for (const FileVoice& voice : voices) {
      score_.voice_names.push_back(voice.name);
      score_.voice_programs.push_back(voice.program);
    }
  }
  set_notes(score_, notes_, tick_);
  const bool first_names_voice =
      !score_.voices.empty() && std::ranges::any_of(notes_, [&](const VoicedNote& note) {
        const FileVoice& voice = voices[as_index(note.voice)];
        return voice.track == 0 && voice.has_name_of_track;
      });
  if (!first_names_voice) {
    score_.title = name_of(file_.tracks.front());
  }
}

// The title that a karaoke file states is better than a name of a track, "Soft Karaoke".
void ScoreBuilder::set_song_text() {
  SongText song = song_text_of(file_, tick_);
  if (!song.title.empty()) {
    score_.title = std::move(song.title);
  }
  score_.composer = std::move(song.composer);
  score_.lyrics = std::move(song.lyrics);
}

Result<ScoreReading> build_score(const NoteFile& file, std::vector<Repair> repairs,
                                 std::string_view name, const ScoreReadOptions& options) {
  ScoreReading reading;
  reading.repairs = std::move(repairs);
  RepairLog log;
  ScoreBuilder(file, log, options).build(reading);
  const std::vector<Repair> more = log.take();
  reading.repairs.insert(reading.repairs.end(), more.begin(), more.end());
  if (options.strict && !reading.repairs.empty()) {
    return fail_at(name, to_string(reading.repairs.front()));
  }
  return reading;
}

}  // namespace

Result<ScoreReading> score_of(SmfReading reading, std::string_view name, ScoreReadOptions options) {
  return build_score(pair_notes(reading.file, options.keep_percussion), std::move(reading.repairs),
                     name, options);
}

Result<ScoreReading> read_score(std::span<const std::byte> bytes, std::string_view name,
                                ScoreReadOptions options) {
  auto reading = TRY(read_notes(
      bytes, name, {.strict = options.strict, .keep_percussion = options.keep_percussion}));
  return build_score(reading.file, std::move(reading.repairs), name, options);
}

}  // namespace bachprop
