#include "notation/planted_scores.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "bachprop/arrange/staff_voices.h"

namespace bachprop {
namespace {

constexpr int kMiddleC = 60;

// Parts of one staff each, all trebles.
Arrangement of_parts(int count) {
  Arrangement arrangement;
  for (int i = 0; i < count; ++i) {
    Instrument instrument;
    instrument.name = fmt::format("Part {}", i + 1);
    instrument.abbreviation = fmt::format("P{}", i + 1);
    arrangement.parts.push_back({instrument, {Clef::kTreble}});
  }
  return arrangement;
}

Arrangement sorted(Arrangement arrangement) {
  std::ranges::stable_sort(arrangement.notes, {}, [](const PlacedNote& placed) {
    return std::tuple(placed.note.onset, placed.note.pitch, placed.part);
  });
  return arrangement;
}

ScoreHead head_of(const std::string& title, std::vector<TimeSignature> times = {{0, 4, 4}},
                  const Quarters& pickup = 0, std::vector<KeySignature> keys = {{0, 0, false}}) {
  ScoreHead head;
  head.title = title;
  head.composer = "BachProp";
  head.time_signatures = std::move(times);
  head.pickup = pickup;
  head.key_signatures = std::move(keys);
  head.tempos = {{0, 96}};
  return head;
}

// Notes of these lengths one after the other, from `start`; a negative length is a rest.
void add_voice(Arrangement& arrangement, const PlacedNote& first,
               const std::vector<Quarters>& lengths) {
  PlacedNote placed = first;
  for (const Quarters& length : lengths) {
    if (length > 0) {
      placed.note.duration = length;
      arrangement.notes.push_back(placed);
      placed.note.pitch += 1 + static_cast<int>(arrangement.notes.size() % 3) * 2 - 3;
    }
    placed.note.onset += length > 0 ? length : Quarters(0) - length;
  }
}

PlantedScore one_voice(const std::string& name, const std::vector<Quarters>& lengths,
                       ScoreHead head) {
  Arrangement arrangement = of_parts(1);
  add_voice(arrangement, {{0, 1, kMiddleC + 7}, 0, 0, 0}, lengths);
  return {name, sorted(std::move(arrangement)), std::move(head)};
}

PlantedScore one_voice(const std::string& name, const std::vector<Quarters>& lengths) {
  return one_voice(name, lengths, head_of(name));
}

const Quarters kEighth = {1, 2};
const Quarters k16th = {1, 4};
const Quarters kTriplet = {1, 3};

PlantedScore two_staves_of_two_voices() {
  Arrangement arrangement;
  Instrument piano;
  piano.name = "Piano";
  piano.sound = "keyboard.piano";
  arrangement.parts = {{piano, {Clef::kTreble, Clef::kBass}}};
  add_voice(arrangement, {{0, 1, 76}, 0, 0, 0}, {1, kEighth, kEighth, 2, {3, 2}, kEighth, 2});
  add_voice(arrangement, {{0, 1, 64}, 0, 0, 1}, {kTriplet, kTriplet, kTriplet, 3, -4});
  add_voice(arrangement, {{0, 1, 55}, 0, 1, 0}, {2, 2, 1, 1, 1, 1});
  add_voice(arrangement, {{2, 1, 43}, 0, 1, 1}, {4, 2});
  return {"two_staves_of_two_voices", sorted(std::move(arrangement)),
          head_of("Two staves of two voices", {{0, 4, 4}}, 0, {{0, -3, true}})};
}

PlantedScore chords() {
  Arrangement arrangement = of_parts(1);
  for (int bar = 0; bar < 2; ++bar) {
    for (const int pitch : {60, 61, 64, 67, 72}) {
      arrangement.notes.push_back({{Quarters(bar) * 4, 3, pitch}, 0, 0, 0});
      arrangement.notes.push_back({{Quarters(bar) * 4 + 3, bar + 1, pitch + 1}, 0, 0, 0});
    }
  }
  return {"chords", sorted(std::move(arrangement)), head_of("Chords & <ties>")};
}

PlantedScore edges_of_midi() {
  Arrangement arrangement = of_parts(2);
  arrangement.notes = {{{0, 1, 0}, 0, 0, 0}, {{0, 1, 127}, 1, 0, 0}, {{1, 3, 11}, 0, 0, 0}};
  return {"edges_of_midi", arrangement, head_of("Edges of MIDI")};
}

PlantedScore many_parts() {
  Arrangement arrangement = of_parts(64);
  for (int part = 0; part < 64; ++part) {
    add_voice(arrangement, {{part % 4, 1, 30 + part}, part, 0, 0}, {1, {3, 2}, kEighth, 2});
  }
  return {"many_parts", sorted(std::move(arrangement)), head_of("64 voices")};
}

PlantedScore unisons_of_parts() {
  Arrangement arrangement = of_parts(2);
  arrangement.notes = {{{0, 4, 60}, 0, 0, 0}, {{0, 1, 60}, 1, 0, 0}, {{1, 1, 60}, 1, 0, 0}};
  return {"unisons_of_parts", arrangement, head_of("Unisons")};
}

// Both hands of a piano begin a note together; one holds it while the other plays on.
PlantedScore unisons_of_hands() {
  Arrangement arrangement;
  Instrument piano;
  piano.name = "Piano";
  piano.sound = "keyboard.piano";
  arrangement.parts = {{piano, {Clef::kTreble, Clef::kBass}}};
  arrangement.notes = {{{0, 1, 60}, 0, 0, 0}, {{0, 1, 60}, 0, 1, 0}, {{1, 1, 64}, 0, 0, 0},
                       {{1, 2, 62}, 0, 0, 1}, {{1, 1, 62}, 0, 1, 0}, {{2, 2, 55}, 0, 1, 0}};
  add_voice(arrangement, {{4, 1, 60}, 0, 0, 0}, {4});
  arrangement.notes.push_back({{5, 1, 60}, 0, 1, 0});
  return {"unisons_of_hands", arrangement, head_of("Unisons of two hands")};
}

// Notes of one staff in the voices that are found.
PlantedScore one_staff(const std::string& name, std::vector<Note> notes) {
  std::ranges::sort(notes, {}, [](const Note& note) { return std::pair(note.onset, note.pitch); });
  Arrangement arrangement = of_parts(1);
  const std::vector<int> voices = staff_voices(notes);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    arrangement.notes.push_back({notes[i], 0, 0, voices[i]});
  }
  return {name, arrangement, head_of(name)};
}

// Six notes that enter one after the other and are held.
PlantedScore held_arpeggio() {
  std::vector<Note> notes;
  for (int i = 0; i < 12; ++i) {
    constexpr std::array kPitches = {60, 64, 67, 72, 76, 79};
    const Quarters onset = Quarters(i % 6, 2);
    notes.push_back({onset + Quarters(i / 6) * 4, Quarters(4) - onset,
                     kPitches.at(static_cast<std::size_t>(i % 6))});
  }
  return one_staff("held_arpeggio", notes);
}

// Up to nine rhythms at once, over bar lines and in triplets.
PlantedScore more_rhythms_than_voices() {
  std::vector<Note> notes;
  for (int i = 0; i < 60; ++i) {
    notes.push_back({Quarters(i * 5 % 24, 2) + Quarters(i % 3, 3), Quarters(2 + i % 7, 2), 48 + i});
  }
  return one_staff("more_rhythms_than_voices", notes);
}

// The lower voice of a staff is tied into a bar where the upper one is silent.
PlantedScore lower_voice_alone() {
  Arrangement arrangement = of_parts(1);
  add_voice(arrangement, {{0, 1, 72}, 0, 0, 0}, {1, 1, 1, 1, -4, 4});
  add_voice(arrangement, {{2, 1, 60}, 0, 0, 1}, {4, 2});
  return {"lower_voice_alone", sorted(std::move(arrangement)), head_of("Lower voice alone")};
}

PlantedScore lead_sheet() {
  Arrangement arrangement = of_parts(1);
  add_voice(arrangement, {{0, 1, 72}, 0, 0, 0}, {1, {3, 2}, kEighth, 1, 4});
  arrangement.chords = {
      {0, 5, "major", {}}, {{5, 2}, 10, "minor-seventh", 1}, {4, 0, "dominant", {}}};
  ScoreHead head = head_of("Lead sheet", {{0, 4, 4}}, 0, {{0, -1, false}});
  head.tempos = {{0, 100}, {1, 90}, {{5, 2}, 77.7}, {4, 77.7}};
  return {"lead_sheet", sorted(std::move(arrangement)), head};
}

PlantedScore text_from_anywhere() {
  PlantedScore score = one_voice("text_from_anywhere", {1},
                                 head_of("<Tom & \"Jerry\">\x01\x1f \xc3\xa9 \xef\xbf\xbf \xe9"));
  score.arrangement.parts[0].instrument.name = "]]> & <!--";
  return score;
}

PlantedScore all_on_the_grid() {
  std::vector<Quarters> lengths;
  Quarters end = 0;
  for (int n = 1; end < 47; n = (n * 5 + 7) % 97) {
    const Quarters length = n % 2 == 0 ? Quarters(n % 48 + 1, 16) : Quarters(n % 48 + 1, 12);
    lengths.push_back(n % 5 == 0 ? Quarters(0) - length : length);
    end += length;
  }
  return one_voice("all_on_the_grid", lengths);
}

}  // namespace

std::vector<PlantedScore> planted_scores() {
  const Quarters fifth = {1, 5};
  const Quarters seventh = {1, 7};
  std::vector<PlantedScore> scores;
  scores.push_back(one_voice("triplet_tied_over_the_bar_line",
                             {3, kTriplet, kTriplet, {4, 3}, kTriplet, kTriplet, 2}));
  scores.push_back(one_voice("quarter_triplets", {{2, 3}, {2, 3}, {2, 3}, {4, 3}, {2, 3}}));
  scores.push_back(one_voice("pickup", {1, 1, 1, 1, 1, kEighth, kEighth, 1, 1},
                             head_of("Pick-up", {{0, 4, 4}}, 1)));
  scores.push_back(one_voice("eighth_pickup_of_6_8", {kEighth, 1, kEighth, {3, 2}, {3, 2}, 1},
                             head_of("Pick-up", {{0, 6, 8}}, kEighth)));
  scores.push_back(one_voice("dotted", {{3, 2}, kEighth, {3, 4}, k16th, {7, 4}, k16th, {7, 2}}));
  scores.push_back(
      one_voice("quintuplet", {fifth, fifth, fifth, fifth, fifth, fifth * 2, fifth * 3, 2}));
  scores.push_back(one_voice("septuplet", {seventh, seventh, seventh * 2, seventh * 3, 3}));
  scores.push_back(one_voice("triplet_in_a_triplet", {{2, 3}, {2, 9}, {2, 9}, {2, 9}, {2, 3}, 2}));
  scores.push_back(
      one_voice("triplets_that_begin_together", {{2, 9}, {2, 9}, {2, 9}, {2, 3}, {2, 3}, 2}));
  scores.push_back(
      one_voice("mixed_beat", {k16th, {1, 12}, {2, 3}, k16th, {1, 12}, {1, 6}, {5, 2}}));
  scores.push_back(one_voice("syncopations", {kEighth, 1, 1, 1, kEighth, 1, 2, 1}));
  scores.push_back(one_voice("rests", {-1, 1, -2, {-1, 2}, kEighth, -3, -4, {-3, 4}, k16th, 1}));
  scores.push_back(one_voice(
      "metres", {1, 1, 1, {3, 2}, {3, 2}, {5, 2}, {7, 2}, 3, 1, 4},
      head_of("Metres",
              {{0, 3, 4}, {3, 6, 8}, {6, 5, 8}, {{17, 2}, 7, 8}, {12, 2, 2}, {16, 4, 4}})));
  scores.push_back(one_voice("short_bar", {1, 2, 1, 4}, head_of("Short", {{0, 4, 4}, {3, 4, 4}})));
  scores.push_back(one_voice("duplets", {{3, 4}, {3, 4}, {3, 8}, {3, 8}, {3, 8}, {3, 8}},
                             head_of("Duplets", {{0, 6, 8}})));
  scores.push_back(
      one_voice("keys", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
                head_of("Keys", {{0, 4, 4}}, 0, {{0, 7, false}, {4, -7, false}, {8, 1, true}})));
  scores.push_back(one_voice("one_note", {1}));
  scores.push_back(one_voice("no_notes", {}));
  scores.push_back(all_on_the_grid());
  scores.push_back(two_staves_of_two_voices());
  scores.push_back(chords());
  scores.push_back(edges_of_midi());
  scores.push_back(many_parts());
  scores.push_back(lower_voice_alone());
  scores.push_back(lead_sheet());
  scores.push_back(text_from_anywhere());
  scores.push_back(unisons_of_parts());
  scores.push_back(unisons_of_hands());
  scores.push_back(held_arpeggio());
  scores.push_back(more_rhythms_than_voices());
  return scores;
}

}  // namespace bachprop
