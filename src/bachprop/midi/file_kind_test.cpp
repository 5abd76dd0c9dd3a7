#include "bachprop/midi/file_kind.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bachprop/base/file_io.h"
#include "bachprop/midi/note_reader.h"
#include "bachprop/midi/smf_reader.h"

namespace bachprop {
namespace {

using namespace std::string_literals;  // NOLINT(google-build-using-namespace)

std::string kind_of(std::string_view bytes) {
  const auto kind = recognise_file(as_bytes_of(bytes));
  return kind ? kind->name : "";
}

TEST(RecogniseFile, KnowsFilesByTheirFirstBytes) {
  EXPECT_EQ(kind_of("RIFF\x24\x00\x00\x00WAVEfmt "s), "a WAV sound (RIFF....WAVE)");
  EXPECT_EQ(kind_of("ID3\x04\x00"s), "an MP3 sound");
  EXPECT_EQ(kind_of("\xFF\xFB\x90\x64\x00"s), "an MP3 sound");
  EXPECT_EQ(kind_of("OggS\x00\x02"s), "an Ogg sound");
  EXPECT_EQ(kind_of("fLaC\x00"s), "a FLAC sound");
  EXPECT_EQ(kind_of("%PDF-1.4"), "a PDF");
  EXPECT_EQ(kind_of("\x18"
                    "FICHIER GUITAR PRO v5.00"),
            "a Guitar Pro file");
  EXPECT_EQ(kind_of("XMF_1.00"), "an XMF file (extensible music format)");
  EXPECT_EQ(kind_of("\x00\x00\x00\x18"
                    "ftypM4A "s),
            "an MP4 sound or film");
  EXPECT_TRUE(kind_of("\x1F\x8B\x08\x00"s).starts_with("compressed with gzip"));
  EXPECT_EQ(kind_of(std::string(64, '\0')), "nothing but zero bytes");
}

TEST(RecogniseFile, KnowsZipArchivesByWhatTheyHold) {
  const std::string head = "PK\x03\x04\x14\x00\x00\x00"s;
  EXPECT_EQ(kind_of(head + "META-INF/container.xml"), "compressed MusicXML (.mxl)");
  EXPECT_EQ(kind_of(head + "META-INF/container.xml song.mscx"), "a MuseScore file (.mscz)");
  EXPECT_EQ(kind_of(head + "Content/score.gpif"), "a Guitar Pro file (.gp)");
  EXPECT_EQ(kind_of(head + "song.txt"), "a zip archive");
}

TEST(RecogniseFile, KnowsTextsByTheirWords) {
  EXPECT_EQ(kind_of("\xEF\xBB\xBF<!DOCTYPE HTML><p>"), "an HTML page");
  EXPECT_EQ(kind_of("<?xml version=\"1.0\"?>\n<score-partwise>"), "MusicXML");
  EXPECT_EQ(kind_of("<?xml version=\"1.0\"?>\n<museScore version=\"3\">"),
            "a MuseScore file (.mscx)");
  EXPECT_EQ(kind_of("X:1\nT:A tune\nK:D\n"), "a tune in ABC notation");
  EXPECT_EQ(kind_of("**kern\n4c\n*-\n"), "a Humdrum **kern file");
  EXPECT_EQ(kind_of("(C) 1993\nGroup memberships: score\n"), "a MuseData file");
  EXPECT_EQ(kind_of("\\version \"2.24\"\n{ c' }"), "a LilyPond file");
  EXPECT_EQ(kind_of("TVRoZAAAAAYAAAABAeBNVHJr"), "a MIDI file as base64 text");
  EXPECT_EQ(kind_of("4D 54 68 64 00 00 00 06"), "a MIDI file as hexadecimal text");
}

TEST(RecogniseFile, DoesNotKnowWhatItHasNotMet) {
  EXPECT_EQ(kind_of(""), "");
  EXPECT_EQ(kind_of("hello"), "");
  EXPECT_EQ(kind_of("\x01\x02\x03"), "");
}

TEST(RecogniseFile, TellsTheReaderWhatToSayOfAFileThatIsNoMidi) {
  const std::string wave = "RIFF\x24\x00\x00\x00WAVEdata\x04\x00\x00\x00\x00\x01\x00\x01"s;
  const auto notes = read_notes(as_bytes_of(wave), "tune.mid");
  ASSERT_FALSE(notes.has_value());
  EXPECT_EQ(notes.error().message(),
            "tune.mid: is not a MIDI file but a WAV sound (RIFF....WAVE): notes cannot be read "
            "from sound; a program for transcription makes MIDI of it");
  const auto events = read_smf(as_bytes_of(wave), "tune.mid");
  ASSERT_FALSE(events.has_value());
  EXPECT_EQ(events.error().message(), notes.error().message());
}

// A page about MIDI files names their chunks.
TEST(RecogniseFile, KeepsTheReaderFromSearchingAPageForAHeader) {
  const std::string page = "<html><p>A file begins with MThd, a track with MTrk, then come events.";
  const auto notes = read_notes(as_bytes_of(page), "page.mid");
  ASSERT_FALSE(notes.has_value());
  EXPECT_NE(notes.error().message().find("an HTML page"), std::string::npos)
      << notes.error().message();
}

}  // namespace
}  // namespace bachprop
