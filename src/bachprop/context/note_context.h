// The things that a network may see of the past of a piece beside the last note. All of them follow
// from the notes written so far, and from the metre.
//
// Every feature is an entry of a vocabulary; the entries that are on at a note are a multi-hot
// input. docs/context.md lists them.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bachprop/base/enum_names.h"
#include "bachprop/base/note_symbols.h"
#include "bachprop/base/result.h"
#include "bachprop/context/whole_times.h"
#include "bachprop/corpus/dictionary.h"
#include "bachprop/corpus/metre.h"
#include "bachprop/score/key.h"

namespace bachprop {

enum class ContextKind {
  kNone,
  // The three notes before the last one: with it, the window of the feed-forward network.
  kWindow,
  // Sounding notes, for how long still, the place in the bar, and how the piece went on when it was
  // here before.
  kMusic,
};

template <>
struct EnumNames<ContextKind> {
  static constexpr std::string_view kWhat = "context";
  static constexpr std::array<std::pair<ContextKind, std::string_view>, 3> kNames = {
      {{ContextKind::kNone, "none"},
       {ContextKind::kWindow, "window"},
       {ContextKind::kMusic, "music"}}};
};

// The groups of pitches of ContextKind::kMusic, in the order of their entries (docs/context.md).
struct PitchGroups {
  enum Layers { kSounding, kStruck, kEnded, kPast, kLayersCount };

  static constexpr int kLengths = 4;  // ranges of how long a repetition is, a group each
  enum Readouts {
    kLast,
    kHeld,
    kStruckNow,
    kEndedNow,
    kRecent,
    kOlder,
    kFar,
    kRepeated,
    kParallelFifths = kRepeated + kLengths,
    kParallelOctaves,
    kReadoutsCount
  };
};

// A set of features, numbered. Entries of pitches come first, in groups of all pitches; then those
// of pitch classes, twelve a group; then the others.
class ContextEntries {
 public:
  ContextEntries() = default;
  explicit ContextEntries(const PitchDictionary& pitches);

  // Groups must be added in this order; each gives its first entry.
  int add_pitches(int groups);
  int add_classes(int groups);
  int add_others(int count);

  [[nodiscard]] int size() const { return size_; }
  [[nodiscard]] int pitches() const { return pitches_; }
  // 0 C .. 11 B
  [[nodiscard]] int pitch_class(int pitch) const { return (lowest_ + pitch) % kClasses; }
  // The entry of the same music, `shift` semitones higher; nothing where its pitch is no longer one
  // of the dictionary.
  [[nodiscard]] std::optional<int> shifted(int entry, int shift) const {
    if (entry < classes_begin_) {
      const int pitch = entry % pitches_ + shift;
      return pitch < 0 || pitch >= pitches_ ? std::nullopt : std::optional(entry + shift);
    }
    if (entry < others_begin_) {
      const int of_class = (entry - classes_begin_) % kClasses;
      return entry - of_class + (of_class + shift % kClasses + kClasses) % kClasses;
    }
    return entry;
  }

  static constexpr int kClasses = 12;

 private:
  int pitches_ = 0;
  int lowest_ = 0;
  int classes_begin_ = 0;
  int others_begin_ = 0;
  int size_ = 0;
};

// The meaning of the entries of a model's contexts.
class ContextVocabulary {
 public:
  ContextVocabulary() = default;
  // An error when the times of the dictionaries cannot be added up exactly, or are too many.
  [[nodiscard]] static Result<ContextVocabulary> make(ContextKind kind,
                                                      const Dictionaries& dictionaries);

  [[nodiscard]] ContextKind kind() const { return kind_; }
  // Seen by the layers with the last note.
  [[nodiscard]] const ContextEntries& layers() const { return layers_; }
  // Seen by the readouts of T and P, once dT is chosen.
  [[nodiscard]] const ContextEntries& readouts() const { return readouts_; }
  // The first groups of pitches of readouts(), from which intervals are counted.
  [[nodiscard]] int anchor_groups() const;
  // The groups of pitch classes after them, from which intervals are counted too.
  [[nodiscard]] int class_anchor_groups() const;
  // The pitch class of pitch symbol 0; 0 without a context.
  [[nodiscard]] int lowest_class() const;

 private:
  friend class NoteContext;

  // Where a moment in the metre stands in a list of entries.
  struct MomentEntries {
    int fine = 0;
    int in_bar = 0;
    int bar_length = 0;
    int bar = 0;
    int elapsed = 0;
    int of_two = 0;
    int of_three = 0;
    int of_four = 0;
  };
  // The entries for sounding notes, in both lists.
  struct SoundEntries {
    int tonic = 0;  // of the piece so far; then that of its last quarters
    int mode = 0;   // likewise
    int degrees = 0;
    int classes = 0;
    int bass_class = 0;
    int above_bass = 0;
    int left = 0;
    int sounding_count = 0;
    int struck_count = 0;
    int ended_count = 0;
  };

  void add_window(const Dictionaries& dictionaries);
  void add_music(const Dictionaries& dictionaries);
  static void add_moment(ContextEntries& entries, MomentEntries& moment);
  void add_sound(ContextEntries& entries, SoundEntries& sound) const;

  ContextKind kind_ = ContextKind::kNone;
  WholeTimes times_;
  NoteSymbols start_end_;
  ContextEntries layers_;
  ContextEntries readouts_;
  MomentEntries layers_moment_;
  MomentEntries readouts_moment_;
  SoundEntries layers_sound_;
  SoundEntries readouts_sound_;
  int first_left_ = 0;   // layers: the time to the next ending
  int repeated_dt_ = 0;  // layers
  int layers_from_last_ = 0;
  int degrees_ = 0;         // readouts: of the last note, of what is held, struck, ended
  int from_last_ = 0;       // readouts: intervals from the last note to what is held, struck, ended
  int struck_times_ = 0;    // readouts: durations of the notes struck at this onset
  int ended_times_ = 0;     // readouts: of those that have just ended
  int repeated_times_ = 0;  // readouts
};

// The key whose profile (Krumhansl and Kessler 1982) correlates best with these times. Among
// equally good keys it is the first that comes above `from`, major before minor, so that music in
// another key gives that key.
[[nodiscard]] Key estimate_key(const PitchClassTimes& times, int from);

// Finds where the piece was like now before. That is the latest earlier place after which the same
// notes (dT, T and intervals, so that other keys count) led up to it.
class Repetition {
 public:
  // The note that came next there, moved into this place's key.
  struct Prediction {
    NoteSymbols note;
    int length = 0;  // notes that were alike
  };

  void take(const NoteSymbols& note);
  // False when nothing is alike.
  [[nodiscard]] bool found() const { return at_ > 0; }
  [[nodiscard]] Prediction prediction() const;

 private:
  [[nodiscard]] bool alike(std::size_t a, std::size_t b) const;
  [[nodiscard]] int common_length(std::size_t a, std::size_t b) const;
  [[nodiscard]] std::uint64_t key() const;

  std::vector<NoteSymbols> notes_;
  std::unordered_map<std::uint64_t, std::size_t> places_;  // key -> the note after it
  std::size_t at_ = 0;
  int length_ = 0;
};

// The context of one piece, note by note: for each note append_for_layers(), choose dT,
// pass(), append_for_readouts(), choose T and P, take().
class NoteContext {
 public:
  // `vocabulary` must outlive this object.
  NoteContext(const ContextVocabulary& vocabulary, const Metre& metre);

  // Appends the entries that are on after the last note.
  void append_for_layers(std::vector<int>& entries) const;
  // The symbol dT is chosen, START/END perhaps.
  void pass(int dt);
  // Appends the entries that are on at the next note's onset.
  void append_for_readouts(std::vector<int>& entries) const;
  void take(const NoteSymbols& note);

 private:
  struct Sounding {
    int pitch = 0;
    std::int64_t end = 0;
    int duration = 0;  // symbol
  };
  struct Bars {
    std::int64_t begin = 0;
    std::int64_t length = 1;
    std::int64_t before = 0;  // bars before this signature
  };

  void append_moment(const ContextVocabulary::MomentEntries& moment,
                     std::vector<int>& entries) const;
  void append_sound(const ContextEntries& of, const ContextVocabulary::SoundEntries& sound,
                    std::vector<int>& entries) const;
  void append_window(std::vector<int>& entries) const;
  void append_parallels(std::vector<int>& entries) const;
  [[nodiscard]] std::optional<Key> local_key() const;
  [[nodiscard]] int nearest_duration(std::int64_t time) const;

  const ContextVocabulary* vocabulary_;
  std::vector<Bars> bars_;
  std::int64_t now_ = 0;
  std::vector<Sounding> sounding_;  // struck before this onset, or at it
  std::size_t held_ = 0;            // of these, how many were struck before
  std::vector<Sounding> ended_;     // since the onset before
  std::deque<Sounding> recent_;     // ended before that, not long ago; oldest first
  NoteSymbols last_;
  std::array<NoteSymbols, 3> before_;  // the notes before the last, latest first
  std::size_t taken_ = 0;
  bool ending_ = false;
  int dt_ = 0;
  Repetition repetition_;
  PitchClassTimes heard_ = {};  // by pitch class, all notes so far
  std::optional<Key> key_;
  std::optional<Key> local_key_;
};

// The contexts of a whole piece, as training reads them: N + 1 entries lists for N notes.
class PieceContext {
 public:
  PieceContext() = default;
  PieceContext(const ContextVocabulary& vocabulary, const Metre& metre,
               std::span<const NoteSymbols> notes);

  // The entries that the layers see before note `index`, and the readouts once its dT is known.
  [[nodiscard]] std::span<const std::uint16_t> layers(std::size_t index) const {
    return lists_of(layers_, index);
  }
  [[nodiscard]] std::span<const std::uint16_t> readouts(std::size_t index) const {
    return lists_of(readouts_, index);
  }
  [[nodiscard]] bool empty() const { return layers_.ends.empty(); }

 private:
  struct Lists {
    std::vector<std::uint32_t> ends;
    std::vector<std::uint16_t> entries;
  };
  static std::span<const std::uint16_t> lists_of(const Lists& lists, std::size_t index);

  Lists layers_;
  Lists readouts_;
};

}  // namespace bachprop
