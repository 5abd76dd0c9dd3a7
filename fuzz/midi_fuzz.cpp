// Whatever the bytes, reading them ends in an error that says something or in a score that keeps
// the promises of score.h; a score survives rhythm normalisation, writing and reading again.
#include <cstddef>
#include <cstdint>
#include <span>

#include "bachprop/base/check.h"
#include "bachprop/midi/note_pairing.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf_reader.h"
#include "bachprop/midi/smf_writer.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_promises.h"
#include "bachprop/score/score_writer.h"
#include "fuzz_target.h"

namespace bachprop {
namespace {

void check_read_back(const Score& score) {
  const auto again = read_score(write_score(score), "again", {.strict = true});
  check(again.has_value(), "a written score is read without repair");
  check(again->score == score, "a written score is read back as it was");
}

void check_rhythm(const Score& score) {
  const NormalisedRhythm rhythm = normalise_rhythm(score);
  check(rhythm == normalise_rhythm_in_rationals(score), "whole units are as good as rationals");
  check(!find_broken_promise(rhythm.score), "a normalised score keeps the promises of a score");
  check(rhythm.max_movement <= 1.0 / 24, "no onset moves by more than a 24th of a quarter");
  Quarters previous;
  for (const Note& note : rhythm.score.notes) {
    check(is_possible_duration(note.onset - previous), "dT is a possible duration");
    check(is_possible_duration(note.duration), "T is a possible duration");
    previous = note.onset;
  }
  check(normalise_rhythm(rhythm.score).score.notes == rhythm.score.notes,
        "normalising twice is normalising once");
  check_read_back(rhythm.score);
}

// The fast way to read notes gives what reading all events byte by byte and pairing them gives.
void check_notes(std::span<const std::byte> bytes, bool keep_percussion) {
  const auto notes = read_notes(bytes, "fuzz", {.keep_percussion = keep_percussion});
  const auto events = read_smf(bytes, "fuzz", {.byte_by_byte = true});
  check(notes.has_value() == events.has_value(), "notes are read where events are");
  if (!notes) {
    check(notes.error().message() == events.error().message(), "both are the same error");
    return;
  }
  check(notes->file == pair_notes(events->file, keep_percussion), "notes are the events' notes");
  check(notes->repairs == events->repairs, "both repair the same");
}

void check_score(const SmfReading& reading, bool keep_percussion) {
  const auto scored = score_of(reading, "fuzz", {.keep_percussion = keep_percussion});
  check(scored.has_value(), "what was read has a score");
  check(!find_broken_promise(scored->score), "a score keeps its promises");
  const ScoreCounts& counts = scored->counts;
  check(static_cast<std::int64_t>(scored->score.notes.size()) ==
            counts.note_ons - counts.percussion_dropped - counts.zero_length_dropped -
                counts.unisons_merged,
        "every note-on is accounted for");
  check_rhythm(scored->score);
  if (std::holds_alternative<TicksPerQuarter>(reading.file.division)) {
    check_read_back(scored->score);
  }
}

}  // namespace
}  // namespace bachprop

// The name is libFuzzer's.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bachprop;  // NOLINT(google-build-using-namespace)
  const auto bytes = std::as_bytes(std::span(data, size));
  check_notes(bytes, false);
  check_notes(bytes, true);
  const auto reading = read_smf(bytes, "fuzz");
  if (!reading) {
    check(reading.error().message().starts_with("fuzz: "), "an error names the file");
    return 0;
  }
  const auto again = read_smf(write_smf(reading->file), "again", {.strict = true});
  check(again.has_value(), "a written file is read without repair");
  check_score(*reading, false);
  check_score(*reading, true);
  return 0;
}
