#include "bachprop/score/score_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <tuple>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"
#include "bachprop/midi/smf_writer.h"
#include "bachprop/midi/tempo_payload.h"
#include "bachprop/score/changes.h"
#include "bachprop/score/composed_mark.h"
#include "bachprop/score/midi_channels.h"
#include "bachprop/score/song_text.h"

namespace bachprop {
namespace {

constexpr std::int64_t kMostTicksPerQuarter = 32767;
constexpr std::int64_t kUsualTicksPerQuarter = 480;
constexpr std::int64_t kRoundingTicksPerQuarter = 30720;
constexpr std::size_t kMostVoices = 0xFFFE;  // of 65535 tracks, one is the conductor's

// Notes with what stands beside them.
struct Content {
  const Score& head;
  std::span<const MidiPart> parts;
};

// Everything that happens at some time, without the notes' ends.
template <typename Visit>
void for_each_onset(const Content& content, const Visit& visit) {
  for (const MidiPart& part : content.parts) {
    for (const Note& note : part.notes) {
      visit(note.onset);
    }
  }
  for_each_timed(content.head, [&](const auto& events) {
    for (const auto& event : events) {
      visit(event.onset);
    }
  });
}

// The smallest number of ticks a quarter that makes all times whole; 0 if more than a file can
// state.
std::int64_t exact_ticks_per_quarter(const Content& content) {
  std::int64_t ticks = 1;
  const auto include = [&ticks](Quarters time) {
    if (ticks != 0) {
      ticks = std::lcm(ticks, time.denominator());
      ticks = ticks > kMostTicksPerQuarter ? 0 : ticks;
    }
  };
  for_each_onset(content, include);
  for (const MidiPart& part : content.parts) {
    for (const Note& note : part.notes) {
      include(note.duration);
    }
  }
  return ticks;
}

Quarters last_time(const Content& content) {
  Quarters last;
  for_each_onset(content, [&last](Quarters onset) { last = std::max(last, onset); });
  for (const MidiPart& part : content.parts) {
    for (const Note& note : part.notes) {
      last = std::max(last, end_of(note));
    }
  }
  return last;
}

int choose_ticks_per_quarter(const Content& content) {
  const Quarters last = last_time(content);
  const auto fits = [&last](std::int64_t ticks) {
    return ticks <= kMostTicksPerQuarter && last + 1 < Quarters(kTimeLimit.count, ticks);
  };
  const std::int64_t exact = exact_ticks_per_quarter(content);
  if (exact != 0 && fits(std::lcm(exact, kUsualTicksPerQuarter))) {
    return as_int(std::lcm(exact, kUsualTicksPerQuarter));
  }
  if (exact != 0 && last * exact < kTimeLimit.count) {
    return as_int(exact);
  }
  std::int64_t rounding = kRoundingTicksPerQuarter;
  while (!fits(rounding) && rounding > 1) {
    rounding /= 2;
  }
  return as_int(rounding);
}

Ticks nearest_tick(Quarters time, int ticks_per_quarter) {
  const Quarters ticks = time * ticks_per_quarter + Quarters(1, 2);
  return {ticks.numerator() / ticks.denominator()};
}

void add_meta(Track& track, Ticks time, MetaType type, std::string payload) {
  Event event;
  event.time = time;
  event.payload = static_cast<std::uint32_t>(track.payloads.size());
  event.data1 = static_cast<std::uint8_t>(type);
  track.events.push_back(event);
  track.payloads.push_back(std::move(payload));
}

char as_byte(long value) { return static_cast<char>(static_cast<unsigned char>(value)); }

// What stands for an event in a file.
struct Meta {
  MetaType type;
  std::string payload;
};

Meta meta_of(const TempoChange& tempo) {
  check(tempo.quarters_per_minute > 0, "a tempo is positive");
  return {MetaType::kTempo, tempo_payload(tempo.quarters_per_minute)};
}

Meta meta_of(const TimeSignature& signature) {
  const int power = as_int(std::lround(std::log2(signature.denominator)));
  check(signature.numerator > 0 && signature.numerator < 256 && power >= 0 && power <= 7 &&
            1 << power == signature.denominator,
        "a time signature fits a MIDI file");
  constexpr int kClocksPerWhole = 96;
  constexpr int kThirtySecondsPerQuarter = 8;
  return {MetaType::kTimeSignature,
          {as_byte(signature.numerator), as_byte(power),
           as_byte(std::max(kClocksPerWhole / signature.denominator, 1)),
           as_byte(kThirtySecondsPerQuarter)}};
}

Meta meta_of(const KeySignature& signature) {
  return {MetaType::kKeySignature,
          {as_byte(signature.sharps & 0xFF), as_byte(signature.minor ? 1 : 0)}};
}

Meta meta_of(const Lyric& lyric) { return {MetaType::kLyric, lyric_payload(lyric)}; }

void sort_events(Track& track) {
  // Note-offs before note-ons, so that a repeated note is not cut off.
  const auto order = [](const Event& event) {
    return std::tuple(event.time, event.starts_note(), event.data1);
  };
  std::stable_sort(track.events.begin(), track.events.end(),
                   [&](const Event& a, const Event& b) { return order(a) < order(b); });
  track.end = track.events.empty() ? Ticks{} : track.events.back().time;
}

Track conductor_track(const Score& score, int ticks_per_quarter) {
  Track track;
  if (!score.title.empty()) {
    add_meta(track, {}, MetaType::kTrackName, score.title);
  }
  for_each_timed(score, [&](const auto& events) {
    for (const auto& event : without_repeats(events)) {
      Meta meta = meta_of(event);
      add_meta(track, nearest_tick(event.onset, ticks_per_quarter), meta.type,
               std::move(meta.payload));
    }
  });
  if (!score.composer.empty()) {
    add_meta(track, {}, MetaType::kText, "@T" + score.title);
    add_meta(track, {}, MetaType::kText, "@T" + score.composer);
  }
  sort_events(track);
  return track;
}

// How a part plays.
struct Touch {
  std::uint8_t channel;
  int velocity;
};

void add_note(Track& track, const Note& note, const Touch& touch, int ticks_per_quarter) {
  check(note.onset >= 0 && note.duration > 0 && note.pitch >= 0 && note.pitch <= kHighestPitch,
        "a note has a time, a length and a pitch");
  check(touch.velocity > 0 && touch.velocity < 128, "a velocity fits a MIDI file, and sounds");
  Event event;
  event.kind = EventKind::kNoteOn;
  event.channel = touch.channel;
  event.time = nearest_tick(note.onset, ticks_per_quarter);
  event.data1 = static_cast<std::uint8_t>(note.pitch);
  event.data2 = static_cast<std::uint8_t>(touch.velocity);
  track.events.push_back(event);
  event.kind = EventKind::kNoteOff;
  event.time = std::max(nearest_tick(end_of(note), ticks_per_quarter), event.time + Ticks{1});
  event.data2 = 0;
  track.events.push_back(event);
}

void set_program(Track& track, int channel, int program) {
  check(program >= 0 && program < 128, "there are 128 programs");
  Event event;
  event.kind = EventKind::kProgram;
  event.channel = static_cast<std::uint8_t>(channel);
  event.data1 = static_cast<std::uint8_t>(program);
  track.events.push_back(event);
}

Track track_of(const MidiPart& part, int ticks_per_quarter) {
  check(part.channel >= 0 && part.channel < 16, "there are 16 channels");
  Track track;
  if (!part.name.empty()) {
    add_meta(track, {}, MetaType::kTrackName, part.name);
  }
  if (part.program) {
    set_program(track, part.channel, *part.program);
  }
  check(part.velocities.empty() || part.velocities.size() == part.notes.size(),
        "velocities are known for all notes or for none");
  for (std::size_t i = 0; i < part.notes.size(); ++i) {
    const int velocity = part.velocities.empty() ? kUsualVelocity : part.velocities[i];
    add_note(track, part.notes[i], {static_cast<std::uint8_t>(part.channel), velocity},
             ticks_per_quarter);
  }
  sort_events(track);
  return track;
}

// The mark of notes that a network composed, in the order of a score.
std::string mark_of(std::span<const MidiPart> parts, bool knows_bars) {
  struct Played {
    Note note;
    int part;
  };
  std::vector<Played> all;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (const Note& note : parts[part].notes) {
      all.push_back({note, as_int(part)});
    }
  }
  std::ranges::sort(all, {}, [](const Played& played) {
    return std::tuple(played.note.onset, played.note.pitch, played.part);
  });
  std::vector<Note> notes;
  std::vector<int> players;
  for (const Played& played : all) {
    notes.push_back(played.note);
    players.push_back(played.part);
  }
  return composed_mark(notes, players, knows_bars);
}

std::optional<int> stated(int program) {
  return program == kNoProgram ? std::nullopt : std::optional(program);
}

std::vector<MidiPart> parts_of(const Score& score) {
  check(score.voices.empty() || score.voices.size() == score.notes.size(),
        "voices are known for all notes or for none");
  if (score.voices.empty() || score.voice_names.size() > kMostVoices) {
    return {
        {.name = score.player.name, .program = stated(score.player.program), .notes = score.notes}};
  }
  std::vector<int> programs;
  for (std::size_t voice = 0; voice < score.voice_names.size(); ++voice) {
    programs.push_back(program_of(score, voice));
  }
  const std::vector<int> channels = channels_for(programs);
  std::vector<MidiPart> parts(score.voice_names.size());
  for (std::size_t voice = 0; voice < parts.size(); ++voice) {
    parts[voice].name = score.voice_names[voice];
    parts[voice].channel = channels[voice];
    parts[voice].program = stated(programs[voice]);
  }
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    parts.at(as_index(score.voices[i])).notes.push_back(score.notes[i]);
  }
  return parts;
}

}  // namespace

std::vector<std::byte> write_parts(const Score& head, std::span<const MidiPart> parts) {
  check(parts.size() <= kMostVoices, "a file holds a track for each part");
  const int ticks_per_quarter = choose_ticks_per_quarter({head, parts});
  SmfFile file;
  file.format = 1;
  file.division = TicksPerQuarter{ticks_per_quarter};
  file.tracks.push_back(conductor_track(head, ticks_per_quarter));
  if (head.is_composed) {
    add_meta(file.tracks.front(), {}, MetaType::kSequencerSpecific,
             mark_of(parts, head.knows_bars));
    sort_events(file.tracks.front());
  }
  for (const MidiPart& part : parts) {
    file.tracks.push_back(track_of(part, ticks_per_quarter));
  }
  return write_smf(file);
}

std::vector<std::byte> write_score(const Score& score) {
  return write_parts(score, parts_of(score));
}

}  // namespace bachprop
