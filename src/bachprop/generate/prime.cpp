#include "bachprop/generate/prime.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "bachprop/base/file_io.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

constexpr int kOctave = 12;

// A note on its way into the dictionaries.
struct Candidate {
  std::size_t number = 0;  // in the given score, from 1
  Note given;
  Note placed;
  int dt_symbol = 0;
};

std::string place(const Candidate& note) {
  return fmt::format("note {} (at quarter {})", note.number, note.given.onset.to_string());
}

// The pitch, moved by octaves until it is in the range.
std::optional<int> octave_in_range(int pitch, const PitchDictionary& range) {
  while (pitch < range.lowest()) {
    pitch += kOctave;
  }
  while (pitch > range.highest()) {
    pitch -= kOctave;
  }
  return pitch >= range.lowest() ? std::optional(pitch) : std::nullopt;
}

// The duration nearest to `duration` of those up to `limit`; the shortest when all are longer.
int nearest_up_to(const TimeDictionary& durations, Quarters duration, Quarters limit) {
  int symbol = durations.nearest(duration);
  while (symbol > 0 && durations.value(symbol) > limit) {
    --symbol;
  }
  return symbol;
}

// Moves notes into the dictionaries one by one and remembers what it did.
class Fitting {
 public:
  explicit Fitting(const Dictionaries& dictionaries) : dictionaries_(dictionaries) {}

  [[nodiscard]] std::vector<Candidate> fit_pitches(const Score& score, Quarters length);
  [[nodiscard]] std::vector<Candidate> fit_onsets(std::vector<Candidate> notes);
  [[nodiscard]] std::vector<NoteSymbols> fit_durations(const std::vector<Candidate>& notes);

  // How many notes were changed, in one way or more.
  [[nodiscard]] std::size_t notes_changed() const { return changed_.size(); }

  Prime prime;

 private:
  void changed(const Candidate& note, const std::string& what) {
    remark(note, what);
    changed_.insert(note.number);
  }
  void dropped(const Candidate& note, const std::string& why) {
    remark(note, "dropped: " + why);
    ++prime.notes_dropped;
  }
  void remark(const Candidate& note, const std::string& what) {
    if (prime.remarks.size() < kListedRemarks) {
      prime.remarks.push_back(fmt::format("{}: {}", place(note), what));
    }
  }

  const Dictionaries& dictionaries_;
  std::set<std::size_t> changed_;
};

std::vector<Candidate> Fitting::fit_pitches(const Score& score, Quarters length) {
  const PitchDictionary& range = dictionaries_.pitch;
  std::vector<Candidate> notes;
  for (std::size_t i = 0; i < score.notes.size() && score.notes[i].onset < length; ++i) {
    Candidate note{.number = i + 1, .given = score.notes[i], .placed = score.notes[i]};
    const auto pitch = octave_in_range(note.given.pitch, range);
    if (!pitch) {
      dropped(note, fmt::format("no octave of pitch {} is in the model's range {} .. {}",
                                note.given.pitch, range.lowest(), range.highest()));
      continue;
    }
    if (*pitch != note.given.pitch) {
      changed(note, fmt::format("pitch {} is outside the model's range {} .. {}: taken as {}",
                                note.given.pitch, range.lowest(), range.highest(), *pitch));
    }
    note.placed.pitch = *pitch;
    notes.push_back(note);
  }
  std::ranges::stable_sort(notes, [](const Candidate& a, const Candidate& b) {
    return std::pair(a.placed.onset, a.placed.pitch) < std::pair(b.placed.onset, b.placed.pitch);
  });
  return notes;
}

std::vector<Candidate> Fitting::fit_onsets(std::vector<Candidate> notes) {
  const Quarters shortest = dictionaries_.duration.value(0);
  std::array<std::optional<Quarters>, kHighestPitch + 1> last_of_pitch;
  std::vector<Candidate> placed;
  Quarters now;
  for (Candidate& note : notes) {
    const Quarters wanted = note.given.onset - now;
    note.dt_symbol = dictionaries_.dt.nearest(wanted);
    note.placed.onset = now + dictionaries_.dt.value(note.dt_symbol);
    auto& last = last_of_pitch.at(as_index(note.placed.pitch));
    if (last && note.placed.onset - *last < shortest) {
      dropped(note, fmt::format("it comes to overlap another note of pitch {}", note.placed.pitch));
      continue;
    }
    if (note.placed.onset != note.given.onset) {
      changed(note, fmt::format("dT {} is not in the model's dictionary: moved to quarter {}",
                                wanted.to_string(), note.placed.onset.to_string()));
    }
    last = now = note.placed.onset;
    placed.push_back(note);
  }
  return placed;
}

std::vector<NoteSymbols> Fitting::fit_durations(const std::vector<Candidate>& notes) {
  std::array<std::optional<Quarters>, kHighestPitch + 1> next_of_pitch;
  std::vector<NoteSymbols> symbols(notes.size());
  for (std::size_t i = notes.size(); i-- > 0;) {
    const Candidate& note = notes[i];
    auto& next = next_of_pitch.at(as_index(note.placed.pitch));
    const Quarters limit = next ? *next - note.placed.onset : kLongestDuration;
    const int duration = nearest_up_to(dictionaries_.duration, note.given.duration, limit);
    const Quarters value = dictionaries_.duration.value(duration);
    if (value != note.given.duration) {
      changed(note, fmt::format("T {} {}: taken as {}", note.given.duration.to_string(),
                                dictionaries_.duration.find(note.given.duration)
                                    ? "comes to overlap the next note of its pitch"
                                    : "is not in the model's dictionary",
                                value.to_string()));
    }
    next = note.placed.onset;
    symbols[i] = {.dt = note.dt_symbol,
                  .duration = duration,
                  .pitch = *dictionaries_.pitch.find(note.placed.pitch)};
  }
  return symbols;
}

template <typename Event>
std::vector<Event> events_before(const std::vector<Event>& events, Quarters length) {
  std::vector<Event> result;
  std::ranges::copy_if(events, std::back_inserter(result),
                       [&](const Event& event) { return event.onset < length; });
  return result;
}

Score frame_of(const Score& score, Quarters length) {
  Score frame;
  frame.title = score.title;
  frame.tempos = events_before(score.tempos, length);
  frame.time_signatures = events_before(score.time_signatures, length);
  frame.key_signatures = events_before(score.key_signatures, length);
  return frame;
}

tl::unexpected<Error> nothing_left(const Score& score, Quarters length, const Fitting& fitting) {
  if (fitting.prime.notes_dropped > 0) {
    return fail(
        fmt::format("none of its first {} notes can be said in the model's dictionaries: {}",
                    fitting.prime.notes_dropped, fitting.prime.remarks.front()));
  }
  if (score.notes.empty()) {
    return fail("it has no notes to begin with");
  }
  return fail(fmt::format("no note begins before quarter {}", length.to_string()),
              fmt::format("the first is at quarter {}: raise --prime-quarters",
                          score.notes.front().onset.to_string()));
}

}  // namespace

Result<Prime> make_prime(const Score& score, Quarters length, const Dictionaries& dictionaries) {
  if (dictionaries.dt.values().empty() || dictionaries.duration.values().empty()) {
    return fail("the model's dictionaries are empty");
  }
  Fitting fitting(dictionaries);
  const std::vector<Candidate> notes = fitting.fit_onsets(fitting.fit_pitches(score, length));
  if (notes.empty()) {
    return nothing_left(score, length, fitting);
  }
  fitting.prime.symbols = fitting.fit_durations(notes);
  fitting.prime.frame = frame_of(score, length);
  fitting.prime.notes_changed = fitting.notes_changed();
  return std::move(fitting.prime);
}

Result<Prime> read_prime(const std::filesystem::path& path, Quarters length,
                         const TrainedModel& model) {
  const auto bytes = TRY(read_file(path, kMostMidiBytes));
  auto reading = TRY(
      read_score(bytes, path.string(), {.keep_percussion = model.corpus_options.keep_percussion}));
  const NormalisedRhythm rhythm = normalise_rhythm(reading.score);
  auto prime = TRY(at(path.string(), make_prime(rhythm.score, length, model.dictionaries)));
  if (model.record.options.bars == BarsFrom::kNotes) {
    const Metre bars = find_bars(rhythm.score, reading.counts.percussion_dropped > 0);
    prime.frame.time_signatures = events_before(signatures_of(bars), length);
  }
  if (rhythm.is_live) {
    prime.remarks.insert(prime.remarks.begin(), "a live recording: " + describe_live(rhythm));
  }
  for (const Repair& repair : reading.repairs) {
    prime.remarks.push_back("repaired: " + to_string(repair));
  }
  return prime;
}

}  // namespace bachprop
