#include "bachprop/score/song_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "bachprop/base/enum_table.h"
#include "bachprop/score/lyrics.h"
#include "bachprop/score/text.h"

namespace bachprop {
namespace {

// One event's bytes; times are in ticks.
struct RawText {
  std::int64_t time = 0;
  std::string_view bytes;
};

std::vector<RawText> texts_of(const NoteTrack& track, MetaType type) {
  std::vector<RawText> texts;
  for (const MetaEvent& event : track.metas) {
    if (event.is(type)) {
      texts.push_back({event.time.count, event.text()});
    }
  }
  return texts;
}

// --- Which events are lyrics ------------------------------------------------------------------

bool is_karaoke_header(const RawText& text) {
  return text.bytes.size() > 2 && text.bytes[0] == '@' &&
         std::string_view("KTLV").find(text.bytes[1]) != std::string_view::npos;
}

bool begins_line(const RawText& text) {
  return text.bytes.starts_with('/') || text.bytes.starts_with('\\');
}

bool is_karaoke(const NoteFile& file) {
  constexpr std::ptrdiff_t kFewLines = 2;
  return std::ranges::any_of(file.tracks, [](const NoteTrack& track) {
    const std::vector<RawText> texts = texts_of(track, MetaType::kText);
    return std::ranges::any_of(texts, is_karaoke_header) ||
           std::ranges::count_if(texts, begins_line) >= kFewLines;
  });
}

bool is_no_lyric(std::string_view text) {
  return text.starts_with('@') || text.starts_with("{@") || text.starts_with("{#");
}

std::vector<RawText> lyric_events(const NoteTrack& track, MetaType type) {
  std::vector<RawText> texts = texts_of(track, type);
  std::erase_if(texts, [](const RawText& text) { return is_no_lyric(text.bytes); });
  return texts;
}

// Among equally many those of the first track, and lyric events before text events.
std::vector<RawText> most_lyric_events(const NoteFile& file) {
  std::vector<RawText> most;
  const auto take = [&](MetaType type) {
    for (const NoteTrack& track : file.tracks) {
      std::vector<RawText> texts = lyric_events(track, type);
      if (texts.size() > most.size()) {
        most = std::move(texts);
      }
    }
  };
  take(MetaType::kLyric);
  if (is_karaoke(file)) {
    take(MetaType::kText);
  }
  return most;
}

// --- Syllables --------------------------------------------------------------------------------

// The statements of a syllable besides its letters.
struct Syllable {
  std::string text;
  bool begins_word = false;
  bool begins_line = false;
  bool begins_verse = false;
  bool ends_word = false;
  bool ends_line = false;
  bool ends_verse = false;
  bool goes_on = false;  // a hyphen behind it
};

constexpr std::string_view kBlanks = " \t\r\n";

void take_beginning(Syllable& syllable, std::string_view& text) {
  while (!text.empty() && (kBlanks.find(text[0]) != std::string_view::npos || text[0] == '\\' ||
                           text[0] == '/' || text[0] == '\0')) {
    syllable.begins_verse = syllable.begins_verse || text[0] == '\\' || text[0] == '\n';
    syllable.begins_line = syllable.begins_line || text[0] == '/' || text[0] == '\r';
    syllable.begins_word = syllable.begins_word || text[0] == ' ' || text[0] == '\t';
    text.remove_prefix(1);
  }
}

void take_end(Syllable& syllable, std::string_view& text) {
  while (!text.empty() && (kBlanks.find(text.back()) != std::string_view::npos ||
                           text.back() == '-' || text.back() == '\0')) {
    syllable.ends_verse = syllable.ends_verse || text.back() == '\n';
    syllable.ends_line = syllable.ends_line || text.back() == '\r';
    syllable.ends_word = syllable.ends_word || text.back() == ' ' || text.back() == '\t';
    syllable.goes_on = syllable.goes_on || text.back() == '-';
    text.remove_suffix(1);
  }
}

// A sign that the last syllable is held is none of its own.
bool is_held(std::string_view text) {
  return text.find_first_not_of("_~=") == std::string_view::npos;
}

Syllable syllable_of(std::string_view text) {
  Syllable syllable;
  std::string plain(text);
  // A control character may stand before a sign or behind it.
  for (std::string before; before != plain || before.empty();) {
    before = plain;
    std::string_view rest = before;
    take_beginning(syllable, rest);
    take_end(syllable, rest);
    plain = to_utf8(rest);
    if (plain.empty()) {
      return syllable;
    }
  }
  if (!is_held(plain) && !is_no_lyric(plain)) {
    syllable.text = std::move(plain);
  }
  return syllable;
}

bool divides(const Syllable& syllable) {
  return syllable.begins_word || syllable.begins_line || syllable.begins_verse ||
         syllable.ends_word || syllable.ends_line || syllable.ends_verse;
}

LyricEnd lyric_end(const Syllable& syllable, bool has_divisions) {
  if (syllable.ends_verse || syllable.ends_line) {
    return syllable.ends_verse ? LyricEnd::kVerse : LyricEnd::kLine;
  }
  const bool goes_on = syllable.goes_on || (has_divisions && !syllable.ends_word);
  return goes_on ? LyricEnd::kSyllable : LyricEnd::kWord;
}

LyricEnd end_before(const Syllable& next) {
  if (next.begins_verse || next.begins_line) {
    return next.begins_verse ? LyricEnd::kVerse : LyricEnd::kLine;
  }
  return next.begins_word ? LyricEnd::kWord : LyricEnd::kSyllable;
}

// The encoding shows in all syllables together, where one alone has too few letters. Bytes below 32
// stand for themselves in all of them.
std::vector<std::string> decoded(const std::vector<RawText>& events) {
  constexpr char kBetween = '\x1E';
  std::string together;
  for (const RawText& event : events) {
    together.append(event.bytes).push_back(kBetween);
  }
  const std::string text = decoded_text(together);
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(kBetween, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (parts.size() != events.size()) {
    parts.clear();
    for (const RawText& event : events) {
      parts.push_back(decoded_text(event.bytes));
    }
  }
  return parts;
}

std::vector<Lyric> lyrics_of(const std::vector<RawText>& events, const TimeUnit& tick) {
  std::vector<Syllable> syllables;
  for (const std::string& text : decoded(events)) {
    syllables.push_back(syllable_of(text));
  }
  const bool has_divisions = std::ranges::any_of(syllables, divides);
  std::vector<Lyric> lyrics;
  for (std::size_t i = 0; i < syllables.size(); ++i) {
    const Syllable& syllable = syllables[i];
    if (!lyrics.empty()) {
      lyrics.back().end = std::max(lyrics.back().end, end_before(syllable));
    }
    if (!syllable.text.empty()) {
      append_lyric(lyrics, {tick.quarters(events[i].time), syllable.text,
                            lyric_end(syllable, has_divisions)});
    } else if (!lyrics.empty() && divides(syllable)) {
      lyrics.back().end = std::max(lyrics.back().end, lyric_end(syllable, has_divisions));
    } else if (!lyrics.empty() && syllable.goes_on && !has_divisions) {
      lyrics.back().end = LyricEnd::kSyllable;  // a hyphen in an event of its own
    }
  }
  if (!lyrics.empty()) {
    lyrics.back().end = std::max(lyrics.back().end, LyricEnd::kWord);
  }
  return lyrics;
}

// --- Title and author -------------------------------------------------------------------------

std::vector<std::string> title_lines(const NoteFile& file) {
  std::vector<std::string> lines;
  for (const NoteTrack& track : file.tracks) {
    for (const RawText& text : texts_of(track, MetaType::kText)) {
      if (text.bytes.starts_with("@T")) {
        lines.push_back(to_utf8(text.bytes.substr(2)));
      }
    }
  }
  return lines;
}

}  // namespace

SongText song_text_of(const NoteFile& file, const TimeUnit& tick) {
  SongText song;
  const std::vector<std::string> lines = title_lines(file);
  song.title = lines.empty() ? "" : lines[0];
  song.composer = lines.size() < 2 ? "" : lines[1];
  if (file.format != 2) {
    song.lyrics = lyrics_of(most_lyric_events(file), tick);
  }
  return song;
}

std::string lyric_payload(const Lyric& lyric) {
  constexpr EnumTable<LyricEnd, char, 4> kEnds({{{LyricEnd::kSyllable, '-'},
                                                 {LyricEnd::kWord, ' '},
                                                 {LyricEnd::kLine, '\r'},
                                                 {LyricEnd::kVerse, '\n'}}});
  return lyric.text + kEnds[lyric.end];
}

}  // namespace bachprop
