#include "bachprop/evaluate/texture_figures.h"

#include <algorithm>
#include <array>

namespace bachprop {
namespace {

// The notes of a chord whose pitch class stands in it below them.
double doublings_in(std::span<const HeardNote> chord) {
  unsigned below = 0;
  double doubled = 0;
  for (const HeardNote& heard : chord) {
    const unsigned pitch_class = 1U << static_cast<unsigned>(heard.pitch % kSemitonesPerOctave);
    doubled += (below & pitch_class) != 0 ? 1 : 0;
    below |= pitch_class;
  }
  return doubled;
}

void count_notes(const HeardMusic& piece, const CorpusHabits& habits, TextureFigures& figures) {
  const auto usual_notes = as_index(habits.usual_notes);
  double time = 0;
  double usual = 0;
  double fewer = 0;
  double distance = 0;
  double notes = 0;
  double doubled = 0;
  double alone = 0;
  double all_struck = 0;
  double one_struck = 0;
  for (const Moment& moment : piece.moments) {
    const auto chord = piece.at(moment);
    const double length = moment.length.to_double();
    time += length;
    usual += chord.size() == usual_notes ? length : 0;
    fewer += chord.size() < usual_notes ? length : 0;
    distance += length * (piece.highest(moment) - piece.lowest(moment));
    notes += as_double(chord.size());
    doubled += doublings_in(chord);
    const auto struck = std::ranges::count_if(chord, &HeardNote::struck);
    alone += chord.size() == 1 ? 1 : 0;
    all_struck += struck == std::ssize(chord) ? 1 : 0;
    one_struck += chord.size() > 1 && struck == 1 ? 1 : 0;
  }
  const double moments = as_double(piece.moments.size());
  figures.usual = share_of(usual, time);
  figures.fewer = share_of(fewer, time);
  figures.more = share_of(time - usual - fewer, time);
  figures.alone = share_of(alone, moments);
  figures.all_struck = share_of(all_struck, moments);
  figures.one_struck = share_of(one_struck, moments);
  figures.doubled = share_of(doubled, notes);
  figures.mean_distance = share_of(distance, time);
}

double silence_of(const HeardMusic& piece) {
  Quarters silent = 0;
  Quarters end = 0;
  for (const Note& note : piece.notes) {
    silent += note.onset > end ? note.onset - end : Quarters(0);
    end = std::max(end, end_of(note));
  }
  return share_of(silent.to_double(), end.to_double());
}

double mean_pitch(std::span<const LineNote> line) {
  double sum = 0;
  for (const LineNote& note : line) {
    sum += note.pitch;
  }
  return share_of(sum, as_double(line.size()));
}

double outside(std::span<const LineNote> line, const PitchRange& range) {
  return as_double(std::ranges::count_if(line, [&](const LineNote& note) {
    return note.pitch < range.lowest || note.pitch > range.highest;
  }));
}

constexpr auto kTexture = FeatureGroup::kTexture;
constexpr auto kRegister = FeatureGroup::kRegister;
constexpr auto kShare = FeatureUnit::kShare;
constexpr auto kNumber = FeatureUnit::kNumber;

constexpr std::array kTextureFeatures = {
    FeatureOf<TextureFigures>{
        {kTexture, "usual_notes", "time with as many notes as usual", kShare, true,
         "Of the time, that in which as many notes sound as most often in the corpus.",
         "the number of notes changes too little",
         "too seldom as many notes sound as is usual in the corpus"},
        member_of<&TextureFigures::usual>},
    FeatureOf<TextureFigures>{
        {kTexture, "fewer_notes", "time with fewer notes", kShare, true,
         "Of the time, that in which fewer notes sound than most often in the corpus.",
         "too many chords have too few notes", "chords too seldom have a note less"},
        member_of<&TextureFigures::fewer>},
    FeatureOf<TextureFigures>{
        {kTexture, "more_notes", "time with more notes", kShare, true,
         "Of the time, that in which more notes sound than most often in the corpus.",
         "too many chords have too many notes", "chords too seldom have a note more"},
        member_of<&TextureFigures::more>},
    FeatureOf<TextureFigures>{
        {kTexture, "silence", "silence", kShare, true, "Of the time, that in which nothing sounds.",
         "too often nothing sounds", "there are too few rests"},
        member_of<&TextureFigures::silence>},
    FeatureOf<TextureFigures>{
        {kTexture, "alone", "a single note sounds", kShare, true,
         "Of the moments, the share at which one note sounds.",
         "single notes sound alone too often", "single notes sound alone too seldom"},
        member_of<&TextureFigures::alone>},
    FeatureOf<TextureFigures>{
        {kTexture, "struck_together", "all that sounds begins together", kShare, true,
         "Of the moments, the share at which all that sounds begins.",
         "the voices move all together too often", "the voices too seldom move together"},
        member_of<&TextureFigures::all_struck>},
    FeatureOf<TextureFigures>{
        {kTexture, "struck_alone", "one voice moves, the others hold", kShare, true,
         "Of the moments, the share at which two notes or more sound and one begins.",
         "too often one voice moves while the others hold", "voices too seldom move on their own"},
        member_of<&TextureFigures::one_struck>},
    FeatureOf<TextureFigures>{
        {kTexture, "doubled", "doubled notes", kShare, true,
         "Of the notes that sound at the moments, the share whose pitch class sounds below them.",
         "too many notes are doubled", "too few notes are doubled"},
        member_of<&TextureFigures::doubled>},
};

constexpr std::array kRegisterFeatures = {
    FeatureOf<TextureFigures>{
        {kRegister, "out_of_usual_range", "outer notes out of the corpus's range", kShare, true,
         "Of the notes of both outer lines, the share outside of where all but a thousandth of the "
         "corpus's lie at each end.",
         "too many notes lie higher or lower than the corpus's", ""},
        member_of<&TextureFigures::out_of_range>},
    FeatureOf<TextureFigures>{
        {kRegister, "highest_pitch", "highest pitch", kNumber, true, "The highest MIDI pitch.",
         "the melody goes too high", "the melody does not go high enough"},
        member_of<&TextureFigures::highest>},
    FeatureOf<TextureFigures>{
        {kRegister, "lowest_pitch", "lowest pitch", kNumber, true, "The lowest MIDI pitch.",
         "the bass does not go low enough", "the bass goes too low"},
        member_of<&TextureFigures::lowest>},
    FeatureOf<TextureFigures>{{kRegister, "mean_top", "mean pitch of the top line", kNumber, true,
                               "The mean MIDI pitch of the top line's notes.",
                               "the melody lies too high", "the melody lies too low"},
                              member_of<&TextureFigures::mean_top>},
    FeatureOf<TextureFigures>{{kRegister, "mean_bottom", "mean pitch of the bass line", kNumber,
                               true, "The mean MIDI pitch of the bottom line's notes.",
                               "the bass lies too high", "the bass lies too low"},
                              member_of<&TextureFigures::mean_bottom>},
    FeatureOf<TextureFigures>{
        {kRegister, "outer_distance", "distance of the outer notes", kNumber, true,
         "The mean distance from the lowest to the highest note that sounds, in semitones.",
         "treble and bass lie too far apart", "treble and bass lie too close together"},
        member_of<&TextureFigures::mean_distance>},
};

}  // namespace

TextureFigures texture_of(const HeardMusic& piece, const CorpusHabits& habits) {
  TextureFigures figures;
  if (piece.notes.empty()) {
    return figures;
  }
  count_notes(piece, habits, figures);
  figures.silence = silence_of(piece);
  figures.out_of_range =
      share_of(outside(piece.top, habits.top) + outside(piece.bottom, habits.bottom),
               as_double(piece.top.size() + piece.bottom.size()));
  const auto [low, high] = std::ranges::minmax(piece.notes, {}, &Note::pitch);
  figures.lowest = low.pitch;
  figures.highest = high.pitch;
  figures.mean_top = mean_pitch(piece.top);
  figures.mean_bottom = mean_pitch(piece.bottom);
  return figures;
}

std::span<const FeatureOf<TextureFigures>> texture_features() { return kTextureFeatures; }
std::span<const FeatureOf<TextureFigures>> register_features() { return kRegisterFeatures; }

}  // namespace bachprop
