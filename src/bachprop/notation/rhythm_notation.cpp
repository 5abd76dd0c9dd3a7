#include "bachprop/notation/rhythm_notation.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/notation/note_values.h"
#include "bachprop/notation/tuplet_plans.h"

namespace bachprop {
namespace {

constexpr int kSymbolCost = 100;
constexpr int kTieCost = 20;
constexpr std::array<int, kMostDots + 1> kDotsCost = {0, 5, 30};
constexpr int kOffTreeCost = 150;  // of a tuplet whose span is no node of the tree
constexpr int kNestedCost = 1000;  // of a tuplet in a tuplet
constexpr int kMostNested = 3;     // tuplets in each other

// No symbol begins inside a span of that length, and inside one with times off the grid only at the
// second.
const Quarters kShortestSpan = {1, 256};
const Quarters kShortestOddSpan = {1, 16};

struct Writing {
  int cost = 0;
  std::vector<WrittenValue> values;
};

// A span that a tuplet may fill.
struct TupletSpan {
  MetricSpan span;
  int cost = 0;
};

// The cheapest way to a place: from which place, with what.
struct Arrival {
  int cost = 0;
  std::size_t from = 0;
  std::vector<WrittenValue> values;
};

bool are_equal(const std::vector<MetricSpan>& parts) {
  return std::ranges::all_of(
      parts, [&](const MetricSpan& part) { return part.units == parts.front().units; });
}

// Writes the music inside one span, a bar or a tuplet. It is the shortest path through the places
// where symbols may begin, whose steps are single values and whole tuplets.
class SpanWriter {
 public:
  // `scale`: how long a note sounds against what its name says. `tuplets`: how many may stand in
  // each other.
  SpanWriter(const MetricSpan& span, std::span<const Stretch> stretches, const Quarters& scale,
             int tuplets)
      : span_(span),
        stretches_(stretches),
        scale_(scale),
        tuplets_(tuplets),
        from_(std::max(span.start, stretches.front().start)),
        to_(std::min(span.end(), stretches.back().end)) {
    for (const Stretch& stretch : stretches) {
      if (from_ < stretch.start && stretch.start < to_) {
        times_.push_back(stretch.start);
      }
    }
    find_places();
  }

  std::optional<Writing> write() {
    arrivals_.assign(places_.size(), std::nullopt);
    arrivals_.front() = Arrival();
    for (std::size_t place = 0; place + 1 < places_.size(); ++place) {
      if (arrivals_[place]) {
        go_on_with_tuplet(place);
        go_on_with_value(place);
      }
    }
    return arrivals_.back() ? std::optional(path()) : std::nullopt;
  }

 private:
  void find_places() {
    places_ = times_;
    places_.insert(places_.end(), {from_, to_});
    collect(span_);
    std::ranges::sort(places_);
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
  }

  // The ends of the span's parts, as deep as they are needed to write what begins or ends inside.
  void collect(const MetricSpan& span) {
    add_place(span.start);
    add_place(span.end());
    if (span.length <= kShortestSpan || is_one_symbol(span)) {
      return;
    }
    const std::vector<MetricSpan> parts = subspans_of(span);
    const bool odd = has_time_inside(span, true);
    add_tuplet_spans(span, parts, odd);
    for (const MetricSpan& part : parts) {
      const bool deep_enough =
          odd && part.length < kShortestOddSpan && !has_time_inside(part, false);
      if (!deep_enough && from_ < part.end() && part.start < to_) {
        collect(part);
      }
    }
  }

  void add_place(const Quarters& time) {
    if (from_ < time && time < to_) {
      places_.push_back(time);
    }
  }

  [[nodiscard]] bool is_inside(const Quarters& time, const MetricSpan& span) const {
    return span.start < time && time < span.end();
  }
  [[nodiscard]] bool has_time_inside(const MetricSpan& span, bool odd) const {
    return std::ranges::any_of(times_, [&](const Quarters& time) {
      return is_inside(time, span) && is_off_grid(time, span_) == odd;
    });
  }
  [[nodiscard]] bool is_one_symbol(const MetricSpan& span) const {
    const bool divided = has_time_inside(span, false) || has_time_inside(span, true) ||
                         is_inside(from_, span) || is_inside(to_, span);
    const auto value = value_of(span.length / scale_);
    return !divided && value && value->dots < 2;
  }

  // The span itself; with times off the grid two of its three parts too, and the middle half.
  void add_tuplet_spans(const MetricSpan& span, const std::vector<MetricSpan>& parts, bool odd) {
    if (tuplets_ == 0 || (!odd && span.units != 3)) {
      return;
    }
    tuplet_spans_.push_back({span, 0});
    const int units = parts.front().units;
    if (!odd || !are_equal(parts) || units % 3 == 0) {
      return;
    }
    const Quarters part = parts.front().length;
    if (parts.size() == 3) {
      for (const Quarters& start : {parts[0].start, parts[1].start}) {
        tuplet_spans_.push_back({{start, part * 2, units * 2, span.tuplet}, kOffTreeCost});
      }
    } else if (parts.size() == 2 && units % 2 == 0) {
      tuplet_spans_.push_back({{span.start + part / 2, part, units, span.tuplet}, kOffTreeCost});
    }
  }

  [[nodiscard]] std::size_t stretch_at(const Quarters& time) const {
    const auto after = std::ranges::upper_bound(stretches_, time, {}, &Stretch::start);
    return as_index(after - stretches_.begin()) - 1;
  }

  void arrive(const Quarters& time, Arrival&& arrival) {
    const auto place = std::ranges::lower_bound(places_, time);
    if (place == places_.end() || *place != time) {
      return;
    }
    auto& best = arrivals_[as_index(place - places_.begin())];
    arrival.cost += arrivals_[arrival.from]->cost;
    // Among equal ways the one whose last symbol is the shorter: long notes come before short ones.
    if (!best || arrival.cost <= best->cost) {
      best = std::move(arrival);
    }
  }

  void go_on_with_value(std::size_t place) {
    const Quarters& start = places_[place];
    const std::size_t index = stretch_at(start);
    const Stretch& stretch = stretches_[index];
    for (std::size_t next = place + 1; next < places_.size(); ++next) {
      const Quarters& end = places_[next];
      if (end > stretch.end) {
        break;
      }
      const auto value = value_of((end - start) / scale_);
      const auto cost = value ? value_cost(stretch, *value, start, end) : std::nullopt;
      if (cost) {
        arrive(end,
               {*cost, place, {{as_int(index), start, end - start, value->type, value->dots, {}}}});
      }
    }
  }

  // Two dots are for a long note before a short one, not for seven units in a row.
  [[nodiscard]] std::optional<int> value_cost(const Stretch& stretch, const NoteValue& value,
                                              const Quarters& start, const Quarters& end) const {
    const auto hiding = hiding_cost(span_, start, end, stretch.sound);
    if (!hiding || (value.dots == 2 && *hiding <= kAlignedCost)) {
      return std::nullopt;
    }
    const bool tied = stretch.sound == Sound::kNote && end < stretch.end;
    return kSymbolCost + *hiding + kDotsCost[as_index(value.dots)] + (tied ? kTieCost : 0);
  }

  void go_on_with_tuplet(std::size_t place) {
    for (const TupletSpan& candidate : tuplet_spans_) {
      if (std::max(candidate.span.start, from_) != places_[place]) {
        continue;
      }
      for (const TupletPlan& plan : tuplets_on(candidate.span, scale_, times_)) {
        if (auto writing = write_tuplet(plan)) {
          const int cost =
              writing->cost + plan.cost + candidate.cost + (span_.tuplet ? kNestedCost : 0);
          arrive(std::min(candidate.span.end(), to_), {cost, place, std::move(writing->values)});
        }
      }
    }
  }

  [[nodiscard]] std::optional<Writing> write_tuplet(const TupletPlan& plan) const {
    const Quarters scale = scale_ * Quarters(plan.tuplet.normal, plan.tuplet.actual);
    auto writing = SpanWriter(plan.inside, stretches_, scale, tuplets_ - 1).write();
    if (!writing) {
      return std::nullopt;
    }
    for (WrittenValue& value : writing->values) {
      value.tuplets.insert(value.tuplets.begin(), plan.tuplet);
    }
    writing->values.front().tuplets.front().begins = true;
    writing->values.back().tuplets.front().ends = true;
    return writing;
  }

  [[nodiscard]] Writing path() const {
    std::vector<std::size_t> places;
    for (std::size_t place = places_.size() - 1; place > 0; place = arrivals_[place]->from) {
      places.push_back(place);
    }
    std::ranges::reverse(places);
    Writing writing = {arrivals_.back()->cost, {}};
    for (const std::size_t place : places) {
      std::ranges::copy(arrivals_[place]->values, std::back_inserter(writing.values));
    }
    return writing;
  }

  MetricSpan span_;
  std::span<const Stretch> stretches_;
  Quarters scale_;
  int tuplets_;
  Quarters from_;  // what is visible of the span
  Quarters to_;
  std::vector<Quarters> times_;   // where stretches begin inside, sorted
  std::vector<Quarters> places_;  // where symbols may begin or end, sorted
  std::vector<TupletSpan> tuplet_spans_;
  std::vector<std::optional<Arrival>> arrivals_;  // at each place
};

}  // namespace

std::optional<std::vector<WrittenValue>> write_rhythm(const MetricSpan& bar,
                                                      std::span<const Stretch> stretches) {
  for (int tuplets = 1; tuplets <= kMostNested; ++tuplets) {
    if (auto writing = SpanWriter(bar, stretches, 1, tuplets).write()) {
      return std::move(writing->values);
    }
  }
  return std::nullopt;
}

}  // namespace bachprop
