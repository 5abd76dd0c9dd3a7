#include "bachprop/context/context_features.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <initializer_list>
#include <optional>

#include "bachprop/context/parallel_motion.h"

namespace bachprop {
namespace {

constexpr int kMostCounted = 8;
constexpr int kWidest = 24;  // interval from the last note; wider ones count as this
constexpr int kIntervals = 2 * kWidest + 1;
constexpr int kLengths = 4;  // ranges of how long a repetition is
constexpr int kKeys = 2;     // of the piece so far, and of its last quarters
constexpr int kDegreesInKeys = kKeys * kSemitonesPerOctave;
// The last note, what is held, struck, ended.
constexpr int kDegreeLists = 4;
constexpr int kAllDegrees = kDegreeLists * kDegreesInKeys;

int range_of_length(int length) { return length < 8 ? 0 : length < 16 ? 1 : length < 32 ? 2 : 3; }

int counted(std::size_t count) { return as_int(std::min<std::size_t>(count, kMostCounted)); }

Ints all(int number) { return number - Ints{}; }

// The intervals from a pitch to others, as entries of a list of kIntervals.
Ints clamped_intervals(const Ints& pitches, int from) {
  const Ints intervals = pitches - from;
  const Ints no_lower = intervals < -kWidest ? all(-kWidest) : intervals;
  return (no_lower > kWidest ? all(kWidest) : no_lower) + kWidest;
}

// Semitones from a pitch class up, 0 .. 11.
Ints semitones_above(int pitch_class, const Ints& pitch_classes) {
  const Ints semitones = pitch_classes - pitch_class;
  return semitones + ((semitones < 0) & kSemitonesPerOctave);
}

// Pitches of notes in ascending order.
class SortedPitches {
 public:
  SortedPitches(std::initializer_list<NoteSpan> notes) {
    for (const NoteSpan& some : notes) {
      for (std::size_t i = 0; i < some.size(); ++i) {
        insert(some.pitch(i));
      }
    }
  }

  [[nodiscard]] std::span<const int> pitches() const { return std::span(pitches_).first(count_); }

 private:
  void insert(int pitch) {
    assert(count_ < pitches_.size());
    std::size_t place = count_++;
    for (; place > 0 && pitches_[place - 1] > pitch; --place) {
      pitches_[place] = pitches_[place - 1];
    }
    pitches_[place] = pitch;
  }

  // Not filled with zeros, which would take longer than all else.
  std::array<int, 2 * NoteList::kMostPitches> pitches_;
  std::size_t count_ = 0;
};

// ---- Seen by layers and readouts ----

constexpr ContextFeature kPlaceInTime = {
    .groups =
        {{{"place in the quarter, in 48ths", EntriesOf::kNumber, PlaceInTime::kFine},
          {"place in the bar, in sixteenths", EntriesOf::kNumber, PlaceInTime::kMostSixteenths},
          {"length of the bar, in sixteenths", EntriesOf::kNumber, PlaceInTime::kMostSixteenths},
          {"number of the bar, modulo 8", EntriesOf::kNumber, PlaceInTime::kBars},
          {"bars elapsed, in ranges up to 16 and more", EntriesOf::kNumber, PlaceInTime::kElapsed},
          {"time modulo 2 quarters, in eighths", EntriesOf::kNumber, PlaceInTime::kEighthsOfTwo},
          {"time modulo 3 quarters, in eighths", EntriesOf::kNumber, PlaceInTime::kEighthsOfThree},
          {"time modulo 4 quarters, in eighths", EntriesOf::kNumber, PlaceInTime::kEighthsOfFour}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const PlaceInTime& place = music.place();
      EntryWriter::Run run = on.run(ContextFeature::kMostGroups);
      run(on.list(0)[place.in_quarter]);
      run(on.list(1)[place.in_bar]);
      run(on.list(2)[place.bar_length]);
      run(on.list(3)[place.bar]);
      run(on.list(4)[place.elapsed]);
      run(on.list(5)[place.of_two_quarters]);
      run(on.list(6)[place.of_three_quarters]);
      run(on.list(7)[place.of_four_quarters]);
    }};

constexpr ContextFeature kKeysOfPiece = {
    .groups = {{{"tonic of the piece so far, and of its last 8 quarters", EntriesOf::kPitchClass,
                 kKeys},
                {"major or minor, in both keys", EntriesOf::kNumber, kKeys * 2},
                {"scale degrees of the notes that sound, in both keys", EntriesOf::kNumber,
                 kDegreesInKeys}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const auto sounding = music.sounding();
      EntryWriter::Run run = on.run(kKeys * (sounding.size() + 2));
      for (int which = 0; which < kKeys; ++which) {
        if (const std::optional<Key> key = music.keys()[as_index(which)]) {
          run(on.list(0, which)[key->tonic]);
          run(on.list(1)[2 * which + (key->minor ? 1 : 0)]);
          const EntryList degrees = on.list(2, which * kSemitonesPerOctave);
          run.each(sounding, [&](std::size_t i) {
            return degrees[semitones_above(key->tonic, sounding.pitch_classes(i))];
          });
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
      const auto sounding = music.sounding();
      if (sounding.empty()) {
        return;
      }
      const int bass_class = music.values().pitch_class(lowest_pitch(sounding));
      const EntryList classes = on.list(0);
      const EntryList intervals = on.list(2);
      const EntryList times = on.list(3);
      EntryWriter::Run run = on.run(3 * sounding.size() + 1);
      run(on.list(1)[bass_class]);
      run.several_each<3>(sounding, [&](std::size_t i) {
        const Ints of_notes = sounding.pitch_classes(i);
        return std::array{classes[of_notes], intervals[semitones_above(bass_class, of_notes)],
                          times[sounding.distances(i)]};
      });
    }};

constexpr ContextFeature kCounts = {
    .groups = {{{"number of notes that sound", EntriesOf::kNumber, kMostCounted + 1},
                {"number of notes struck at this onset", EntriesOf::kNumber, kMostCounted + 1},
                {"number of notes ended since the onset before", EntriesOf::kNumber,
                 kMostCounted + 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      EntryWriter::Run run = on.run(3);
      run(on.list(0)[counted(music.sounding().size())]);
      run(on.list(1)[counted(music.struck().size())]);
      run(on.list(2)[counted(music.ended().size())]);
    }};

// ---- Seen by the layers ----

constexpr ContextFeature kSoundingPitches = {
    .groups = {{{"sounding at this onset", EntriesOf::kPitch, 1},
                {"struck at this onset", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EntryList sounding = on.list(0);
      const EntryList struck = on.list(1);
      EntryWriter::Run run = on.run(2 * music.sounding().size());
      run.each(music.held(), [&](std::size_t i) { return sounding[music.held().pitches(i)]; });
      run.several_each<2>(music.struck(), [&](std::size_t i) {
        return std::array{sounding[music.struck().pitches(i)], struck[music.struck().pitches(i)]};
      });
    }};

constexpr ContextFeature kEndedPitches = {
    .groups = {{{"ended since the onset before", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EntryList ended = on.list(0);
      EntryWriter::Run run = on.run(music.ended().size());
      run.each(music.ended(), [&](std::size_t i) { return ended[music.ended().pitches(i)]; });
    }};

constexpr ContextFeature kPastPitches = {
    .groups = {{{"ended before that, less than 8 quarters ago", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EntryList past = on.list(0);
      const NoteSpan lately = music.lately();
      EntryWriter::Run run = on.run(lately.size());
      if (music.all_lately()) {
        run.each(lately, [&](std::size_t i) { return past[lately.pitches(i)]; });
        return;
      }
      for (std::size_t i = 0; i < lately.size(); ++i) {
        run.write_if(MusicSoFar::is_of_last_quarters(lately.distance(i)), past[lately.pitch(i)]);
      }
    }};

constexpr ContextFeature kNextEnding = {
    .groups = {{{"time until the next note ends, as the nearest T", EntriesOf::kTime, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const NoteSpan sounding = music.sounding();
      if (!sounding.empty()) {
        // The T of a shorter time is no longer.
        int next = sounding.distance(0);
        for (std::size_t i = 1; i < sounding.size(); ++i) {
          next = std::min(next, sounding.distance(i));
        }
        on.run(1)(on.list(0)[next]);
      }
    }};

constexpr ContextFeature kRepeatedDt = {
    .groups = {{{"dT of what came next here before, by how long it was alike", EntriesOf::kDtSymbol,
                 kLengths}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (music.repetition().found()) {
        const Repetition::Prediction next = music.repetition().prediction();
        on.run(1)(on.list(0, range_of_length(next.length))[next.note.dt]);
      }
    }};

constexpr ContextFeature kIntervalsToLayers = {
    .groups = {{{"intervals from the last note to what sounds", EntriesOf::kNumber, kIntervals},
                {"intervals from the last note to what has ended", EntriesOf::kNumber,
                 kIntervals}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const int last = music.last().pitch;
      const EntryList to_sounding = on.list(0);
      const EntryList to_ended = on.list(1);
      EntryWriter::Run run = on.run(music.sounding().size() + music.ended().size());
      run.each(music.sounding(), [&](std::size_t i) {
        return to_sounding[clamped_intervals(music.sounding().pitches(i), last)];
      });
      run.each(music.ended(), [&](std::size_t i) {
        return to_ended[clamped_intervals(music.ended().pitches(i), last)];
      });
    }};

// ---- Seen by the readouts ----

constexpr ContextFeature kLastPitch = {.groups = {{{"the last note", EntriesOf::kPitch, 1}}},
                                       .emit = [](const MusicSoFar& music, EntryWriter& on) {
                                         if (music.begun()) {
                                           on.run(1)(on.list(0)[music.last().pitch]);
                                         }
                                       }};

constexpr ContextFeature kChord = {
    .groups = {{{"sounding, struck at an earlier onset", EntriesOf::kPitch, 1},
                {"struck at this onset", EntriesOf::kPitch, 1},
                {"T of the notes struck at this onset", EntriesOf::kTime, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EntryList held = on.list(0);
      const EntryList struck = on.list(1);
      const EntryList times = on.list(2);
      EntryWriter::Run run = on.run(2 * music.sounding().size());
      run.each(music.held(), [&](std::size_t i) { return held[music.held().pitches(i)]; });
      run.several_each<2>(music.struck(), [&](std::size_t i) {
        return std::array{struck[music.struck().pitches(i)], times[music.struck().durations(i)]};
      });
    }};

constexpr ContextFeature kEndedNotes = {
    .groups = {{{"ended since the onset before", EntriesOf::kPitch, 1},
                {"T of the notes ended since the onset before", EntriesOf::kTime, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EntryList ended = on.list(0);
      const EntryList times = on.list(1);
      EntryWriter::Run run = on.run(2 * music.ended().size());
      run.several_each<2>(music.ended(), [&](std::size_t i) {
        return std::array{ended[music.ended().pitches(i)], times[music.ended().durations(i)]};
      });
    }};

constexpr ContextFeature kPastNotes = {
    .groups = {{{"ended before that, less than 2 quarters ago", EntriesOf::kPitch, 1},
                {"ended 2 to 8 quarters ago", EntriesOf::kPitch, 1},
                {"ended 8 to 32 quarters ago", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const NoteSpan recent = music.recent();
      const EntryList newest = on.list(0);
      const int to_older = on.list(1)[0] - on.list(0)[0];
      const int to_oldest = on.list(2)[0] - on.list(1)[0];
      EntryWriter::Run run = on.run(recent.size());
      run.each(recent, [&](std::size_t i) {
        const Ints distances = recent.distances(i);
        return newest[recent.pitches(i)] + ((distances > 0) & to_older) +
               ((distances > 1) & to_oldest);
      });
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
      EntryWriter::Run run = on.run(2);
      run(on.list(1, range)[next.note.duration]);
      if (music.is_in_dictionary(next.note.pitch)) {
        run(on.list(0, range)[next.note.pitch]);
      }
    }};

// Judged by how the chord before moves into this one so far.
constexpr ContextFeature kParallels = {
    .groups = {{{"would move in parallel fifths", EntriesOf::kPitch, 1},
                {"would move in parallel octaves", EntriesOf::kPitch, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (music.struck().empty()) {
        return;
      }
      const SortedPitches held = {music.held()};
      const SortedPitches struck = {music.struck()};
      const SortedPitches before = {music.ended(), music.held()};
      parallel_motions(before.pitches(), held.pitches(), struck.pitches(),
                       [&](const ParallelMotion& parallel) {
                         if (music.is_in_dictionary(parallel.pitch)) {
                           on.run(1)(on.list(parallel.octave ? 1 : 0)[parallel.pitch]);
                         }
                       });
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
      const int last = music.last().pitch;
      EntryWriter::Run run = on.run(music.sounding().size() + music.ended().size());
      int group = 0;
      for (const auto& notes : {music.held(), music.struck(), music.ended()}) {
        const EntryList intervals = on.list(group++);
        run.each(notes, [&](std::size_t i) {
          return intervals[clamped_intervals(notes.pitches(i), last)];
        });
      }
    }};

constexpr ContextFeature kDegrees = {
    .groups = {{{"scale degrees of the last note, of what is held, struck, ended, in both keys",
                 EntriesOf::kNumber, kAllDegrees}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (!music.begun()) {
        return;
      }
      const int last = music.values().pitch_class(music.last().pitch);
      EntryWriter::Run run = on.run(kKeys * (1 + music.sounding().size() + music.ended().size()));
      for (int which = 0; which < kKeys; ++which) {
        if (const std::optional<Key> key = music.keys()[as_index(which)]) {
          int list = which * kDegreeLists;
          run(on.list(0, list * kSemitonesPerOctave)[degree_of(last, *key)]);
          for (const NoteSpan& notes : {music.held(), music.struck(), music.ended()}) {
            const EntryList degrees = on.list(0, ++list * kSemitonesPerOctave);
            run.each(notes, [&](std::size_t i) {
              return degrees[semitones_above(key->tonic, notes.pitch_classes(i))];
            });
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
                                          EntryWriter::Run run = on.run(3);
                                          run(on.list(1)[note.dt]);
                                          run(on.list(2)[note.duration]);
                                          if (note.pitch < music.values().pitches()) {
                                            run(on.list(0)[note.pitch]);
                                          } else {
                                            run(on.list(3)[0]);
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
