#include "bachprop/notation/clef_changes.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "bachprop/base/enum_table.h"
#include "bachprop/base/numbers.h"

namespace bachprop {
namespace {

constexpr std::int64_t kChangeCost = 24;

// The step on the lowest line of each clef, counted from C0.
constexpr EnumTable<Clef, int, 5> kLowestLines({{{Clef::kTreble, 30},            // E4
                                                 {Clef::kTrebleOctaveDown, 23},  // E3
                                                 {Clef::kAlto, 24},              // F3
                                                 {Clef::kTenor, 22},             // D3
                                                 {Clef::kBass, 18}}});           // G2

// "Alto" or "Soprano 2", but no "Alto Saxophone": singers keep their clef, also where a keyboard
// plays what they sing.
bool is_singers(std::string_view name) {
  return std::ranges::any_of(std::array{"Soprano", "Alto", "Tenor", "Bass"}, [&](auto voice) {
    return name.starts_with(voice) &&
           name.find_first_not_of(" 0123456789", std::string_view(voice).size()) ==
               std::string_view::npos;
  });
}

// The clefs that players of a staff read, its own first.
std::vector<Clef> clefs_read(const Instrument& instrument, Clef own) {
  const std::string_view sound = instrument.sound;
  std::vector<Clef> clefs = {own};
  const auto add = [&](Clef clef) {
    if (clef != own) {
      clefs.push_back(clef);
    }
  };
  if (is_singers(instrument.name)) {
    return clefs;
  }
  if (sound.empty() || sound.starts_with("keyboard.") || sound == "pluck.harp") {
    add(Clef::kTreble);
    add(Clef::kBass);
  } else if (sound == "strings.viola") {
    add(Clef::kTreble);
  } else if (sound == "strings.cello" || sound == "wind.reed.bassoon" ||
             sound == "brass.trombone") {
    add(Clef::kBass);
    add(Clef::kTenor);
  }
  return clefs;
}

std::int64_t cost_of(const PartBar& bar, int staff, Clef clef) {
  std::int64_t cost = 0;
  for (const Line& line : bar.lines) {
    for (const Symbol& symbol : line.symbols) {
      for (const WrittenNote& note : symbol.notes) {
        const int lines = line.staff == staff ? ledger_lines(note.pitch, clef) : 0;
        cost += std::int64_t{lines} * lines;
      }
    }
  }
  return cost;
}

std::int64_t change_cost(std::size_t from, std::size_t to) { return from == to ? 0 : kChangeCost; }

// From which clef one is reached at the least cost, the staff's own before others.
std::size_t best_before(const std::vector<std::int64_t>& costs, std::size_t clef) {
  std::size_t best = 0;
  for (std::size_t other = 1; other < costs.size(); ++other) {
    const std::int64_t cost = costs[other] + change_cost(other, clef);
    best = cost < costs[best] + change_cost(best, clef) ? other : best;
  }
  return best;
}

// For each clef of a bar the cheapest one before it.
using Before = std::vector<std::size_t>;

}  // namespace

int ledger_lines(const SpelledPitch& pitch, Clef clef) {
  constexpr int kTopLine = 8;  // steps above the lowest
  const int step = 7 * pitch.octave + as_int(pitch.step);
  const int above = step - kLowestLines[clef];
  return above < 0 ? -above / 2 : std::max(above - kTopLine, 0) / 2;
}

std::vector<Clef> clefs_of_bars(const Part& part, int staff, const std::vector<PartBar>& bars) {
  const Clef own = part.staves.at(as_index(staff));
  const std::vector<Clef> clefs = clefs_read(part.instrument, own);
  // Until the first bar a staff has its own clef, and to begin with another costs a change.
  std::vector<std::int64_t> costs(clefs.size(), kChangeCost);
  costs.front() = 0;
  std::vector<Before> before;
  for (const PartBar& bar : bars) {
    std::vector<std::int64_t> here;
    before.emplace_back();
    for (std::size_t clef = 0; clef < clefs.size(); ++clef) {
      const std::size_t best = best_before(costs, clef);
      before.back().push_back(best);
      here.push_back(costs[best] + change_cost(best, clef) + cost_of(bar, staff, clefs[clef]));
    }
    costs = here;
  }
  std::vector<Clef> found(bars.size(), own);
  auto clef = as_index(std::ranges::min_element(costs) - costs.begin());
  for (std::size_t bar = bars.size(); bar-- > 0; clef = before[bar][clef]) {
    found[bar] = clefs[clef];
  }
  return found;
}

}  // namespace bachprop
