#include "bachprop/evaluate/form_figures.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <unordered_set>
#include <vector>

namespace bachprop {
namespace {

// A fingerprint of numbers in a row: FNV-1a with a last stir, over whole numbers.
class Fingerprint {
 public:
  void add(std::int64_t number) {
    constexpr std::uint64_t kPrime = 0x100000001B3;
    state_ = (state_ ^ static_cast<std::uint64_t>(number)) * kPrime;
    state_ ^= state_ >> 29U;
  }
  void add(const Quarters& time) {
    add(time.numerator());
    add(time.denominator());
  }
  [[nodiscard]] std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0xCBF29CE484222325;
};

// A bar as it is compared with others.
struct BarContent {
  bool has_notes = false;
  std::uint64_t exact = 0;       // onsets, durations and pitches
  std::uint64_t transposed = 0;  // with pitches from the first one
  std::uint64_t rhythm = 0;
};

BarContent content_of(std::span<const LineNote> notes, const Quarters& start) {
  Fingerprint exact;
  Fingerprint transposed;
  Fingerprint rhythm;
  for (const LineNote& note : notes) {
    for (Fingerprint* print : {&exact, &transposed, &rhythm}) {
      print->add(note.onset - start);
      print->add(note.duration);
    }
    exact.add(note.pitch);
    transposed.add(note.pitch - notes.front().pitch);
  }
  return {!notes.empty(), exact.value(), transposed.value(), rhythm.value()};
}

std::vector<BarContent> contents_of(std::span<const LineNote> line, std::span<const Bar> bars) {
  std::vector<BarContent> contents;
  std::size_t next = 0;
  for (const Bar& bar : bars) {
    while (next < line.size() && line[next].onset < bar.start) {
      ++next;
    }
    const std::size_t first = next;
    while (next < line.size() && line[next].onset < bar.start + bar.length) {
      ++next;
    }
    contents.push_back(content_of(line.subspan(first, next - first), bar.start));
  }
  return contents;
}

bool are_alike(const BarContent& a, const BarContent& b) {
  return a.has_notes && b.has_notes && a.exact == b.exact;
}
bool are_transposed(const BarContent& a, const BarContent& b) {
  return a.has_notes && b.has_notes && a.transposed == b.transposed && a.exact != b.exact;
}

BarMatches matches_before(std::span<const BarContent> bars, std::size_t k) {
  BarMatches matches;
  for (std::size_t i = k; i < bars.size(); ++i) {
    ++matches.compared;
    matches.like += are_alike(bars[i], bars[i - k]) ? 1 : 0;
    matches.transposed += are_transposed(bars[i], bars[i - k]) ? 1 : 0;
  }
  return matches;
}

double share_like_before(std::span<const BarContent> bars, std::size_t k) {
  const BarMatches matches = matches_before(bars, k);
  return share_of(matches.like, matches.compared);
}

void look_for_returns(std::span<const BarContent> bars, FormFigures& form) {
  std::unordered_set<std::uint64_t> exact;
  std::unordered_set<std::uint64_t> transposed;
  std::unordered_set<std::uint64_t> rhythms;
  double known = 0;
  double known_transposed = 0;
  double known_rhythms = 0;
  double with_notes = 0;
  for (const BarContent& bar : bars) {
    if (!bar.has_notes) {
      continue;
    }
    ++with_notes;
    const bool stood = !exact.insert(bar.exact).second;
    known += stood ? 1 : 0;
    known_transposed += !transposed.insert(bar.transposed).second && !stood ? 1 : 0;
    known_rhythms += rhythms.insert(bar.rhythm).second ? 0 : 1;
  }
  form.stood_before = share_of(known, with_notes - 1);
  form.stood_before_transposed = share_of(known_transposed, with_notes - 1);
  form.rhythm_stood_before = share_of(known_rhythms, with_notes - 1);
  form.distinct_bars = share_of(as_double(exact.size()), with_notes);
}

// How many of the `length` bars from `second` on are like those from `first` on.
std::size_t alike_in_a_row(std::span<const BarContent> bars, std::size_t first, std::size_t second,
                           std::size_t length) {
  std::size_t alike = 0;
  for (std::size_t i = 0; i < length; ++i) {
    alike += are_alike(bars[first + i], bars[second + i]) ? 1U : 0U;
  }
  return alike;
}

bool repeats_a_strain(std::span<const BarContent> bars) {
  constexpr std::size_t kStrain = 8;
  constexpr std::size_t kAlike = 6;
  for (std::size_t first = 0; first + 2 * kStrain <= bars.size(); ++first) {
    if (alike_in_a_row(bars, first, first + kStrain, kStrain) >= kAlike) {
      return true;
    }
  }
  return false;
}

// Fingerprints of passages of kPassage bars are sorted, so that long pieces take no longer.
bool has_passage_again(std::span<const BarContent> bars) {
  constexpr std::size_t kPassage = 4;
  std::vector<std::pair<std::uint64_t, std::size_t>> passages;
  for (std::size_t first = 0; first + kPassage <= bars.size(); ++first) {
    Fingerprint print;
    bool has_notes = true;
    for (const BarContent& bar : bars.subspan(first, kPassage)) {
      print.add(static_cast<std::int64_t>(bar.exact));
      has_notes = has_notes && bar.has_notes;
    }
    if (has_notes) {
      passages.emplace_back(print.value(), first);
    }
  }
  std::ranges::sort(passages);
  std::size_t earliest = 0;
  for (std::size_t i = 1; i < passages.size(); ++i) {
    if (passages[i].first != passages[i - 1].first) {
      earliest = i;
    } else if (passages[i].second >= passages[earliest].second + kPassage) {
      return true;
    }
  }
  return false;
}

// Whether some passage of `length` intervals, with the durations of their first notes, stands at
// two places.
bool repeats(std::span<const LineNote> line, std::size_t length) {
  std::unordered_set<std::uint64_t> met;
  for (std::size_t first = 0; first + length < line.size(); ++first) {
    Fingerprint print;
    for (std::size_t i = first; i < first + length; ++i) {
      print.add(line[i].duration);
      print.add(line[i + 1].pitch - line[i].pitch);
    }
    if (!met.insert(print.value()).second) {
      return true;
    }
  }
  return false;
}

// Longer ones than kLongest are not told apart, so that time grows with the notes alone.
double longest_repeat_of(std::span<const LineNote> line) {
  constexpr std::size_t kLongest = 64;
  std::size_t found = 0;
  std::size_t beyond = kLongest + 1;
  while (found + 1 < beyond) {
    const std::size_t length = (found + beyond) / 2;
    (repeats(line, length) ? found : beyond) = length;
  }
  return line.size() < 2 ? kUndefined : as_double(found > 0 ? found + 1 : 0);
}

double leaps_between_bars(const HeardMusic& piece) {
  double between = 0;
  double pairs_between = 0;
  double within = 0;
  double pairs_within = 0;
  for (std::size_t i = 1; i < piece.top.size(); ++i) {
    const double size = std::abs(piece.top[i].pitch - piece.top[i - 1].pitch);
    if (bar_of(piece, piece.top[i].onset) == bar_of(piece, piece.top[i - 1].onset)) {
      within += size;
      ++pairs_within;
    } else {
      between += size;
      ++pairs_between;
    }
  }
  return share_of(between, pairs_between) - share_of(within, pairs_within);
}

std::vector<LineNote> all_notes(const HeardMusic& piece) {
  std::vector<LineNote> notes;
  for (const Note& note : piece.notes) {
    notes.push_back({note.onset, note.duration, note.pitch});
  }
  return notes;
}

constexpr auto kGroup = FeatureGroup::kForm;
constexpr auto kShare = FeatureUnit::kShare;

constexpr std::array kForm = {
    FeatureOf<FormFigures>{
        {kGroup, "bars_stood_before", "bars whose melody stood before", kShare, true,
         "Of the bars but the first, the share whose top line stands in a bar before.",
         "too many bars come back", "bars come back too seldom", "bars hardly ever come back"},
        member_of<&FormFigures::stood_before>},
    FeatureOf<FormFigures>{
        {kGroup, "bars_stood_before_transposed", "bars whose melody stood before at another pitch",
         kShare, true,
         "The same for bars whose top line stands in a bar before at another pitch only.",
         "bars too often come back at another pitch", "bars come back at another pitch too seldom",
         "a bar hardly ever comes back at another pitch"},
        member_of<&FormFigures::stood_before_transposed>},
    FeatureOf<FormFigures>{
        {kGroup, "rhythm_stood_before", "bars whose rhythm stood before", kShare, true,
         "Of the bars but the first, the share whose top line has the rhythm of a bar before.",
         "the same rhythms come back in bar after bar", "the rhythms of bars come back too seldom",
         "the rhythms of bars hardly ever come back"},
        member_of<&FormFigures::rhythm_stood_before>},
    FeatureOf<FormFigures>{
        {kGroup, "all_voices_stood_before", "bars that stood before in all voices", kShare, true,
         "Of the bars but the first, the share in which all notes are those of a bar before.",
         "too many bars come back note for note", "bars come back note for note too seldom",
         "bars hardly ever come back note for note"},
        member_of<&FormFigures::all_voices_stood_before>},
    FeatureOf<FormFigures>{
        {kGroup, "like_1_before", "bars like the bar before", kShare, false,
         "Of the bars from the second on, the share whose top line is that of the bar before.",
         "bars are too often repeated at once", "bars are seldom repeated at once"},
        member_of<&FormFigures::like_1_before>},
    FeatureOf<FormFigures>{
        {kGroup, "like_4_before", "bars like the bar 4 before", kShare, false,
         "Of the bars from the fifth on, the share whose top line is that of the bar 4 before.",
         "too many bars stood 4 bars before", "too few bars stood 4 bars before",
         "strains of 4 bars are hardly ever repeated"},
        member_of<&FormFigures::like_4_before>},
    FeatureOf<FormFigures>{
        {kGroup, "like_8_before", "bars like the bar 8 before", kShare, false,
         "Of the bars from the ninth on, the share whose top line is that of the bar 8 before.",
         "too many bars stood 8 bars before", "too few bars stood 8 bars before",
         "strains of 8 bars are hardly ever repeated"},
        member_of<&FormFigures::like_8_before>},
    FeatureOf<FormFigures>{
        {kGroup, "like_16_before", "bars like the bar 16 before", kShare, false,
         "Of the bars from the 17th on, the share whose top line is that of the bar 16 before.",
         "too many bars stood 16 bars before", "too few bars stood 16 bars before",
         "strains of 16 bars are hardly ever repeated"},
        member_of<&FormFigures::like_16_before>},
    FeatureOf<FormFigures>{{kGroup, "distinct_bars", "different bars", kShare, false,
                            "Different bars of the top line over its bars.",
                            "too many bars are new ones", "too few bars are new ones"},
                           member_of<&FormFigures::distinct_bars>},
    FeatureOf<FormFigures>{
        {kGroup, "strain_repeated", "an 8-bar strain is repeated at once", kShare, false,
         "8 bars are followed by 8 of which at least 6 have the same top line.",
         "an 8-bar strain is repeated where there should be none",
         "8-bar strains are repeated in too few pieces",
         "hardly any piece repeats an 8-bar strain"},
        member_of<&FormFigures::strain_repeated>},
    FeatureOf<FormFigures>{
        {kGroup, "passage_returns", "some 4 bars come back", kShare, false,
         "4 bars of the top line in a row stand at a second place.",
         "passages come back in too many pieces", "passages of 4 bars come back in too few pieces",
         "passages of 4 bars hardly ever come back"},
        member_of<&FormFigures::passage_returns>},
    FeatureOf<FormFigures>{
        {kGroup, "multiple_of_8", "a multiple of 8 bars", kShare, false,
         "The number of full bars is a multiple of 8.", "too many pieces have a multiple of 8 bars",
         "the bars of too few pieces add up to eights"},
        member_of<&FormFigures::multiple_of_8>},
    FeatureOf<FormFigures>{
        {kGroup, "multiple_of_4", "a multiple of 4 bars", kShare, false,
         "The number of full bars is a multiple of 4.", "too many pieces have a multiple of 4 bars",
         "the bars of too few pieces add up to fours"},
        member_of<&FormFigures::multiple_of_4>},
    FeatureOf<FormFigures>{
        {kGroup, "longest_repeat", "notes of the longest repeat in the top line",
         FeatureUnit::kNumber, false,
         "Notes of the longest passage of the top line that stands in it twice, at any pitch; 65 "
         "where it is longer.",
         "the melody repeats too long passages", "the melody repeats only short passages"},
        member_of<&FormFigures::longest_repeat>},
    FeatureOf<FormFigures>{
        {kGroup, "leaps_between_bars", "leaps from bar to bar, more than within bars",
         FeatureUnit::kNumber, true,
         "Mean size of the top line's intervals across bar lines less that within bars, in "
         "semitones.",
         "the melody jumps at bar lines, as if the bars did not belong together",
         "the melody moves too little across bar lines"},
        member_of<&FormFigures::leaps_between_bars>},
};

double logarithm(double number) { return number > 0 ? std::log2(number) : kUndefined; }

constexpr auto kLengthGroup = FeatureGroup::kLength;
constexpr auto kNumber = FeatureUnit::kNumber;

constexpr std::array kLength = {
    FeatureOf<FormFigures>{
        {kLengthGroup, "bars", "bars", kNumber, false, "The number of full bars.",
         "pieces go on for too many bars", "pieces are over after too few bars"},
        member_of<&FormFigures::bars>},
    FeatureOf<FormFigures>{
        {kLengthGroup, "quarters", "length in quarters", kNumber, false,
         "When the last note ends, in quarters.", "pieces last too long", "pieces are too short"},
        member_of<&FormFigures::quarters>},
    FeatureOf<FormFigures>{{kLengthGroup, "doublings", "length in notes, in doublings", kNumber,
                            false, "The binary logarithm of the number of notes.",
                            "pieces have too many notes", "pieces have too few notes"},
                           [](const FormFigures& form) { return logarithm(form.notes); }},
};

}  // namespace

FormFigures form_of(const HeardMusic& piece) {
  FormFigures form;
  const std::span<const Bar> bars = piece.full_bars();
  const std::vector<BarContent> contents = contents_of(piece.top, bars);
  form.like_1_before = share_like_before(contents, 1);
  form.like_4_before = share_like_before(contents, 4);
  form.like_8_before = share_like_before(contents, 8);
  form.like_16_before = share_like_before(contents, 16);
  look_for_returns(contents, form);
  FormFigures of_all_voices;
  look_for_returns(contents_of(all_notes(piece), bars), of_all_voices);
  form.all_voices_stood_before = of_all_voices.stood_before;
  if (!piece.notes.empty()) {
    form.strain_repeated = repeats_a_strain(contents) ? 1 : 0;
    form.passage_returns = has_passage_again(contents) ? 1 : 0;
    form.multiple_of_8 = bars.size() % 8 == 0 ? 1 : 0;
    form.multiple_of_4 = bars.size() % 4 == 0 ? 1 : 0;
    form.bars = as_double(bars.size());
    form.quarters = piece.end.to_double();
    form.notes = as_double(piece.notes.size());
  }
  form.longest_repeat = longest_repeat_of(piece.top);
  form.leaps_between_bars = leaps_between_bars(piece);
  return form;
}

std::array<BarMatches, kMostBarsBefore + 1> bar_matches(const HeardMusic& piece) {
  const std::vector<BarContent> contents = contents_of(piece.top, piece.full_bars());
  std::array<BarMatches, kMostBarsBefore + 1> matches;
  for (std::size_t k = 1; k <= kMostBarsBefore; ++k) {
    matches.at(k) = matches_before(contents, k);
  }
  return matches;
}

std::span<const FeatureOf<FormFigures>> form_features() { return kForm; }
std::span<const FeatureOf<FormFigures>> length_features() { return kLength; }

}  // namespace bachprop
