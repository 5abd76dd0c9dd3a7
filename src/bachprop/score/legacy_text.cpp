#include "bachprop/score/legacy_text.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "bachprop/base/numbers.h"
#include "bachprop/score/utf8.h"

namespace bachprop {
namespace {

unsigned byte_of(char character) { return static_cast<unsigned char>(character); }
bool is_high(char character) { return byte_of(character) >= 0x80; }
bool is_in(char character, unsigned first, unsigned last) {
  return byte_of(character) >= first && byte_of(character) <= last;
}
bool is_letter_of_ascii(char character) {
  return is_in(character, 'A', 'Z') || is_in(character, 'a', 'z');
}

std::ptrdiff_t high_bytes(std::string_view text) { return std::ranges::count_if(text, is_high); }

// Every byte is the character of the same number; C1 control characters go later.
std::string from_latin_1(std::string_view text) {
  std::string converted;
  for (const char character : text) {
    if (is_high(character)) {
      converted += static_cast<char>(0xC0U | (byte_of(character) >> 6U));
      converted += static_cast<char>(0x80U | (byte_of(character) & 0x3FU));
    } else {
      converted += character;
    }
  }
  return converted;
}

// Bytes of text that was valid before, of three letters or more, in such a range.
std::ptrdiff_t count_three_byte(std::string_view utf8, std::string_view first,
                                std::string_view last) {
  std::ptrdiff_t count = 0;
  for (std::size_t i = 0; i + 3 <= utf8.size(); ++i) {
    const std::string_view letter = utf8.substr(i, 3);
    count += letter >= first && letter <= last ? 1 : 0;
  }
  return count;
}

std::ptrdiff_t count_kana(std::string_view utf8) {
  return count_three_byte(utf8, "\xE3\x81\x81", "\xE3\x83\xBF");  // U+3041 .. U+30FF
}
std::ptrdiff_t count_kanji(std::string_view utf8) {
  return count_three_byte(utf8, "\xE4\xB8\x80", "\xE9\xBF\xBF");  // U+4E00 .. U+9FFF
}

// A syllable of hangul as Korean has many: without a double consonant, a rare vowel or a final that
// few words have. Chinese characters that pass for hangul are often others.
bool is_common_hangul(std::string_view letter) {
  constexpr unsigned kFirst = 0xAC00;
  constexpr unsigned kLast = 0xD7A3;
  const unsigned code_point = (byte_of(letter[0]) & 0x0FU) << 12U |
                              (byte_of(letter[1]) & 0x3FU) << 6U | (byte_of(letter[2]) & 0x3FU);
  if (byte_of(letter[0]) < 0xE0 || code_point < kFirst || code_point > kLast) {
    return false;
  }
  constexpr unsigned kFinals = 28;
  constexpr unsigned kVowels = 21;
  constexpr auto kCommonFinals = std::to_array<unsigned>({0, 1, 4, 8, 16, 17, 19, 21});
  constexpr auto kDoubleInitials = std::to_array<unsigned>({1, 4, 8, 10, 13});
  constexpr auto kRareVowels = std::to_array<unsigned>({3, 10, 15});
  const unsigned index = code_point - kFirst;
  return std::ranges::count(kCommonFinals, index % kFinals) == 1 &&
         std::ranges::count(kDoubleInitials, index / kFinals / kVowels) == 0 &&
         std::ranges::count(kRareVowels, index / kFinals % kVowels) == 0;
}

std::ptrdiff_t count_common_hangul(std::string_view utf8) {
  std::ptrdiff_t count = 0;
  for (std::size_t i = 0; i + 3 <= utf8.size(); ++i) {
    count += byte_of(utf8[i]) >= 0xE0 && is_common_hangul(utf8.substr(i, 3)) ? 1 : 0;
  }
  return count;
}

std::ptrdiff_t count_characters(std::string_view utf8) {
  return std::ranges::count_if(utf8, [](char c) { return !is_in(c, 0x80, 0xBF); });
}

// One kanji among Latin letters is a curly quote and the letter behind it: "Don't".
std::optional<std::string> as_shift_jis(std::string_view text) {
  auto utf8 = converted_from("CP932", text);
  if (utf8 && (count_kana(*utf8) > 0 || 2 * count_kanji(*utf8) >= count_characters(*utf8))) {
    return utf8;
  }
  return std::nullopt;
}

// Bytes A1 .. FE that all come in pairs, at least two of them.
bool is_all_pairs(std::string_view text) {
  std::ptrdiff_t pairs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_high(text[i])) {
      continue;
    }
    if (i + 1 == text.size() || !is_in(text[i], 0xA1, 0xFE) || !is_in(text[i + 1], 0xA1, 0xFE)) {
      return false;
    }
    ++i;
    ++pairs;
  }
  return pairs >= 2;
}

// Accents stand among letters without them; Cyrillic and East Asian letters among their like.
bool is_mostly_high(std::string_view text) {
  return high_bytes(text) > std::ranges::count_if(text, is_letter_of_ascii);
}

// The scripts of East Asia that write a letter as two high bytes.
std::optional<std::string> as_pairs(std::string_view text) {
  if (!is_all_pairs(text) || !is_mostly_high(text)) {
    return std::nullopt;
  }
  const std::ptrdiff_t pairs = high_bytes(text) / 2;
  if (auto japanese = converted_from("EUC-JP", text); japanese && count_kana(*japanese) > 0) {
    return japanese;
  }
  if (auto korean = converted_from("EUC-KR", text);
      korean && 4 * count_common_hangul(*korean) >= 3 * pairs) {
    return korean;
  }
  if (auto chinese = converted_from("GBK", text); chinese && 2 * count_kanji(*chinese) > pairs) {
    return chinese;
  }
  return std::nullopt;
}

// Windows-1251 has its capitals at C0 and its small letters from E0 on, KOI8-R the reverse. The
// letter io, and the Ukrainian letters of Windows-1251, stand before them.
std::optional<std::string> as_cyrillic(std::string_view text) {
  constexpr std::string_view kOtherLetters = "\xA5\xA8\xAA\xAF\xB2\xB3\xB4\xB8\xB9\xBA\xBF\xAB\xBB";
  std::ptrdiff_t first_half = 0;   // C0 .. DF
  std::ptrdiff_t second_half = 0;  // E0 .. FF
  std::ptrdiff_t longest = 0;
  std::ptrdiff_t run = 0;
  for (const char character : text) {
    const bool is_letter = is_in(character, 0xC0, 0xFF);
    if (is_high(character) && !is_letter &&
        kOtherLetters.find(character) == std::string_view::npos) {
      return std::nullopt;
    }
    first_half += is_in(character, 0xC0, 0xDF) ? 1 : 0;
    second_half += is_in(character, 0xE0, 0xFF) ? 1 : 0;
    run = is_letter ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  constexpr std::ptrdiff_t kShortestWord = 3;
  if (longest < kShortestWord || !is_mostly_high(text)) {
    return std::nullopt;
  }
  const std::size_t first = as_index(
      std::ranges::find_if(text, [](char c) { return is_in(c, 0xC0, 0xFF); }) - text.begin());
  const bool is_koi8 = first_half > second_half && is_in(text[first], 0xE0, 0xFF);
  return converted_from(is_koi8 ? "KOI8-R" : "CP1251", text);
}

bool has_bytes_from_80_to_9f(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return is_in(c, 0x80, 0x9F); });
}

// Windows-1252 leaves five bytes without a meaning, which Latin-1 calls control characters.
std::string from_windows_1252(std::string_view text) {
  if (auto whole = converted_from("CP1252", text)) {
    return *std::move(whole);
  }
  std::string converted;
  for (const char character : text) {
    const std::string_view one(&character, 1);
    const bool is_latin_1 = !is_in(character, 0x80, 0x9F);
    converted +=
        is_latin_1 ? from_latin_1(one) : converted_from("CP1252", one).value_or(from_latin_1(one));
  }
  return converted;
}

struct Utf16 {
  const char* character_set;
  std::string_view units;
};

// Text in which every second byte is 0 up to its last letter: at least two letters of ASCII.
std::optional<Utf16> unmarked_utf16(std::string_view text) {
  const std::size_t end = text.find_last_not_of('\0') + 1;
  for (const std::size_t zero : {std::size_t{0}, std::size_t{1}}) {
    std::size_t letters = 0;
    bool alternates = end + zero >= 4;
    for (std::size_t i = 0; i < end && alternates; ++i) {
      alternates = (text[i] == '\0') == (i % 2 == zero);
      letters += text[i] == '\0' ? 0U : 1U;
    }
    if (alternates && letters >= 2) {
      return Utf16{zero == 0 ? "UTF-16BE" : "UTF-16LE", text.substr(0, end + (zero == 1 ? 1 : 0))};
    }
  }
  return std::nullopt;
}

std::optional<Utf16> find_utf16(std::string_view text) {
  if (text.starts_with("\xFE\xFF")) {
    return Utf16{"UTF-16BE", text.substr(2)};
  }
  if (text.starts_with("\xFF\xFE")) {
    return Utf16{"UTF-16LE", text.substr(2)};
  }
  return unmarked_utf16(text);
}

}  // namespace

std::optional<std::string> converted_from(const char* character_set, std::string_view text) {
  const iconv_t converter = iconv_open("UTF-8", character_set);
  // The system's way to say that it failed.
  // NOLINTNEXTLINE(performance-no-int-to-ptr,cppcoreguidelines-pro-type-cstyle-cast)
  if (converter == (iconv_t)-1) {
    return std::nullopt;
  }
  std::string source(text);
  constexpr std::size_t kMostBytesOfALetter = 4;
  std::string converted(kMostBytesOfALetter * source.size() + kMostBytesOfALetter, '\0');
  char* from = source.data();
  char* to = converted.data();
  std::size_t source_left = source.size();
  std::size_t left = converted.size();
  constexpr auto kFailed = static_cast<std::size_t>(-1);
  const bool whole = iconv(converter, &from, &source_left, &to, &left) != kFailed &&
                     iconv(converter, nullptr, nullptr, &to, &left) != kFailed;
  iconv_close(converter);
  converted.resize(converted.size() - left);
  return whole && is_utf8(converted) ? std::optional(std::move(converted)) : std::nullopt;
}

std::optional<std::string> decode_utf16(std::string_view text) {
  const auto utf16 = find_utf16(text);
  if (!utf16) {
    return std::nullopt;
  }
  const std::size_t whole_units = utf16->units.size() / 2 * 2;
  return converted_from(utf16->character_set, utf16->units.substr(0, whole_units));
}

std::string decode_legacy(std::string_view text) {
  if (text.find("\x1B$") != std::string_view::npos) {
    if (auto japanese = converted_from("ISO-2022-JP", text)) {
      return *std::move(japanese);
    }
  }
  if (is_utf8(text)) {
    return std::string(text);
  }
  if (has_bytes_from_80_to_9f(text)) {
    return as_shift_jis(text).value_or(from_windows_1252(text));
  }
  if (auto pairs = as_pairs(text)) {
    return *std::move(pairs);
  }
  if (auto cyrillic = as_cyrillic(text)) {
    return *std::move(cyrillic);
  }
  return from_windows_1252(text);
}

}  // namespace bachprop
