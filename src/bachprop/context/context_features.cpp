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

// Pitches of notes times `sign` in ascending order.
class SortedPitches {
 public:
  SortedPitches(int sign, std::initializer_list<NoteSpan> notes) {
    for (const NoteSpan& some : notes) {
      for (std::size_t i = 0; i < some.size(); ++i) {
        insert(sign * some.pitch(i));
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
      // What is written downwards moves as its mirror image does upwards.
      const int sign = music.order() == ChordOrder::kUpwards ? 1 : -1;
      const SortedPitches held(sign, {music.held()});
      const SortedPitches struck(sign, {music.struck()});
      const SortedPitches before(sign, {music.ended(), music.held()});
      parallel_motions(before.pitches(), held.pitches(), struck.pitches(),
                       [&](const ParallelMotion& parallel) {
                         const int pitch = sign * parallel.pitch;
                         if (music.is_in_dictionary(pitch)) {
                           on.run(1)(on.list(parallel.octave ? 1 : 0)[pitch]);
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

// ---- What the kind kLines adds ----

int range_of_alike(int notes) { return notes == 0 ? 0 : notes < 4 ? 1 : notes < 12 ? 2 : 3; }

constexpr int kAlikeRanges = 4;
constexpr int kDistances = as_int(EarlierBars::kDistances);

// How often the list of a distance and of what is alike stands before it.
int list_of(std::size_t distance, int alike) {
  return as_int(distance) * kAlikeRanges + range_of_alike(alike);
}

constexpr ContextFeature kChordOrder = {
    .groups = {{{"chords are written downwards", EntriesOf::kNumber, 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      on.run(1).write_if(music.order() == ChordOrder::kDownwards, on.list(0)[0]);
    }};

constexpr ContextFeature kWaitingLines = {
    .groups = {{{"ended lately, and its line has not gone on", EntriesOf::kPitch, 1},
                {"number of lines that have not gone on", EntriesOf::kNumber, kMostCounted + 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const std::span<const LineSoFar> waiting = music.lines().waiting();
      EntryWriter::Run run = on.run(waiting.size() + 1);
      for (const LineSoFar& line : waiting) {
        run(on.list(0)[line.pitches.front()]);
      }
      run(on.list(1)[counted(waiting.size())]);
    }};

constexpr ContextFeature kLineOfNote = {
    .groups = {{{"the note that the next goes on from", EntriesOf::kPitch, 1},
                {"the one before that in its line", EntriesOf::kPitch, 1},
                {"the one before these two", EntriesOf::kPitch, 1},
                {"T of the note that the next goes on from", EntriesOf::kTime, 1},
                {"last interval of its line", EntriesOf::kNumber, kIntervals},
                {"the interval before", EntriesOf::kNumber, kIntervals},
                {"lines before it in the order of writing", EntriesOf::kNumber, kMostCounted + 1},
                {"lines from it on", EntriesOf::kNumber, kMostCounted + 1}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const LinesSoFar& lines = music.lines();
      const std::span<const LineSoFar> waiting = lines.waiting();
      EntryWriter::Run run = on.run(ContextFeature::kMostGroups);
      const std::size_t place = lines.place();
      run(on.list(6)[counted(place)]);
      run(on.list(7)[counted(lines.sounding().size() + waiting.size() - place)]);
      if (waiting.empty()) {
        return;
      }
      const LineSoFar& line = waiting.front();
      run(on.list(3)[line.duration]);
      for (std::size_t i = 0; i < line.notes; ++i) {
        run(on.list(as_int(i))[line.pitches[i]]);
        if (i > 0) {
          const int interval = std::clamp(line.move(i - 1), -kWidest, kWidest);
          run(on.list(3 + as_int(i))[interval + kWidest]);
        }
      }
    }};

constexpr ContextFeature kEarlierBarsAlike = {
    .groups = {{{"notes that were alike 1, 2, 4, 8 and 16 bars before, in ranges",
                 EntriesOf::kNumber, kDistances* kAlikeRanges}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EarlierBars& bars = music.earlier_bars();
      EntryWriter::Run run = on.run(EarlierBars::kDistances);
      for (std::size_t i = 0; i < EarlierBars::kDistances && bars.reaches(i); ++i) {
        run(on.list(0)[list_of(i, bars.alike(i))]);
      }
    }};

constexpr ContextFeature kEarlierBarsDt = {
    .groups = {{{"dT of what came next 1, 2, 4, 8 and 16 bars before, by how long it was alike",
                 EntriesOf::kDtSymbol, kDistances* kAlikeRanges}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EarlierBars& bars = music.earlier_bars();
      EntryWriter::Run run = on.run(EarlierBars::kDistances);
      for (std::size_t i = 0; i < EarlierBars::kDistances && bars.reaches(i); ++i) {
        if (const auto dt = bars.next_dt(i, music.values().times)) {
          run(on.list(0, list_of(i, bars.alike(i)))[*dt]);
        }
      }
    }};

constexpr ContextFeature kEarlierBarsNote = {
    .groups = {{{"pitch that stood 1, 2, 4, 8 and 16 bars before, by whether it was alike",
                 EntriesOf::kPitch, 2 * kDistances},
                {"T that stood 1, 2, 4, 8 and 16 bars before, by how long it was alike",
                 EntriesOf::kTime, kDistances* kAlikeRanges}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const EarlierBars& bars = music.earlier_bars();
      EntryWriter::Run run = on.run(2 * EarlierBars::kDistances);
      for (std::size_t i = 0; i < EarlierBars::kDistances && bars.reaches(i); ++i) {
        if (const NoteSymbols* const note = bars.next_note(i)) {
          const int alike = range_of_alike(bars.alike(i));
          run(on.list(0, 2 * as_int(i) + (alike > 1 ? 1 : 0))[note->pitch]);
          run(on.list(1, list_of(i, bars.alike(i)))[note->duration]);
        }
      }
    }};

// ---- What a critic hears ----

constexpr int kWidestHeard = 9;
constexpr int kHeardIntervals = 2 * kWidestHeard + 1;

int heard(int interval) { return std::clamp(interval, -kWidestHeard, kWidestHeard) + kWidestHeard; }

constexpr ContextFeature kHeardLine = {
    .groups = {{{"interval by which the last note goes on", EntriesOf::kNumber, kIntervals},
                {"the last two intervals of its line", EntriesOf::kNumber,
                 kHeardIntervals* kHeardIntervals},
                {"degrees of the last note and of the one before in its line", EntriesOf::kNumber,
                 kSemitonesPerOctave* kSemitonesPerOctave}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      const std::span<const LineSoFar> sounding = music.lines().sounding();
      if (sounding.empty() || sounding.back().notes < 2) {
        return;
      }
      const LineSoFar& line = sounding.back();
      EntryWriter::Run run = on.run(3);
      run(on.list(0)[std::clamp(line.move(0), -kWidest, kWidest) + kWidest]);
      if (line.notes > 2) {
        run(on.list(1)[heard(line.move(0)) * kHeardIntervals + heard(line.move(1))]);
      }
      if (const std::optional<Key> key = music.keys().front()) {
        const auto degree = [&](int pitch) {
          return degree_of(music.values().pitch_class(pitch), *key);
        };
        run(on.list(2)[degree(line.pitches[0]) * kSemitonesPerOctave + degree(line.pitches[1])]);
      }
    }};

constexpr ContextFeature kHeardParallels = {
    .groups = {{{"the chord that it completes makes parallel fifths, octaves", EntriesOf::kNumber,
                 2}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      if (const CompleteChords* const chords = music.complete_chords()) {
        EntryWriter::Run run = on.run(2);
        run.write_if(chords->parallel_fifths(), on.list(0)[0]);
        run.write_if(chords->parallel_octaves(), on.list(0)[1]);
      }
    }};

constexpr double kNatsOfRange = 0.5;
constexpr int kSurpriseRanges = 24;
constexpr int kKnownLengths = as_int(TurnsSoFar::kLongest + 1);

constexpr ContextFeature kHeardTurns = {
    .groups = {{{"how surprising the complete chord, its highest and lowest note are, in half nats",
                 EntriesOf::kNumber, kTurnStreams* kSurpriseRanges},
                {"how many symbols in a row the corpus knows of each", EntriesOf::kNumber,
                 kTurnStreams* kKnownLengths}}},
    .emit = [](const MusicSoFar& music, EntryWriter& on) {
      EntryWriter::Run run = on.run(2 * kTurnStreams);
      for (int stream = 0; stream < as_int(kTurnStreams); ++stream) {
        if (const auto known = music.familiarity(static_cast<TurnStream>(stream))) {
          const int range =
              std::min(static_cast<int>(known->surprise / kNatsOfRange), kSurpriseRanges - 1);
          run(on.list(0)[stream * kSurpriseRanges + range]);
          run(on.list(1)[stream * kKnownLengths + as_int(known->length)]);
        }
      }
    }};

constexpr std::array<ListedFeature, MusicSoFar::kNotesBefore> kWindowLayers = {
    {{&kNoteBefore<0>, 0}, {&kNoteBefore<1>, 1}, {&kNoteBefore<2>, 2}}};

// A list, and more behind it.
template <std::size_t kListed, std::size_t kMore>
constexpr std::array<ListedFeature, kListed + kMore> with(
    const std::array<ListedFeature, kListed>& listed,
    const std::array<const ContextFeature*, kMore>& more) {
  std::array<ListedFeature, kListed + kMore> all = {};
  std::ranges::copy(listed, all.begin());
  for (std::size_t i = 0; i < kMore; ++i) {
    all[kListed + i] = {more[i], as_int(kListed + i)};
  }
  return all;
}

constexpr auto kLinesLayers = with(
    kMusicLayers, std::array{&kChordOrder, &kWaitingLines, &kEarlierBarsAlike, &kEarlierBarsDt});
constexpr auto kLinesReadouts = with(
    kMusicReadouts, std::array{&kChordOrder, &kLineOfNote, &kEarlierBarsAlike, &kEarlierBarsNote});

constexpr auto kCriticLayers = with(
    kMusicLayers,
    std::array{&kWaitingLines, &kEarlierBarsAlike, &kHeardLine, &kHeardParallels, &kHeardTurns});

}  // namespace

std::span<const ListedFeature> layers_features(ContextKind kind) {
  switch (kind) {
    case ContextKind::kWindow:
      return kWindowLayers;
    case ContextKind::kMusic:
      return kMusicLayers;
    case ContextKind::kLines:
      return kLinesLayers;
    case ContextKind::kCritic:
      return kCriticLayers;
    case ContextKind::kNone:
      break;
  }
  return {};
}

std::span<const ListedFeature> readouts_features(ContextKind kind) {
  switch (kind) {
    case ContextKind::kMusic:
      return kMusicReadouts;
    case ContextKind::kLines:
      return kLinesReadouts;
    case ContextKind::kCritic:
    case ContextKind::kWindow:
    case ContextKind::kNone:
      break;
  }
  return {};
}

}  // namespace bachprop
