#include "bachprop/score/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bachprop/score/legacy_text.h"

namespace bachprop {
namespace {

struct Encoded {
  const char* what;
  std::string bytes;
  std::string text;
};

const std::vector<Encoded>& encoded_texts() {
  static const std::vector<Encoded> texts = {
      {"Latin-1",
       std::string("F\xFC"
                   "r Elise",
                   9),
       "Für Elise"},
      {"Windows-1252",
       std::string("Don\x92"
                   "t Stop \x96"
                   " \x93"
                   "Live\x94"
                   " \x85"
                   "",
                   21),
       "Don’t Stop – “Live” …"},
      {"an apostrophe that is a kanji in Shift-JIS",
       std::string("It\x92"
                   "s",
                   4),
       "It’s"},
      {"two accents in a row",
       std::string("Gr\xF6"
                   "\xDF"
                   "e",
                   5),
       "Größe"},
      {"Shift-JIS",
       std::string("\x8E"
                   "c\x8D"
                   "\x93"
                   "\x82"
                   "\xC8"
                   "\x93"
                   "V\x8E"
                   "g\x82"
                   "\xCC"
                   "\x83"
                   "e\x81"
                   "[\x83"
                   "[",
                   18),
       "残酷な天使のテーゼ"},
      {"one kanji in Shift-JIS",
       std::string("\x89"
                   "\xD4"
                   "",
                   2),
       "花"},
      {"kana in Shift-JIS",
       std::string("\x83"
                   "\x81"
                   "\x83"
                   "\x8D"
                   "\x83"
                   "f\x83"
                   "B",
                   8),
       "メロディ"},
      {"EUC-JP",
       std::string("\xA4"
                   "\xB5"
                   "\xA4"
                   "\xAF"
                   "\xA4"
                   "\xE9"
                   " \xA4"
                   "\xB5"
                   "\xA4"
                   "\xAF"
                   "\xA4"
                   "\xE9"
                   "",
                   13),
       "さくら さくら"},
      {"ISO-2022-JP",
       std::string("\x1B"
                   "$B$5$/$i\x1B"
                   "(B",
                   12),
       "さくら"},
      {"GBK",
       std::string("\xD0"
                   "\xA1"
                   "\xD0"
                   "\xC7"
                   "\xD0"
                   "\xC7"
                   "\xB1"
                   "\xE4"
                   "\xD7"
                   "\xE0"
                   "\xC7"
                   "\xFA"
                   "",
                   12),
       "小星星变奏曲"},
      {"three letters of GBK",
       std::string("\xC7"
                   "\xE0"
                   "\xBB"
                   "\xA8"
                   "\xB4"
                   "\xC9"
                   "",
                   6),
       "青花瓷"},
      {"three letters of EUC-KR",
       std::string("\xC7"
                   "\xC7"
                   "\xBE"
                   "\xC6"
                   "\xB3"
                   "\xEB"
                   "",
                   6),
       "피아노"},
      {"EUC-KR",
       std::string("\xB0"
                   "\xED"
                   "\xC7"
                   "\xE2"
                   "\xC0"
                   "\xC7"
                   " \xBA"
                   "\xBD"
                   "",
                   9),
       "고향의 봄"},
      {"Windows-1251",
       std::string("\xCA"
                   "\xE0"
                   "\xEB"
                   "\xE8"
                   "\xED"
                   "\xEA"
                   "\xE0"
                   " \xEC"
                   "\xE0"
                   "\xEB"
                   "\xE8"
                   "\xED"
                   "\xEA"
                   "\xE0"
                   "",
                   15),
       "Калинка малинка"},
      {"KOI8-R",
       std::string("\xEB"
                   "\xC1"
                   "\xCC"
                   "\xC9"
                   "\xCE"
                   "\xCB"
                   "\xC1"
                   " \xCD"
                   "\xC1"
                   "\xCC"
                   "\xC9"
                   "\xCE"
                   "\xCB"
                   "\xC1"
                   "",
                   15),
       "Калинка малинка"},
      {"UTF-8 with a byte order mark",
       std::string("\xEF"
                   "\xBB"
                   "\xBF"
                   "F\xC3"
                   "\xBC"
                   "r Elise",
                   13),
       "Für Elise"},
      {"UTF-16, high byte first",
       std::string("\xFE"
                   "\xFF"
                   "\\\x0F"
                   "f\x1F"
                   "f\x1F"
                   "",
                   8),
       "小星星"},
      {"UTF-16, low byte first",
       std::string("\xFF"
                   "\xFE"
                   "\x0F"
                   "\\\x1F"
                   "f\x1F"
                   "f",
                   8),
       "小星星"},
      {"UTF-16 without a byte order mark",
       std::string("L\x00"
                   "e\x00"
                   "a\x00"
                   "d\x00"
                   "",
                   8),
       "Lead"},
      {"the same, high byte first and with a NUL behind it",
       std::string("\x00"
                   "L\x00"
                   "e\x00"
                   "a\x00"
                   "d\x00"
                   "\x00"
                   "",
                   10),
       "Lead"},
      {"NULs behind it",
       std::string("LEAD\x00"
                   "\x00"
                   "\x00"
                   "\x00"
                   "\x00"
                   "\x00"
                   "",
                   10),
       "LEAD"},
      {"blanks and NULs before it",
       std::string("  \x00"
                   "Lead  ",
                   9),
       "Lead"},
      {"a sequence that steers a terminal",
       std::string("a\x1B"
                   "[31mb\x07"
                   "c",
                   9),
       "a[31mbc"},
      {"a turn of the direction",
       std::string("a\xE2"
                   "\x80"
                   "\xAE"
                   "b",
                   5),
       "ab"},
      {"line end and tab",
       std::string("one\x0D"
                   "\x0A"
                   "two\x09"
                   "three",
                   14),
       "one  two three"},
      {"bytes that mean nothing",
       std::string("\x81"
                   "\x8D"
                   "",
                   2),
       ""},
      {"nothing but NULs",
       std::string("\x00"
                   "\x00"
                   "\x00"
                   "",
                   3),
       ""},
  };
  return texts;
}

TEST(Text, IsReadFromTheEncodingThatMakesLettersOfIt) {
  for (const Encoded& encoded : encoded_texts()) {
    EXPECT_EQ(to_utf8(encoded.bytes), encoded.text) << encoded.what;
  }
}

TEST(Text, IsPlainOnceItWasRead) {
  for (const Encoded& encoded : encoded_texts()) {
    const std::string text = to_utf8(encoded.bytes);
    EXPECT_TRUE(is_plain_text(text)) << encoded.what;
    EXPECT_EQ(to_utf8(text), text) << encoded.what;
  }
}

TEST(Text, IsPlainWithoutControlCharactersAndBlanksAtItsEnds) {
  EXPECT_TRUE(is_plain_text("Für Elise"));
  EXPECT_TRUE(is_plain_text(""));
  EXPECT_FALSE(is_plain_text(" Lead"));
  EXPECT_FALSE(is_plain_text("Lead "));
  EXPECT_FALSE(is_plain_text("a\x1B[31m"));
  EXPECT_FALSE(is_plain_text("a\xC2\x85"));
  EXPECT_FALSE(is_plain_text("\xFC"));
}

// All bytes of each length, so that no encoding's rule goes wrong at an end.
TEST(Text, OfAnyTwoBytesIsPlain) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string bytes = {static_cast<char>(first), static_cast<char>(second)};
      ASSERT_TRUE(is_plain_text(to_utf8(bytes))) << first << " " << second;
    }
  }
}

// A system without the tables of an encoding knows no such name.
TEST(LegacyText, IsNotConvertedFromACharacterSetThatTheSystemDoesNotKnow) {
  EXPECT_EQ(converted_from("NO-SUCH-CHARACTER-SET", "abc"), std::nullopt);
  EXPECT_EQ(converted_from("CP932", "\x82"), std::nullopt);
}

}  // namespace
}  // namespace bachprop
