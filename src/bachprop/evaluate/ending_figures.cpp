#include "bachprop/evaluate/ending_figures.h"

#include <algorithm>
#include <array>

#include "bachprop/analysis/piece_key.h"

namespace bachprop {
namespace {

constexpr std::int64_t kEnd = 8;  // quarters
constexpr int kDominant = 7;
constexpr int kLeadingNote = 11;

double as_share(bool is_so) { return is_so ? 1 : 0; }

// Bit d: a note of d semitones over `root` sounds, without octaves.
unsigned classes_over(int root, std::span<const HeardNote> chord) {
  unsigned classes = 0;
  for (const HeardNote& heard : chord) {
    const int over = (heard.pitch - root) % kSemitonesPerOctave;
    classes |= 1U << static_cast<unsigned>(over < 0 ? over + kSemitonesPerOctave : over);
  }
  return classes;
}

bool has(unsigned classes, int over) { return (classes >> static_cast<unsigned>(over) & 1U) != 0; }

// On its bass, with a third or a fifth or both or neither; other notes are none of it.
bool is_triad_on_bass(const HeardMusic& piece, const Moment& moment) {
  constexpr unsigned kRootAndFifth = 0b1000'0001;
  const unsigned rest = classes_over(piece.lowest(moment), piece.at(moment)) & ~kRootAndFifth;
  return rest == 0 || rest == 1U << 3U || rest == 1U << 4U;
}

bool is_authentic(const HeardMusic& piece) {
  auto moment = piece.moments.rbegin();
  const auto degree = [&] { return degree_in_key(piece.lowest(*moment), piece.key); };
  while (moment != piece.moments.rend() && degree() == 0) {
    ++moment;
  }
  bool leading_note = false;
  if (moment == piece.moments.rend() || degree() != kDominant) {
    return false;
  }
  for (; moment != piece.moments.rend() && degree() == kDominant; ++moment) {
    leading_note =
        leading_note || has(classes_over(piece.key.tonic, piece.at(*moment)), kLeadingNote);
  }
  return leading_note;
}

bool ends_together(const HeardMusic& piece) {
  const auto chord = piece.at(piece.moments.back());
  return std::ranges::all_of(
      chord, [&](const HeardNote& heard) { return end_of(piece.notes[heard.note]) == piece.end; });
}

// The pick-up and the last bar may make up a bar together.
bool has_whole_bars(const HeardMusic& piece) {
  const Quarters bar = piece.bars.back().length;
  const Quarters last = piece.end - piece.bars.back().start;
  return last == bar || (piece.has_pickup && last + piece.bars.front().length == bar);
}

constexpr auto kGroup = FeatureGroup::kEnding;
constexpr auto kShare = FeatureUnit::kShare;

constexpr std::array kFeatures = {
    FeatureOf<EndingFigures>{
        {kGroup, "begins_on_tonic", "begins on its tonic", kShare, false,
         "The first bass is the tonic of the piece's key.", "too many pieces begin on their tonic",
         "too few pieces begin on the tonic of their key"},
        member_of<&EndingFigures::begins_on_tonic>},
    FeatureOf<EndingFigures>{
        {kGroup, "last_bass_is_tonic", "the last bass is the tonic", kShare, false,
         "The last bass is the tonic of the piece's key.", "pieces end on their tonic too often",
         "too few pieces end on the tonic of their key"},
        member_of<&EndingFigures::ends_on_tonic>},
    FeatureOf<EndingFigures>{
        {kGroup, "last_is_first_bass", "the last bass is the first", kShare, false,
         "The last bass has the pitch class of the first.", "pieces end where they began too often",
         "too few pieces end where they began", "pieces hardly ever end where they began"},
        member_of<&EndingFigures::last_is_first_bass>},
    FeatureOf<EndingFigures>{
        {kGroup, "tonic_of_the_end", "the last bass is the tonic of the last 8 quarters", kShare,
         false, "The last bass is the tonic of the key of the last 8 quarters.",
         "pieces end too often on the tonic of their last bars",
         "too many pieces stop before their last phrase has come home"},
        member_of<&EndingFigures::ends_on_tonic_of_end>},
    FeatureOf<EndingFigures>{
        {kGroup, "authentic_cadence", "ends with an authentic cadence", kShare, false,
         "The last bass is the tonic and comes from the dominant, over which the leading note "
         "sounded.",
         "pieces end with an authentic cadence too often",
         "too few pieces end with an authentic cadence",
         "pieces hardly ever end with an authentic cadence"},
        member_of<&EndingFigures::authentic>},
    FeatureOf<EndingFigures>{{kGroup, "root_triad", "the last chord is a triad on its root", kShare,
                              false, "Over the last bass there is nothing but its third and fifth.",
                              "pieces end on a pure triad too often",
                              "too many pieces end on a chord that is no final one"},
                             member_of<&EndingFigures::root_triad>},
    FeatureOf<EndingFigures>{{kGroup, "end_together", "all that sounds ends together", kShare,
                              false, "All that sounds at the last onset ends at once.",
                              "the voices end together too often", "too many pieces end raggedly"},
                             member_of<&EndingFigures::together>},
    FeatureOf<EndingFigures>{
        {kGroup, "whole_bars", "whole bars", kShare, false,
         "The piece ends with a bar, or where pick-up and last bar make up a whole one.",
         "the last bar is too often a full one", "too many pieces stop in the middle of a bar"},
        member_of<&EndingFigures::whole_bars>},
    FeatureOf<EndingFigures>{
        {kGroup, "mid_phrase", "stops in the middle of a phrase", kShare, false,
         "The last chord is no triad on its root, ragged, shorter than a quarter or off the beat.",
         "too many pieces stop in the middle of a phrase",
         "too few pieces stop in the middle of a phrase"},
        member_of<&EndingFigures::mid_phrase>},
    FeatureOf<EndingFigures>{{kGroup, "melody_on_tonic", "the last top note is the tonic", kShare,
                              false, "The highest note of the last chord is the tonic.",
                              "the melody ends on the tonic too often",
                              "the melody of too few pieces ends on the tonic"},
                             member_of<&EndingFigures::melody_on_tonic>},
    FeatureOf<EndingFigures>{
        {kGroup, "last_length", "length of the last chord in quarters", FeatureUnit::kNumber, false,
         "From the last onset to the end, in quarters.", "the last chord is held too long",
         "the last chord is too short"},
        member_of<&EndingFigures::last_length>},
};

}  // namespace

EndingFigures ending_of(const HeardMusic& piece) {
  EndingFigures ending;
  if (piece.moments.empty()) {
    return ending;
  }
  const Moment& first = piece.moments.front();
  const Moment& last = piece.moments.back();
  const int tonic = piece.key.tonic;
  const int last_bass = piece.lowest(last) % kSemitonesPerOctave;
  const Key of_end = key_of(part_of(piece, std::max<Quarters>(piece.end - kEnd, 0), piece.end));
  ending.begins_on_tonic = as_share(piece.lowest(first) % kSemitonesPerOctave == tonic);
  ending.ends_on_tonic = as_share(last_bass == tonic);
  ending.last_is_first_bass = as_share(piece.lowest(first) % kSemitonesPerOctave == last_bass);
  ending.ends_on_tonic_of_end = as_share(last_bass == of_end.tonic);
  ending.authentic = as_share(last_bass == tonic && is_authentic(piece));
  ending.root_triad = as_share(is_triad_on_bass(piece, last));
  ending.together = as_share(ends_together(piece));
  ending.whole_bars = as_share(has_whole_bars(piece));
  ending.mid_phrase = as_share(ending.root_triad == 0 || ending.together == 0 ||
                               last.length < Quarters(1) || !is_on_beat(piece, last.onset));
  ending.melody_on_tonic = as_share(piece.highest(last) % kSemitonesPerOctave == tonic);
  ending.last_length = last.length.to_double();
  return ending;
}

std::span<const FeatureOf<EndingFigures>> ending_features() { return kFeatures; }

}  // namespace bachprop
