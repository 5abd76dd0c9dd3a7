#include "bachprop/notation/sheet.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/analysis/printed_keys.h"
#include "bachprop/analysis/readable_rhythm.h"
#include "bachprop/arrange/arrange.h"
#include "bachprop/arrange/arranged_midi.h"
#include "bachprop/arrange/ritardando.h"
#include "bachprop/arrange/unisons.h"
#include "bachprop/base/count_text.h"
#include "bachprop/base/numbers.h"
#include "bachprop/base/try.h"
#include "bachprop/notation/bar_lines.h"
#include "bachprop/notation/sung_words.h"
#include "bachprop/score/changes.h"
#include "bachprop/score/common_offset.h"
#include "bachprop/score/rhythm.h"

namespace bachprop {
namespace {

// A symphony has some 2,000 bars and 100,000 notes.
constexpr std::int64_t kMostBars = 20000;
constexpr std::size_t kMostNotes = 500000;

// --- Key --------------------------------------------------------------------------------------

// Programs that write MIDI files without knowing the key state C major.
bool states_a_key(const Score& score) {
  return std::ranges::any_of(score.key_signatures, [](const KeySignature& signature) {
    return signature.sharps != 0 || signature.minor;
  });
}

std::vector<Quarters> bar_lines_of(const ScoreHead& head) {
  std::vector<Quarters> lines;
  if (const auto bars = lay_out_bars(head, head.end)) {
    for (const NotatedBar& bar : *bars) {
      lines.push_back(bar.start);
    }
  }
  return lines;
}

std::vector<KeySignature> keys_of(const Score& score, const SheetOptions& options,
                                  const ScoreHead& head, SheetSource& source) {
  if (options.key) {
    source = SheetSource::kOptions;
    return {{0, options.key->sharps, options.key->minor}};
  }
  if (!states_a_key(score)) {
    source = SheetSource::kNotes;
    return printed_keys_of(score, bar_lines_of(head));
  }
  source = SheetSource::kScore;
  std::vector<KeySignature> keys = score.key_signatures;
  keys.front().onset = 0;
  return without_repeats(std::move(keys));
}

constexpr std::string_view kLetters = "FCGDAEB";  // by fifths

// The tonic's place among fifths: F -1, C 0 ... B 5, F sharp 6.
int fifths_of_tonic(const KeySignature& signature) {
  return signature.sharps + (signature.minor ? 3 : 0);
}

// The meaning of a name after its letter: sharps or flats in fifths, and then the mode.
struct NameEnding {
  std::string_view text;
  int fifths;
};

std::string lower_case(std::string_view text) {
  std::string lower;
  for (const char c : text) {
    if (c != ' ' && c != '-' && c != '_') {
      lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return lower;
}

// --- Rhythm -----------------------------------------------------------------------------------

std::string movement_text(const ReadableRhythm& readable) {
  std::string text =
      fmt::format("{} moved to times that can be read, the farthest by {:.3f} of a quarter",
                  counted(static_cast<std::uint64_t>(readable.notes_moved), "note"),
                  readable.max_movement.to_double());
  if (readable.notes_merged > 0) {
    text += fmt::format("; {} of them fell together",
                        counted(static_cast<std::uint64_t>(readable.notes_merged), "note"));
  }
  return text;
}

// MusicXML's octaves begin at 0: what lies lower goes an octave up.
Score writable_pitches(Score score, std::vector<std::string>& remarks) {
  constexpr int kLowest = kSemitonesPerOctave;  // C0
  std::uint64_t raised = 0;
  for (Note& note : score.notes) {
    if (note.pitch < kLowest) {
      note.pitch += kSemitonesPerOctave;
      ++raised;
    }
  }
  if (raised > 0) {
    remarks.push_back(
        fmt::format("{} too low to be written, an octave higher", counted(raised, "note")));
    return put_in_order(std::move(score));
  }
  return score;
}

// A score, by how much all of its notes became earlier, and what was done.
struct TimedScore {
  Score score = {};
  Quarters offset = {};
  std::vector<std::string> remarks = {};
};

// The score without what is common to nearly all onsets.
TimedScore on_the_beat(const Score& score) {
  const Quarters offset = common_offset(score);
  if (offset == 0) {
    return {.score = score};
  }
  return {without_offset(score, offset), offset, {describe_offset(offset)}};
}

TimedScore moved_score(const Score& score, const RhythmGrid& grid, std::string_view why) {
  ReadableRhythm readable = make_readable(score, grid);
  TimedScore moved{.score = std::move(readable.score)};
  if (readable.notes_moved > 0) {
    moved.remarks.push_back(std::string(why) + movement_text(readable));
  }
  return moved;
}

// Rounding may show an offset that the times as they were did not.
TimedScore rounded_score(NormalisedRhythm normal) {
  TimedScore rounded{.score = std::move(normal.score), .offset = normal.offset};
  if (normal.offset != 0) {
    rounded.remarks.push_back(describe_offset(normal.offset));
  }
  rounded.remarks.push_back(normal.share_moved > 0
                                ? fmt::format("times rounded: {}", describe_movement(normal))
                                : "lengths of notes rounded to the nearest 64th or 32nd triplet");
  return rounded;
}

// The score at times that somebody may have written.
TimedScore written_score(const Score& score, const std::optional<RhythmGrid>& grid) {
  if (grid) {
    return moved_score(score, *grid, "");
  }
  if (is_readable_rhythm(score)) {
    return {.score = score};
  }
  NormalisedRhythm normal = normalise_rhythm(score, Unisons::kPerVoice);
  if (!normal.is_live && normal.gaps_shortened + normal.notes_shortened > 0) {
    // Paper can show what a network cannot learn, a long rest or note.
    ReadableRhythm rounded = round_times(score);
    if (is_readable_rhythm(rounded.score)) {
      return {.score = std::move(rounded.score),
              .remarks = {"times rounded: " + movement_text(rounded)}};
    }
  } else if (!normal.is_live && is_readable_rhythm(normal.score)) {
    return rounded_score(std::move(normal));
  }
  return moved_score(score, {}, normal.is_live ? "a live recording: " : "");
}

// --- The sheet --------------------------------------------------------------------------------

Result<void> check_size(const Score& score) {
  if (score.notes.empty()) {
    return fail("no notes");
  }
  const Quarters end = end_of(score);
  if (score.notes.size() > kMostNotes || end > 4 * kMostBars) {
    return fail(fmt::format(
        "{} notes in {} quarters are too much music for one score: at most {} "
        "notes and {} quarters",
        score.notes.size(), end.numerator() / end.denominator(), kMostNotes, 4 * kMostBars));
  }
  return {};
}

Sheet sheet_head(Score score, const SheetOptions& options) {
  Sheet sheet;
  const Score heard = without_unisons(score);
  const PieceMetre metre = metre_of(heard, {.time = options.time,
                                            .pickup = options.pickup,
                                            .has_percussion = options.has_percussion,
                                            .is_composed = options.is_composed});
  sheet.time_from = metre.time_from;
  sheet.pickup_from = metre.pickup_from;
  score.time_signatures = metre.signatures;
  if (options.quarters_per_minute) {
    score.tempos = {{0, *options.quarters_per_minute}};
  }
  if (options.ritardando) {
    score.tempos = with_ritardando(score, metre);
  }
  score.title = options.title.empty() ? score.title : options.title;
  score.composer = options.composer.empty() ? score.composer : options.composer;
  if (!options.lyrics) {
    score.lyrics.clear();
  }
  sheet.head = {.title = score.title,
                .composer = score.composer,
                .time_signatures = score.time_signatures,
                .start = metre.start,
                .pickup = metre.pickup,
                .end = end_of(score),
                .tempos = score.tempos};
  score.key_signatures = keys_of(heard, options, sheet.head, sheet.key_from);
  sheet.head.key_signatures = score.key_signatures;
  sheet.score = std::move(score);
  return sheet;
}

Result<Sheet> written_sheet(Score score, const SheetOptions& options) {
  Sheet sheet = sheet_head(std::move(score), options);
  const TimeSignature& first = sheet.head.time_signatures.front();
  if (options.pickup && *options.pickup >= bar_length(first)) {
    return fail(fmt::format("a pick-up of {} quarters is no shorter than a bar of {}/{}",
                            options.pickup->to_string(), first.numerator, first.denominator));
  }
  auto arrangement = TRY(
      arrange(sheet.score, options.arrangement, {.pickup = sheet.head.start + sheet.head.pickup}));
  sheet.arrangement = std::move(arrangement);
  auto notated = TRY(notate(sheet.arrangement, sheet.head));
  sheet.notated = std::move(notated);
  return sheet;
}

void add_words(Sheet& sheet) {
  if (sheet.score.lyrics.empty()) {
    return;
  }
  const SungWords words = set_words(sheet.notated, sheet.score.lyrics);
  if (words.placed == 0) {
    sheet.remarks.emplace_back("the words left out: no voice has notes where they are sung");
  } else if (words.left_out > 0) {
    sheet.remarks.push_back(counted(words.left_out, "syllable") + " left out: no note is near");
  }
}

// --- MIDI -------------------------------------------------------------------------------------

// A composed score without the voices that were found for its file: they are found again.
Score as_composed(const Score& score) {
  Score alone = without_unisons(score);
  alone.voices.clear();
  alone.velocities.clear();
  alone.voice_names.clear();
  alone.voice_programs.clear();
  alone.is_composed = true;
  return alone;
}

}  // namespace

Result<Sheet> make_sheet(const Score& score, const SheetOptions& options) {
  TRY(check_size(score));
  if (score.is_composed && !options.is_composed) {
    SheetOptions composed = options;
    composed.is_composed = true;
    return make_sheet(score, composed);
  }
  TimedScore timed = on_the_beat(options.is_composed ? as_composed(score) : score);
  const Score writable = writable_pitches(std::move(timed.score), timed.remarks);
  TimedScore written = written_score(writable, options.grid);
  std::vector<std::string> moved = std::move(written.remarks);
  Quarters offset = timed.offset + written.offset;
  auto sheet = written_sheet(std::move(written.score), options);
  if (!sheet) {
    // A time that no written value expresses.
    ReadableRhythm readable = make_readable(writable, options.grid.value_or(RhythmGrid()));
    moved = {movement_text(readable)};
    offset = timed.offset;
    sheet = written_sheet(readable.score, options);
    if (!sheet && score.time_signatures.size() > 1) {
      // Bars that begin where no note can be written.
      readable.score.time_signatures.resize(1);
      readable.score.time_signatures.front().onset = 0;
      moved.emplace_back("changes of the time signature left out: they stand between the beats");
      sheet = written_sheet(std::move(readable.score), options);
    }
  }
  if (sheet) {
    sheet->offset = offset;
    sheet->remarks = std::move(timed.remarks);
    std::ranges::copy(moved, std::back_inserter(sheet->remarks));
    std::ranges::copy(sheet->arrangement.remarks, std::back_inserter(sheet->remarks));
    add_words(*sheet);
  }
  return sheet;
}

NotatedScore part_sheet(const Sheet& sheet, std::size_t part) {
  const NotatedPart& player = sheet.notated.parts.at(part);
  const std::string& name = player.part.instrument.name;
  const std::string& title = sheet.notated.title;
  return {.title = title.empty() ? name : fmt::format("{}, {}", title, name),
          .composer = sheet.notated.composer,
          .bars = sheet.notated.bars,
          .parts = {player},
          .chords = sheet.notated.chords};
}

std::vector<std::byte> write_arranged_midi(const Sheet& sheet, Dynamics dynamics) {
  Score head;
  head.title = sheet.head.title;
  head.tempos = sheet.head.tempos;
  head.time_signatures = stated_signatures({.signatures = sheet.head.time_signatures,
                                            .start = sheet.head.start,
                                            .pickup = sheet.head.pickup});
  head.key_signatures = sheet.head.key_signatures;
  head.composer = sheet.head.composer;
  head.lyrics = sheet.score.lyrics;
  const std::vector<PlacedNote>& notes = sheet.arrangement.notes;
  return write_arranged_midi(sheet.arrangement, head,
                             velocities_of(notes, sheet.notated.bars, dynamics));
}

std::string key_name(const KeySignature& signature) {
  const int place = fifths_of_tonic(signature) + 1;  // F 0, C 1 ...
  const int letter = (place % 7 + 7) % 7;
  const int alteration = (place - letter) / 7;
  constexpr std::array<const char*, 3> kAlterations = {" flat", "", " sharp"};
  return fmt::format("{}{} {}", kLetters[as_index(letter)],
                     kAlterations.at(as_index(alteration + 1)),
                     signature.minor ? "minor" : "major");
}

std::optional<KeySignature> key_signature_named(const std::string& name) {
  const std::size_t begin = name.find_first_not_of(' ');
  const std::size_t place =
      begin == std::string::npos
          ? std::string::npos
          : kLetters.find(static_cast<char>(std::toupper(static_cast<unsigned char>(name[begin]))));
  if (place == std::string::npos) {
    return std::nullopt;
  }
  const std::string rest = lower_case(std::string_view(name).substr(begin + 1));
  constexpr std::array<NameEnding, 5> kAlterations = {
      {{"sharp", 7}, {"flat", -7}, {"#", 7}, {"b", -7}, {"", 0}}};
  const auto alteration = std::ranges::find_if(
      kAlterations, [&](const NameEnding& ending) { return rest.starts_with(ending.text); });
  const std::string mode = rest.substr(alteration->text.size());
  const bool major =
      mode == "major" || mode == "maj" || mode.empty() || (mode == "m" && name.ends_with('M'));
  const bool minor = !major && (mode == "minor" || mode == "min" || mode == "m");
  const int sharps = as_int(place) - 1 + alteration->fifths - (minor ? 3 : 0);
  if ((!minor && !major) || std::abs(sharps) > 7) {
    return std::nullopt;
  }
  return KeySignature{0, sharps, minor};
}

}  // namespace bachprop
