// How often the metre and the pick-up of real music are found from the notes alone.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/analysis/metre_estimate.h"
#include "bachprop/analysis/piece_metre.h"
#include "notation/corpus_pieces.h"

namespace bachprop {
namespace {

// 2/2 and 4/4 have the same bars; which of them is printed, the notes do not tell.
bool same_metre(const TimeSignature& a, const TimeSignature& b) {
  const auto is_four = [](const TimeSignature& s) {
    return bar_of(s) == Quarters(4) && (s.numerator == 4 || s.numerator == 2);
  };
  return (is_four(a) && is_four(b)) ||
         (a.numerator == b.numerator && a.denominator == b.denominator);
}

// A piece as it is heard, and what is right.
struct Question {
  const CorpusPiece* piece = nullptr;
  Score score;
  TimeSignature signature;
  std::optional<Quarters> pickup;
};

struct Answers {
  int pieces = 0;
  int metres = 0;        // right
  int with_pickup = 0;   // pieces whose pick-up is known
  int both = 0;          // of these, metre and pick-up right
  int pickups = 0;       // of these, the pick-up right when the metre is given
  int other_length = 0;  // the metre is wrong and its bars are half or twice as long
  std::map<std::string, std::pair<int, int>> by_metre = {};  // right, of how many
  std::vector<std::string> wrong = {};

  [[nodiscard]] double metre_rate() const { return 100.0 * metres / pieces; }
  [[nodiscard]] double both_rate() const { return 100.0 * both / with_pickup; }
  [[nodiscard]] double pickup_rate() const { return 100.0 * pickups / with_pickup; }
};

bool is_half_or_twice(const Quarters& a, const Quarters& b) { return a == b * 2 || a * 2 == b; }

std::string text_of(const TimeSignature& signature) {
  return fmt::format("{}/{}", signature.numerator, signature.denominator);
}

std::string text_of(const TimeSignature& signature, const std::optional<Quarters>& pickup) {
  return fmt::format("{} after {}", text_of(signature), pickup ? pickup->to_string() : "?");
}

void ask(Answers& answers, const Question& question) {
  const MetreEstimate found = estimate_metre(question.score);
  const bool metre = same_metre(found.signature, question.signature);
  ++answers.pieces;
  answers.metres += metre ? 1 : 0;
  answers.other_length +=
      !metre && is_half_or_twice(bar_of(found.signature), bar_of(question.signature)) ? 1 : 0;
  auto& [right, of] = answers.by_metre[text_of(question.signature)];
  right += metre ? 1 : 0;
  ++of;
  bool pickup = true;
  if (question.pickup) {
    pickup = found.pickup == *question.pickup;
    ++answers.with_pickup;
    answers.both += metre && pickup ? 1 : 0;
    answers.pickups +=
        estimate_pickup(question.score, question.signature) == *question.pickup ? 1 : 0;
  }
  if (!metre || !pickup) {
    answers.wrong.push_back(fmt::format("{} is {}, found {}", question.piece->name,
                                        text_of(question.signature, question.pickup),
                                        text_of(found.signature, found.pickup)));
  }
}

using MakeQuestion = std::function<Question(const CorpusPiece&)>;

Answers answers_to(const std::string& corpus, const std::vector<CorpusPiece>& pieces,
                   const std::string& part, const MakeQuestion& make) {
  Answers answers;
  for (const CorpusPiece& piece : pieces) {
    if (part.empty() || piece.part == part) {
      ask(answers, make(piece));
    }
  }
  fmt::print("{:34} {:5} {:4} pieces: metre {:5.1f} %", corpus, part.empty() ? "all" : part,
             answers.pieces, answers.metre_rate());
  if (answers.with_pickup > 0) {
    fmt::print("; of {} with known pick-up: both {:5.1f} %, pick-up in the stated metre {:5.1f} %",
               answers.with_pickup, answers.both_rate(), answers.pickup_rate());
  }
  fmt::print("; {} with bars half or twice as long\n    by metre:", answers.other_length);
  for (const auto& [metre, counts] : answers.by_metre) {
    fmt::print(" {} {} of {}", metre, counts.first, counts.second);
  }
  fmt::print("\n");
  if (part == "test") {
    for (const std::string& wrong : answers.wrong) {
      fmt::print("    {}\n", wrong);
    }
  }
  return answers;
}

// Bar lines of these files count from 0.
Quarters pickup_from_zero(const CorpusPiece& piece) {
  const Quarters bar = bar_of(piece.score.time_signatures.front());
  return rest_of_bar(Quarters(0) - piece.score.notes.front().onset, bar);
}

Score only_voice(const Score& score, int voice) {
  Score part;
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    if (score.voices.empty() || score.voices[i] == voice) {
      part.notes.push_back(score.notes[i]);
    }
  }
  return part;
}

Question chorale_question(const CorpusPiece& piece) {
  return {&piece, piece.score, piece.score.time_signatures.front(), pickup_of_chorale(piece)};
}

TEST(MetreOfChorales, IsFoundInMostOfThem) {
  const std::vector<CorpusPiece> pieces = corpus_pieces("chorales");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  const Answers all = answers_to("chorales", pieces, "", chorale_question);
  const Answers test = answers_to("chorales", pieces, "test", chorale_question);
  EXPECT_GE(all.metre_rate(), 97);
  EXPECT_GE(test.metre_rate(), 97);
  EXPECT_GE(test.both_rate(), 93);
  EXPECT_GE(test.pickup_rate(), 93);
}

TEST(MetreOfChorales, HaveARuleForTheirPickupThatTheEditionBears) {
  const std::vector<CorpusPiece> pieces = corpus_pieces("chorales");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  int read = 0;
  std::vector<std::string> otherwise;
  for (const CorpusPiece& piece : pieces) {
    const auto printed = pickup_as_printed(piece);
    const auto rule = pickup_by_rule(piece);
    read += printed ? 1 : 0;
    if (printed && rule && *printed != *rule) {
      otherwise.push_back(piece.name);
    }
  }
  EXPECT_EQ(read, 36);
  EXPECT_EQ(otherwise, (std::vector<std::string>{"chor149.mid", "chor197.mid"}));
}

TEST(MetreOfQuartets, IsFoundInMostOfThem) {
  const std::vector<CorpusPiece> pieces = corpus_pieces("quartets");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  const auto question = [](const CorpusPiece& piece) {
    return Question{&piece, piece.score, piece.score.time_signatures.front(), {}};
  };
  for (const char* part : {"train", "valid"}) {
    (void)answers_to("quartets", pieces, part, question);
  }
  EXPECT_GE(answers_to("quartets", pieces, "test", question).metre_rate(), 70);
}

// How many of the pieces that state one metre at 0, and begin there, have the pick-up that is
// known.
int print_stated_bars(const std::string& corpus, const std::vector<Question>& questions) {
  int right = 0;
  int from_notes = 0;
  for (const Question& question : questions) {
    const Quarters found = metre_of(question.score).first_full_bar();
    right += found == *question.pickup ? 1 : 0;
    from_notes += estimate_pickup(question.score, question.signature) == *question.pickup ? 1 : 0;
    if (found != *question.pickup) {
      fmt::print("    {} is {}, found {}\n", question.piece->name,
                 text_of(question.signature, question.pickup), found.to_string());
    }
  }
  fmt::print("{}: {} of {} right against stated bars, {} from the notes alone\n", corpus, right,
             questions.size(), from_notes);
  return right;
}

bool begins_with_a_note(const Score& score) {
  return score.time_signatures.size() == 1 && score.notes.front().onset == Quarters(0);
}

TEST(PickupsAgainstStatedBars, OfChoralesAreFoundInMost) {
  const std::vector<CorpusPiece> pieces = corpus_pieces("chorales");
  if (pieces.empty()) {
    GTEST_SKIP() << "SKIPPED: no corpus chorales; set BACHPROP_CORPORA";
  }
  std::vector<Question> questions;
  for (const CorpusPiece& piece : pieces) {
    Question question = chorale_question(piece);
    if (question.pickup && begins_with_a_note(piece.score)) {
      questions.push_back(std::move(question));
    }
  }
  EXPECT_GE(100 * print_stated_bars("chorales", questions), 93 * std::ssize(questions));
}

class MetreOfFolkTunes : public testing::Test {
 protected:
  void SetUp() override {
    for (CorpusPiece& piece : corpus_pieces("nottingham")) {
      if (!piece.score.time_signatures.empty() && has_one_metre(piece.score)) {
        pieces_.push_back(std::move(piece));
      }
    }
    if (pieces_.empty()) {
      GTEST_SKIP() << "SKIPPED: no corpus nottingham; set BACHPROP_CORPORA";
    }
  }

  static bool has_one_metre(const Score& score) {
    for (const TimeSignature& signature : score.time_signatures) {
      if (!same_metre(signature, score.time_signatures.front())) {
        return false;
      }
    }
    return true;
  }

  std::vector<CorpusPiece> pieces_;
};

TEST_F(MetreOfFolkTunes, IsFoundWithTheRestBeforeThem) {
  const auto question = [](const CorpusPiece& piece) {
    return Question{&piece, piece.score, piece.score.time_signatures.front(), Quarters(0)};
  };
  EXPECT_GE(answers_to("nottingham", pieces_, "test", question).both_rate(), 90);
}

TEST_F(MetreOfFolkTunes, IsFoundWithoutTheRestBeforeThem) {
  const auto question = [](const CorpusPiece& piece) {
    return Question{&piece, from_first_note(piece.score), piece.score.time_signatures.front(),
                    pickup_from_zero(piece)};
  };
  EXPECT_GE(answers_to("nottingham from the first note", pieces_, "test", question).both_rate(),
            90);
}

TEST_F(MetreOfFolkTunes, IsFoundFromTheMelodyAlone) {
  const auto question = [](const CorpusPiece& piece) {
    return Question{&piece, from_first_note(only_voice(piece.score, 0)),
                    piece.score.time_signatures.front(), pickup_from_zero(piece)};
  };
  EXPECT_GE(
      answers_to("nottingham, melody from its first note", pieces_, "test", question).metre_rate(),
      85);
}

// With and without the accompaniment, whose chords change with the bars.
TEST_F(MetreOfFolkTunes, IsTheStatedOneWhereTheyBeginWithABar) {
  for (const bool melody : {false, true}) {
    std::vector<Question> questions;
    for (const CorpusPiece& piece : pieces_) {
      Score score = melody ? only_voice(piece.score, 0) : piece.score;
      score.time_signatures = {piece.score.time_signatures.front()};
      if (!score.notes.empty() && begins_with_a_note(score)) {
        questions.push_back(
            {&piece, std::move(score), piece.score.time_signatures.front(), Quarters(0)});
      }
    }
    const int right = print_stated_bars(melody ? "nottingham, melody" : "nottingham", questions);
    EXPECT_GE(100 * right, 99 * std::ssize(questions));
  }
}

class MetreOfKeyboardPieces : public testing::Test {
 protected:
  void SetUp() override {
    pieces_ = corpus_pieces("asap_bach");
    if (pieces_.empty()) {
      GTEST_SKIP() << "SKIPPED: no corpus asap_bach; set BACHPROP_CORPORA";
    }
  }

  // `from_first` leaves out what is silent before the first note.
  static MakeQuestion question(bool from_first) {
    return [from_first](const CorpusPiece& piece) {
      const StatedBars bars = stated_bars(piece);
      const Quarters lead = from_first ? piece.score.notes.front().onset : Quarters(0);
      return Question{&piece, from_first ? from_first_note(piece.score) : piece.score,
                      bars.signature,
                      rest_of_bar(bars.first_downbeat - lead, bar_of(bars.signature))};
    };
  }

  std::vector<CorpusPiece> pieces_;
};

TEST_F(MetreOfKeyboardPieces, IsFoundInMostOfThem) {
  EXPECT_GE(answers_to("asap_bach", pieces_, "", question(false)).metre_rate(), 65);
  (void)answers_to("asap_bach from the first note", pieces_, "", question(true));
  (void)answers_to("asap_bach", pieces_, "valid", question(false));
  (void)answers_to("asap_bach", pieces_, "test", question(false));
}

TEST_F(MetreOfKeyboardPieces, IsTheStatedOneWhereTheyBeginWithABar) {
  std::vector<Question> questions;
  for (const CorpusPiece& piece : pieces_) {
    Question asked = question(false)(piece);
    asked.score.time_signatures = {asked.signature};
    if (asked.pickup == Quarters(0) && begins_with_a_note(asked.score)) {
      questions.push_back(std::move(asked));
    }
  }
  EXPECT_EQ(print_stated_bars("asap_bach", questions), std::ssize(questions));
}

// There is no truth; few quartets begin otherwise than their files state.
TEST(PickupsAgainstStatedBars, OfQuartetsAreFew) {
  int pieces = 0;
  int found = 0;
  for (const CorpusPiece& piece : corpus_pieces("quartets")) {
    if (begins_with_a_note(piece.score)) {
      ++pieces;
      found += metre_of(piece.score).pickup > 0 ? 1 : 0;
    }
  }
  if (pieces == 0) {
    GTEST_SKIP() << "SKIPPED: no corpus quartets; set BACHPROP_CORPORA";
  }
  fmt::print("quartets: {} of {} have a pick-up against stated bars\n", found, pieces);
  EXPECT_LE(20 * found, pieces);
}

}  // namespace
}  // namespace bachprop
