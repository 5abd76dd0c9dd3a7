#include "bachprop/arrange/voice_names.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <map>
#include <numeric>
#include <string_view>

#include "bachprop/arrange/chord_symbols.h"
#include "bachprop/arrange/instruments.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

// The beginnings of names, in lower case, and what players' parts call them. The longer of names
// that begin alike stands first.
struct KnownAbbreviation {
  std::string_view beginning;
  std::string_view abbreviation;
};
constexpr std::array kAbbreviations = {
    KnownAbbreviation{"violoncello", "Vc."}, KnownAbbreviation{"violone", "Vne."},
    KnownAbbreviation{"violin", "Vln."},     KnownAbbreviation{"viola", "Vla."},
    KnownAbbreviation{"bratsche", "Br."},    KnownAbbreviation{"cello", "Vc."},
    KnownAbbreviation{"contrabass", "Cb."},  KnownAbbreviation{"double bass", "Db."},
    KnownAbbreviation{"bassoon", "Bsn."},    KnownAbbreviation{"soprano", "S."},
    KnownAbbreviation{"alto", "A."},         KnownAbbreviation{"tenor", "T."},
    KnownAbbreviation{"bass", "B."},         KnownAbbreviation{"flute", "Fl."},
    KnownAbbreviation{"recorder", "Rec."},   KnownAbbreviation{"oboe", "Ob."},
    KnownAbbreviation{"clarinet", "Cl."},    KnownAbbreviation{"horn", "Hn."},
    KnownAbbreviation{"trumpet", "Tpt."},    KnownAbbreviation{"trombone", "Tbn."},
    KnownAbbreviation{"tuba", "Tba."},       KnownAbbreviation{"harpsichord", "Hpsd."},
    KnownAbbreviation{"organ", "Org."},      KnownAbbreviation{"guitar", "Gtr."},
    KnownAbbreviation{"harp", "Hp."},        KnownAbbreviation{"piano", "Pno."},
    KnownAbbreviation{"melody", "Mel."},     KnownAbbreviation{"chords", "Ch."},
    KnownAbbreviation{"right hand", "R.H."}, KnownAbbreviation{"left hand", "L.H."},
    KnownAbbreviation{"voice", "V."},
};

// Which notes a singer of a choir can be expected to have: what is possible in four-part writing
// (docs/notation-arrangements.md) and a whole tone more.
struct Register {
  std::string_view name;
  int lowest;
  int highest;
};
constexpr std::array kChoir = {Register{"Soprano", 57, 83}, Register{"Alto", 51, 78},
                               Register{"Tenor", 45, 71}, Register{"Bass", 36, 66}};

double mean_pitch(const PartLine& line) {
  const int sum = std::accumulate(line.notes.begin(), line.notes.end(), 0,
                                  [](int all, const Note& note) { return all + note.pitch; });
  return line.notes.empty() ? 0 : as_double(sum) / as_double(line.notes.size());
}

// The lines' places, from the highest line.
std::vector<std::size_t> by_pitch(const std::vector<PartLine>& lines) {
  std::vector<std::size_t> order(lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return mean_pitch(lines[a]) > mean_pitch(lines[b]);
  });
  return order;
}

bool lies_in(const PartLine& line, const Register& range) {
  const auto inside = std::ranges::count_if(line.notes, [&](const Note& note) {
    return note.pitch >= range.lowest && note.pitch <= range.highest;
  });
  return 4 * inside >= 3 * std::ssize(line.notes);
}

bool is_a_choir(const std::vector<PartLine>& lines, const std::vector<std::size_t>& order) {
  if (lines.size() != kChoir.size()) {
    return false;
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (!is_one_line(lines[order[i]].notes) || !lies_in(lines[order[i]], kChoir[i])) {
      return false;
    }
  }
  return true;
}

// From the highest line.
std::vector<std::string> usual_names(const std::vector<PartLine>& lines,
                                     const std::vector<std::size_t>& order) {
  if (is_a_choir(lines, order)) {
    return {"Soprano", "Alto", "Tenor", "Bass"};
  }
  if (lines.size() != 2) {
    return {};
  }
  const bool has_chords = are_block_chords(lines[order[1]].notes);
  return has_chords && is_one_line(lines[order[0]].notes)
             ? std::vector<std::string>{"Melody", "Chords"}
             : std::vector<std::string>{"Right hand", "Left hand"};
}

bool says_who_plays(const PartLine& line) {
  constexpr int kPiano = 0;
  constexpr int kChoirAahs = 52;
  constexpr int kSynthVoice = 54;
  return line.program != kNoProgram && line.program != kPiano &&
         (line.program < kChoirAahs || line.program > kSynthVoice);
}

// The names of lines without a name, where programs say who plays; empty for the others.
std::vector<std::string> names_of_programs(const std::vector<PartLine>& lines) {
  std::vector<std::string> names(lines.size());
  if (std::ranges::none_of(lines, says_who_plays)) {
    return names;
  }
  std::map<std::string, std::vector<std::size_t>> lines_of;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].name.empty() && lines[i].program != kNoProgram) {
      lines_of[instrument_for({.name = "", .program = lines[i].program}).name].push_back(i);
    }
  }
  for (const auto& [name, places] : lines_of) {
    for (std::size_t number = 0; number < places.size(); ++number) {
      names[places[number]] = places.size() == 1 ? name : fmt::format("{} {}", name, number + 1);
    }
  }
  return names;
}

// " II" of "Violin II", " 2" of "Flute 2".
std::string_view numeral_of(std::string_view name) {
  const std::size_t blank = name.find_last_of(' ');
  const std::string_view last = blank == std::string_view::npos ? "" : name.substr(blank);
  return last.find_first_not_of(" IVX0123456789") == std::string_view::npos ? last : "";
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return lower;
}

bool is_ascii(char letter) { return static_cast<unsigned char>(letter) < 0x80; }

}  // namespace

std::vector<VoiceName> names_of_voices(const std::vector<PartLine>& lines) {
  std::vector<VoiceName> names;
  const std::vector<std::string> of_programs = names_of_programs(lines);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& stated = lines[i].name.empty() ? of_programs[i] : lines[i].name;
    names.push_back({stated.empty() ? fmt::format("Voice {}", i + 1) : stated, ""});
  }
  if (std::ranges::all_of(lines, [](const PartLine& line) { return line.name.empty(); }) &&
      std::ranges::all_of(of_programs, [](const std::string& name) { return name.empty(); })) {
    const std::vector<std::size_t> order = by_pitch(lines);
    const std::vector<std::string> usual = usual_names(lines, order);
    for (std::size_t i = 0; i < usual.size(); ++i) {
      names[order[i]].name = usual[i];
    }
  }
  for (VoiceName& name : names) {
    name.abbreviation = abbreviation_of(name.name);
  }
  return names;
}

std::string abbreviation_of(const std::string& name) {
  constexpr std::size_t kShort = 6;
  const std::string lower = lower_case(name);
  const std::string numeral(numeral_of(name));
  const auto* known = std::ranges::find_if(kAbbreviations, [&](const KnownAbbreviation& one) {
    return lower.starts_with(one.beginning);
  });
  if (known != kAbbreviations.end()) {
    return std::string(known->abbreviation) + numeral;
  }
  // Letters of other alphabets are several bytes, which nothing may part.
  const bool plain = std::ranges::all_of(name, is_ascii);
  return name.size() <= kShort || !plain ? name : name.substr(0, 3) + "." + numeral;
}

}  // namespace bachprop
