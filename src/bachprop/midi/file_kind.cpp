#include "bachprop/midi/file_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string_view>

#include "bachprop/base/lower_case.h"

namespace bachprop {
namespace {

using namespace std::string_view_literals;  // NOLINT(google-build-using-namespace)

constexpr const char* kSound =
    "notes cannot be read from sound; a program for transcription makes MIDI of it";
constexpr const char* kScore =
    "open it in the program that made it, or in MuseScore, and export it as MIDI";
constexpr const char* kText = "convert it to MIDI with the tools of its format";
constexpr const char* kSequence = "convert it to a Standard MIDI File with a player of its format";
constexpr const char* kPicture = "a program for music recognition (OMR) makes MIDI of it";
constexpr const char* kLilyPond = "run LilyPond with a \\midi block in its \\score";
constexpr const char* kArchive = "unpack it and take the files inside";
constexpr const char* kPage = "download the file itself instead of the page about it";
constexpr const char* kEncoded = "decode it first";
constexpr const char* kOther = "look for the file under another name";

// Bytes at a place; '?' in a mark stands for any byte.
struct Mark {
  std::size_t offset;
  std::string_view bytes;
  const char* name;
  const char* advice;
};

constexpr auto kMarks = std::to_array<Mark>({
    {0, "RIFF????WAVE"sv, "a WAV sound (RIFF....WAVE)", kSound},
    {0, "RF64????WAVE"sv, "a WAV sound (RF64....WAVE)", kSound},
    {0, "RIFF????AVI "sv, "a film (RIFF....AVI)", kSound},
    {0, "RIFF????sfbk"sv, "a soundfont (RIFF....sfbk)", kOther},
    {0, "RIFF????DLS "sv, "a bank of sounds (RIFF....DLS)", kOther},
    {0, "RIFF????WEBP"sv, "a picture (WebP)", kOther},
    {0, "FORM????AIFF"sv, "an AIFF sound", kSound},
    {0, "FORM????AIFC"sv, "an AIFF sound", kSound},
    {0, "FORM????XDIR"sv, "extended MIDI of a game (XMI)", kSequence},
    {0, "OggS"sv, "an Ogg sound", kSound},
    {0, "fLaC"sv, "a FLAC sound", kSound},
    {0, "ID3"sv, "an MP3 sound", kSound},
    {0, ".snd"sv, "a sound (.au)", kSound},
    {0, "wvpk"sv, "a WavPack sound", kSound},
    {0, "\x30\x26\xB2\x75"sv, "a Windows Media sound", kSound},
    {4, "ftyp"sv, "an MP4 sound or film", kSound},
    {0, "#!AMR"sv, "an AMR sound", kSound},
    {0, "Extended Module:"sv, "a tracker's module (XM)", kSequence},
    {0, "IMPM"sv, "a tracker's module (IT)", kSequence},
    {44, "SCRM"sv, "a tracker's module (S3M)", kSequence},
    {1080, "M.K."sv, "a tracker's module (MOD)", kSequence},
    {0, "MUS\x1A"sv, "music of Doom (MUS)", kSequence},
    {0, "HMIMIDIP"sv, "music of a game (HMP)", kSequence},
    {0, "HMI-MIDISONG"sv, "music of a game (HMI)", kSequence},
    {0, "GMF\x01"sv, "music of a game (GMF)", kSequence},
    {0, "XMF_"sv, "an XMF file (extensible music format)", kSequence},
    {0, "IREZ"sv, "Beatnik's rich music format (RMF)", kSequence},
    {0, "MMMD"sv, "a ring tone (SMAF)", kSequence},
    {0, "melo"sv, "a ring tone (MFi)", kSequence},
    {0, "BEGIN:IMELODY"sv, "a ring tone (iMelody)", kSequence},
    {0, "Vgm "sv, "a game's sound chip log (VGM)", kSequence},
    {0, "NESM\x1A"sv, "a game's sound program (NSF)", kSequence},
    {0, "PSID"sv, "a game's sound program (SID)", kSequence},
    {0, "CAKEWALK"sv, "a project of Cakewalk", kScore},
    {0, "FICHIER GUITAR PRO"sv, "a Guitar Pro file", kScore},
    {1, "FICHIER GUITAR PRO"sv, "a Guitar Pro file", kScore},
    {1, "FICHIER GUITARE PRO"sv, "a Guitar Pro file", kScore},
    {0, "BCFZ"sv, "a Guitar Pro 6 file (GPX)", kScore},
    {0, "BCFS"sv, "a Guitar Pro 6 file (GPX)", kScore},
    {0, "TuxGuitar"sv, "a TuxGuitar file", kScore},
    {0, "ptab"sv, "a Power Tab file", kScore},
    {0, "ENIGMA BINARY FILE"sv, "a Finale file", kScore},
    {1, "SIBELIUS"sv, "a Sibelius file", kScore},
    {0, "SCOW"sv, "an Encore file", kScore},
    {0, "SCO5"sv, "an Encore file", kScore},
    {0, "[NoteWorthy ArtWare]"sv, "a NoteWorthy Composer file", kScore},
    {0, "[NWZ]"sv, "a NoteWorthy Composer file", kScore},
    {0, "CAP3-V:"sv, "a capella file", kScore},
    {0, "Rar!"sv, "a RAR archive", kArchive},
    {0, "7z\xBC\xAF\x27\x1C"sv, "a 7z archive", kArchive},
    {0, "BZh"sv, "compressed with bzip2", kArchive},
    {0,
     "\xFD"
     "7zXZ"sv,
     "compressed with xz", kArchive},
    {0, "\x28\xB5\x2F\xFD"sv, "compressed with zstd", kArchive},
    {0, "\x1F\x8B"sv, "compressed with gzip (as Rosegarden's and Ableton's projects are)",
     kArchive},
    {257, "ustar"sv, "a tar archive", kArchive},
    {0, "\x1F\xA0"sv, "compressed", kArchive},
    {0, "%PDF"sv, "a PDF", kPicture},
    {0, "%!PS"sv, "PostScript", kPicture},
    {0, "\x89PNG"sv, "a picture (PNG)", kPicture},
    {0, "\xFF\xD8\xFF"sv, "a picture (JPEG)", kPicture},
    {0, "GIF8"sv, "a picture (GIF)", kPicture},
    {0, "SQLite format 3"sv, "an SQLite database", kOther},
    {0, "\xD0\xCF\x11\xE0"sv, "a document of Microsoft Office", kOther},
    {0, "\x00\x05\x16\x07"sv, "a Mac's companion file (AppleDouble), without the music", kOther},
    {0, "MZ"sv, "a Windows program", kOther},
    {0,
     "\x7F"
     "ELF"sv,
     "a program", kOther},
    {0, "version https://git-lfs"sv, "a pointer of Git LFS, not the file", "run `git lfs pull`"},
});

std::string_view ascii_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool matches(std::string_view text, const Mark& mark) {
  if (text.size() < mark.offset + mark.bytes.size()) {
    return false;
  }
  return std::equal(mark.bytes.begin(), mark.bytes.end(),
                    text.begin() + static_cast<std::ptrdiff_t>(mark.offset),
                    [](char expected, char met) { return expected == '?' || expected == met; });
}

std::optional<FileKind> kind_by_mark(std::string_view text) {
  const auto* const mark =
      std::ranges::find_if(kMarks, [&](const Mark& m) { return matches(text, m); });
  return mark == kMarks.end() ? std::nullopt : std::optional(FileKind{mark->name, mark->advice});
}

// The names of what a zip archive holds stand in it as they are.
std::optional<FileKind> kind_of_zip(std::string_view text) {
  if (!text.starts_with("PK\x03\x04")) {
    return std::nullopt;
  }
  const auto holds = [&](std::string_view name) {
    return text.find(name) != std::string_view::npos;
  };
  if (holds(".mscx")) {
    return FileKind{"a MuseScore file (.mscz)", kScore};
  }
  if (holds("score.gpif")) {
    return FileKind{"a Guitar Pro file (.gp)", kScore};
  }
  if (holds("NotationMetadata")) {
    return FileKind{"a Finale file (.musx)", kScore};
  }
  if (holds("META-INF/container.xml")) {
    return FileKind{"compressed MusicXML (.mxl)", kScore};
  }
  return FileKind{"a zip archive", kArchive};
}

// An MPEG frame: eleven bits that are set, then a layer, a bit rate and a sampling rate that exist.
std::optional<FileKind> kind_of_mpeg(std::string_view text) {
  if (text.size() < 4) {
    return std::nullopt;
  }
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const bool is_synchronised = byte(0) == 0xFF && (byte(1) & 0xE0U) == 0xE0U;
  const bool has_layer = (byte(1) & 0x18U) != 0x08U && (byte(1) & 0x06U) != 0;
  const bool has_rates = (byte(2) & 0xF0U) != 0xF0U && (byte(2) & 0x0CU) != 0x0CU;
  if (is_synchronised && has_layer && has_rates) {
    return FileKind{"an MP3 sound", kSound};
  }
  const bool is_aac = byte(0) == 0xFF && (byte(1) & 0xF6U) == 0xF0U;
  return is_aac ? std::optional(FileKind{"an AAC sound", kSound}) : std::nullopt;
}

std::optional<FileKind> kind_of_filling(std::string_view text) {
  const bool is_one_byte = text.find_first_not_of(text.front()) == std::string_view::npos;
  if (text.size() < 2 || !is_one_byte) {
    return std::nullopt;
  }
  return FileKind{text.front() == '\0' ? "nothing but zero bytes" : "one byte again and again",
                  "its content was lost; get it again"};
}

bool is_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 || (byte >= 0x09 && byte <= 0x0D) || byte == 0x1A;
  });
}

// Only the beginning is looked at, where all texts show what they are.
std::string_view beginning_of(std::string_view text) {
  constexpr std::size_t kEnough = 4096;
  text = text.substr(0, kEnough);
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

// The first two lines of the bytes in hexadecimal, with or without blanks.
bool is_hexadecimal(std::string_view text) {
  std::string digits;
  for (const char c : text.substr(0, 64)) {
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) {
      digits += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return digits.find("4d546864") != std::string::npos ||
         digits.find("4d54726b") != std::string::npos;
}

struct Word {
  std::string_view word;  // in lower case
  const char* name;
  const char* advice;
};

// The words that a text begins with.
constexpr auto kBeginnings = std::to_array<Word>({
    {"<!doctype html"sv, "an HTML page", kPage},
    {"<html"sv, "an HTML page", kPage},
    {"<head"sv, "an HTML page", kPage},
    {"data:audio"sv, "a MIDI file as base64 text", kEncoded},
    {"tvroz"sv, "a MIDI file as base64 text", kEncoded},
    {"begin 6"sv, "uuencoded", kEncoded},
    {"%abc"sv, "a tune in ABC notation", kText},
    {"x:"sv, "a tune in ABC notation", kText},
    {"\\version"sv, "a LilyPond file", kLilyPond},
    {"%%abc"sv, "a tune in ABC notation", kText},
    {"!!!"sv, "a Humdrum **kern file", kText},
    {"**"sv, "a Humdrum **kern file", kText},
    {"!muse"sv, "a capella or MUP text", kText},
    {"mfile "sv, "a MIDI file as text of mf2t", "make it MIDI again with t2mf"},
    {"0, 0, header"sv, "a MIDI file as text of midicsv", "make it MIDI again with csvmidi"},
    {"http/1."sv, "a web server's answer without the file", kPage},
});

// The words that stand somewhere in the beginning of a text.
constexpr auto kWords = std::to_array<Word>({
    {"<score-partwise"sv, "MusicXML", kScore},
    {"<score-timewise"sv, "MusicXML", kScore},
    {"<musescore"sv, "a MuseScore file (.mscx)", kScore},
    {"<mei"sv, "an MEI file", kScore},
    {"<gpif"sv, "a Guitar Pro file", kScore},
    {"<html"sv, "an HTML page", kPage},
    {"<svg"sv, "a picture (SVG)", kOther},
    {"**kern"sv, "a Humdrum **kern file", kText},
    {"\\relative"sv, "a LilyPond file", kLilyPond},
    {"\\score"sv, "a LilyPond file", kLilyPond},
    {"group memberships:"sv, "a MuseData file", kText},
    {"<?xml"sv, "an XML file", kScore},
});

std::optional<FileKind> kind_of_text(std::string_view whole) {
  const std::string_view begin = beginning_of(whole);
  if (begin.empty() || !is_text(begin)) {
    return std::nullopt;
  }
  const std::string lower = lower_case(begin);
  for (const Word& word : kBeginnings) {
    if (lower.starts_with(word.word)) {
      return FileKind{word.name, word.advice};
    }
  }
  for (const Word& word : kWords) {
    if (lower.find(word.word) != std::string::npos) {
      return FileKind{word.name, word.advice};
    }
  }
  if (is_hexadecimal(begin)) {
    return FileKind{"a MIDI file as hexadecimal text", "make it bytes again: xxd -r -p"};
  }
  return std::nullopt;
}

}  // namespace

std::optional<FileKind> recognise_file(std::span<const std::byte> bytes) {
  const std::string_view text = ascii_of(bytes);
  if (text.empty()) {
    return std::nullopt;
  }
  for (const auto recognise :
       {kind_by_mark, kind_of_zip, kind_of_filling, kind_of_text, kind_of_mpeg}) {
    if (auto kind = recognise(text)) {
      return kind;
    }
  }
  return std::nullopt;
}

}  // namespace bachprop
