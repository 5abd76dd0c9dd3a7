// Damages a file in every simple way: each ends in notes or in an error that says something.
#include <gtest/gtest.h>

#include <algorithm>

#include "bachprop/base/file_io.h"
#include "bachprop/base/random.h"
#include "bachprop/midi/note_pairing.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/score/midi_score.h"
#include "bachprop/score/rhythm.h"
#include "bachprop/score/score_promises.h"
#include "bachprop/score/score_writer.h"
#include "midi/corpora.h"

namespace bachprop {
namespace {

using Bytes = std::vector<std::byte>;

Bytes small_file() {
  Score score;
  score.title = "Small";
  score.voice_names = {"upper", "lower"};
  for (int i = 0; i < 16; ++i) {
    score.notes.push_back({i, 1, 48 + i});
    score.voices.push_back(1);
    score.notes.push_back({i, {1, 2}, 72 - i});
    score.voices.push_back(0);
  }
  score.tempos = {{0, 120}};
  score.time_signatures = {{0, 3, 4}};
  score.key_signatures = {{0, 1, false}};
  std::sort(score.notes.begin(), score.notes.end(), [](const Note& a, const Note& b) {
    return a.onset != b.onset ? a.onset < b.onset : a.pitch < b.pitch;
  });
  return write_score(score);
}

// The number of notes saved; 0 for an error.
std::size_t expect_notes_or_error(const Bytes& bytes) {
  const auto reading = read_score(bytes, "damaged.mid");
  if (!reading) {
    EXPECT_TRUE(reading.error().message().starts_with("damaged.mid: "))
        << reading.error().message();
    return 0;
  }
  EXPECT_EQ(find_broken_promise(reading->score), std::nullopt);
  EXPECT_EQ(find_broken_promise(normalise_rhythm(reading->score).score), std::nullopt);
  return reading->score.notes.size();
}

// Whatever is cut off, the notes before the cut stay: a longer beginning never gives fewer. A note
// that still sounds at the cut counts once it has lasted for a tick.
void expect_cuts_keep_earlier_notes(const Bytes& bytes) {
  std::size_t most = 0;
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const std::size_t notes =
        expect_notes_or_error({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)});
    EXPECT_GE(notes + 8, most) << "cut at " << size;  // 8: notes of no length yet
    most = std::max(most, notes);
  }
  EXPECT_EQ(most, expect_notes_or_error(bytes));
}

// Returns the share of damaged files of which at least one note was saved.
double flip_each_bit(Bytes bytes, std::size_t first_bytes) {
  std::size_t saved = 0;
  const std::size_t count = std::min(first_bytes, bytes.size());
  for (std::size_t i = 0; i < count; ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      bytes[i] ^= std::byte{1} << bit;
      saved += expect_notes_or_error(bytes) > 0 ? 1 : 0;
      bytes[i] ^= std::byte{1} << bit;
    }
  }
  return static_cast<double>(saved) / static_cast<double>(count * 8);
}

TEST(Mutilation, CuttingASmallFileAtEachByteKeepsTheNotesBefore) {
  expect_cuts_keep_earlier_notes(small_file());
}

TEST(Mutilation, FlippingEachBitOfASmallFileStillSavesNotes) {
  EXPECT_EQ(flip_each_bit(small_file(), 1000), 1.0);
}

// Bytes as of a compressed file.
std::vector<std::byte> noise(std::size_t size, std::uint64_t seed) {
  Random random({seed});
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(random.below(256));
  }
  return bytes;
}

// Both readers, over both ways, see one thing.
void expect_readers_agree(const Bytes& bytes) {
  const auto notes = read_notes(bytes, "damaged.mid");
  const auto events = read_smf(bytes, "damaged.mid", {.byte_by_byte = true});
  ASSERT_EQ(notes.has_value(), events.has_value());
  if (notes) {
    EXPECT_EQ(notes->file, pair_notes(events->file, false));
    EXPECT_EQ(notes->repairs, events->repairs);
  }
}

// From any byte on the file is overwritten: all notes before it stay, but for those that begin
// where the noise begins, and noise invents few.
TEST(Mutilation, NoiseInAFileInventsFewNotes) {
  const Bytes whole = small_file();
  std::size_t invented = 0;
  std::size_t files = 0;
  for (std::size_t begin = 80; begin < whole.size(); ++begin) {
    Bytes bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(begin));
    const std::size_t before = expect_notes_or_error(bytes);
    const Bytes foreign = noise(600, begin);
    bytes.insert(bytes.end(), foreign.begin(), foreign.end());
    expect_readers_agree(bytes);
    const std::size_t notes = expect_notes_or_error(bytes);
    EXPECT_GE(notes + 2, before) << "noise from " << begin;
    EXPECT_LE(notes, before + 12) << "noise from " << begin;
    invented += notes > before ? notes - before : 0;
    ++files;
  }
  EXPECT_LE(2 * invented, files);
}

class MutilatedCorpora : public testing::TestWithParam<const char*> {};

TEST_P(MutilatedCorpora, EndInNotesOrAnError) {
  const auto folder = find_corpus(GetParam());
  if (!folder) {
    GTEST_SKIP() << "SKIPPED: no corpus " << GetParam() << "; set BACHPROP_CORPORA";
  }
  const auto bytes = read_file(midi_files_in(*folder).front()).value();
  expect_cuts_keep_earlier_notes(bytes);
  EXPECT_GT(flip_each_bit(bytes, 200), 0.99);
}

INSTANTIATE_TEST_SUITE_P(Known, MutilatedCorpora, testing::Values("chorales", "nottingham"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace bachprop
