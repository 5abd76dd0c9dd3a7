#include "bachprop/evaluate/voice_figures.h"

#include <array>
#include <cstdlib>
#include <vector>

#include "bachprop/evaluate/craft.h"

namespace bachprop {
namespace {

void look_at_rules(const HeardMusic& piece, VoiceFigures& figures) {
  Score score;
  score.notes = piece.notes;
  const CraftFigures craft = craft_of(score, piece.voices, piece.voice_of_note);
  const auto share = [&](CraftRule rule, std::int64_t of) {
    return share_of(as_double(craft.count(rule)), as_double(of));
  };
  figures.parallel_fifths = share(CraftRule::kParallelFifth, craft.chord_changes);
  figures.parallel_octaves = share(CraftRule::kParallelOctave, craft.chord_changes);
  figures.direct_outer = share(CraftRule::kDirectOuter, craft.chord_changes);
  figures.crossings = share(CraftRule::kCrossing, craft.chords);
  figures.wide_spacings = share(CraftRule::kWideSpacing, craft.chords);
  figures.unresolved = share(CraftRule::kUnresolvedLeadingNote, craft.leading_notes);
}

double inner_leaps(const HeardMusic& piece) {
  constexpr int kLeap = 5;
  std::vector<int> last(as_index(piece.voices), -1);
  double moves = 0;
  double leaps = 0;
  for (std::size_t i = 0; i < piece.notes.size(); ++i) {
    const int voice = piece.voice_of_note[i];
    if (voice <= 0 || voice + 1 >= piece.voices) {
      continue;
    }
    int& before = last[as_index(voice)];
    const int size = before < 0 ? 0 : std::abs(piece.notes[i].pitch - before);
    moves += size > 0 ? 1 : 0;
    leaps += size >= kLeap ? 1 : 0;
    before = piece.notes[i].pitch;
  }
  return share_of(leaps, moves);
}

void look_at_outer_lines(const HeardMusic& piece, VoiceFigures& figures) {
  double both = 0;
  double contrary = 0;
  double one = 0;
  double moments = 0;
  for (std::size_t i = 1; i < piece.moments.size(); ++i) {
    const Moment& before = piece.moments[i - 1];
    const Moment& now = piece.moments[i];
    if (now.last - now.first < 2 || before.last - before.first < 2) {
      continue;
    }
    ++moments;
    const int top = piece.highest(now) - piece.highest(before);
    const int bottom = piece.lowest(now) - piece.lowest(before);
    if (top != 0 && bottom != 0) {
      ++both;
      contrary += (top > 0) != (bottom > 0) ? 1 : 0;
    } else {
      one += top != 0 || bottom != 0 ? 1 : 0;
    }
  }
  figures.contrary = share_of(contrary, both);
  figures.similar = share_of(both - contrary, both);
  figures.held_outer = share_of(one, moments);
}

constexpr auto kGroup = FeatureGroup::kVoices;
constexpr auto kShare = FeatureUnit::kShare;

constexpr std::array kFeatures = {
    FeatureOf<VoiceFigures>{{kGroup, "parallel_fifths", "parallel fifths", kShare, true,
                             "Of the chord changes, the share with parallel fifths.",
                             "voices move in parallel fifths too often", ""},
                            member_of<&VoiceFigures::parallel_fifths>},
    FeatureOf<VoiceFigures>{{kGroup, "parallel_octaves", "parallel octaves", kShare, true,
                             "Of the chord changes, the share with parallel octaves.",
                             "voices move in parallel octaves too often", ""},
                            member_of<&VoiceFigures::parallel_octaves>},
    FeatureOf<VoiceFigures>{
        {kGroup, "direct_outer", "direct fifths and octaves", kShare, true,
         "Of the chord changes, the share with direct fifths or octaves of the outer voices.",
         "the outer voices leap into fifths and octaves together too often", ""},
        member_of<&VoiceFigures::direct_outer>},
    FeatureOf<VoiceFigures>{{kGroup, "crossings", "voice crossings", kShare, true,
                             "Crossings of neighbouring voices over the chords.",
                             "voices cross too often", "voices cross too seldom"},
                            member_of<&VoiceFigures::crossings>},
    FeatureOf<VoiceFigures>{
        {kGroup, "wide_spacings", "wide spacings", kShare, true,
         "Wide spacings of upper voices over the chords.", "the upper voices lie too far apart",
         "the upper voices lie too close together"},
        member_of<&VoiceFigures::wide_spacings>},
    FeatureOf<VoiceFigures>{
        {kGroup, "unresolved_leading_notes", "unresolved leading notes", kShare, true,
         "Of the leading notes from dominant to tonic, the share that is not resolved.",
         "too many leading notes are not resolved", ""},
        member_of<&VoiceFigures::unresolved>},
    FeatureOf<VoiceFigures>{
        {kGroup, "inner_leaps", "leaps of inner voices", kShare, true,
         "Of inner voices' intervals that move, the share of 5 semitones and more.",
         "inner voices leap too often", "inner voices leap too seldom"},
        member_of<&VoiceFigures::inner_leaps>},
    FeatureOf<VoiceFigures>{
        {kGroup, "contrary_motion", "contrary motion of the outer lines", kShare, true,
         "Of the moments at which both outer lines move, the share in opposite directions.",
         "the outer voices too often move against each other",
         "the outer voices too often move together"},
        member_of<&VoiceFigures::contrary>},
    FeatureOf<VoiceFigures>{
        {kGroup, "oblique_motion", "one outer line moves alone", kShare, true,
         "Of the moments but the first, the share at which just one outer line moves.",
         "too often only one of the outer voices moves",
         "the outer voices too seldom move one at a time"},
        member_of<&VoiceFigures::held_outer>},
};

}  // namespace

VoiceFigures voices_in(const HeardMusic& piece) {
  VoiceFigures figures;
  const bool has_voices = piece.voices >= kFewestCraftVoices && piece.voices <= kMostCraftVoices &&
                          !piece.voice_of_note.empty();
  if (has_voices && !piece.notes.empty()) {
    look_at_rules(piece, figures);
    figures.inner_leaps = inner_leaps(piece);
  }
  look_at_outer_lines(piece, figures);
  return figures;
}

std::span<const FeatureOf<VoiceFigures>> voice_features() { return kFeatures; }

}  // namespace bachprop
