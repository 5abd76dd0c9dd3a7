#include "bachprop/corpus/corpus.h"

#include <gtest/gtest.h>

namespace bachprop {
namespace {

Note note(Quarters onset, Quarters duration, int pitch) { return {onset, duration, pitch}; }

// A chord of C and E, then a G after a rest of half a quarter.
Score chord_and_note() {
  Score score;
  score.notes = {note(1, 1, 60), note(1, Quarters(1, 2), 64), note(Quarters(5, 2), 2, 67)};
  return score;
}

Piece piece_of(Score score) { return {.name = "a.mid", .sha256 = "", .score = std::move(score)}; }

Dictionaries dictionaries_of(const Score& score) {
  const std::vector<Piece> pieces = {piece_of(score)};
  return make_dictionaries(pieces);
}

TEST(MakeDictionaries, CollectsTheTimesAndThePitchRangeThatOccur) {
  const Dictionaries made = dictionaries_of(chord_and_note());
  EXPECT_EQ(made.dt.values(), (std::vector<Quarters>{0, 1, Quarters(3, 2)}));
  EXPECT_EQ(made.duration.values(), (std::vector<Quarters>{Quarters(1, 2), 1, 2}));
  EXPECT_EQ(made.pitch, PitchDictionary(60, 67));
}

TEST(MakeDictionaries, OfNoPiecesHoldOnlyStartEnd) {
  EXPECT_EQ(make_dictionaries(std::vector<Piece>()), Dictionaries());
}

TEST(Encode, GivesOneEntryANoteWithTheFirstOnsetAsDt) {
  const auto symbols = encode(chord_and_note(), dictionaries_of(chord_and_note()));
  ASSERT_TRUE(symbols);
  EXPECT_EQ(*symbols, (std::vector<NoteSymbols>{{1, 1, 0}, {0, 0, 4}, {2, 2, 7}}));
}

TEST(Encode, NamesTheFirstNoteThatIsNotInTheDictionary) {
  const Dictionaries dictionaries = dictionaries_of(chord_and_note());
  Score score = chord_and_note();
  score.notes[2].pitch = 68;
  EXPECT_EQ(encode(score, dictionaries).error().message(),
            "note 3 (at quarter 5/2): P = 68 is not in the dictionary");
  score.notes[1].duration = Quarters(1, 3);
  EXPECT_EQ(encode(score, dictionaries).error().message(),
            "note 2 (at quarter 1): T = 1/3 is not in the dictionary");
  score.notes[0].onset = Quarters(1, 8);
  EXPECT_EQ(encode(score, dictionaries).error().message(),
            "note 1 (at quarter 1/8): dT = 1/8 is not in the dictionary");
}

TEST(Decode, GivesBackTheNotesThatWereEncoded) {
  const Dictionaries dictionaries = dictionaries_of(chord_and_note());
  EXPECT_EQ(decode(*encode(chord_and_note(), dictionaries), dictionaries), chord_and_note());
}

const Dictionaries kFewSymbols = {.dt = TimeDictionary({0, 1, 2}),
                                  .duration = TimeDictionary({1, 4}),
                                  .pitch = PitchDictionary(60, 62)};

TEST(Decode, EndsANoteWhereTheNextOfItsPitchBegins) {
  const std::vector<NoteSymbols> symbols = {{0, 1, 0}, {1, 0, 1}, {1, 0, 0}};
  EXPECT_EQ(decode(symbols, kFewSymbols).notes,
            (std::vector<Note>{note(0, 2, 60), note(1, 1, 61), note(2, 1, 60)}));
}

TEST(Decode, KeepsTheLongerOfTwoNotesOfOneOnsetAndPitch) {
  const std::vector<NoteSymbols> symbols = {{0, 0, 0}, {0, 1, 0}};
  EXPECT_EQ(decode(symbols, kFewSymbols).notes, std::vector<Note>{note(0, 4, 60)});
}

TEST(Decode, PutsTheNotesOfAChordInOrderOfPitch) {
  const std::vector<NoteSymbols> symbols = {{1, 0, 2}, {0, 0, 0}, {0, 0, 1}};
  EXPECT_EQ(decode(symbols, kFewSymbols).notes,
            (std::vector<Note>{note(1, 1, 60), note(1, 1, 61), note(1, 1, 62)}));
}

}  // namespace
}  // namespace bachprop
