#include "bachprop/notation/rhythm_notation.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <utility>

#include "bachprop/notation/note_values.h"

namespace bachprop {
namespace {

constexpr int kSymbolCost = 100;
constexpr int kTieCost = 20;
constexpr std::array<int, kMostDots + 1> kDotsCost = {0, 5, 30};
constexpr int kHiddenStepCost = 200;  // a note begins inside a tuplet where none was needed
constexpr int kOffTreeCost = 150;     // the tuplet's span is no node of the tree
constexpr int kNestedCost = 400;
constexpr int kMostNested = 3;

const Quarters kShortestOddSpan = {1, 16};
const Quarters kShortestSpan = {1, 256};

// The numbers of notes that a tuplet may have, and what each costs.
struct TupletKind {
  int actual = 3;
  int cost = 0;
};
constexpr std::array<TupletKind, 12> kTupletKinds = {{{3, 60},
                                                      {6, 65},
                                                      {5, 90},
                                                      {7, 120},
                                                      {2, 120},
                                                      {4, 150},
                                                      {9, 250},
                                                      {10, 250},
                                                      {11, 300},
                                                      {12, 300},
                                                      {13, 350},
                                                      {15, 350}}};

bool is_power_of_two(std::int64_t n) { return std::has_single_bit(static_cast<std::uint64_t>(n)); }

struct Writing {
  int cost = 0;
  std::vector<Piece> pieces;
};

// A span that a tuplet may fill.
struct TupletSpan {
  MetricSpan span;
  bool in_tree = true;
};

// What is written inside one span: a bar or a tuplet.
class SpanWriter {
 public:
  // `scale`: how long a note sounds against what its name says; 2/3 in a triplet.
  SpanWriter(const MetricSpan& span, std::span<const Stretch> stretches, const Quarters& scale,
             int nested_left)
      : span_(span), stretches_(stretches), scale_(scale), nested_left_(nested_left) {
    from_ = std::max(span.start, stretches.front().start);
    to_ = std::min(span.end(), stretches.back().end);
    for (const Stretch& stretch : stretches) {
      for (const Quarters& time : {stretch.start, stretch.end}) {
        if (from_ < time && time < to_) {
          times_.push_back(time);
        }
      }
    }
    places_ = times_;
    places_.insert(places_.end(), {from_, to_});
    collect(span_, false);
    std::ranges::sort(places_);
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
  }

  // The cheapest writing from one end to the other.
  std::optional<Writing> write() {
    best_.assign(places_.size(), std::nullopt);
    best_.front() = Writing();
    for (std::size_t place = 0; place + 1 < places_.size(); ++place) {
      if (best_[place]) {
        go_on_with_value(place);
        go_on_with_tuplet(place);
      }
    }
    return std::move(best_.back());
  }

 private:
  // Not a place of the tree, however deep.
  [[nodiscard]] bool is_odd(const Quarters& time) const {
    return !is_power_of_two(((time - span_.start) / span_.unit()).denominator());
  }
  [[nodiscard]] bool has_time_inside(const MetricSpan& span) const {
    return std::ranges::any_of(
        times_, [&](const Quarters& time) { return span.start < time && time < span.end(); });
  }
  [[nodiscard]] bool has_odd_time_inside(const MetricSpan& span) const {
    return std::ranges::any_of(times_, [&](const Quarters& time) {
      return span.start < time && time < span.end() && is_odd(time);
    });
  }
  [[nodiscard]] bool is_visible(const MetricSpan& span) const {
    return from_ < span.end() && span.start < to_;
  }

  void add_place(const Quarters& time) {
    if (from_ < time && time < to_) {
      places_.push_back(time);
    }
  }

  // The places where symbols may begin, and the spans that may be tuplets.
  void collect(const MetricSpan& span, bool in_tuplet) {
    static_cast<void>(in_tuplet);
    add_place(span.start);
    add_place(span.end());
    const bool odd = has_odd_time_inside(span);
    const bool ends_inside =
        (span.start < from_ && from_ < span.end()) || (span.start < to_ && to_ < span.end());
    const bool is_one_symbol =
        !has_time_inside(span) && !ends_inside && value_of(span.length / scale_);
    if (is_one_symbol || !is_visible(span) || span.length <= kShortestSpan) {
      return;
    }
    if (nested_left_ > 0 && (odd || span.units == 3)) {
      tuplet_spans_.push_back({span, true});
    }
    const std::vector<MetricSpan> parts = parts_of(span);
    if (odd && nested_left_ > 0 && parts.size() >= 2) {
      add_spans_off_the_tree(span, parts);
    }
    for (const MetricSpan& part : parts) {
      if (part.length >= kShortestOddSpan || !odd || has_even_time_inside(part)) {
        collect(part, in_tuplet);
      }
    }
  }

  [[nodiscard]] bool has_even_time_inside(const MetricSpan& span) const {
    return std::ranges::any_of(times_, [&](const Quarters& time) {
      return span.start < time && time < span.end() && !is_odd(time);
    });
  }

  // Two of three beats, and the middle of four.
  void add_spans_off_the_tree(const MetricSpan& span, const std::vector<MetricSpan>& parts) {
    const int units = parts.front().units;
    const bool equal =
        std::ranges::all_of(parts, [&](const MetricSpan& part) { return part.units == units; });
    if (!equal || units % 3 == 0) {
      return;
    }
    if (parts.size() == 3) {
      for (const auto& first : {parts[0], parts[1]}) {
        tuplet_spans_.push_back({{first.start, first.length * 2, units * 2, span.tuplet}, false});
      }
    } else if (parts.size() == 2 && units % 2 == 0) {
      const Quarters quarter = span.length / 4;
      tuplet_spans_.push_back({{span.start + quarter, quarter * 2, units, span.tuplet}, false});
    }
  }

  [[nodiscard]] std::size_t stretch_at(const Quarters& time) const {
    const auto after = std::ranges::upper_bound(stretches_, time, {}, &Stretch::start);
    return static_cast<std::size_t>(after - stretches_.begin()) - 1;
  }

  void reach(const Quarters& time, Writing&& writing) {
    const auto place = std::ranges::lower_bound(places_, time);
    if (place == places_.end() || *place != time) {
      return;
    }
    auto& best = best_[static_cast<std::size_t>(place - places_.begin())];
    if (!best || writing.cost < best->cost) {
      best = std::move(writing);
    }
  }

  void go_on_with_value(std::size_t place) {
    const Quarters start = places_[place];
    const std::size_t index = stretch_at(start);
    const Stretch& stretch = stretches_[index];
    for (std::size_t next = place + 1; next < places_.size() && places_[next] <= stretch.end;
         ++next) {
      const Quarters length = places_[next] - start;
      const auto value = value_of(length / scale_);
      if (!value) {
        continue;
      }
      const auto hiding = hiding_cost(span_, start, places_[next], stretch.sound);
      if (!hiding || (stretch.sound == Sound::kRest && !is_rest_value(*value, start, length))) {
        continue;
      }
      Writing writing = *best_[place];
      writing.cost += kSymbolCost + *hiding + kDotsCost[static_cast<std::size_t>(value->dots)];
      writing.cost += places_[next] < stretch.end && stretch.sound == Sound::kNote ? kTieCost : 0;
      writing.pieces.push_back(
          {static_cast<int>(index), start, length, value->type, value->dots, {}});
      reach(places_[next], std::move(writing));
    }
  }

  [[nodiscard]] static bool is_rest_value(const NoteValue& value, const Quarters& /*start*/,
                                          const Quarters& /*length*/) {
    return value.dots <= 1;
  }

  void go_on_with_tuplet(std::size_t place) {
    for (const TupletSpan& span : tuplet_spans_) {
      if (std::max(span.span.start, from_) == places_[place]) {
        for (const TupletKind& kind : kTupletKinds) {
          try_tuplet(place, span, kind);
        }
      }
    }
  }

  // Of how many notes the value is that is counted, if the tuplet were none: 3 in the time of 2.
  [[nodiscard]] static std::optional<int> normal_of(const MetricSpan& span, int actual) {
    if (span.units == 3) {
      if (actual % 3 == 0) {
        return std::nullopt;
      }
      return actual > 6 ? 6 : 3;
    }
    if (!is_power_of_two(span.units) || is_power_of_two(actual)) {
      return std::nullopt;
    }
    return static_cast<int>(std::bit_floor(static_cast<unsigned>(actual)));
  }

  // Some note begins or ends on the tuplet's own grid and nowhere in the tree.
  [[nodiscard]] bool is_needed(const MetricSpan& span, int actual) const {
    return std::ranges::any_of(times_, [&](const Quarters& time) {
      const Quarters units = (time - span.start) / span.length * actual;
      const bool inside = span.start < time && time < span.end();
      return inside && is_power_of_two(units.denominator()) &&
             (is_odd(time) || is_power_of_two(actual));
    });
  }

  // Six are two threes unless they are counted one by one.
  [[nodiscard]] bool is_full(const MetricSpan& span, int actual) const {
    int filled = 0;
    for (int i = 1; i < actual; ++i) {
      const Quarters time = span.start + span.length * Quarters(i, actual);
      filled += std::ranges::find(times_, time) != times_.end() ? 1 : 0;
    }
    return filled >= actual - 2;
  }

  // How many notes begin where the plain halves and quarters of the span are.
  [[nodiscard]] int steps_hidden(const MetricSpan& span) const {
    const int parts = span.units == 3 ? 3 : 4;
    int hidden = 0;
    for (int i = 1; i < parts; ++i) {
      const Quarters time = span.start + span.length * Quarters(i, parts);
      hidden += std::ranges::find(times_, time) != times_.end() ? 1 : 0;
    }
    return hidden;
  }

  void try_tuplet(std::size_t place, const TupletSpan& candidate, const TupletKind& kind) {
    const MetricSpan& span = candidate.span;
    const auto normal = normal_of(span, kind.actual);
    if (!normal || !is_needed(span, kind.actual) ||
        (kind.actual % 2 == 0 && kind.actual > 4 && !is_full(span, kind.actual))) {
      return;
    }
    const auto type = value_of(span.length / scale_ / *normal);
    if (!type || type->dots > 0) {
      return;
    }
    const MetricSpan inner = {span.start, span.length, kind.actual, true};
    auto inside =
        SpanWriter(inner, stretches_, scale_ * Quarters(*normal, kind.actual), nested_left_ - 1)
            .write_part();
    if (!inside) {
      return;
    }
    Tuplet tuplet = {kind.actual, *normal, type->type, false, false};
    for (Piece& piece : inside->pieces) {
      tuplet.begins = &piece == &inside->pieces.front();
      tuplet.ends = &piece == &inside->pieces.back();
      piece.tuplets.insert(piece.tuplets.begin(), tuplet);
    }
    Writing writing = *best_[place];
    writing.cost += inside->cost + kind.cost + kHiddenStepCost * steps_hidden(span) +
                    (candidate.in_tree ? 0 : kOffTreeCost) + (span_.tuplet ? kNestedCost : 0);
    std::ranges::move(inside->pieces, std::back_inserter(writing.pieces));
    reach(std::min(span.end(), to_), std::move(writing));
  }

 public:
  // As write(); a note that goes on after the span counts as tied.
  std::optional<Writing> write_part() { return write(); }

 private:
  MetricSpan span_;
  std::span<const Stretch> stretches_;
  Quarters scale_;
  int nested_left_;
  Quarters from_;
  Quarters to_;
  std::vector<Quarters> times_;   // where stretches begin and end inside, not sorted
  std::vector<Quarters> places_;  // where symbols may begin or end, sorted
  std::vector<TupletSpan> tuplet_spans_;
  std::vector<std::optional<Writing>> best_;  // up to each place
};

}  // namespace

std::optional<std::vector<Piece>> write_rhythm(const MetricSpan& bar,
                                               std::span<const Stretch> stretches) {
  for (int nested = 1; nested <= kMostNested; ++nested) {
    if (auto writing = SpanWriter(bar, stretches, 1, nested).write()) {
      return std::move(writing->pieces);
    }
  }
  return std::nullopt;
}

}  // namespace bachprop
