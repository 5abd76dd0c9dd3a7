#include "bachprop/context/context_features.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "bachprop/context/parallel_motion.h"

namespace bachprop {
namespace {

// Positions are counted in 48ths of a quarter, in sixteenths or in eighths.
constexpr int kFine = 48;
constexpr int kFinePerSixteenth = 12;
constexpr int kFinePerEighth = 24;
constexpr int kMostSixteenths = 64;  // longer bars are told apart no further
constexpr int kBars = 8;             // bars are counted modulo this
constexpr int kElapsed = 9;
constexpr int kMostCounted = 8;
constexpr std::int64_t kRecentQuarters = 2;
constexpr std::int64_t kOlderQuarters = 8;
constexpr int kWidest = 24;  // interval from the last note; wider ones count as this
constexpr int kIntervals = 2 * kWidest + 1;
constexpr int kLengths = 4;  // ranges of how long a repetition is
constexpr int kKeys = 2;     // of the piece so far, and of its last quarters
constexpr int kDegreesInKeys = kKeys * kSemitonesPerOctave;
// The last note, what is held, struck, ended.
constexpr int kDegreeLists = 4;
constexpr int kAllDegrees = kDegreeLists * kDegreesInKeys;

int range_of_length(int length) { return length < 8 ? 0 : length < 16 ? 1 : length < 32 ? 2 : 3; }

// 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23, ...
int range_of_bars(std::int64_t bars) {
  int range = 0;
  std::int64_t width = 1;
  std::int64_t begin = 0;
  for (int steps = 0; range + 1 < kElapsed && bars >= begin + width; ++range, ++steps) {
    begin += width;
    if (steps >= 3 && steps % 2 == 1) {
      width *= 2;
    }
  }
  return range;
}

int counted(std::size_t count) { return as_int(std::min<std::size_t>(count, kMostCounted)); }

int clamped_interval(int pitch, const NoteSymbols& from) {
  return std::clamp(pitch - from.pitch, -kWidest, kWidest) + kWidest;
}

int pitch_class_of(const SoundingNote& note, const MusicSoFar& music) {
  return music.values().pitch_class(note.pitch);
}

std::vector<int> sorted_pitches(std::span<const SoundingNote> notes, std::vector<int> pitches) {
  std::ranges::transform(notes, std::back_inserter(pitches), &SoundingNote::pitch);
  std::ranges::sort(pitches);
  return pitches;
}

// ---- Seen by layers and readouts ----

constexpr ContextFeature kPlaceInTime = {
    .groups = {{{"place in the quarter, in 48ths", EntriesOf::kNumber, kFine},
                {"place in the bar, in sixteenths", EntriesOf::kNumber, kMostSixteenths},
                {"length of the bar, in sixteenths", EntriesOf::kNumber, kMostSixteenths},
                {"number of the bar, modulo 8", EntriesOf::kNumber, kBars},
                {"bars elapsed, in ranges up to 16 and more", EntriesOf::kNumber, kElapsed},
                {"time modulo 2 quarters, in eighths", EntriesOf::kNumber, 4},
                {"time modulo 3 quarters, in eighths", EntriesOf::kNumber, 6},
                {"time modulo 4 quarters, in eighths", EntriesOf::kNumber, 8}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const auto fine = [&](std::int64_t time) {
        return time * kFine / music.values().times.per_quarter;
      };
      const auto sixteenths = [&](std::int64_t time) {
        return as_int(std::min<std::int64_t>(fine(time) / kFinePerSixteenth, kMostSixteenths - 1));
      };
      const PlaceInBars place = music.place_in_bars();
      const std::int64_t now = fine(music.now());
      const auto eighths = [&](int quarters) {
        return as_int(now % (std::int64_t{quarters} * kFine) / kFinePerEighth);
      };
      on(0, as_int(now % kFine));
      on(1, sixteenths(place.since_bar_line));
      on(2, sixteenths(place.bar_length));
      on(3, as_int(place.bar % kBars));
      on(4, range_of_bars(place.bar));
      on(5, eighths(2));
      on(6, eighths(3));
      on(7, eighths(4));
    }};

constexpr ContextFeature kKeysOfPiece = {
    .groups = {{{"tonic of the piece so far, and of its last 8 quarters", EntriesOf::kPitchClass,
                 kKeys},
                {"major or minor, in both keys", EntriesOf::kNumber, kKeys * 2},
                {"scale degrees of the notes that sound, in both keys", EntriesOf::kNumber,
                 kDegreesInKeys}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      for (int which = 0; which < kKeys; ++which) {
        if (const auto& key = music.keys()[as_index(which)]) {
          on(0, key->tonic, which);
          on(1, 2 * which + (key->minor ? 1 : 0));
          for (const SoundingNote& note : music.sounding()) {
            on(2, which * kSemitonesPerOctave + degree_of(pitch_class_of(note, music), *key));
          }
        }
      }
    }};

constexpr ContextFeature kSoundingClasses = {
    .groups = {{{"pitch classes that sound", EntriesOf::kPitchClass, 1},
                {"pitch class of the lowest note", EntriesOf::kPitchClass, 1},
                {"intervals from the lowest note to what sounds, modulo 12", EntriesOf::kNumber,
                 kSemitonesPerOctave},
                {"time for which each note has still to sound, as the nearest T", EntriesOf::kTime,
                 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (music.sounding().empty()) {
        return;
      }
      const SoundingNote bass =
          *std::ranges::min_element(music.sounding(), {}, &SoundingNote::pitch);
      on(1, pitch_class_of(bass, music));
      for (const SoundingNote& note : music.sounding()) {
        on(0, pitch_class_of(note, music));
        on(2, (note.pitch - bass.pitch) % kSemitonesPerOctave);
        on(3, nearest_duration(music.values().times, note.end - music.now()));
      }
    }};

constexpr ContextFeature kCounts = {
    .groups = {{{"number of notes that sound", EntriesOf::kNumber, kMostCounted + 1},
                {"number of notes struck at this onset", EntriesOf::kNumber, kMostCounted + 1},
                {"number of notes ended since the onset before", EntriesOf::kNumber,
                 kMostCounted + 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      on(0, counted(music.sounding().size()));
      on(1, counted(music.struck().size()));
      on(2, counted(music.ended().size()));
    }};

// ---- Seen by the layers ----

constexpr ContextFeature kSoundingPitches = {
    .groups = {{{"sounding at this onset", EntriesOf::kPitch, 1},
                {"struck at this onset", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      for (const SoundingNote& note : music.held()) {
        on(0, note.pitch);
      }
      for (const SoundingNote& note : music.struck()) {
        on(0, note.pitch);
        on(1, note.pitch);
      }
    }};

constexpr ContextFeature kEndedPitches = {
    .groups = {{{"ended since the onset before", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      for (const SoundingNote& note : music.ended()) {
        on(0, note.pitch);
      }
    }};

constexpr ContextFeature kPastPitches = {
    .groups = {{{"ended before that, less than 8 quarters ago", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const std::int64_t older = music.quarters_ago(kOlderQuarters);
      for (const SoundingNote& note : music.recent()) {
        if (note.end > older) {
          on(0, note.pitch);
        }
      }
    }};

constexpr ContextFeature kNextEnding = {
    .groups = {{{"time until the next note ends, as the nearest T", EntriesOf::kTime, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (!music.sounding().empty()) {
        const std::int64_t end =
            std::ranges::min_element(music.sounding(), {}, &SoundingNote::end)->end;
        on(0, nearest_duration(music.values().times, end - music.now()));
      }
    }};

constexpr ContextFeature kRepeatedDt = {
    .groups = {{{"dT of what came next here before, by how long it was alike", EntriesOf::kDtSymbol,
                 kLengths}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (music.repetition().found()) {
        const Repetition::Prediction next = music.repetition().prediction();
        on(0, next.note.dt, range_of_length(next.length));
      }
    }};

constexpr ContextFeature kIntervalsToLayers = {
    .groups = {{{"intervals from the last note to what sounds", EntriesOf::kNumber, kIntervals},
                {"intervals from the last note to what has ended", EntriesOf::kNumber,
                 kIntervals}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      for (const SoundingNote& note : music.sounding()) {
        on(0, clamped_interval(note.pitch, music.last()));
      }
      for (const SoundingNote& note : music.ended()) {
        on(1, clamped_interval(note.pitch, music.last()));
      }
    }};

// ---- Seen by the readouts ----

constexpr ContextFeature kLastPitch = {.groups = {{{"the last note", EntriesOf::kPitch, 1}}},
                                       .emit = [](const MusicSoFar& music, EntryWriter& on) {
                                         if (music.begun()) {
                                           on(0, music.last().pitch);
                                         }
                                       }};

constexpr ContextFeature kChord = {
    .groups = {{{"sounding, struck at an earlier onset", EntriesOf::kPitch, 1},
                {"struck at this onset", EntriesOf::kPitch, 1},
                {"T of the notes struck at this onset", EntriesOf::kTime, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      for (const SoundingNote& note : music.held()) {
        on(0, note.pitch);
      }
      for (const SoundingNote& note : music.struck()) {
        on(1, note.pitch);
        on(2, note.duration);
      }
    }};

constexpr ContextFeature kEndedNotes = {
    .groups = {{{"ended since the onset before", EntriesOf::kPitch, 1},
                {"T of the notes ended since the onset before", EntriesOf::kTime, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      for (const SoundingNote& note : music.ended()) {
        on(0, note.pitch);
        on(1, note.duration);
      }
    }};

constexpr ContextFeature kPastNotes = {
    .groups = {{{"ended before that, less than 2 quarters ago", EntriesOf::kPitch, 1},
                {"ended 2 to 8 quarters ago", EntriesOf::kPitch, 1},
                {"ended 8 to 32 quarters ago", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const std::int64_t recent = music.quarters_ago(kRecentQuarters);
      const std::int64_t older = music.quarters_ago(kOlderQuarters);
      for (const SoundingNote& note : music.recent()) {
        on(note.end > recent ? 0 : note.end > older ? 1 : 2, note.pitch);
      }
    }};

constexpr ContextFeature kRepeatedNote = {
    .groups = {{{"pitch of what came next here before, by how long it was alike", EntriesOf::kPitch,
                 kLengths},
                {"T of what came next here before, by how long it was alike", EntriesOf::kTime,
                 kLengths}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (!music.repetition().found()) {
        return;
      }
      const Repetition::Prediction next = music.repetition().prediction();
      if (next.note.dt != music.dt()) {
        return;
      }
      const int range = range_of_length(next.length);
      on(1, next.note.duration, range);
      if (next.note.pitch >= 0 && next.note.pitch < music.values().pitches()) {
        on(0, next.note.pitch, range);
      }
    }};

// Judged by how the chord before moves into this one so far.
constexpr ContextFeature kParallels = {
    .groups = {{{"would move in parallel fifths", EntriesOf::kPitch, 1},
                {"would move in parallel octaves", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const std::vector<int> held = sorted_pitches(music.held(), {});
      const std::vector<int> struck = sorted_pitches(music.struck(), {});
      const std::vector<int> before = sorted_pitches(music.ended(), held);
      for (const ParallelMotion& parallel : parallel_motions(before, held, struck)) {
        if (parallel.pitch >= 0 && parallel.pitch < music.values().pitches()) {
          on(parallel.octave ? 1 : 0, parallel.pitch);
        }
      }
    }};

constexpr ContextFeature kIntervalsToReadouts = {
    .groups = {{{"intervals from the last note to what is held", EntriesOf::kNumber, kIntervals},
                {"intervals from the last note to what is struck", EntriesOf::kNumber, kIntervals},
                {"intervals from the last note to what has ended", EntriesOf::kNumber,
                 kIntervals}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (!music.begun()) {
        return;
      }
      int group = 0;
      for (const auto& notes : {music.held(), music.struck(), music.ended()}) {
        for (const SoundingNote& note : notes) {
          on(group, clamped_interval(note.pitch, music.last()));
        }
        ++group;
      }
    }};

constexpr ContextFeature kDegrees = {
    .groups = {{{"scale degrees of the last note, of what is held, struck, ended, in both keys",
                 EntriesOf::kNumber, kAllDegrees}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const SoundingNote last = {.pitch = music.last().pitch};
      for (int which = 0; which < kKeys; ++which) {
        if (const auto& key = music.keys()[as_index(which)]) {
          int list = which * kDegreeLists;
          for (const auto& notes :
               {std::span(&last, 1), music.held(), music.struck(), music.ended()}) {
            for (const SoundingNote& note : notes) {
              on(0, list * kSemitonesPerOctave + degree_of(pitch_class_of(note, music), *key));
            }
            ++list;
          }
        }
      }
    }};

// ---- The window ----

constexpr std::array<std::string_view, MusicSoFar::kNotesBefore> kPlaces = {
    "one note before the last", "two notes before the last", "three notes before the last"};

template <std::size_t kBefore>
constexpr ContextFeature kNoteBefore = {.groups = {{{kPlaces[kBefore], EntriesOf::kPitch, 1},
                                                    {"its dT", EntriesOf::kDtSymbol, 1},
                                                    {"its T", EntriesOf::kDurationSymbol, 1},
                                                    // START/END has no pitch to move.
                                                    {"it is none", EntriesOf::kNumber, 1}}},
                                        .emit = [](const MusicSoFar& music, EntryWriter& on) {
                                          const NoteSymbols& note = music.before(kBefore);
                                          on(1, note.dt);
                                          on(2, note.duration);
                                          if (note.pitch < music.values().pitches()) {
                                            on(0, note.pitch);
                                          } else {
                                            on(3, 0);
                                          }
                                        }};

constexpr std::array<ListedFeature, 10> kMusicLayers = {{{&kPlaceInTime, 4},
                                                         {&kKeysOfPiece, 6},
                                                         {&kSoundingClasses, 7},
                                                         {&kCounts, 5},
                                                         {&kSoundingPitches, 0},
                                                         {&kEndedPitches, 1},
                                                         {&kPastPitches, 2},
                                                         {&kNextEnding, 8},
                                                         {&kRepeatedDt, 9},
                                                         {&kIntervalsToLayers, 3}}};

constexpr std::array<ListedFeature, 12> kMusicReadouts = {{{&kPlaceInTime, 7},
                                                           {&kKeysOfPiece, 9},
                                                           {&kSoundingClasses, 10},
                                                           {&kCounts, 8},
                                                           {&kLastPitch, 0},
                                                           {&kChord, 1},
                                                           {&kEndedNotes, 2},
                                                           {&kPastNotes, 3},
                                                           {&kRepeatedNote, 11},
                                                           {&kParallels, 5},
                                                           {&kIntervalsToReadouts, 4},
                                                           {&kDegrees, 6}}};

constexpr std::array<ListedFeature, MusicSoFar::kNotesBefore> kWindowLayers = {
    {{&kNoteBefore<0>, 0}, {&kNoteBefore<1>, 1}, {&kNoteBefore<2>, 2}}};

}  // namespace

std::span<const ListedFeature> layers_features(ContextKind kind) {
  switch (kind) {
    case ContextKind::kWindow:
      return kWindowLayers;
    case ContextKind::kMusic:
      return kMusicLayers;
    case ContextKind::kNone:
      break;
  }
  return {};
}

std::span<const ListedFeature> readouts_features(ContextKind kind) {
  return kind == ContextKind::kMusic ? std::span<const ListedFeature>(kMusicReadouts)
                                     : std::span<const ListedFeature>();
}

}  // namespace bachprop
