#include "bachprop/evaluate/harmony_figures.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

namespace bachprop {
namespace {

constexpr unsigned kAllClasses = 0xFFF;

constexpr unsigned of_degrees(std::initializer_list<int> degrees) {
  unsigned classes = 0;
  for (const int degree : degrees) {
    classes |= 1U << static_cast<unsigned>(degree);
  }
  return classes;
}

// From the root up. Those that come first are taken where a set of classes has two roots.
constexpr std::array kChords = {
    std::pair{of_degrees({0, 4, 7}), ChordKind::kMajor},
    std::pair{of_degrees({0, 3, 7}), ChordKind::kMinor},
    std::pair{of_degrees({0, 3, 6}), ChordKind::kDiminished},
    std::pair{of_degrees({0, 4, 8}), ChordKind::kAugmented},
    std::pair{of_degrees({0, 4, 7, 10}), ChordKind::kSeventh},
    std::pair{of_degrees({0, 3, 7, 10}), ChordKind::kSeventh},
    std::pair{of_degrees({0, 4, 7, 11}), ChordKind::kSeventh},
    std::pair{of_degrees({0, 3, 6, 10}), ChordKind::kSeventh},
    std::pair{of_degrees({0, 3, 6, 9}), ChordKind::kSeventh},
    std::pair{of_degrees({0, 4, 10}), ChordKind::kSeventh},
    std::pair{of_degrees({0, 3, 10}), ChordKind::kSeventh},
    std::pair{of_degrees({0, 4, 11}), ChordKind::kSeventh},
};

// As if `root` were 0.
unsigned from_root(unsigned classes, int root) {
  const auto down = static_cast<unsigned>(root);
  const auto up = static_cast<unsigned>(kSemitonesPerOctave - root);
  return ((classes >> down) | (classes << up)) & kAllClasses;
}

unsigned classes_at(const HeardMusic& piece, const Moment& moment) {
  unsigned classes = 0;
  for (const HeardNote& heard : piece.at(moment)) {
    classes |= 1U << static_cast<unsigned>(heard.pitch % kSemitonesPerOctave);
  }
  return classes;
}

// How much time falls to what, and how roots follow each other.
class HarmonyCount {
 public:
  explicit HarmonyCount(const HeardMusic& piece) : piece_(piece) {
    for (const Moment& moment : piece.moments) {
      read(moment);
    }
  }

  [[nodiscard]] HarmonyFigures figures() const {
    HarmonyFigures figures;
    figures.root_triads = share_of(root_triads_, chords_);
    figures.inversions = share_of(inversions_, chords_);
    figures.sevenths = share_of(sevenths_, chords_);
    figures.altered = share_of(altered_, chords_);
    figures.unnamed = share_of(unnamed_, chords_);
    figures.bare_time = share_of(bare_, bare_ + chords_);
    figures.tonic_time = share_of(tonic_, chords_);
    figures.dominant_time = share_of(dominant_, chords_);
    figures.fourths_up = share_of(moves_[5], changes_);
    figures.fourths_down = share_of(moves_[7], changes_);
    figures.root_steps = share_of(moves_[1] + moves_[2] + moves_[10] + moves_[11], changes_);
    figures.root_thirds = share_of(moves_[3] + moves_[4] + moves_[8] + moves_[9], changes_);
    figures.changes = share_of(changes_, chords_);
    return figures;
  }

 private:
  void read(const Moment& moment) {
    if (moment.last - moment.first < 2) {
      return;
    }
    const double time = moment.length.to_double();
    const unsigned classes = classes_at(piece_, moment);
    if (std::popcount(classes) < 3) {
      bare_ += time;
      return;
    }
    chords_ += time;
    const auto chord = chord_of(classes);
    if (!chord) {
      unnamed_ += time;
      return;
    }
    count_kind(*chord, piece_.lowest(moment) % kSemitonesPerOctave, time);
    count_root(chord->root, time);
  }

  void count_kind(const NamedChord& chord, int bass, double time) {
    switch (chord.kind) {
      case ChordKind::kMajor:
      case ChordKind::kMinor:
        (bass == chord.root ? root_triads_ : inversions_) += time;
        break;
      case ChordKind::kDiminished:
      case ChordKind::kAugmented:
        altered_ += time;
        break;
      case ChordKind::kSeventh:
        sevenths_ += time;
        break;
    }
  }

  void count_root(int root, double time) {
    const int degree = degree_in_key(root, piece_.key);
    tonic_ += degree == 0 ? time : 0;
    dominant_ += degree == 7 ? time : 0;
    if (last_root_ && *last_root_ != root) {
      ++changes_;
      ++moves_.at(as_index((root - *last_root_ + kSemitonesPerOctave) % kSemitonesPerOctave));
    }
    last_root_ = root;
  }

  const HeardMusic& piece_;
  double chords_ = 0;
  double bare_ = 0;
  double root_triads_ = 0;
  double inversions_ = 0;
  double sevenths_ = 0;
  double altered_ = 0;
  double unnamed_ = 0;
  double tonic_ = 0;
  double dominant_ = 0;
  double changes_ = 0;
  std::array<double, kSemitonesPerOctave> moves_ = {};  // semitones up
  std::optional<int> last_root_;
};

// ---- Dissonance ----

int interval_class(int a, int b) {
  const int distance = a < b ? b - a : a - b;
  return distance % kSemitonesPerOctave;
}
bool is_sharp(int interval) { return interval == 1 || interval == 11; }
bool is_dissonant(int interval) {
  return is_sharp(interval) || interval == 2 || interval == 6 || interval == 10;
}

// The note of the same voice that begins when a note ends, or no later than the end of its moment.
class VoiceNeighbours {
 public:
  explicit VoiceNeighbours(const HeardMusic& piece)
      : before_(piece.notes.size()), after_(piece.notes.size()) {
    std::vector<std::optional<std::size_t>> last(as_index(std::max(piece.voices, 1)));
    for (std::size_t i = 0; i < piece.voice_of_note.size(); ++i) {
      if (piece.voice_of_note[i] < 0) {
        continue;
      }
      auto& before = last[as_index(piece.voice_of_note[i])];
      if (before && end_of(piece.notes[*before]) == piece.notes[i].onset) {
        before_[i] = before;
        after_[*before] = i;
      }
      before = i;
    }
  }
  [[nodiscard]] std::optional<std::size_t> before(std::size_t note) const { return before_[note]; }
  [[nodiscard]] std::optional<std::size_t> after(std::size_t note) const { return after_[note]; }

 private:
  std::vector<std::optional<std::size_t>> before_;
  std::vector<std::optional<std::size_t>> after_;
};

class DissonanceCount {
 public:
  explicit DissonanceCount(const HeardMusic& piece) : piece_(piece), voices_(piece) {
    for (const Moment& moment : piece.moments) {
      if (moment.last - moment.first >= 2) {
        read(moment);
      }
    }
  }

  [[nodiscard]] DissonanceFigures figures() const {
    DissonanceFigures figures;
    figures.time = share_of(dissonant_, time_);
    figures.sharp = share_of(sharp_, time_);
    figures.left_by_leap = share_of(left_by_leap_, left_);
    figures.resolved_down = share_of(left_down_, left_);
    figures.struck_by_leap = share_of(reached_by_leap_, reached_);
    figures.suspensions = share_of(suspensions_, beats_);
    figures.all_struck = share_of(all_struck_, dissonant_moments_);
    return figures;
  }

 private:
  void read(const Moment& moment) {
    const auto chord = piece_.at(moment);
    const double time = moment.length.to_double();
    time_ += time;
    const bool on_beat = is_on_beat(piece_, moment.onset);
    beats_ += on_beat ? 1 : 0;
    bool dissonant = false;
    bool sharp = false;
    for (const HeardNote& heard : chord) {
      const bool clashes = std::ranges::any_of(chord, [&](const HeardNote& other) {
        sharp = sharp || is_sharp(interval_class(heard.pitch, other.pitch));
        return is_dissonant(interval_class(heard.pitch, other.pitch));
      });
      if (clashes) {
        dissonant = true;
        look_at_neighbours(heard, moment, on_beat);
      }
    }
    if (dissonant) {
      dissonant_ += time;
      ++dissonant_moments_;
      all_struck_ += std::ranges::all_of(chord, &HeardNote::struck) ? 1 : 0;
    }
    sharp_ += sharp ? time : 0;
  }

  void look_at_neighbours(const HeardNote& heard, const Moment& moment, bool on_beat) {
    constexpr int kWidestStep = 2;
    const auto before = voices_.before(heard.note);
    const auto after = voices_.after(heard.note);
    if (heard.struck && before) {
      ++reached_;
      reached_by_leap_ += interval_to(heard, *before) > kWidestStep ? 1 : 0;
    }
    const bool ends = end_of(piece_.notes[heard.note]) <= moment.onset + moment.length;
    if (!ends || !after) {
      return;
    }
    const int fall = heard.pitch - piece_.notes[*after].pitch;
    ++left_;
    left_by_leap_ += interval_to(heard, *after) > kWidestStep ? 1 : 0;
    const bool down = fall > 0 && fall <= kWidestStep;
    left_down_ += down ? 1 : 0;
    suspensions_ += down && on_beat && !heard.struck ? 1 : 0;
  }
  [[nodiscard]] int interval_to(const HeardNote& heard, std::size_t other) const {
    const int interval = heard.pitch - piece_.notes[other].pitch;
    return interval < 0 ? -interval : interval;
  }

  const HeardMusic& piece_;
  VoiceNeighbours voices_;
  double time_ = 0;
  double dissonant_ = 0;
  double sharp_ = 0;
  double dissonant_moments_ = 0;
  double all_struck_ = 0;
  double left_ = 0;
  double left_by_leap_ = 0;
  double left_down_ = 0;
  double reached_ = 0;
  double reached_by_leap_ = 0;
  double suspensions_ = 0;
  double beats_ = 0;
};

constexpr auto kHarmony = FeatureGroup::kHarmony;
constexpr auto kDissonance = FeatureGroup::kDissonance;
constexpr auto kShare = FeatureUnit::kShare;
constexpr auto kNumber = FeatureUnit::kNumber;

constexpr std::array kHarmonyFeatures = {
    FeatureOf<HarmonyFigures>{
        {kHarmony, "root_triads", "triads on their root", kShare, true,
         "Of the time of chords, that of major and minor triads with the root below.",
         "too many chords are plain triads", "too few chords are plain triads"},
        member_of<&HarmonyFigures::root_triads>},
    FeatureOf<HarmonyFigures>{
        {kHarmony, "inversions", "inverted triads", kShare, true,
         "Of the time of chords, that of major and minor triads with another note below.",
         "too many triads are inverted", "too few triads are inverted"},
        member_of<&HarmonyFigures::inversions>},
    FeatureOf<HarmonyFigures>{
        {kHarmony, "sevenths", "seventh chords", kShare, true,
         "Of the time of chords, that of seventh chords.", "there are too many seventh chords",
         "there are too few seventh chords"},
        member_of<&HarmonyFigures::sevenths>},
    FeatureOf<HarmonyFigures>{{kHarmony, "altered", "diminished and augmented triads", kShare, true,
                               "Of the time of chords, that of diminished and augmented triads.",
                               "there are too many diminished and augmented chords",
                               "there are too few diminished chords"},
                              member_of<&HarmonyFigures::altered>},
    FeatureOf<HarmonyFigures>{{kHarmony, "unnamed", "chords without a name", kShare, true,
                               "Of the time of chords, that of no triad or seventh chord.",
                               "too many chords are no chords that one could name",
                               "too few chords are other than triads and seventh chords"},
                              member_of<&HarmonyFigures::unnamed>},
    FeatureOf<HarmonyFigures>{
        {kHarmony, "bare_time", "bare chords", kShare, true,
         "Of the time in which two notes sound or more, that of fewer than three pitch classes.",
         "too many chords are bare octaves, fifths or thirds", "there are too few bare chords"},
        member_of<&HarmonyFigures::bare_time>},
    FeatureOf<HarmonyFigures>{
        {kHarmony, "tonic_time", "time on the tonic's chord", kShare, true,
         "Of the time of chords, that of chords on the first degree.",
         "the harmony clings to the tonic", "the harmony is too seldom on its tonic"},
        member_of<&HarmonyFigures::tonic_time>},
    FeatureOf<HarmonyFigures>{
        {kHarmony, "dominant_time", "time on the dominant's chord", kShare, true,
         "Of the time of chords, that of chords on the fifth degree.",
         "the harmony clings to the dominant", "the harmony is too seldom on the dominant"},
        member_of<&HarmonyFigures::dominant_time>},
    FeatureOf<HarmonyFigures>{
        {kHarmony, "fourths_up", "roots a fourth up", kShare, true,
         "Of the changes of root, the share by a fourth up (a fifth down).",
         "chords fall by fifths all the time", "chords too seldom fall by a fifth"},
        member_of<&HarmonyFigures::fourths_up>},
    FeatureOf<HarmonyFigures>{
        {kHarmony, "fourths_down", "roots a fourth down", kShare, true,
         "Of the changes of root, the share by a fourth down (a fifth up).",
         "chords rise by fifths too often", "chords too seldom rise by a fifth"},
        member_of<&HarmonyFigures::fourths_down>},
    FeatureOf<HarmonyFigures>{{kHarmony, "root_steps", "roots a step away", kShare, true,
                               "Of the changes of root, the share by 1 or 2 semitones.",
                               "chords move by step too often", "chords move by step too seldom"},
                              member_of<&HarmonyFigures::root_steps>},
    FeatureOf<HarmonyFigures>{{kHarmony, "root_thirds", "roots a third away", kShare, true,
                               "Of the changes of root, the share by 3 or 4 semitones.",
                               "chords wander by thirds", "chords too seldom move by a third"},
                              member_of<&HarmonyFigures::root_thirds>},
    FeatureOf<HarmonyFigures>{{kHarmony, "root_changes", "changes of root a quarter", kNumber, true,
                               "Changes of root over the quarters in which there are chords.",
                               "the harmony changes too often", "the harmony changes too seldom"},
                              member_of<&HarmonyFigures::changes>},
};

constexpr std::array kDissonanceFeatures = {
    FeatureOf<DissonanceFigures>{{kDissonance, "dissonant_time", "dissonant time", kShare, true,
                                  "Of the time in which two notes sound or more, that with a "
                                  "second, a seventh or a tritone.",
                                  "there is too much dissonance", "there is too little dissonance"},
                                 member_of<&DissonanceFigures::time>},
    FeatureOf<DissonanceFigures>{
        {kDissonance, "sharp_time", "sharply dissonant time", kShare, true,
         "The same with a half step, a major seventh or a minor ninth.",
         "notes clash a half step apart too often", "there are too few sharp dissonances"},
        member_of<&DissonanceFigures::sharp>},
    FeatureOf<DissonanceFigures>{
        {kDissonance, "left_by_leap", "dissonant notes left by leap", kShare, true,
         "Of the notes that are dissonant when they end and whose voice goes on, the share that "
         "leap by 3 semitones or more.",
         "dissonances are left by leap too often", "dissonances are left by leap too seldom"},
        member_of<&DissonanceFigures::left_by_leap>},
    FeatureOf<DissonanceFigures>{
        {kDissonance, "resolved_down", "dissonant notes left by a step down", kShare, true,
         "The same for a step down.", "dissonances fall by step too often",
         "too few dissonances resolve by a step down"},
        member_of<&DissonanceFigures::resolved_down>},
    FeatureOf<DissonanceFigures>{
        {kDissonance, "struck_by_leap", "dissonant notes reached by leap", kShare, true,
         "Of the notes that are dissonant when they begin and whose voice came on, the share that "
         "leapt by 3 semitones or more.",
         "dissonances are leapt to too often", "dissonances are leapt to too seldom"},
        member_of<&DissonanceFigures::struck_by_leap>},
    FeatureOf<DissonanceFigures>{
        {kDissonance, "suspensions", "suspensions a beat", kNumber, true,
         "Notes held into a dissonance on a beat and left by a step down, over the beats that "
         "begin with two notes or more.",
         "there are too many suspensions", "there are too few suspensions"},
        member_of<&DissonanceFigures::suspensions>},
    FeatureOf<DissonanceFigures>{
        {kDissonance, "all_struck", "dissonances of which nothing was held", kShare, true,
         "Of the dissonant moments, the share whose notes all begin there.",
         "too many dissonances are struck without preparation",
         "too few dissonances are struck freely"},
        member_of<&DissonanceFigures::all_struck>},
};

}  // namespace

std::optional<NamedChord> chord_of(unsigned classes) {
  for (const auto& [degrees, kind] : kChords) {
    for (int root = 0; root < kSemitonesPerOctave; ++root) {
      if (from_root(classes, root) == degrees) {
        return NamedChord{kind, root};
      }
    }
  }
  return std::nullopt;
}

HarmonyFigures harmony_of(const HeardMusic& piece) { return HarmonyCount(piece).figures(); }

DissonanceFigures dissonances_of(const HeardMusic& piece) {
  return DissonanceCount(piece).figures();
}

std::span<const FeatureOf<HarmonyFigures>> harmony_features() { return kHarmonyFeatures; }
std::span<const FeatureOf<DissonanceFigures>> dissonance_features() { return kDissonanceFeatures; }

}  // namespace bachprop
