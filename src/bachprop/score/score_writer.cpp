#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "bachprop/base/check.h"
#include "bachprop/midi/smf_writer.h"
#include "bachprop/score/midi_score.h"

namespace bachprop {
namespace {

constexpr std::int64_t kMostTicksPerQuarter = 32767;
constexpr std::int64_t kUsualTicksPerQuarter = 480;
constexpr std::int64_t kRoundingTicksPerQuarter = 30720;
constexpr std::uint8_t kVelocity = 80;
constexpr std::size_t kMostVoices = 0xFFFE;  // of 65535 tracks, one is the conductor's

// Everything in a score that happens at some time, without the notes' ends.
template <typename Visit>
void for_each_onset(const Score& score, const Visit& visit) {
  for (const Note& note : score.notes) {
    visit(note.onset);
  }
  for (const TempoChange& tempo : score.tempos) {
    visit(tempo.onset);
  }
  for (const TimeSignature& signature : score.time_signatures) {
    visit(signature.onset);
  }
  for (const KeySignature& signature : score.key_signatures) {
    visit(signature.onset);
  }
}

// The smallest number of ticks a quarter that makes all times whole; 0 if more than a file can
// state.
std::int64_t exact_ticks_per_quarter(const Score& score) {
  std::int64_t ticks = 1;
  const auto include = [&ticks](Quarters time) {
    if (ticks != 0) {
      ticks = std::lcm(ticks, time.denominator());
      ticks = ticks > kMostTicksPerQuarter ? 0 : ticks;
    }
  };
  for_each_onset(score, include);
  for (const Note& note : score.notes) {
    include(note.duration);
  }
  return ticks;
}

Quarters last_time(const Score& score) {
  Quarters last;
  for_each_onset(score, [&last](Quarters onset) { last = std::max(last, onset); });
  for (const Note& note : score.notes) {
    last = std::max(last, note.onset + note.duration);
  }
  return last;
}

int choose_ticks_per_quarter(const Score& score) {
  const Quarters last = last_time(score);
  const auto fits = [&last](std::int64_t ticks) {
    return ticks <= kMostTicksPerQuarter && last + 1 < Quarters(kTimeLimit.count, ticks);
  };
  const std::int64_t exact = exact_ticks_per_quarter(score);
  if (exact != 0 && fits(std::lcm(exact, kUsualTicksPerQuarter))) {
    return static_cast<int>(std::lcm(exact, kUsualTicksPerQuarter));
  }
  if (exact != 0 && last * exact < kTimeLimit.count) {
    return static_cast<int>(exact);
  }
  std::int64_t rounding = kRoundingTicksPerQuarter;
  while (!fits(rounding) && rounding > 1) {
    rounding /= 2;
  }
  return static_cast<int>(rounding);
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

std::string tempo_payload(const TempoChange& tempo) {
  check(tempo.quarters_per_minute > 0, "a tempo is positive");
  const long microseconds =
      std::lround(std::clamp(60e6 / tempo.quarters_per_minute, 1.0, 16777215.0));
  return {as_byte(microseconds >> 16), as_byte(microseconds >> 8 & 0xFF),
          as_byte(microseconds & 0xFF)};
}

std::string time_signature_payload(const TimeSignature& signature) {
  const int power = static_cast<int>(std::lround(std::log2(signature.denominator)));
  check(signature.numerator > 0 && signature.numerator < 256 && power >= 0 && power <= 7 &&
            1 << power == signature.denominator,
        "a time signature fits a MIDI file");
  constexpr int kClocksPerWhole = 96;
  constexpr int kThirtySecondsPerQuarter = 8;
  return {as_byte(signature.numerator), as_byte(power),
          as_byte(std::max(kClocksPerWhole / signature.denominator, 1)),
          as_byte(kThirtySecondsPerQuarter)};
}

std::string key_signature_payload(const KeySignature& signature) {
  return {as_byte(signature.sharps & 0xFF), as_byte(signature.minor ? 1 : 0)};
}

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
  for (const TempoChange& tempo : score.tempos) {
    add_meta(track, nearest_tick(tempo.onset, ticks_per_quarter), MetaType::kTempo,
             tempo_payload(tempo));
  }
  for (const TimeSignature& signature : score.time_signatures) {
    add_meta(track, nearest_tick(signature.onset, ticks_per_quarter), MetaType::kTimeSignature,
             time_signature_payload(signature));
  }
  for (const KeySignature& signature : score.key_signatures) {
    add_meta(track, nearest_tick(signature.onset, ticks_per_quarter), MetaType::kKeySignature,
             key_signature_payload(signature));
  }
  sort_events(track);
  return track;
}

void add_note(Track& track, const Note& note, std::uint8_t channel, int ticks_per_quarter) {
  check(note.onset >= 0 && note.duration > 0 && note.pitch >= 0 && note.pitch <= kHighestPitch,
        "a note has a time, a length and a pitch");
  Event event;
  event.kind = EventKind::kNoteOn;
  event.channel = channel;
  event.time = nearest_tick(note.onset, ticks_per_quarter);
  event.data1 = static_cast<std::uint8_t>(note.pitch);
  event.data2 = kVelocity;
  track.events.push_back(event);
  event.kind = EventKind::kNoteOff;
  event.time =
      std::max(nearest_tick(note.onset + note.duration, ticks_per_quarter), event.time + Ticks{1});
  event.data2 = 0;
  track.events.push_back(event);
}

// A channel for each voice as far as they go, without that of percussion.
std::uint8_t channel_of(std::size_t voice) {
  const auto channel = static_cast<std::uint8_t>(voice % 15);
  return channel < kPercussionChannel ? channel : static_cast<std::uint8_t>(channel + 1);
}

std::vector<Track> note_tracks(const Score& score, int ticks_per_quarter) {
  check(score.voices.empty() || score.voices.size() == score.notes.size(),
        "voices are known for all notes or for none");
  const bool separate = !score.voices.empty() && score.voice_names.size() <= kMostVoices;
  std::vector<Track> tracks(separate ? score.voice_names.size() : 1);
  for (std::size_t voice = 0; separate && voice < tracks.size(); ++voice) {
    if (!score.voice_names[voice].empty()) {
      add_meta(tracks[voice], {}, MetaType::kTrackName, score.voice_names[voice]);
    }
  }
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const auto voice = separate ? static_cast<std::size_t>(score.voices[i]) : 0;
    add_note(tracks.at(voice), score.notes[i], channel_of(voice), ticks_per_quarter);
  }
  for (Track& track : tracks) {
    sort_events(track);
  }
  return tracks;
}

}  // namespace

std::vector<std::byte> write_score(const Score& score) {
  const int ticks_per_quarter = choose_ticks_per_quarter(score);
  SmfFile file;
  file.format = 1;
  file.division = TicksPerQuarter{ticks_per_quarter};
  file.tracks.push_back(conductor_track(score, ticks_per_quarter));
  for (Track& track : note_tracks(score, ticks_per_quarter)) {
    file.tracks.push_back(std::move(track));
  }
  return write_smf(file);
}

}  // namespace bachprop
