#include "bachprop/arrange/instruments.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <utility>

#include "bachprop/arrange/general_midi.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr int kPiano = 0;
constexpr int kViolin = 40;
constexpr int kViola = 41;
constexpr int kCello = 42;
constexpr int kContrabass = 43;
constexpr int kChoirAahs = 52;

Instrument voice(std::string name, std::string abbreviation, std::string sound) {
  return {.name = std::move(name),
          .abbreviation = std::move(abbreviation),
          .sound = std::move(sound),
          .program = kChoirAahs};
}

// Pitches that are possible, and those that are easy.
struct Range {
  int lowest;
  int highest;
  int easy_lowest;
  int easy_highest;
};

Part part(Instrument instrument, const Range& range, std::vector<Clef> staves) {
  instrument.lowest = range.lowest;
  instrument.highest = range.highest;
  instrument.easy_lowest = range.easy_lowest;
  instrument.easy_highest = range.easy_highest;
  return {std::move(instrument), std::move(staves)};
}

std::vector<Part> choir() {
  return {part(voice("Soprano", "S.", "voice.soprano"), {59, 81, 60, 79}, {Clef::kTreble}),
          part(voice("Alto", "A.", "voice.alto"), {53, 76, 55, 72}, {Clef::kTreble}),
          part(voice("Tenor", "T.", "voice.tenor"), {47, 69, 48, 67}, {Clef::kTrebleOctaveDown}),
          part(voice("Bass", "B.", "voice.bass"), {38, 64, 41, 60}, {Clef::kBass})};
}

std::vector<Part> string_quartet() {
  const Range violin = {55, 100, 55, 88};
  return {part({"Violin I", "Vln. I", "strings.violin", kViolin}, violin, {Clef::kTreble}),
          part({"Violin II", "Vln. II", "strings.violin", kViolin}, violin, {Clef::kTreble}),
          part({"Viola", "Vla.", "strings.viola", kViola}, {48, 88, 48, 81}, {Clef::kAlto}),
          part({"Cello", "Vc.", "strings.cello", kCello}, {36, 84, 36, 76}, {Clef::kBass})};
}

Part piano() {
  return part({"Piano", "Pno.", "keyboard.piano", kPiano}, {21, 108, 21, 108},
              {Clef::kTreble, Clef::kBass});
}

// Any instrument or voice: what one staff with a treble clef shows without too many ledger lines.
Part melody() {
  return part({"Melody", "Mel.", "keyboard.piano", kPiano}, {55, 88, 57, 84}, {Clef::kTreble});
}

// The beginnings of instruments' names, in lower case without blanks and dots.
struct KnownName {
  std::string_view beginning;
  std::string_view sound;
  int program;
};

// The longer of names that begin alike stands first.
constexpr std::array kKnownNames = {KnownName{"violoncello", "strings.cello", kCello},
                                    KnownName{"violone", "strings.contrabass", kContrabass},
                                    KnownName{"violin", "strings.violin", kViolin},
                                    KnownName{"vln", "strings.violin", kViolin},
                                    KnownName{"fiddle", "strings.violin", kViolin},
                                    KnownName{"geige", "strings.violin", kViolin},
                                    KnownName{"viola", "strings.viola", kViola},
                                    KnownName{"vla", "strings.viola", kViola},
                                    KnownName{"vlc", "strings.cello", kCello},
                                    KnownName{"vl", "strings.violin", kViolin},
                                    KnownName{"bratsche", "strings.viola", kViola},
                                    KnownName{"cello", "strings.cello", kCello},
                                    KnownName{"vc", "strings.cello", kCello},
                                    KnownName{"contrabass", "strings.contrabass", kContrabass},
                                    KnownName{"doublebass", "strings.contrabass", kContrabass},
                                    KnownName{"kontrabass", "strings.contrabass", kContrabass},
                                    KnownName{"bassoon", "wind.reed.bassoon", 70},
                                    KnownName{"fagott", "wind.reed.bassoon", 70},
                                    KnownName{"sopran", "voice.soprano", kChoirAahs},
                                    KnownName{"cantus", "voice.soprano", kChoirAahs},
                                    KnownName{"discant", "voice.soprano", kChoirAahs},
                                    KnownName{"alt", "voice.alto", kChoirAahs},
                                    KnownName{"tenor", "voice.tenor", kChoirAahs},
                                    KnownName{"bass", "voice.bass", kChoirAahs},
                                    KnownName{"flut", "wind.flutes.flute", 73},
                                    KnownName{"flöte", "wind.flutes.flute", 73},
                                    KnownName{"flauto", "wind.flutes.flute", 73},
                                    KnownName{"recorder", "wind.flutes.recorder", 74},
                                    KnownName{"oboe", "wind.reed.oboe", 68},
                                    KnownName{"clarinet", "wind.reed.clarinet", 71},
                                    KnownName{"klarinette", "wind.reed.clarinet", 71},
                                    KnownName{"horn", "brass.french-horn", 60},
                                    KnownName{"corno", "brass.french-horn", 60},
                                    KnownName{"trumpet", "brass.trumpet", 56},
                                    KnownName{"trompete", "brass.trumpet", 56},
                                    KnownName{"trombone", "brass.trombone", 57},
                                    KnownName{"posaune", "brass.trombone", 57},
                                    KnownName{"harpsichord", "keyboard.harpsichord", 6},
                                    KnownName{"cembalo", "keyboard.harpsichord", 6},
                                    KnownName{"organ", "keyboard.organ", 19},
                                    KnownName{"orgel", "keyboard.organ", 19},
                                    KnownName{"guitar", "pluck.guitar", 24},
                                    KnownName{"harp", "pluck.harp", 46}};

std::string plain(std::string_view name) {
  std::string plain;
  for (const char letter : name) {
    if (letter != ' ' && letter != '.') {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return plain;
}

std::optional<KnownName> known_name(std::string_view name) {
  const std::string written = plain(name);
  const auto* known = std::ranges::find_if(kKnownNames, [&](const KnownName& candidate) {
    return written.starts_with(candidate.beginning);
  });
  return known == kKnownNames.end() ? std::nullopt : std::optional(*known);
}

// "violin" of "violin2" and of "violinii".
std::string without_number(std::string word) {
  const std::size_t last = word.find_last_not_of("0123456789");
  word.resize(last == std::string::npos ? 0 : last + 1);
  for (const std::string_view roman : {"iii", "ii", "iv", "i"}) {
    if (word.ends_with(roman) && word.size() > roman.size() + 2) {
      word.resize(word.size() - roman.size());
      break;
    }
  }
  return word;
}

bool is_singing(int program) { return program >= kChoirAahs && program < kChoirAahs + 3; }

// Whether it is a name that programs give to a track that nobody has named.
bool is_default_name(std::string_view name) {
  constexpr std::array<std::string_view, 10> kDefaults = {
      "track",      "staff", "channel", "midi",  "untitled",
      "instrument", "part",  "new",     "voice", "unnamed"};
  const std::string word = plain(name);
  return std::ranges::any_of(kDefaults,
                             [&](std::string_view start) { return word.starts_with(start); }) ||
         std::ranges::none_of(word,
                              [](unsigned char c) { return c >= 0x80 || std::isalpha(c) != 0; });
}

// Its lowest string; the others stand in fifths above it.
int lowest_string(int program) {
  switch (program) {
    case kViolin:
      return 55;
    case kViola:
      return 48;
    case kCello:
      return 36;
    default:
      return kHighestPitch;
  }
}

// Steps of the staff above C-1, a sharp on that of the note below.
int staff_step(int pitch) {
  constexpr int kStepsPerOctave = 7;
  constexpr std::array<int, kSemitonesPerOctave> kSteps = {0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6};
  return pitch / kSemitonesPerOctave * kStepsPerOctave +
         kSteps[as_index(pitch % kSemitonesPerOctave)];
}

// Between the lowest and the highest line of a staff there are eight steps; each second one beyond
// has a ledger line.
int ledger_lines(int pitch, int pitch_of_lowest_line) {
  const int above = staff_step(pitch) - staff_step(pitch_of_lowest_line);
  return above < 0 ? -above / 2 : std::max(above - 8, 0) / 2;
}

}  // namespace

std::vector<Part> parts_for(ArrangementKind kind) {
  switch (kind) {
    case ArrangementKind::kSatb:
      return choir();
    case ArrangementKind::kStringQuartet:
      return string_quartet();
    case ArrangementKind::kPiano:
      return {piano()};
    case ArrangementKind::kLeadSheet:
      return {melody()};
    case ArrangementKind::kNone:
      return {};
  }
  return {};
}

Instrument instrument_named(std::string_view name) {
  Instrument instrument{.name = std::string(name), .abbreviation = {}, .sound = "keyboard.piano"};
  if (const auto known = known_name(name)) {
    instrument.sound = known->sound;
    instrument.program = known->program;
  }
  return instrument;
}

Instrument instrument_for(const Player& player) {
  Instrument instrument = instrument_named(player.name);
  if (player.program == kNoProgram) {
    return instrument;
  }
  const GeneralMidiInstrument stated = general_midi_instrument(player.program);
  if (player.name.empty()) {
    instrument.name = stated.name;
  }
  if (player.program != kPiano) {
    const bool is_sung = instrument.sound.starts_with("voice.");
    if (!known_name(player.name) || (is_sung && !is_singing(player.program))) {
      instrument.sound = stated.sound;
    }
    instrument.program = player.program;
  }
  return instrument;
}

bool is_name_of_instrument(std::string_view name) {
  const std::string word = without_number(plain(name));
  const auto is_known = [&](const KnownName& known) { return word == known.beginning; };
  if (std::ranges::any_of(kKnownNames, is_known)) {
    return true;
  }
  for (int program = 0; program < 128; ++program) {
    if (word == plain(general_midi_instrument(program).name)) {
      return true;
    }
  }
  return false;
}

std::optional<Instrument> only_player(const Score& score) {
  const Player& player = score.player;
  if (known_name(player.name) || is_name_of_instrument(player.name)) {
    return instrument_for(player);
  }
  if (player.program != kNoProgram) {
    return instrument_for({.name = "", .program = player.program});
  }
  if (!player.name.empty() && !is_default_name(player.name)) {
    return instrument_for(player);
  }
  return is_name_of_instrument(score.title) ? std::optional(instrument_named(score.title))
                                            : std::nullopt;
}

bool is_double_stop(int program, int pitch, int other) {
  constexpr int kFifth = 7;
  const auto [low, high] = std::minmax(pitch, other);
  if (high - low < 3 || high - low > kSemitonesPerOctave) {
    return false;
  }
  const int lowest = lowest_string(program);
  for (int string = 0; string < 3; ++string) {
    const int lower = low - (lowest + kFifth * string);
    const int upper = high - (lowest + kFifth * (string + 1));
    if (std::min(lower, upper) >= 0 && std::max(lower, upper) <= kSemitonesPerOctave) {
      return true;
    }
  }
  return false;
}

namespace {

Clef clef_with_fewer_ledger_lines(std::span<const Note> notes) {
  constexpr int kE4 = 64;
  constexpr int kG2 = 43;
  std::int64_t treble = 0;
  std::int64_t bass = 0;
  for (const Note& note : notes) {
    treble += ledger_lines(note.pitch, kE4);
    bass += ledger_lines(note.pitch, kG2);
  }
  return bass < treble ? Clef::kBass : Clef::kTreble;
}

}  // namespace

Clef clef_for(const Instrument& instrument, std::span<const Note> notes) {
  struct KnownClef {
    std::string_view sound;
    Clef clef;
  };
  constexpr std::array kKnownClefs = {
      KnownClef{"strings.viola", Clef::kAlto}, KnownClef{"strings.violin", Clef::kTreble},
      KnownClef{"voice.soprano", Clef::kTreble}, KnownClef{"voice.alto", Clef::kTreble},
      KnownClef{"voice.tenor", Clef::kTrebleOctaveDown}};
  const auto* known = std::ranges::find(kKnownClefs, instrument.sound, &KnownClef::sound);
  return known != kKnownClefs.end() ? known->clef : clef_with_fewer_ledger_lines(notes);
}

bool may_have_two_staves(const Instrument& instrument) {
  return instrument.sound.starts_with("keyboard.") || instrument.sound == "pluck.harp";
}

}  // namespace bachprop
