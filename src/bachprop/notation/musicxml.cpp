#include "bachprop/notation/musicxml.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <numeric>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>
#include <utility>

#include "bachprop/analysis/metric_span.h"
#include "bachprop/base/enum_names.h"
#include "bachprop/base/enum_table.h"
#include "bachprop/base/numbers.h"
#include "bachprop/notation/accidentals.h"
#include "bachprop/notation/musicxml_names.h"
#include "bachprop/notation/note_values.h"
#include "bachprop/score/text.h"

namespace bachprop {
namespace {

using pugi::xml_node;

constexpr int kMiddleOctave = 60;
constexpr int kFifthInSemitones = 7;
constexpr int kFarthestChordNote = 6;  // a diminished fifth
constexpr int kGFlat = -6;             // places on the line of fifths
constexpr int kASharp = 10;

// The text without characters that XML 1.0 forbids: control characters other than tab, line feed
// and carriage return, and U+FFFE and U+FFFF.
std::string allowed_in_xml(std::string_view text) {
  const std::string utf8 = to_utf8(text);
  std::string kept;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const std::string_view three = std::string_view(utf8).substr(i, 3);
    if (three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF") {
      i += 2;
    } else if (static_cast<unsigned char>(utf8[i]) >= 0x20 ||
               std::string_view("\t\n\r").find(utf8[i]) != std::string_view::npos) {
      kept += utf8[i];
    }
  }
  return kept;
}

xml_node add_text(xml_node parent, const char* name, std::string_view text) {
  xml_node node = parent.append_child(name);
  node.text().set(allowed_in_xml(text).c_str());
  return node;
}

xml_node add_number(xml_node parent, const char* name, std::int64_t number) {
  return add_text(parent, name, std::to_string(number));
}

void set(xml_node node, const char* attribute, const std::string& value) {
  node.append_attribute(attribute).set_value(value.c_str());
}

// As XML Schema's decimals are: without an exponent.
std::string decimal(double number) {
  std::string text = fmt::format("{:.6f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

// The least number of equal parts of a quarter that measures all times of the score.
std::int64_t divisions_of(const NotatedScore& score) {
  std::int64_t divisions = 1;
  const auto measure = [&](const Quarters& time) {
    divisions = std::lcm(divisions, time.denominator());
  };
  for (const NotatedBar& bar : score.bars) {
    measure(bar.start);
    measure(bar.length);
    std::ranges::for_each(bar.tempos, measure, &TempoChange::onset);
  }
  for (const NotatedPart& part : score.parts) {
    for (const PartBar& bar : part.bars) {
      for (const Line& line : bar.lines) {
        std::ranges::for_each(line.symbols, measure, &Symbol::duration);
      }
    }
  }
  std::ranges::for_each(score.chords, measure, &ChordSymbol::onset);
  return divisions;
}

// The onsets of tempos within ritardandi, and whether one begins there. They are at least five
// changes, each slower than the one before and at most a quarter after it.
std::map<Quarters, bool> ritardandi_of(const NotatedScore& score) {
  constexpr std::ptrdiff_t kLeastChanges = 5;
  std::vector<TempoChange> tempos;
  for (const NotatedBar& bar : score.bars) {
    tempos.insert(tempos.end(), bar.tempos.begin(), bar.tempos.end());
  }
  std::map<Quarters, bool> ritardandi;
  const auto goes_on = [](const TempoChange& before, const TempoChange& after) {
    return after.quarters_per_minute < before.quarters_per_minute &&
           after.onset - before.onset <= 1;
  };
  for (auto begin = tempos.begin(), end = begin; begin != tempos.end(); begin = end) {
    const auto last = std::adjacent_find(begin, tempos.end(), std::not_fn(goes_on));
    end = last == tempos.end() ? last : last + 1;
    // The first tempo of all is a number.
    begin += begin == tempos.begin() ? 1 : 0;
    for (auto tempo = begin; end - begin >= kLeastChanges && tempo != end; ++tempo) {
      ritardandi.emplace(tempo->onset, tempo == begin);
    }
  }
  return ritardandi;
}

void add_head(xml_node root, const NotatedScore& score) {
  if (!score.title.empty()) {
    add_text(root.append_child("work"), "work-title", score.title);
  }
  xml_node identification = root.append_child("identification");
  if (!score.composer.empty()) {
    set(add_text(identification, "creator", score.composer), "type", "composer");
  }
  add_text(identification.append_child("encoding"), "software", "BachProp");
}

// A page of A4 with margins of 15 mm. Staves are 7 mm high, as in books for players, and 5.5 mm in
// scores of three staves and more.
void add_page_layout(xml_node root, int staves) {
  constexpr double kTenthsOfAStaff = 40;
  const double staff = staves < 3 ? 7 : 5.5;
  const auto tenths = [&](double millimetres) {
    return decimal(std::round(millimetres / staff * kTenthsOfAStaff));
  };
  xml_node defaults = root.append_child("defaults");
  xml_node scaling = defaults.append_child("scaling");
  add_text(scaling, "millimeters", decimal(staff));
  add_text(scaling, "tenths", decimal(kTenthsOfAStaff));
  xml_node page = defaults.append_child("page-layout");
  add_text(page, "page-height", tenths(297));
  add_text(page, "page-width", tenths(210));
  xml_node margins = page.append_child("page-margins");
  set(margins, "type", "both");
  for (const char* side : {"left-margin", "right-margin", "top-margin", "bottom-margin"}) {
    add_text(margins, side, tenths(15));
  }
}

std::string part_id(std::size_t part) { return fmt::format("P{}", part + 1); }

// Channel 10 is for percussion.
int channel_of(std::size_t part) {
  const int channel = as_int(part % 15) + 1;
  return channel < 10 ? channel : channel + 1;
}

void add_score_part(xml_node list, const Instrument& instrument, std::size_t part) {
  xml_node node = list.append_child("score-part");
  set(node, "id", part_id(part));
  add_text(node, "part-name", instrument.name);
  if (!instrument.abbreviation.empty()) {
    add_text(node, "part-abbreviation", instrument.abbreviation);
  }
  const std::string id = part_id(part) + "-I1";
  xml_node score_instrument = node.append_child("score-instrument");
  set(score_instrument, "id", id);
  add_text(score_instrument, "instrument-name", instrument.name);
  if (!instrument.sound.empty()) {
    add_text(score_instrument, "instrument-sound", instrument.sound);
  }
  xml_node midi = node.append_child("midi-instrument");
  set(midi, "id", id);
  add_number(midi, "midi-channel", channel_of(part));
  add_number(midi, "midi-program", instrument.program + 1);
}

int staves_of(const NotatedScore& score) {
  std::size_t staves = 0;
  for (const NotatedPart& part : score.parts) {
    staves += part.part.staves.size();
  }
  return as_int(staves);
}

bool is_choir(const NotatedScore& score) {
  return std::ranges::all_of(score.parts, [](const NotatedPart& part) {
    return part.part.instrument.sound.starts_with("voice.");
  });
}

xml_node add_group(xml_node list, const char* type, std::size_t number) {
  xml_node group = list.append_child("part-group");
  set(group, "type", type);
  set(group, "number", std::to_string(number));
  return group;
}

// Several parts stand in a bracket. Bar lines go through all but a choir's, whose words they would
// cross. MuseScore 3 leads the bar lines of a group from its first staff to the next one only. So
// each part but the last begins a group.
void add_part_list(xml_node root, const NotatedScore& score) {
  xml_node list = root.append_child("part-list");
  const std::size_t parts = score.parts.size();
  const std::size_t joints = std::max<std::size_t>(parts, 1) - 1;
  const std::size_t groups = is_choir(score) ? std::min<std::size_t>(joints, 1) : joints;
  for (std::size_t part = 0; part < parts; ++part) {
    if (part < groups) {
      xml_node group = add_group(list, "start", part + 1);
      if (part == 0) {
        add_text(group, "group-symbol", "bracket");
      }
      add_text(group, "group-barline", is_choir(score) ? "no" : "yes");
    }
    add_score_part(list, score.parts[part].part.instrument, part);
  }
  for (std::size_t number = groups; number > 0; --number) {
    add_group(list, "stop", number);
  }
}

void add_clef(xml_node attributes, Clef clef, int staff, bool numbered) {
  struct Sign {
    const char* sign;
    int line;
  };
  constexpr EnumTable<Clef, Sign, 5> kSigns({{{Clef::kTreble, {"G", 2}},
                                              {Clef::kTrebleOctaveDown, {"G", 2}},
                                              {Clef::kAlto, {"C", 3}},
                                              {Clef::kTenor, {"C", 4}},
                                              {Clef::kBass, {"F", 4}}}});
  const Sign& sign = kSigns[clef];
  xml_node node = attributes.append_child("clef");
  if (numbered) {
    set(node, "number", std::to_string(staff + 1));
  }
  add_text(node, "sign", sign.sign);
  add_number(node, "line", sign.line);
  if (clef == Clef::kTrebleOctaveDown) {
    add_number(node, "clef-octave-change", -1);
  }
}

void add_key(xml_node attributes, const NotatedBar& bar) {
  xml_node key = attributes.append_child("key");
  add_number(key, "fifths", bar.fifths);
  add_text(key, "mode", bar.minor ? "minor" : "major");
}

void add_time(xml_node attributes, const TimeSignature& signature) {
  xml_node time = attributes.append_child("time");
  add_number(time, "beats", signature.numerator);
  add_number(time, "beat-type", signature.denominator);
}

const char* accidental_name(int alteration) {
  constexpr std::array kNames = {"triple-flat", "flat-flat",    "flat",        "natural",
                                 "sharp",       "double-sharp", "triple-sharp"};
  return kNames[as_index(std::clamp(alteration, -3, 3) + 3)];
}

// The place on the line of fifths that is nearest to those of the scale. In C major and A minor
// that is from E flat to G sharp. No chord is called E sharp or C flat.
int place_in_key(int pitch_class, int fifths) {
  int place = fifths - 3;
  while ((kFifthInSemitones * place - pitch_class) % kSemitonesPerOctave != 0) {
    ++place;
  }
  return place > kASharp  ? place - kSemitonesPerOctave
         : place < kGFlat ? place + kSemitonesPerOctave
                          : place;
}

// How far along the line of fifths a chord's note is from its root: a minor third is three back.
int place_above(int semitones) {
  int place = -kFarthestChordNote;
  while ((kFifthInSemitones * place - semitones) % kSemitonesPerOctave != 0) {
    ++place;
  }
  return place;
}

// B sharp below C0 has the octave -1, C0 has not.
SpelledPitch above_octave_minus_one(const SpelledPitch& pitch) {
  constexpr int kC0 = kSemitonesPerOctave;
  constexpr std::array kPlaces = {0, 7};  // C, C sharp
  const int number = midi_pitch(pitch);
  const bool has_a_name = number == kC0 || number == kC0 + 1;
  return pitch.octave < 0 && has_a_name ? spelled(number, kPlaces.at(as_index(number - kC0)))
                                        : pitch;
}

// By how many octaves a part must be written too high, for MusicXML counts from octave 0.
int octaves_up(const NotatedPart& part) {
  int lowest = 0;
  for (const PartBar& bar : part.bars) {
    for (const Line& line : bar.lines) {
      for (const Symbol& symbol : line.symbols) {
        for (const WrittenNote& note : symbol.notes) {
          lowest = std::min(lowest, above_octave_minus_one(note.pitch).octave);
        }
      }
    }
  }
  return -lowest;
}

// One part, bar by bar. Times are whole numbers of divisions.
class PartWriter {
 public:
  PartWriter(xml_node part, const NotatedScore& score, std::size_t index, std::int64_t divisions)
      : node_(part),
        score_(score),
        part_(score.parts[index]),
        first_(index == 0),
        divisions_(divisions),
        ritardandi_(ritardandi_of(score)) {
    count_voices();
    octaves_up_ = octaves_up(part_);
  }

  void write() {
    for (std::size_t bar = 0; bar < score_.bars.size(); ++bar) {
      write_bar(bar);
    }
  }

 private:
  [[nodiscard]] std::int64_t in_divisions(const Quarters& time) const {
    const Quarters count = time * divisions_;
    return count.numerator();
  }
  [[nodiscard]] bool has_staves() const { return part_.part.staves.size() > 1; }

  // The voices of a staff are counted on from those of the staff above.
  void count_voices() {
    std::vector<int> voices(part_.part.staves.size(), 1);
    for (const PartBar& bar : part_.bars) {
      for (const Line& line : bar.lines) {
        int& most = voices[as_index(line.staff)];
        most = std::max(most, line.voice + 1);
      }
    }
    first_voices_.assign(1, 1);
    for (const int count : voices) {
      first_voices_.push_back(first_voices_.back() + count);
    }
  }

  void write_bar(std::size_t index) {
    const NotatedBar& bar = score_.bars[index];
    xml_node measure = node_.append_child("measure");
    set(measure, "number", std::to_string(bar.number));
    if (bar.number == 0) {
      set(measure, "implicit", "yes");
    }
    add_attributes(measure, index);
    const PartBar& content = part_.bars[index];
    const Accidentals accidentals = accidentals_of(content, bar.fifths);
    for (std::size_t line = 0; line < content.lines.size(); ++line) {
      if (line > 0) {
        add_number(measure.append_child("backup"), "duration", in_divisions(bar.length));
      }
      write_line(measure, content, line, accidentals[line], bar, line == 0);
    }
    add_clefs_of_next_bar(measure, index);
    if (index + 1 == score_.bars.size()) {
      xml_node barline = measure.append_child("barline");
      set(barline, "location", "right");
      add_text(barline, "bar-style", "light-heavy");
    }
  }

  void add_attributes(xml_node measure, std::size_t index) {
    const NotatedBar& bar = score_.bars[index];
    const NotatedBar* before = index == 0 ? nullptr : &score_.bars[index - 1];
    const bool new_key =
        before == nullptr || before->fifths != bar.fifths || before->minor != bar.minor;
    const bool new_time = before == nullptr || before->time.numerator != bar.time.numerator ||
                          before->time.denominator != bar.time.denominator;
    if (!new_key && !new_time) {
      return;
    }
    xml_node attributes = measure.append_child("attributes");
    if (before == nullptr) {
      add_number(attributes, "divisions", divisions_);
    }
    if (new_key) {
      add_key(attributes, bar);
    }
    if (new_time) {
      add_time(attributes, bar.time);
    }
    if (before == nullptr && has_staves()) {
      add_number(attributes, "staves", static_cast<std::int64_t>(part_.part.staves.size()));
    }
    if (before == nullptr) {
      add_clefs(attributes, index);
      add_transposition(attributes);
    }
  }

  // A clef that changes with a bar stands before its bar line.
  void add_clefs_of_next_bar(xml_node measure, std::size_t index) const {
    const std::size_t next = index + 1;
    if (next < score_.bars.size() && part_.bars[next].clefs != part_.bars[index].clefs) {
      add_clefs(measure.append_child("attributes"), next);
    }
  }

  // Those that were not in force in the bar before.
  void add_clefs(xml_node attributes, std::size_t index) const {
    const std::vector<Clef>& clefs = part_.bars[index].clefs;
    for (std::size_t staff = 0; staff < clefs.size(); ++staff) {
      if (index == 0 || clefs[staff] != part_.bars[index - 1].clefs[staff]) {
        add_clef(attributes, clefs[staff], as_int(staff), has_staves());
      }
    }
  }

  // Below octave 0 there is no written note: a part that goes there sounds lower than written.
  void add_transposition(xml_node attributes) const {
    if (octaves_up_ > 0) {
      xml_node transpose = attributes.append_child("transpose");
      add_number(transpose, "chromatic", 0);
      add_number(transpose, "octave-change", -octaves_up_);
    }
  }

  void write_line(xml_node measure, const PartBar& content, std::size_t index,
                  const std::vector<std::vector<bool>>& accidentals, const NotatedBar& bar,
                  bool with_directions) {
    const Line& line = content.lines[index];
    const char* stem = stem_of(content, index);
    for (std::size_t i = 0; i < line.symbols.size(); ++i) {
      const Symbol& symbol = line.symbols[i];
      if (first_ && with_directions) {
        add_directions(measure, bar, symbol);
      }
      write_symbol(measure, line, symbol, accidentals[i], stem);
    }
  }

  // The upper one of two voices of a staff has its stems up.
  static const char* stem_of(const PartBar& content, std::size_t index) {
    const int staff = content.lines[index].staff;
    const auto is_here = [&](const Line& line) { return line.staff == staff; };
    if (std::ranges::count_if(content.lines, is_here) < 2) {
      return nullptr;
    }
    const auto first = std::ranges::find_if(content.lines, is_here) - content.lines.begin();
    return (static_cast<std::ptrdiff_t>(index) - first) % 2 == 0 ? "up" : "down";
  }

  // Marks that begin during the symbol and belong to no voice.
  void add_directions(xml_node measure, const NotatedBar& bar, const Symbol& symbol) {
    const auto is_here = [&](const Quarters& time) {
      return symbol.onset <= time && time < symbol.onset + symbol.duration;
    };
    for (const ChordSymbol& chord : score_.chords) {
      if (is_here(chord.onset)) {
        add_harmony(measure, chord, bar.fifths, chord.onset - symbol.onset);
      }
    }
    for (const TempoChange& tempo : bar.tempos) {
      if (is_here(tempo.onset) && ritardandi_.contains(tempo.onset)) {
        add_ritardando(measure, tempo, tempo.onset - symbol.onset);
      } else if (is_here(tempo.onset)) {
        const bool is_printed =
            &tempo == &bar.tempos.back() || tempo.onset == score_.bars.front().start;
        add_tempo(measure, tempo, bar.time, tempo.onset - symbol.onset, is_printed);
      }
    }
  }

  void add_offset(xml_node node, const Quarters& offset) const {
    if (offset > 0) {
      add_number(node, "offset", in_divisions(offset));
    }
  }

  // The last of several tempos in one bar, a ritardando, is printed alone, and no number twice.
  void add_tempo(xml_node measure, const TempoChange& tempo, const TimeSignature& time,
                 const Quarters& offset, bool is_printed) {
    if (tempo.quarters_per_minute == tempo_) {
      return;
    }
    tempo_ = tempo.quarters_per_minute;
    const Quarters beat = beat_length(time);
    const std::string mark = fmt::format("{:.0f}", tempo.quarters_per_minute / beat.to_double());
    if (!is_printed || std::pair(beat, mark) == printed_tempo_) {
      add_words(measure, tempo, offset, kNothingPrinted);
      return;
    }
    printed_tempo_ = {beat, mark};
    xml_node direction = measure.append_child("direction");
    set(direction, "placement", "above");
    add_metronome(direction.append_child("direction-type"), beat, mark);
    add_offset(direction, offset);
    add_sounding_tempo(direction, tempo);
  }

  // Its name where it begins, and no number at all.
  void add_ritardando(xml_node measure, const TempoChange& tempo, const Quarters& offset) {
    tempo_ = tempo.quarters_per_minute;
    add_words(measure, tempo, offset, ritardandi_.at(tempo.onset) ? "rit." : kNothingPrinted);
  }

  // MuseScore prints the number of a tempo that has no words.
  static constexpr const char* kNothingPrinted = " ";

  void add_words(xml_node measure, const TempoChange& tempo, const Quarters& offset,
                 const char* text) const {
    xml_node direction = measure.append_child("direction");
    set(direction, "placement", "above");
    xml_node words = direction.append_child("direction-type").append_child("words");
    set(words, "font-style", "italic");
    words.text().set(text);
    add_offset(direction, offset);
    add_sounding_tempo(direction, tempo);
  }

  static void add_metronome(xml_node type, const Quarters& beat, const std::string& mark) {
    xml_node metronome = type.append_child("metronome");
    const NoteValue value = value_of(beat).value_or(NoteValue());
    add_text(metronome, "beat-unit", name_of(value.type));
    if (value.dots > 0) {
      metronome.append_child("beat-unit-dot");
    }
    add_text(metronome, "per-minute", mark);
  }

  static void add_sounding_tempo(xml_node direction, const TempoChange& tempo) {
    set(direction.append_child("sound"), "tempo", decimal(tempo.quarters_per_minute));
  }

  static void add_chord_note(xml_node harmony, const std::string& name, int pitch_class,
                             int place) {
    const SpelledPitch pitch = spelled(kMiddleOctave + pitch_class, place);
    xml_node node = harmony.append_child(name.c_str());
    add_text(node, (name + "-step").c_str(), name_of(pitch.step));
    if (pitch.alteration != 0) {
      add_number(node, (name + "-alter").c_str(), pitch.alteration);
    }
  }

  void add_harmony(xml_node measure, const ChordSymbol& chord, int fifths,
                   const Quarters& offset) const {
    xml_node harmony = measure.append_child("harmony");
    const int root = place_in_key(chord.root, fifths);
    add_chord_note(harmony, "root", chord.root, root);
    add_text(harmony, "kind", chord.kind);
    if (chord.bass) {
      add_chord_note(harmony, "bass", *chord.bass, root + place_above(*chord.bass - chord.root));
    }
    add_offset(harmony, offset);
  }

  void write_symbol(xml_node measure, const Line& line, const Symbol& symbol,
                    const std::vector<bool>& accidentals, const char* stem) {
    const std::size_t count = std::max<std::size_t>(symbol.notes.size(), 1);
    for (std::size_t i = 0; i < count; ++i) {
      const WrittenNote* written = symbol.notes.empty() ? nullptr : &symbol.notes[i];
      xml_node note = measure.append_child("note");
      // The rests of a staff are those of its first voice: a second one comes and goes.
      if (written == nullptr && line.voice > 0) {
        set(note, "print-object", "no");
      }
      add_sound(note, symbol, written, i > 0);
      add_number(note, "duration", in_divisions(symbol.duration));
      add_ties(note, "tie", written);
      add_number(note, "voice", first_voices_[as_index(line.staff)] + line.voice);
      add_value(note, symbol);
      if (written != nullptr && accidentals[i]) {
        add_text(note, "accidental", accidental_name(written->pitch.alteration));
      }
      add_time_modification(note, symbol);
      if (written != nullptr && stem != nullptr && symbol.type > NoteType::kWhole) {
        add_text(note, "stem", stem);
      }
      if (has_staves()) {
        add_number(note, "staff", line.staff + 1);
      }
      if (i == 0) {
        add_beams(note, symbol);
      }
      add_notations(note, symbol, written, i == 0);
      if (i == 0 && symbol.syllable) {
        add_lyric(note, *symbol.syllable);
      }
    }
  }

  void add_sound(xml_node note, const Symbol& symbol, const WrittenNote* written,
                 bool in_chord) const {
    if (written == nullptr) {
      xml_node rest = note.append_child("rest");
      if (symbol.whole_bar) {
        set(rest, "measure", "yes");
      }
      return;
    }
    if (in_chord) {
      note.append_child("chord");
    }
    xml_node pitch = note.append_child("pitch");
    const SpelledPitch name = above_octave_minus_one(written->pitch);
    add_text(pitch, "step", name_of(name.step));
    if (name.alteration != 0) {
      add_number(pitch, "alter", name.alteration);
    }
    add_number(pitch, "octave", name.octave + octaves_up_);
  }

  static void add_ties(xml_node parent, const char* element, const WrittenNote* written) {
    if (written != nullptr && written->tied_from_before) {
      set(parent.append_child(element), "type", "stop");
    }
    if (written != nullptr && written->tied_to_next) {
      set(parent.append_child(element), "type", "start");
    }
  }

  // A rest for a whole bar has no name: it is whole in every metre.
  static void add_value(xml_node note, const Symbol& symbol) {
    if (symbol.whole_bar) {
      return;
    }
    add_text(note, "type", name_of(symbol.type));
    for (int dot = 0; dot < symbol.dots; ++dot) {
      note.append_child("dot");
    }
  }

  static void add_time_modification(xml_node note, const Symbol& symbol) {
    if (symbol.tuplets.empty()) {
      return;
    }
    std::int64_t actual = 1;
    std::int64_t normal = 1;
    for (const Tuplet& tuplet : symbol.tuplets) {
      actual *= tuplet.actual;
      normal *= tuplet.normal;
    }
    xml_node modification = note.append_child("time-modification");
    add_number(modification, "actual-notes", actual);
    add_number(modification, "normal-notes", normal);
    if (symbol.tuplets.back().type != symbol.type) {
      add_text(modification, "normal-type", name_of(symbol.tuplets.back().type));
    }
  }

  static void add_beams(xml_node note, const Symbol& symbol) {
    for (std::size_t beam = 0; beam < symbol.beams.size() && beam < 8; ++beam) {
      xml_node node = add_text(note, "beam", name_of(symbol.beams[beam]));
      set(node, "number", std::to_string(beam + 1));
    }
  }

  void add_notations(xml_node note, const Symbol& symbol, const WrittenNote* written, bool first) {
    xml_node notations = note.append_child("notations");
    add_ties(notations, "tied", written);
    for (std::size_t i = 0; first && i < symbol.tuplets.size(); ++i) {
      add_tuplet(notations, symbol.tuplets[i], i);
    }
    if (!notations.first_child()) {
      note.remove_child(notations);
    }
  }

  static void add_lyric(xml_node note, const SungSyllable& syllable) {
    xml_node lyric = note.append_child("lyric");
    set(lyric, "number", "1");
    add_text(lyric, "syllabic", name_of(syllable.syllabic));
    add_text(lyric, "text", syllable.text);
  }

  static void add_tuplet(xml_node notations, const Tuplet& tuplet, std::size_t level) {
    const std::string number = std::to_string(level + 1);
    if (tuplet.begins) {
      xml_node node = notations.append_child("tuplet");
      set(node, "type", "start");
      set(node, "number", number);
      add_tuplet_portion(node.append_child("tuplet-actual"), tuplet.actual, tuplet.type);
      add_tuplet_portion(node.append_child("tuplet-normal"), tuplet.normal, tuplet.type);
    }
    if (tuplet.ends) {
      xml_node node = notations.append_child("tuplet");
      set(node, "type", "stop");
      set(node, "number", number);
    }
  }

  static void add_tuplet_portion(xml_node node, int count, NoteType type) {
    add_number(node, "tuplet-number", count);
    add_text(node, "tuplet-type", name_of(type));
  }

  xml_node node_;
  const NotatedScore& score_;
  const NotatedPart& part_;
  bool first_;
  std::int64_t divisions_;
  std::map<Quarters, bool> ritardandi_;
  std::vector<int> first_voices_;
  int octaves_up_ = 0;
  double tempo_ = 0;
  std::pair<Quarters, std::string> printed_tempo_;
};

}  // namespace

std::string write_musicxml(const NotatedScore& score) {
  pugi::xml_document document;
  xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  xml_node doctype = document.append_child(pugi::node_doctype);
  doctype.set_value(
      "score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" "
      "\"http://www.musicxml.org/dtds/partwise.dtd\"");
  xml_node root = document.append_child("score-partwise");
  set(root, "version", "4.0");
  add_head(root, score);
  add_page_layout(root, staves_of(score));
  add_part_list(root, score);
  const std::int64_t divisions = divisions_of(score);
  for (std::size_t part = 0; part < score.parts.size(); ++part) {
    xml_node node = root.append_child("part");
    set(node, "id", part_id(part));
    PartWriter(node, score, part, divisions).write();
  }
  std::ostringstream text;
  document.save(text, "  ", pugi::format_indent, pugi::encoding_utf8);
  return text.str();
}

}  // namespace bachprop
