#include "bachprop/evaluate/key_figures.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "bachprop/analysis/local_keys.h"
#include "bachprop/analysis/piece_key.h"
#include "bachprop/analysis/printed_keys.h"

namespace bachprop {
namespace {

constexpr std::int64_t kEnd = 8;  // quarters

bool is_in_scale(int degree, bool minor) {
  constexpr unsigned kMajor = 0b1010'1011'0101;  // bit d: degree d
  constexpr unsigned kMinor = 0b1111'1010'1101;
  return ((minor ? kMinor : kMajor) >> static_cast<unsigned>(degree) & 1U) != 0;
}

double notes_in_scale(const HeardMusic& piece) {
  double inside = 0;
  double all = 0;
  for (const Note& note : piece.notes) {
    const double time = note.duration.to_double();
    all += time;
    inside += is_in_scale(degree_in_key(note.pitch, piece.key), piece.key.minor) ? time : 0;
  }
  return share_of(inside, all);
}

void follow_keys(const HeardMusic& piece, KeyFigures& figures) {
  constexpr double kStretch = 16;  // quarters
  Score score;
  score.notes = piece.notes;
  const std::vector<LocalKey> keys = local_keys_of(score);
  const double length = piece.end.to_double();
  double home = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Quarters end = i + 1 < keys.size() ? keys[i + 1].onset : piece.end;
    home += keys[i].key == piece.key ? (end - keys[i].onset).to_double() : 0;
  }
  figures.home_time = share_of(home, length);
  figures.keys = share_of(kStretch * as_double(keys.size() - 1), length);
}

void look_at_sheet(const HeardMusic& piece, KeyFigures& figures) {
  constexpr double kManySigns = 4;
  Score score;
  score.notes = piece.notes;
  std::vector<Quarters> lines;
  for (const Bar& bar : piece.bars) {
    lines.push_back(bar.start);
  }
  const std::vector<KeySignature> signatures = printed_keys_of(score, lines);
  const AccidentalCount count = count_accidentals(score, signatures, lines);
  const double notes = as_double(piece.notes.size());
  figures.signs = std::abs(signatures.front().sharps);
  figures.more_than_4_signs = figures.signs > kManySigns ? 1 : 0;
  figures.accidentals = count.accidentals / notes;
  figures.double_accidentals = count.double_ones / notes;
  figures.has_double_ones = count.double_ones > 0 ? 1 : 0;
}

constexpr auto kGroup = FeatureGroup::kKey;
constexpr auto kShare = FeatureUnit::kShare;
constexpr auto kNumber = FeatureUnit::kNumber;

constexpr std::array kFeatures = {
    FeatureOf<KeyFigures>{
        {kGroup, "ends_in_key", "the last 8 quarters are in the piece's key", kShare, false,
         "The key of the last 8 quarters has the tonic of the piece's.",
         "pieces end in their key more often than they should",
         "too few pieces come home to their key at the end"},
        member_of<&KeyFigures::ends_in_key>},
    FeatureOf<KeyFigures>{{kGroup, "halves_agree", "both halves are in one key", kShare, false,
                           "The key of the first half of the time is that of the second.",
                           "pieces stay in one key too faithfully",
                           "the key drifts away between the halves of too many pieces"},
                          member_of<&KeyFigures::halves_agree>},
    FeatureOf<KeyFigures>{
        {kGroup, "notes_in_scale", "notes of the key's scale", kShare, true,
         "The share of the notes' time that lies in the key's scale; in minor both sixths and both "
         "sevenths do.",
         "too few notes lie outside of the key", "too many notes lie outside of the key"},
        member_of<&KeyFigures::notes_in_scale>},
    FeatureOf<KeyFigures>{{kGroup, "key_changes", "changes of key in 16 quarters", kNumber, true,
                           "How often the key that is heard changes, in 16 quarters.",
                           "the key changes too often", "the key changes too seldom"},
                          member_of<&KeyFigures::keys>},
    FeatureOf<KeyFigures>{
        {kGroup, "home_time", "time in the home key", kShare, true,
         "The share of the time in which the key that is heard is that of the whole.",
         "the home key is left too seldom", "too little of the time is in the home key"},
        member_of<&KeyFigures::home_time>},
    FeatureOf<KeyFigures>{
        {kGroup, "signs", "sharps or flats in front", kNumber, false,
         "How many sharps or flats the printed key signature has.",
         "keys have too many sharps or flats", "keys have too few sharps or flats"},
        member_of<&KeyFigures::signs>},
    FeatureOf<KeyFigures>{{kGroup, "more_than_4_signs", "more than 4 sharps or flats", kShare,
                           false, "The printed key signature has more than 4 sharps or flats.",
                           "too many pieces stand in keys with 5 or 6 sharps or flats", ""},
                          member_of<&KeyFigures::more_than_4_signs>},
    FeatureOf<KeyFigures>{{kGroup, "accidentals", "accidentals a note", kNumber, false,
                           "Accidentals that print needs, each once a bar, over the notes.",
                           "there are too many accidentals", "there are too few accidentals"},
                          member_of<&KeyFigures::accidentals>},
    FeatureOf<KeyFigures>{{kGroup, "double_accidentals", "double accidentals a note", kNumber,
                           false, "Double sharps and double flats among them, over the notes.",
                           "too many double sharps or double flats", ""},
                          member_of<&KeyFigures::double_accidentals>},
    FeatureOf<KeyFigures>{{kGroup, "has_double_accidentals", "double sharps or flats", kShare,
                           false, "Some double sharp or double flat is printed.",
                           "too many pieces need double sharps or double flats", ""},
                          member_of<&KeyFigures::has_double_ones>},
};

}  // namespace

KeyFigures keys_of(const HeardMusic& piece) {
  KeyFigures figures;
  if (piece.notes.empty()) {
    return figures;
  }
  figures.notes_in_scale = notes_in_scale(piece);
  follow_keys(piece, figures);
  if (piece.is_whole) {
    const Quarters half = piece.end / 2;
    const Key first = key_of(part_of(piece, 0, half));
    const Key second = key_of(part_of(piece, half, piece.end));
    const Key last = key_of(part_of(piece, std::max<Quarters>(piece.end - kEnd, 0), piece.end));
    figures.halves_agree = first == second ? 1 : 0;
    figures.ends_in_key = last.tonic == piece.key.tonic ? 1 : 0;
    look_at_sheet(piece, figures);
  }
  return figures;
}

std::span<const FeatureOf<KeyFigures>> key_features() { return kFeatures; }

}  // namespace bachprop
