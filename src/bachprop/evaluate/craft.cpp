#include "bachprop/evaluate/craft.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>

#include "bachprop/analysis/piece_key.h"
#include "bachprop/analysis/voice_assignment.h"
#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kClasses = 12;
constexpr int kSilent = -1;
constexpr int kFifth = 7;
constexpr int kOctave = 12;
constexpr int kSatb = 4;

struct Chord {
  Quarters onset;
  std::array<int, kMostCraftVoices> pitches = {};  // by voice, or kSilent
  std::array<bool, kMostCraftVoices> struck = {};  // whether the voice's note begins here
  unsigned classes = 0;  // bit c: pitch class c sounds, in a voice or without one
  int lowest = 0;        // pitch

  [[nodiscard]] int pitch(int voice) const { return pitches[as_index(voice)]; }
  [[nodiscard]] bool sounds(int voice) const { return pitch(voice) != kSilent; }
};

constexpr unsigned bit(int pitch_class) {
  return 1U << static_cast<unsigned>(pitch_class % kClasses);
}

// ---- Chords ----

// The notes that sound while the onsets go by.
class Sounding {
 public:
  Sounding(std::span<const Note> notes, std::span<const int> voices)
      : notes_(notes), voices_(voices) {}

  // Onsets in order, each with the notes [begin, end) that begin there.
  Chord at(std::size_t begin, std::size_t end) {
    const Quarters onset = notes_[begin].onset;
    std::erase_if(sounding_, [&](std::size_t i) { return end_of(i) <= onset; });
    for (std::size_t i = begin; i < end; ++i) {
      sounding_.push_back(i);
    }
    Chord chord{.onset = onset, .lowest = kHighestPitch};
    chord.pitches.fill(kSilent);
    for (const std::size_t i : sounding_) {
      chord.classes |= bit(notes_[i].pitch);
      chord.lowest = std::min(chord.lowest, notes_[i].pitch);
      if (voices_[i] != kNoVoice) {
        chord.pitches[as_index(voices_[i])] = notes_[i].pitch;
        chord.struck[as_index(voices_[i])] = i >= begin;
      }
    }
    return chord;
  }

  // Whether all that sounds at the last onset ends at once.
  [[nodiscard]] bool ends_at_once() const {
    return std::ranges::all_of(sounding_,
                               [&](std::size_t i) { return end_of(i) == end_of(sounding_[0]); });
  }
  [[nodiscard]] int size() const { return as_int(sounding_.size()); }

 private:
  [[nodiscard]] Quarters end_of(std::size_t i) const {
    return notes_[i].onset + notes_[i].duration;
  }

  std::span<const Note> notes_;
  std::span<const int> voices_;
  std::vector<std::size_t> sounding_;
};

// ---- Rules ----

class Reader {
 public:
  explicit Reader(CraftFigures& figures) : figures_(figures) {}

  void read(const Chord& chord) {
    ++figures_.chords;
    look_at_heights(chord);
  }

  void read_change(const Chord& from, const Chord& to) {
    if (from.pitches == to.pitches) {
      return;
    }
    ++figures_.chord_changes;
    look_at_parallels(from, to);
    look_at_outer_voices(from, to);
    look_at_leading_notes(from, to);
  }

  void read_range(const Note& note, int voice) {
    if (figures_.voices != kSatb || voice == kNoVoice) {
      return;
    }
    ++figures_.notes_with_range;
    const PitchRange range = range_of(voice);
    if (note.pitch < range.lowest || note.pitch > range.highest) {
      add(CraftRule::kOutOfRange, note.onset, voice, voice);
    }
  }

 private:
  void add(CraftRule rule, const Quarters& onset, int upper, int lower) {
    figures_.faults.push_back({rule, onset, upper, lower});
  }

  void look_at_heights(const Chord& chord) {
    for (int upper = 0; upper + 1 < figures_.voices; ++upper) {
      const int lower = upper + 1;
      if (!chord.sounds(upper) || !chord.sounds(lower)) {
        continue;
      }
      const int distance = chord.pitch(upper) - chord.pitch(lower);
      if (distance < 0) {
        add(CraftRule::kCrossing, chord.onset, upper, lower);
      } else if (distance > kOctave && lower + 1 < figures_.voices) {
        add(CraftRule::kWideSpacing, chord.onset, upper, lower);
      }
    }
  }

  [[nodiscard]] static bool moves(const Chord& from, const Chord& to, int voice) {
    return from.sounds(voice) && to.struck[as_index(voice)] && from.pitch(voice) != to.pitch(voice);
  }
  [[nodiscard]] static bool move_alike(const Chord& from, const Chord& to, int a, int b) {
    return moves(from, to, a) && moves(from, to, b) &&
           (from.pitch(a) < to.pitch(a)) == (from.pitch(b) < to.pitch(b));
  }
  // Within an octave: 0 is an octave.
  [[nodiscard]] static int interval(const Chord& chord, int a, int b) {
    return std::abs(chord.pitch(a) - chord.pitch(b)) % kOctave;
  }

  void look_at_parallels(const Chord& from, const Chord& to) {
    for (int upper = 0; upper < figures_.voices; ++upper) {
      for (int lower = upper + 1; lower < figures_.voices; ++lower) {
        if (!move_alike(from, to, upper, lower) ||
            interval(from, upper, lower) != interval(to, upper, lower)) {
          continue;
        }
        if (interval(to, upper, lower) == kFifth) {
          add(CraftRule::kParallelFifth, to.onset, upper, lower);
        } else if (interval(to, upper, lower) == 0) {
          add(CraftRule::kParallelOctave, to.onset, upper, lower);
        }
      }
    }
  }

  void look_at_outer_voices(const Chord& from, const Chord& to) {
    constexpr int kWholeTone = 2;
    const int bass = figures_.voices - 1;
    if (!move_alike(from, to, 0, bass) || interval(from, 0, bass) == interval(to, 0, bass)) {
      return;
    }
    const bool perfect = interval(to, 0, bass) == kFifth || interval(to, 0, bass) == 0;
    if (perfect && std::abs(from.pitch(0) - to.pitch(0)) > kWholeTone) {
      add(CraftRule::kDirectOuter, to.onset, 0, bass);
    }
  }

  [[nodiscard]] bool is_dominant(const Chord& chord) const {
    const int tonic = figures_.key.tonic;
    const unsigned needed = bit(tonic + 7) | bit(tonic + 11);
    const unsigned allowed = needed | bit(tonic + 2) | bit(tonic + 5);
    return (chord.classes & needed) == needed && (chord.classes & ~allowed) == 0;
  }
  [[nodiscard]] bool is_tonic(const Chord& chord) const {
    const int tonic = figures_.key.tonic;
    const unsigned rest = chord.classes & ~bit(tonic + 7);
    return rest == (bit(tonic) | bit(tonic + 3)) || rest == (bit(tonic) | bit(tonic + 4));
  }

  void look_at_leading_notes(const Chord& from, const Chord& to) {
    constexpr int kMajorThird = 4;
    if (!is_dominant(from) || !is_tonic(to)) {
      return;
    }
    for (int voice = 0; voice < figures_.voices; ++voice) {
      if (!from.sounds(voice) || !to.sounds(voice) ||
          (from.pitch(voice) + 1) % kClasses != figures_.key.tonic) {
        continue;
      }
      ++figures_.leading_notes;
      const bool inner = voice > 0 && voice + 1 < figures_.voices;
      const int step = to.pitch(voice) - from.pitch(voice);
      if (inner && step == -kMajorThird) {
        ++figures_.leading_notes_to_fifth;
      } else if (step != 1) {
        add(CraftRule::kUnresolvedLeadingNote, to.onset, voice, voice);
      }
    }
  }

  CraftFigures& figures_;
};

// ---- The end ----

bool is_on_tonic(const Chord& chord, const Key& key) {
  const int tonic = key.tonic;
  const unsigned rest = chord.classes & ~(bit(tonic) | bit(tonic + 7));
  return chord.lowest % kClasses == tonic &&
         (rest == 0 || rest == bit(tonic + 3) || rest == bit(tonic + 4));
}

// The cadence of a piece that ends on the tonic.
Cadence cadence_of(std::span<const Chord> chords, const Key& key) {
  const auto bass = [](const Chord& chord) { return chord.lowest % kClasses; };
  auto chord = chords.rbegin();
  while (chord != chords.rend() && bass(*chord) == key.tonic) {
    ++chord;
  }
  if (chord == chords.rend()) {
    return Cadence::kNone;
  }
  const int before = bass(*chord);
  unsigned classes = 0;
  for (; chord != chords.rend() && bass(*chord) == before; ++chord) {
    classes |= chord->classes;
  }
  const bool leading_note = (classes & bit(key.tonic + 11)) != 0;
  const bool sixth = (classes & (bit(key.tonic + 8) | bit(key.tonic + 9))) != 0;
  if (before == (key.tonic + 7) % kClasses && leading_note) {
    return Cadence::kAuthentic;
  }
  if (before == (key.tonic + 5) % kClasses && sixth && !leading_note) {
    return Cadence::kPlagal;
  }
  return Cadence::kNone;
}

CraftStatus status_of(int voices) {
  return voices == 0                   ? CraftStatus::kNoNotes
         : voices < kFewestCraftVoices ? CraftStatus::kTooFewVoices
         : voices > kMostCraftVoices   ? CraftStatus::kTooManyVoices
                                       : CraftStatus::kMeasured;
}

// ---- The table ----

template <CraftRule rule>
std::int64_t count_of(const CraftFigures& figures) {
  return figures.count(rule);
}
std::int64_t measured_pieces(const CraftFigures& figures) {
  return figures.status == CraftStatus::kMeasured ? 1 : 0;
}
template <Cadence cadence>
std::int64_t ends_with(const CraftFigures& figures) {
  return figures.cadence == cadence ? 1 : 0;
}

constexpr auto kChords = [](const CraftFigures& f) { return f.chords; };
constexpr auto kChordChanges = [](const CraftFigures& f) { return f.chord_changes; };
constexpr auto kLeadingNotes = [](const CraftFigures& f) { return f.leading_notes; };

constexpr std::array kFigures = {
    CraftFigure{"parallel_fifths", "parallel fifths", "chord changes",
                "Two voices move in the same direction from one perfect fifth to another.",
                count_of<CraftRule::kParallelFifth>, kChordChanges},
    CraftFigure{"parallel_octaves", "parallel octaves", "chord changes",
                "Two voices move in the same direction from one octave to another.",
                count_of<CraftRule::kParallelOctave>, kChordChanges},
    CraftFigure{"direct_outer", "direct fifths and octaves", "chord changes",
                "The outer voices move in the same direction to a perfect fifth or octave, the "
                "upper one by a leap.",
                count_of<CraftRule::kDirectOuter>, kChordChanges},
    CraftFigure{"crossings", "voice crossings", "chords",
                "A voice sounds above the next higher one.", count_of<CraftRule::kCrossing>,
                kChords},
    CraftFigure{"wide_spacings", "wide spacings", "chords",
                "Two neighbouring voices other than the two lowest are more than an octave apart.",
                count_of<CraftRule::kWideSpacing>, kChords},
    CraftFigure{"out_of_range", "notes out of range", "notes",
                "A note lies outside the range that its voice has in Bach's chorales (pieces of "
                "four voices only).",
                count_of<CraftRule::kOutOfRange>,
                [](const CraftFigures& f) { return f.notes_with_range; }},
    CraftFigure{"unresolved_leading_notes", "unresolved leading notes", "leading notes",
                "From dominant to tonic the leading note neither rises to the tonic nor falls, in "
                "an inner voice, to the fifth.",
                count_of<CraftRule::kUnresolvedLeadingNote>, kLeadingNotes},
    CraftFigure{"leading_notes_to_fifth", "leading notes that fall to the fifth", "leading notes",
                "From dominant to tonic the leading note of an inner voice falls to the fifth.",
                [](const CraftFigures& f) { return f.leading_notes_to_fifth; }, kLeadingNotes},
    CraftFigure{"ends_on_tonic", "ends on the tonic", "pieces",
                "The last chord stands on the tonic of the piece's key and has no other notes than "
                "its triad's.",
                [](const CraftFigures& f) { return std::int64_t{f.ends_on_tonic}; },
                measured_pieces},
    CraftFigure{"authentic_endings", "authentic cadence at the end", "pieces",
                "The piece ends on the tonic, its bass comes from the dominant, over which the "
                "leading note sounded.",
                ends_with<Cadence::kAuthentic>, measured_pieces},
    CraftFigure{"plagal_endings", "plagal cadence at the end", "pieces",
                "The piece ends on the tonic, its bass comes from the subdominant, over which the "
                "sixth degree sounded.",
                ends_with<Cadence::kPlagal>, measured_pieces},
    CraftFigure{"ends_together", "voices end together", "pieces",
                "All that sounds at the last onset ends at once, and no more than one voice is "
                "missing.",
                [](const CraftFigures& f) { return std::int64_t{f.ends_together}; },
                measured_pieces},
};

}  // namespace

PitchRange range_of(int voice) {
  constexpr std::array<PitchRange, kSatb> kRanges = {{{60, 79}, {55, 73}, {48, 68}, {36, 62}}};
  check(voice >= 0 && voice < kSatb, "the voice is soprano, alto, tenor or bass");
  return kRanges[as_index(voice)];
}

std::int64_t CraftFigures::count(CraftRule rule) const {
  return std::ranges::count(faults, rule, &CraftFault::rule);
}

CraftFigures craft_of(const Score& score) {
  const int voices = voices_of(score);
  if (const CraftStatus status = status_of(voices); status != CraftStatus::kMeasured) {
    return {.status = status, .voices = voices};
  }
  return craft_of(score, voices, assign_voices(score, voices));
}

CraftFigures craft_of(const Score& score, int voices, std::span<const int> voice_of_note) {
  check(voice_of_note.size() == score.notes.size(), "every note has a voice or none");
  CraftFigures figures{.status = status_of(voices), .voices = voices};
  if (score.notes.empty() || figures.status != CraftStatus::kMeasured) {
    figures.status = score.notes.empty() ? CraftStatus::kNoNotes : figures.status;
    return figures;
  }
  figures.key = key_of(score);
  Sounding sounding(score.notes, voice_of_note);
  Reader reader(figures);
  std::vector<Chord> chords;
  for (std::size_t begin = 0; begin < score.notes.size();) {
    std::size_t end = begin;
    while (end < score.notes.size() && score.notes[end].onset == score.notes[begin].onset) {
      reader.read_range(score.notes[end], voice_of_note[end]);
      ++end;
    }
    chords.push_back(sounding.at(begin, end));
    reader.read(chords.back());
    if (chords.size() > 1) {
      reader.read_change(chords[chords.size() - 2], chords.back());
    }
    begin = end;
  }
  std::ranges::sort(figures.faults, {}, [](const CraftFault& fault) {
    return std::tuple(fault.onset, fault.rule, fault.upper, fault.lower);
  });
  figures.ends_on_tonic = is_on_tonic(chords.back(), figures.key);
  figures.cadence = figures.ends_on_tonic ? cadence_of(chords, figures.key) : Cadence::kNone;
  figures.ends_together = sounding.ends_at_once() && sounding.size() >= figures.voices - 1;
  return figures;
}

std::span<const CraftFigure> craft_figures() { return kFigures; }

}  // namespace bachprop
