#include "bachprop/notation/musicxml.h"

#include <gtest/gtest.h>

#include <string_view>
#include <utility>

#include "bachprop/notation/notate.h"

namespace bachprop {
namespace {

Arrangement arrangement_of(std::vector<PlacedNote> notes) {
  Arrangement arrangement;
  Part part;
  part.instrument = {"Viola", "Vla.", "strings.viola", 41, 48, 91};
  part.staves = {Clef::kAlto};
  arrangement.parts = {part};
  arrangement.notes = std::move(notes);
  return arrangement;
}

ScoreHead head_of(const TimeSignature& time = {0, 4, 4}) {
  ScoreHead head;
  head.time_signatures = {time};
  head.key_signatures = {{0, 1, false}};
  return head;
}

std::string written(const Arrangement& arrangement, const ScoreHead& head = head_of()) {
  return write_musicxml(notate(arrangement, head).value());
}

// The file without line ends and indentation.
std::string in_one_line(const std::string& xml) {
  std::string line;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    if (xml[i] == '\n') {
      i = std::min(xml.find_first_not_of(' ', i + 1), xml.size()) - 1;
    } else {
      line += xml[i];
    }
  }
  return line;
}

// How often a text stands in the file.
int count(const std::string& xml, std::string_view text) {
  int found = 0;
  for (std::size_t at = xml.find(text); at != std::string::npos; at = xml.find(text, at + 1)) {
    ++found;
  }
  return found;
}

TEST(MusicXml, OfOneNoteIsThisFile) {
  ScoreHead head = head_of();
  head.title = "One note";
  head.composer = "BachProp";
  head.tempos = {{0, 90}};
  EXPECT_EQ(
      in_one_line(written(arrangement_of({{{0, 4, 66}}}), head)),
      R"(<?xml version="1.0" encoding="UTF-8"?>)"
      R"(<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" )"
      R"("http://www.musicxml.org/dtds/partwise.dtd">)"
      R"(<score-partwise version="4.0">)"
      R"(<work><work-title>One note</work-title></work>)"
      R"(<identification><creator type="composer">BachProp</creator>)"
      R"(<encoding><software>BachProp</software></encoding></identification>)"
      R"(<defaults><scaling><millimeters>7</millimeters><tenths>40</tenths></scaling>)"
      R"(<page-layout><page-height>1697</page-height><page-width>1200</page-width>)"
      R"(<page-margins type="both"><left-margin>86</left-margin><right-margin>86</right-margin>)"
      R"(<top-margin>86</top-margin><bottom-margin>86</bottom-margin></page-margins>)"
      R"(</page-layout></defaults>)"
      R"(<part-list><score-part id="P1"><part-name>Viola</part-name>)"
      R"(<part-abbreviation>Vla.</part-abbreviation>)"
      R"(<score-instrument id="P1-I1"><instrument-name>Viola</instrument-name>)"
      R"(<instrument-sound>strings.viola</instrument-sound></score-instrument>)"
      R"(<midi-instrument id="P1-I1"><midi-channel>1</midi-channel>)"
      R"(<midi-program>42</midi-program></midi-instrument></score-part></part-list>)"
      R"(<part id="P1"><measure number="1"><attributes><divisions>1</divisions>)"
      R"(<key><fifths>1</fifths><mode>major</mode></key>)"
      R"(<time><beats>4</beats><beat-type>4</beat-type></time>)"
      R"(<clef><sign>C</sign><line>3</line></clef></attributes>)"
      R"(<direction placement="above"><direction-type><metronome>)"
      R"(<beat-unit>quarter</beat-unit><per-minute>90</per-minute></metronome></direction-type>)"
      R"(<sound tempo="90" /></direction>)"
      R"(<note><pitch><step>F</step><alter>1</alter><octave>4</octave></pitch>)"
      R"(<duration>4</duration><voice>1</voice><type>whole</type></note>)"
      R"(<barline location="right"><bar-style>light-heavy</bar-style></barline>)"
      R"(</measure></part></score-partwise>)");
}

TEST(MusicXml, MeasuresTimeInTheCoarsestDivisionsThatAreExact) {
  const std::string xml = written(arrangement_of(
      {{{0, {1, 3}, 60}}, {{{1, 3}, {2, 3}, 60}}, {{1, {1, 4}, 60}}, {{{5, 4}, {11, 4}, 62}}}));
  EXPECT_EQ(count(xml, "<divisions>12</divisions>"), 1);
  EXPECT_EQ(count(xml, "<duration>8</duration>"), 1);
}

TEST(MusicXml, StatesTripletsTwice) {
  const std::string xml = in_one_line(written(arrangement_of(
      {{{0, {1, 3}, 60}}, {{{1, 3}, {1, 3}, 60}}, {{{2, 3}, {1, 3}, 60}}, {{1, 3, 62}}})));
  EXPECT_EQ(count(xml,
                  "<time-modification><actual-notes>3</actual-notes>"
                  "<normal-notes>2</normal-notes></time-modification>"),
            3);
  EXPECT_EQ(count(xml, R"(<tuplet type="start" number="1"><tuplet-actual><tuplet-number>3<)"), 1);
  EXPECT_EQ(count(xml, R"(<tuplet type="stop" number="1" />)"), 1);
  EXPECT_EQ(count(xml, R"(<beam number="1">begin</beam>)"), 1);
}

TEST(MusicXml, NamesWhatATripletCountsWhereANoteIsLonger) {
  const std::string xml = in_one_line(
      written(arrangement_of({{{0, {2, 3}, 60}}, {{{2, 3}, {1, 3}, 60}}, {{1, 3, 62}}})));
  EXPECT_EQ(count(xml, "<normal-notes>2</normal-notes><normal-type>eighth</normal-type>"), 1);
}

TEST(MusicXml, TiesInSoundAndInPrint) {
  const std::string xml = written(arrangement_of({{{3, 2, 60}}}));
  for (const char* tie : {R"(<tie type="start" />)", R"(<tie type="stop" />)",
                          R"(<tied type="start" />)", R"(<tied type="stop" />)"}) {
    EXPECT_EQ(count(xml, tie), 1) << tie;
  }
}

TEST(MusicXml, GoesBackForTheSecondVoiceAndTurnsItsStems) {
  const std::string xml = in_one_line(written(arrangement_of({{{0, 2, 72}, 0, 0, 0},
                                                              {{2, 2, 72}, 0, 0, 0},
                                                              {{0, 2, 60}, 0, 0, 1},
                                                              {{2, 2, 60}, 0, 0, 1}})));
  EXPECT_EQ(count(xml, "<backup><duration>4</duration></backup>"), 1);
  EXPECT_EQ(count(xml, "<voice>1</voice><type>half</type><stem>up</stem>"), 2);
  EXPECT_EQ(count(xml, "<voice>2</voice><type>half</type><stem>down</stem>"), 2);
}

TEST(MusicXml, NumbersVoicesOnFromStaffToStaff) {
  Arrangement arrangement =
      arrangement_of({{{0, 4, 72}, 0, 0, 0}, {{0, 2, 60}, 0, 0, 1}, {{0, 4, 48}, 0, 1, 0}});
  arrangement.parts[0].staves = {Clef::kTreble, Clef::kTrebleOctaveDown};
  const std::string xml = in_one_line(written(arrangement));
  EXPECT_EQ(count(xml, "<staves>2</staves>"), 1);
  EXPECT_EQ(count(xml, R"(<clef number="2"><sign>G</sign><line>2</line>)"
                       "<clef-octave-change>-1</clef-octave-change></clef>"),
            1);
  EXPECT_EQ(count(xml, "<voice>3</voice><type>whole</type><staff>2</staff>"), 1);
}

TEST(MusicXml, ShowsAPickUpAsABarThatIsNotCounted) {
  ScoreHead head = head_of();
  head.pickup = 1;
  const std::string xml = written(arrangement_of({{{0, 1, 60}}, {{1, 4, 60}}}), head);
  EXPECT_EQ(count(xml, R"(<measure number="0" implicit="yes">)"), 1);
  EXPECT_EQ(count(xml, R"(<measure number="1">)"), 1);
}

TEST(MusicXml, SaysKeyAndTimeOnlyWhereTheyChange) {
  ScoreHead head = head_of();
  head.time_signatures.push_back({8, 3, 4});
  const std::string xml = written(arrangement_of({{{0, 14, 60}}}), head);
  EXPECT_EQ(count(xml, "<key>"), 1);
  EXPECT_EQ(count(xml, "<time>"), 2);
  EXPECT_EQ(count(xml, "<attributes>"), 2);
}

TEST(MusicXml, RestsForAWholeBarInEveryMetre) {
  const std::string xml = in_one_line(written(arrangement_of({}), head_of({0, 3, 4})));
  EXPECT_EQ(count(xml, R"(<rest measure="yes" /><duration>3</duration><voice>1</voice></note>)"),
            1);
}

TEST(MusicXml, HasAccidentalsWhereTheBarNeedsThem) {
  // G F F E F sharp G, in the signature of G major.
  const std::string xml = in_one_line(written(arrangement_of({{{0, {1, 2}, 67}},
                                                              {{{1, 2}, {1, 2}, 65}},
                                                              {{1, {1, 2}, 65}},
                                                              {{{3, 2}, {1, 2}, 64}},
                                                              {{2, 1, 66}},
                                                              {{3, 1, 67}}})));
  EXPECT_EQ(count(xml, "<accidental>natural</accidental>"), 1);
  EXPECT_EQ(count(xml, "<accidental>sharp</accidental>"), 1);
}

TEST(MusicXml, HidesTheRestsOfASecondVoice) {
  const std::string xml = in_one_line(written(
      arrangement_of({{{0, 2, 72}, 0, 0, 0}, {{0, 1, 60}, 0, 0, 1}, {{2, 1, 60}, 0, 0, 1}})));
  // The first voice rests for a half, the second for two quarters.
  EXPECT_EQ(count(xml, "<note><rest"), 1);
  EXPECT_EQ(count(xml, "<note print-object=\"no\"><rest"), 2);
}

TEST(MusicXml, PutsPartsIntoABracketWithBarLinesThroughAllButAChoir) {
  Arrangement duet = arrangement_of({{{0, 4, 72}, 0}, {{0, 4, 60}, 1}});
  duet.parts = {duet.parts.front(), duet.parts.front()};
  const std::string strings = in_one_line(written(duet));
  EXPECT_EQ(count(strings,
                  "<part-group type=\"start\" number=\"1\"><group-symbol>bracket</group-symbol>"
                  "<group-barline>yes</group-barline></part-group>"),
            1);
  EXPECT_EQ(count(strings, "<part-group type=\"stop\" number=\"1\" /></part-list>"), 1);
  for (Part& part : duet.parts) {
    part.instrument.sound = "voice.alto";
  }
  EXPECT_EQ(count(in_one_line(written(duet)), "<group-barline>no</group-barline>"), 1);
  EXPECT_EQ(count(written(arrangement_of({{{0, 4, 72}}})), "part-group"), 0);
}

// A4 is 297 mm high: 1697 tenths where 40 of them are 7 mm, 2160 where they are 5.5 mm.
TEST(MusicXml, HasSmallerStavesAndAllBarLinesThroughInAScoreOfThree) {
  Arrangement trio = arrangement_of({{{0, 4, 72}, 0}, {{0, 4, 60}, 1}, {{0, 4, 48}, 2}});
  trio.parts.assign(3, trio.parts.front());
  EXPECT_EQ(count(written(trio), "<group-barline>yes</group-barline>"), 2);
  EXPECT_EQ(count(written(trio), "<page-height>2160</page-height>"), 1);
  EXPECT_EQ(count(written(arrangement_of({{{0, 4, 72}}})), "<page-height>1697</page-height>"), 1);
}

TEST(MusicXml, SpellsTheBassOfAChordFromItsRoot) {
  Arrangement arrangement = arrangement_of({{{0, 4, 60}}});
  arrangement.chords = {{2, 10, "minor", 1}};
  const std::string xml = in_one_line(written(arrangement));
  EXPECT_EQ(count(xml,
                  "<harmony><root><root-step>B</root-step><root-alter>-1</root-alter></root>"
                  "<kind>minor</kind><bass><bass-step>D</bass-step>"
                  "<bass-alter>-1</bass-alter></bass><offset>2</offset></harmony>"),
            1);
}

TEST(MusicXml, PrintsNoTempoTwice) {
  ScoreHead head = head_of({0, 6, 8});
  head.tempos = {{0, 90}, {3, 90}, {{7, 2}, 80}, {4, 75}, {{9, 2}, 60}};
  const std::string xml = in_one_line(written(arrangement_of({{{0, 9, 60}}}), head));
  EXPECT_EQ(count(xml, "<beat-unit>quarter</beat-unit><beat-unit-dot /><per-minute>60<"), 1);
  EXPECT_EQ(count(xml, "<per-minute>40<"), 1);
  EXPECT_EQ(count(xml, "<per-minute>"), 2);
  EXPECT_EQ(count(xml, "<sound tempo="), 4);
}

TEST(MusicXml, WritesARitardandoAsAWord) {
  ScoreHead head = head_of({0, 4, 4});
  head.tempos = {{0, 90}};
  for (int i = 0; i < 6; ++i) {
    head.tempos.push_back({4 + Quarters(i, 2), 80.0 - i});
  }
  const std::string xml = in_one_line(written(arrangement_of({{{0, 8, 60}}}), head));
  EXPECT_EQ(count(xml, R"(<words font-style="italic">rit.</words>)"), 1);
  EXPECT_EQ(count(xml, "<per-minute>"), 1);
  EXPECT_EQ(count(xml, "<sound tempo="), 7);
}

TEST(MusicXml, HasAChangeOfClefBeforeTheBarLine) {
  Arrangement arrangement =
      arrangement_of({{{0, 4, 72}}, {{4, 4, 40}}, {{8, 4, 40}}, {{12, 4, 40}}});
  arrangement.parts.front() = {{.name = "Piano", .abbreviation = {}, .sound = "keyboard.piano"},
                               {Clef::kTreble}};
  const std::string xml = in_one_line(written(arrangement));
  const std::size_t bass_clef = xml.find("<clef><sign>F</sign>");
  ASSERT_NE(bass_clef, std::string::npos);
  EXPECT_GT(bass_clef, xml.find("<octave>5</octave>"));
  EXPECT_LT(bass_clef, xml.find(R"(<measure number="2">)"));
  EXPECT_EQ(count(xml, "<clef>"), 2);
}

TEST(MusicXml, EscapesTextAndDropsWhatXmlForbids) {
  ScoreHead head = head_of();
  head.title = "<b> & \x01\x1F\xEF\xBF\xBF\xC3\xA9";
  const std::string xml = written(arrangement_of({}), head);
  EXPECT_EQ(count(xml, "<work-title>&lt;b&gt; &amp; \xC3\xA9</work-title>"), 1);
}

TEST(MusicXml, IsUtf8WhateverTheTextWas) {
  ScoreHead head = head_of();
  head.title = "\xE9tude";
  EXPECT_EQ(count(written(arrangement_of({}), head), "\xC3\xA9tude"), 1);
}

// Octaves are counted from 0.
TEST(MusicXml, TransposesPartsThatGoBelowTheLowestOctave) {
  const std::string xml = in_one_line(written(arrangement_of({{{0, 4, 2}}})));
  EXPECT_EQ(count(xml,
                  "<transpose><chromatic>0</chromatic>"
                  "<octave-change>-1</octave-change></transpose>"),
            1);
  EXPECT_EQ(count(xml, "<octave>0</octave>"), 1);
}

TEST(MusicXml, HasTheSameBytesForTheSameScore) {
  const Arrangement arrangement = arrangement_of({{{0, {1, 3}, 60}}, {{1, 2, 70}}});
  EXPECT_EQ(written(arrangement), written(arrangement));
}

}  // namespace
}  // namespace bachprop
