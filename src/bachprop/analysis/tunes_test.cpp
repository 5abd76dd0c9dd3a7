#include "bachprop/analysis/tunes_test.h"

#include <cstdint>
#include <string>

#include "bachprop/base/check.h"

namespace bachprop {
namespace {

constexpr TimeSignature kFourFour = {0, 4, 4};
constexpr TimeSignature kThreeFour = {0, 3, 4};
constexpr TimeSignature kTwoFour = {0, 2, 4};
constexpr TimeSignature kSixEight = {0, 6, 8};

// One bar's text as notes from a time on; `value` is that of the note before.
class BarReader {
 public:
  explicit BarReader(std::string_view text) : text_(text) {}

  bool at_end() {
    while (place_ < text_.size() && text_[place_] == ' ') {
      ++place_;
    }
    return place_ == text_.size();
  }

  // A pitch, or -1 for a rest.
  int pitch() {
    const char letter = text_[place_++];
    if (letter == 'r') {
      return -1;
    }
    constexpr std::string_view kLetters = "c d ef g a b";
    const std::size_t step = kLetters.find(letter);
    check(step != std::string_view::npos, "a note has a letter");
    int pitch = 60 + static_cast<int>(step);
    for (; place_ < text_.size(); ++place_) {
      const char sign = text_[place_];
      const int change = sign == '#'    ? 1
                         : sign == '-'  ? -1
                         : sign == '\'' ? 12
                         : sign == ','  ? -12
                                        : 0;
      if (change == 0) {
        break;
      }
      pitch += change;
    }
    return pitch;
  }

  void read_value(Quarters& value) {
    int denominator = 0;
    for (; place_ < text_.size() && text_[place_] >= '0' && text_[place_] <= '9'; ++place_) {
      denominator = 10 * denominator + (text_[place_] - '0');
    }
    if (denominator > 0) {
      value = Quarters(4, denominator);
      if (place_ < text_.size() && text_[place_] == '.') {
        value = value * Quarters(3, 2);
        ++place_;
      }
    }
  }

 private:
  std::string_view text_;
  std::size_t place_ = 0;
};

std::vector<std::string_view> bars_in(std::string_view text) {
  std::vector<std::string_view> bars;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('|', from), text.size());
    bars.push_back(text.substr(from, end - from));
    from = end + 1;
  }
  return bars;
}

// Appends a bar's notes and returns where it ends.
Quarters append_bar(Score& score, std::string_view text, Quarters time, Quarters& value) {
  for (BarReader reader(text); !reader.at_end();) {
    const int pitch = reader.pitch();
    reader.read_value(value);
    if (pitch >= 0) {
      score.notes.push_back({time, value, pitch});
    }
    time += value;
  }
  return time;
}

}  // namespace

std::vector<Tune> tunes_from_the_downbeat() {
  return {
      {"C major scale", kFourFour, "c4 d e f|g a b c'"},
      {"Frère Jacques", kFourFour,
       "c4 d e c|c d e c|e f g2|e4 f g2|g8 a g f e4 c|g8 a g f e4 c|c g, c2|c4 g, c2"},
      {"Alle meine Entchen", kFourFour,
       "c4 d e f|g2 g|a4 a a a|g1|a4 a a a|g1|f4 f f f|e2 e|g4 g g g|c1"},
      {"Twinkle, twinkle", kFourFour,
       "c4 c g g|a a g2|f4 f e e|d d c2|g4 g f f|e e d2|g4 g f f|e e d2|c4 c g g|a a g2|f4 f e "
       "e|d d c2"},
      {"Ode to Joy", kFourFour,
       "e4 e f g|g f e d|c c d e|e4. d8 d2|e4 e f g|g f e d|c c d e|d4. c8 c2|d4 d e c|d e8 f e4 "
       "c|d e8 f e4 d|c d g,2|e4 e f g|g f e d|c c d e|d4. c8 c2"},
      {"Au clair de la lune", kFourFour,
       "c4 c c d|e2 d|c4 e d d|c1|c4 c c d|e2 d|c4 e d d|c1|d4 d d d|a,2 a,|d4 c b, a,|g,1|c4 c c "
       "d|e2 d|c4 e d d|c1"},
      {"Row, row, row your boat", kSixEight,
       "c4. c|c4 d8 e4.|e4 d8 e4 f8|g2.|c'8 c' c' g g g|e e e c c c|g4 f8 e4 d8|c2."},
      {"Jingle Bells, chorus", kFourFour,
       "e4 e e2|e4 e e2|e4 g c4. d8|e1|f4 f f4. f8|f4 e e e8 e|e4 d d e|d2 g|e4 e e2|e4 e e2|e4 g "
       "c4. d8|e1|f4 f f4. f8|f4 e e e8 e|g4 g f d|c1"},
      {"Three blind mice", kSixEight,
       "e4. d|c2.|e4. d|c2.|g4. f4 f8|e2.|g4. f4 f8|e4. r4 g8|c'4 c'8 b a b|c'4 g8 g4 g8|c'4 c'8 "
       "b a b|c'4 g8 g4 f8|e4. d|c2."},
      {"Mary had a little lamb", kFourFour,
       "e4 d c d|e e e2|d4 d d2|e4 g g2|e4 d c d|e e e e|d d e d|c1"},
      {"London Bridge", kFourFour,
       "g4. a8 g4 f|e f g2|d4 e f2|e4 f g2|g4. a8 g4 f|e f g2|d g|e4 c2."},
      {"Hänschen klein", kTwoFour,
       "g8 e e4|f8 d d4|c8 d e f|g g g4|g8 e e4|f8 d d4|c8 e g g|c2|d8 d d d|d e f4|e8 e e e|e f "
       "g4|g8 e e4|f8 d d4|c8 e g g|c2"},
      {"Morning has broken (Bunessan)", kThreeFour,
       "c4 e g|c'2.|d'|b4 a g|a b a|g2.|c4 d e|g2.|a|g4 e c|d2.|d|g4 e g|c'2.|a|g4 e c|c d "
       "e|d2.|e4 "
       "d e|g2.|a|d4 e d|c2.|c"},
      {"Silent Night", kSixEight,
       "g8. a16 g8 e4.|g8. a16 g8 e4.|d'4 d'8 b4.|c'4 c'8 g4.|a4 a8 c'8. b16 a8|g8. a16 g8 "
       "e4.|a4 a8 c'8. b16 a8|g8. a16 g8 e4.|d'4 d'8 f'8. d'16 b8|c'4. e'|c'8 g e g8. f16 "
       "d8|c2."},
      {"O du lieber Augustin", kThreeFour,
       "g4. a8 g f|e4 c c|d g, g,|e c c|g4. a8 g f|e4 c c|d g, g,|c2.|d4 g, g,|e c c|d g, g,|e c "
       "c|g4. a8 g f|e4 c c|d g, g,|c2."},
      {"Deck the halls", kFourFour,
       "g4. f8 e4 d|c d e c|d8 e f d e4. d8|c4 b, c2|g4. f8 e4 d|c d e c|d8 e f d e4. d8|c4 b, "
       "c2|d4. e8 f4 d|e4. f8 g4 d|e8 f# g4 a8 b c'4|b a g2|g4. f8 e4 d|c d e c|a8 a a a g4. "
       "f8|e4 d c2"},
      {"Joy to the World", kTwoFour,
       "c'4 b8. a16|g4. f8|e4 d|c4. g8|a4. a8|b4. b8|c'4. c'8|c' b a g|g8. f16 e8 c'|c' b a g|g8. "
       "f16 e8 e|e e e e16 f|g4. f16 e|d8 d d d16 e|f4. e16 d|c8 c'4 a8|g8. f16 e8 f|e4 d|c2"},
      {"Good King Wenceslas", kFourFour,
       "c4 c c d|c c g,2|a,4 g, a, b,|c2 c|c4 c c d|c c g,2|a,4 g, a, b,|c2 c|g4 f e d|e d c2|a,4 "
       "g, a, b,|c2 c|g,4 g, a, b,|c c d2|g4 f e d|c2 f|c1"},
      {"Scarborough Fair", kThreeFour,
       "d2 d4|a4 a a|e4. f8 e4|d2.|r4 a c'|d'2 c'4|a b g|a2.|r2 d'4|d'2 d'4|c'2 a4|a g f|e c2|d "
       "a4|g2 "
       "f4|e d c|d2."},
      {"Fuchs, du hast die Gans gestohlen", kFourFour,
       "c4 d e f|g g g g|a f c' a|g1|a4 f c' a|g1|g4 f f f|f e e e|e d d d|d8 e d e c4 g|g f f "
       "f|f e e e|e d d d|c2 c"},
      {"Hot cross buns", kFourFour, "e2 d|c1|e2 d|c1|c4 c c c|d d d d|e2 d|c1"},
      {"Camptown Races", kTwoFour,
       "g8 g e g|a g e4|e8 d4.|e8 d4.|g8 g e g|a g e4|d8 e d4|c2|c8. c16 e8 g|c'2|a8. a16 c'8 "
       "a|g2|g8 g e16 e g8|a g e4|d8 e16 f e8 d|c2"},
      {"Sakura", kFourFour,
       "a4 a b2|a4 a b2|a4 b c' b|a b8 a f2|e4 c e f|e e8 c b,2|a4 b c' b|a b8 a f2|e4 c e f|e e8 "
       "c "
       "b,2|a4 a b2|a4 a b2|e4 f b8 a f4|e1"},
      {"Ragtime", kTwoFour,
       "c'16 e'8 c'16 e' c'8 e'16|g'8 e'4.|c'16 e'8 c'16 e' c'8 a16|b8 g4.|c'16 e'8 c'16 e' c'8 "
       "e'16|f'8 a'4.|g'16 e'8 c'16 d' b8 d'16|c'2"},
      {"Habanera", kTwoFour,
       "d'8 c#'16 c#' c'8 b16 b|b-8 a a16 g# g f|d8. e16 f8 g|a g16 f g8 f16 e|d'8 c#'16 c#' c'8 "
       "b16 b|b-8 a a16 g# g f|d8. e16 f8 e|d2"},
  };
}

std::vector<Tune> tunes_with_a_pickup() {
  return {
      {"Happy Birthday", kThreeFour,
       "g8. g16|a4 g c'|b2 g8. g16|a4 g d'|c'2 g8. g16|g'4 e' c'|b a f'8. f'16|e'4 c' d'|c'2"},
      {"Amazing Grace", kThreeFour,
       "g,4|c2 e8 c|e2 d4|c2 a,4|g,2 g,4|c2 e8 c|e2 d4|g2.|g2 e4|g4. e8 g e|c2 g,4|a,4. c8 c "
       "a,|g,2 g,4|c2 e8 c|e2 d4|c2."},
      {"Auld Lang Syne", kFourFour,
       "c4|f4. f8 f4 a|g4. f8 g4 a|f4. f8 a4 c'|d'2. d'4|c'4. a8 a4 f|g4. f8 g4 a|f4. d8 d4 "
       "c|f2."},
      {"O Tannenbaum", kThreeFour,
       "c4|f8. f16 f4. g8|a8. a16 a4. a8|g8 a b-4 e|g f c|f8. f16 f4. g8|a8. a16 a4. a8|g8 a b-4 "
       "e|g f"},
      {"Greensleeves", kSixEight,
       "a8|c'4 d'8 e'8. f'16 e'8|d'4 b8 g8. a16 b8|c'4 a8 a8. g#16 a8|b4 g#8 e4 a8|c'4 d'8 e'8. "
       "f'16 e'8|d'4 b8 g8. a16 b8|c'8. b16 a8 g#8. f#16 g#8|a4. a4"},
      {"Ihr Kinderlein, kommet", kTwoFour,
       "g8|g e g e'|d' b g g|f d d f|e4 r8 g|g e g e'|d' b g g|f d d f|e4."},
      {"Oh! Susanna", kTwoFour,
       "c16 d|e8 g g8. a16|g8 e c8. d16|e8 e d c|d4. c16 d|e8 g g8. a16|g8 e c8. d16|e8 e d d|c4."},
      {"We wish you a merry Christmas", kThreeFour,
       "g4|c' c'8 d' c' b|a4 a a|d' d'8 e' d' c'|b4 g g|e' e'8 f' e' d'|c'4 a g8 g|a4 d' b|c'2"},
      {"God rest ye merry", kFourFour,
       "e4|e b b a|g f# e d|e f# g a|b2. e4|e b b a|g f# e d|e f# g a|b2. b4|c' a b c'|d' e' b "
       "a|g e f# g|a2 g4 a|b2 c'4 b|b a g f#|e2."},
      {"Die Gedanken sind frei", kThreeFour,
       "g8 g|c'4 c' e'8 c'|g2 g4|f d g8 f|e4 c g8 g|c'4 c' e'8 c'|g2 g4|f d g8 f|e4 c"},
  };
}

Quarters pickup_of(const Tune& tune) {
  Score score;
  Quarters value = 1;
  const Quarters length = append_bar(score, bars_in(tune.bars).front(), 0, value);
  return length < bar_length(tune.signature) ? length : Quarters(0);
}

Score score_of(const Tune& tune) {
  const std::vector<std::string_view> bars = bars_in(tune.bars);
  const Quarters length = bar_length(tune.signature);
  Score score;
  score.time_signatures = {tune.signature};
  Quarters value = 1;
  Quarters time = 0;
  for (std::size_t bar = 0; bar < bars.size(); ++bar) {
    const Quarters end = append_bar(score, bars[bar], time, value);
    const bool inner = bar > 0 && bar + 1 < bars.size();
    check(!inner || end - time == length,
          std::string(tune.name) + ": a bar is full: " + std::string(bars[bar]));
    time = end;
  }
  return score;
}

}  // namespace bachprop
