// Arrangements of real music: what is kept, what is shared, and how chords are named.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "bachprop/arrange/arrange.h"
#include "bachprop/arrange/arrangement.h"
#include "bachprop/arrange/chord_symbols.h"
#include "bachprop/arrange/part_lines.h"
#include "bachprop/arrange/shared_notes.h"
#include "bachprop/base/file_io.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/score/midi_score.h"
#include "midi/corpora.h"
#include "notation/corpus_pieces.h"

namespace bachprop {
namespace {

using Notes = std::vector<Note>;

std::vector<CorpusPiece> test_part(const std::string& corpus, Unisons unisons = Unisons::kMerged) {
  std::vector<CorpusPiece> pieces = corpus_pieces(corpus, unisons);
  std::erase_if(pieces, [](const CorpusPiece& piece) { return piece.part != "test"; });
  return pieces;
}

Score without_voices(Score score) {
  score.voices.clear();
  score.voice_names.clear();
  return score;
}

struct Counts {
  std::int64_t notes = 0;   // of the pieces
  std::int64_t placed = 0;  // in all parts
  std::int64_t missing = 0;
  std::int64_t out_of_range = 0;
};

// Notes of the piece of which no part has the onset and the pitch class.
std::int64_t missing_notes(const Score& score, const Arrangement& arrangement) {
  std::int64_t missing = 0;
  for (const Note& note : score.notes) {
    const auto onset = [](const PlacedNote& placed) { return placed.note.onset; };
    auto placed = std::ranges::lower_bound(arrangement.notes, note.onset, {}, onset);
    while (placed != arrangement.notes.end() && placed->note.onset == note.onset &&
           placed->note.pitch % 12 != note.pitch % 12) {
      ++placed;
    }
    missing += placed == arrangement.notes.end() || placed->note.onset != note.onset ? 1 : 0;
  }
  return missing;
}

void count(Counts& counts, const Score& score, ArrangementKind kind) {
  const Result<Arrangement> arrangement = arrange(score, kind);
  ASSERT_TRUE(arrangement) << arrangement.error().message();
  counts.notes += std::ssize(score.notes);
  counts.placed += std::ssize(arrangement->notes);
  counts.missing += missing_notes(score, *arrangement);
  for (const PlacedNote& placed : arrangement->notes) {
    const Instrument& instrument =
        arrangement->parts[static_cast<std::size_t>(placed.part)].instrument;
    counts.out_of_range +=
        placed.note.pitch < instrument.lowest || placed.note.pitch > instrument.highest ? 1 : 0;
  }
}

// With their voices, which have the notes that they share, or with voices that are found.
Counts counts_of(const std::string& corpus, ArrangementKind kind, bool stated) {
  Counts counts;
  const auto pieces = test_part(corpus, stated ? Unisons::kPerVoice : Unisons::kMerged);
  for (const CorpusPiece& piece : pieces) {
    count(counts, stated ? piece.score : without_voices(piece.score), kind);
  }
  fmt::print("{} pieces, voices {}: {} notes, {} placed, {} missing, {} out of range\n",
             pieces.size(), stated ? "stated" : "found", counts.notes, counts.placed,
             counts.missing, counts.out_of_range);
  return counts;
}

TEST(ArrangedCorpora, ChoralesAreSungWithoutLoss) {
  const Counts stated = counts_of("chorales", ArrangementKind::kSatb, true);
  if (stated.notes == 0) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  EXPECT_EQ(stated.placed, stated.notes);
  EXPECT_EQ(stated.missing, 0);
  EXPECT_EQ(stated.out_of_range, 0);
  const Counts found = counts_of("chorales", ArrangementKind::kSatb, false);
  EXPECT_EQ(found.missing, 0);
  EXPECT_EQ(found.out_of_range, 0);
}

TEST(ArrangedCorpora, QuartetsArePlayedWithoutLoss) {
  const Counts stated = counts_of("quartets", ArrangementKind::kStringQuartet, true);
  if (stated.notes == 0) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  EXPECT_EQ(stated.placed, stated.notes);
  EXPECT_EQ(stated.missing, 0);
  EXPECT_EQ(stated.out_of_range, 0);
  const Counts found = counts_of("quartets", ArrangementKind::kStringQuartet, false);
  EXPECT_LT(found.missing * 5000, found.notes);
  EXPECT_EQ(found.out_of_range, 0);
}

// Two violins in unison, and a viola where a cello comes to its pitch.
TEST(ArrangedCorpora, EveryPlayerHasTheNotesOfTheFile) {
  const auto folder = find_corpus("quartets");
  if (!folder) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  const auto bytes = read_file(*folder / "haydn-op01n0-01.mid");
  const auto reading = read_score(*bytes, "haydn", {.unisons = Unisons::kPerVoice});
  EXPECT_EQ(reading->counts.note_ons, 917);
  for (const auto kind : {ArrangementKind::kNone, ArrangementKind::kStringQuartet}) {
    EXPECT_EQ(arrange(reading->score, kind)->notes.size(), 917U);
  }
}

// The notes of each track that has any: a unison of two tracks is in both.
std::vector<Notes> tracks_of(const std::string& corpus, const std::string& name) {
  std::vector<Notes> tracks;
  const auto bytes = read_file(*find_corpus(corpus) / name);
  const auto reading = read_notes(*bytes, name);
  const int ticks = std::get<TicksPerQuarter>(reading->file.division).ticks;
  for (const NoteTrack& track : reading->file.tracks) {
    Notes notes;
    for (const PairedNote& note : track.notes) {
      notes.push_back({Quarters(note.onset, ticks),
                       Quarters(std::int64_t{note.end} - note.onset, ticks), note.pitch});
    }
    if (!notes.empty()) {
      tracks.push_back(std::move(notes));
    }
  }
  return tracks;
}

struct Sharing {
  std::int64_t lost = 0;    // notes of a track that the score has not in its voice, or shorter
  std::int64_t shared = 0;  // notes given to lines
  std::int64_t right = 0;   // of these, those for whose whole time the track sounds their pitch
};

void count(Sharing& sharing, const std::vector<Notes>& lines, const std::vector<Notes>& tracks,
           const SharingRule& rule) {
  for (std::size_t track = 0; track < tracks.size(); ++track) {
    for (const Note& note : tracks[track]) {
      sharing.lost += std::ranges::find(lines[track], note) == lines[track].end() ? 1 : 0;
    }
  }
  for (const SharedNote& one : shared_notes(lines, rule)) {
    ++sharing.shared;
    const bool sounds = std::ranges::any_of(tracks[one.line], [&](const Note& note) {
      return note.pitch == one.note.pitch && note.onset <= one.note.onset &&
             end_of(note) >= end_of(one.note);
    });
    sharing.right += sounds ? 1 : 0;
  }
}

Sharing sharing_in(const std::string& corpus, const SharingRule& rule) {
  Sharing sharing;
  for (const CorpusPiece& piece : test_part(corpus)) {
    const std::vector<Notes> tracks = tracks_of(corpus, piece.name);
    std::vector<Notes> lines;
    for (const PartLine& line : stated_lines(piece.score)) {
      lines.push_back(line.notes);
    }
    if (lines.size() == tracks.size()) {
      count(sharing, lines, tracks, rule);
    }
  }
  fmt::print("{}: {} notes lost or cut in unisons, {} shared, {} rightly\n", corpus, sharing.lost,
             sharing.shared, sharing.right);
  return sharing;
}

TEST(ArrangedCorpora, SingersOfChoralesGetBackTheirUnisons) {
  const Sharing sharing = sharing_in("chorales", {.longest = 4, .leap = 7});
  if (sharing.lost == 0) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  EXPECT_GT(sharing.right * 100, sharing.shared * 90);
  EXPECT_GT(sharing.right * 100, sharing.lost * 70);
}

TEST(ArrangedCorpora, PlayersOfQuartetsMostlyRestWhereTheyShould) {
  const Sharing sharing = sharing_in("quartets", {.longest = 1, .leap = 4});
  if (sharing.lost == 0) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  EXPECT_GT(sharing.right * 100, sharing.shared * 65);
}

// For how long the chord found has the root, the root and kind, of the chord stated.
struct Agreement {
  double all = 0;
  double root = 0;
  double kind = 0;
};

void compare(Agreement& agreement, const std::vector<ChordSymbol>& stated,
             const std::vector<ChordSymbol>& found, const Quarters& end) {
  const auto end_of_symbol = [&](const std::vector<ChordSymbol>& symbols, std::size_t i) {
    return i + 1 < symbols.size() ? symbols[i + 1].onset : end;
  };
  for (std::size_t i = 0; i < stated.size(); ++i) {
    const Quarters until = end_of_symbol(stated, i);
    agreement.all += (until - stated[i].onset).to_double();
    for (std::size_t j = 0; j < found.size(); ++j) {
      const Quarters common =
          std::min(until, end_of_symbol(found, j)) - std::max(stated[i].onset, found[j].onset);
      if (common > 0 && found[j].root == stated[i].root) {
        agreement.root += common.to_double();
        agreement.kind += found[j].kind == stated[i].kind ? common.to_double() : 0;
      }
    }
  }
}

// The tunes' second track has the chords as blocks. They are found again from the notes alone.
TEST(ArrangedCorpora, ChordsOfTunesAreThoseStated) {
  Agreement agreement;
  for (const CorpusPiece& piece : test_part("nottingham")) {
    const std::vector<PartLine> lines = stated_lines(piece.score);
    if (lines.size() == 2 && are_block_chords(lines[1].notes)) {
      compare(agreement, symbols_of_blocks(lines[1].notes),
              chord_symbols(without_voices(piece.score), 0), end_of(piece.score));
    }
  }
  if (agreement.all == 0) {
    GTEST_SKIP() << "SKIPPED: no corpus nottingham; set BACHPROP_CORPORA";
  }
  fmt::print("chords: root {:.1f} %, root and kind {:.1f} % of the time\n",
             100 * agreement.root / agreement.all, 100 * agreement.kind / agreement.all);
  EXPECT_GT(agreement.root, 0.99 * agreement.all);
  EXPECT_GT(agreement.kind, 0.93 * agreement.all);
}

}  // namespace
}  // namespace bachprop
