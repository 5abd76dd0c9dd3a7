#include "bachprop/evaluate/likelihood.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/context/note_context.h"
#include "bachprop/generate/sampling.h"
#include "bachprop/model/inference.h"

namespace bachprop {
namespace {

constexpr std::size_t kMostRows = 64;

void score(std::span<const float> logits, int symbol, double& log_likelihood,
           std::int64_t& correct) {
  log_likelihood += log_probabilities(logits)[as_index(symbol)];
  const auto likeliest = std::ranges::max_element(logits) - logits.begin();
  correct += likeliest == symbol ? 1 : 0;
}

void add(LogLikelihood& sum, const LogLikelihood& other) {
  sum.dt += other.dt;
  sum.duration += other.duration;
  sum.pitch += other.pitch;
}

// What an event costs.
struct EventLogs {
  LogLikelihood logs;
  double later = 0;  // log Pr(dT above 0)
};

// A piece that is being read in one row of the batch.
struct Row {
  std::optional<std::size_t> piece;  // none: all pieces are taken
  std::size_t position = 0;          // of the event to be predicted
  std::optional<NoteContext> context;
};

// Reads all pieces side by side; a row that is done takes the next piece.
class Reading {
 public:
  // `pieces` have their chords in this order.
  Reading(const Network& network, const Dictionaries& dictionaries,
          std::span<const std::vector<NoteSymbols>> pieces, const PieceContexts& contexts,
          ChordOrder order)
      : order_(order),
        records_events_(contexts.chord_orders == ChordOrders::kBoth),
        end_(start_end(dictionaries)),
        together_(dt_together(dictionaries)),
        pieces_(pieces),
        contexts_(&contexts),
        inference_(network, as_int(std::min(pieces.size(), kMostRows))),
        rows_(as_index(inference_.rows())),
        results_(pieces.size()),
        events_of_(pieces.size()) {
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      begin_piece(row);
    }
  }

  [[nodiscard]] bool busy() const { return finished_ < pieces_.size(); }
  [[nodiscard]] std::int64_t events() const { return events_; }
  void step();
  [[nodiscard]] std::vector<Likelihood> take_results();
  // Of each piece, where orders are to be mixed.
  [[nodiscard]] const std::vector<std::vector<EventLogs>>& events_of() const { return events_of_; }

 private:
  void begin_piece(std::size_t row);
  void predict(std::size_t row, const NoteSymbols& target);
  [[nodiscard]] double log_later(int row) const;
  // The note before the one that is predicted, and that one.
  [[nodiscard]] NoteSymbols last(const Row& row) const;
  [[nodiscard]] NoteSymbols target(const Row& row) const;

  ChordOrder order_;
  bool records_events_;
  NoteSymbols end_;
  int together_;  // dt_together()
  std::span<const std::vector<NoteSymbols>> pieces_;
  const PieceContexts* contexts_;
  Inference inference_;
  std::vector<Row> rows_;
  std::vector<Likelihood> results_;
  std::vector<std::vector<EventLogs>> events_of_;
  std::size_t begun_ = 0;
  std::size_t finished_ = 0;
  std::int64_t events_ = 0;
};

void Reading::begin_piece(std::size_t row) {
  rows_[row] = {};
  if (begun_ < pieces_.size()) {
    rows_[row].piece = begun_++;
    rows_[row].context.emplace(
        contexts_->vocabulary,
        contexts_->metres.empty() ? Metre{} : contexts_->metres[*rows_[row].piece], order_);
    inference_.reset(as_int(row));
  }
}

NoteSymbols Reading::last(const Row& row) const {
  return row.piece && row.position > 0 ? pieces_[*row.piece][row.position - 1] : end_;
}

NoteSymbols Reading::target(const Row& row) const {
  return row.piece && row.position < pieces_[*row.piece].size() ? pieces_[*row.piece][row.position]
                                                                : end_;
}

void Reading::step() {
  std::vector<NoteSymbols> before;
  std::vector<NoteSymbols> targets;
  std::vector<int> dt;
  std::vector<int> duration;
  std::vector<int> layers_ends;
  std::vector<int> layers;
  std::vector<int> readouts_ends;
  std::vector<int> readouts;
  for (Row& row : rows_) {
    before.push_back(last(row));
    targets.push_back(target(row));
    dt.push_back(targets.back().dt);
    duration.push_back(targets.back().duration);
    if (row.piece) {
      row.context->append_for_layers(layers);
      row.context->pass(targets.back().dt);
      row.context->append_for_readouts(readouts);
      if (row.position < pieces_[*row.piece].size()) {
        row.context->take(targets.back());
      }
    }
    if (contexts_->vocabulary.layers().size() > 0) {
      layers_ends.push_back(as_int(layers.size()));
    }
    if (contexts_->vocabulary.readouts().size() > 0) {
      readouts_ends.push_back(as_int(readouts.size()));
    }
  }
  const MultiHot at_onset = {readouts_ends, readouts};
  inference_.advance(before, {layers_ends, layers});
  inference_.condition_on_dt(dt, at_onset);
  inference_.condition_on_duration(duration, at_onset);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    if (rows_[row].piece) {
      predict(row, targets[row]);
    }
  }
}

// log Pr(dT above 0)
double Reading::log_later(int row) const {
  return together_ < 0 ? 0
                       : std::log1p(-std::exp(
                             log_probabilities(inference_.dt_logits(row))[as_index(together_)]));
}

void Reading::predict(std::size_t row, const NoteSymbols& target) {
  const int r = as_int(row);
  Likelihood& result = results_[*rows_[row].piece];
  const LogLikelihood before = result.log_likelihood;
  score(inference_.dt_logits(r), target.dt, result.log_likelihood.dt, result.correct_dt);
  score(inference_.duration_logits(r), target.duration, result.log_likelihood.duration,
        result.correct_duration);
  score(inference_.pitch_logits(r), target.pitch, result.log_likelihood.pitch,
        result.correct_pitch);
  const LogLikelihood& after = result.log_likelihood;
  const LogLikelihood cost = {.dt = after.dt - before.dt,
                              .duration = after.duration - before.duration,
                              .pitch = after.pitch - before.pitch};
  if (records_events_) {
    events_of_[*rows_[row].piece].push_back({.logs = cost, .later = log_later(r)});
  }
  ++result.events;
  ++events_;
  if (++rows_[row].position > pieces_[*rows_[row].piece].size()) {
    result.end = cost;
    ++finished_;
    begin_piece(row);
  }
}

std::vector<Likelihood> Reading::take_results() {
  for (const Row& row : rows_) {
    if (row.piece) {
      results_[*row.piece] = {};
    }
  }
  return std::move(results_);
}

// The events of a chord in one order, with what makes it a chord: that the first comes later than
// what was before, and what follows later than these.
LogLikelihood chord_logs(std::span<const EventLogs> events, std::size_t begin, std::size_t end) {
  LogLikelihood sum = {.dt = (end < events.size() ? events[end].later : 0) -
                             (begin > 0 ? events[begin].later : 0)};
  for (const EventLogs& event : events.subspan(begin, end - begin)) {
    add(sum, event.logs);
  }
  return sum;
}

// The logarithm of the mean of probabilities, shared among the features as they share theirs.
LogLikelihood mean_of(std::span<const LogLikelihood> orders) {
  double highest = orders.front().sum();
  for (const LogLikelihood& order : orders) {
    highest = std::max(highest, order.sum());
  }
  double likelier = 0;
  LogLikelihood shares;
  for (const LogLikelihood& order : orders) {
    const double weight = std::exp(order.sum() - highest);
    likelier += weight;
    add(shares, {weight * order.dt, weight * order.duration, weight * order.pitch});
  }
  const double log_mean = highest + std::log(likelier / as_double(orders.size()));
  const double scale = shares.sum() == 0 ? 0 : log_mean / shares.sum();
  return {scale * shares.dt, scale * shares.duration, scale * shares.pitch};
}

// A piece that was read in several orders; `notes` in any of them.
Likelihood mixed(std::span<const NoteSymbols> notes, int together,
                 std::span<const std::span<const EventLogs>> orders) {
  Likelihood result;
  std::vector<LogLikelihood> chord(orders.size());
  for (std::size_t begin = 0; begin <= notes.size();) {
    std::size_t end = begin + 1;
    while (end < notes.size() && notes[end].dt == together) {
      ++end;
    }
    std::ranges::transform(orders, chord.begin(), [&](std::span<const EventLogs> events) {
      return chord_logs(events, begin, end);
    });
    result.end = mean_of(chord);  // that of START/END remains
    add(result.log_likelihood, result.end);
    begin = end;
  }
  return result;
}

std::vector<std::vector<NoteSymbols>> in_order(std::span<const std::vector<NoteSymbols>> pieces,
                                               ChordOrder order, int together) {
  std::vector<std::vector<NoteSymbols>> written(pieces.begin(), pieces.end());
  if (order == ChordOrder::kDownwards) {
    for (std::vector<NoteSymbols>& piece : written) {
      piece = written_downwards(piece, together);
    }
  }
  return written;
}

// Tells of the events of all orders as one.
std::function<bool(std::int64_t events)> share_of(
    const std::function<bool(std::int64_t events)>& watch, std::size_t orders) {
  if (!watch) {
    return {};
  }
  return [watch, orders = static_cast<std::int64_t>(orders)](std::int64_t events) {
    return watch(events / orders);
  };
}

// All pieces; those that were not read to the end in every order have 0 events.
std::vector<Likelihood> mix(std::span<const std::vector<NoteSymbols>> pieces, int together,
                            const std::vector<std::vector<Likelihood>>& results,
                            const std::vector<std::vector<std::vector<EventLogs>>>& events) {
  std::vector<Likelihood> all(pieces.size());
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    Likelihood sum;
    std::vector<std::span<const EventLogs>> orders;
    bool whole = true;
    for (std::size_t order = 0; order < results.size(); ++order) {
      whole = whole && results[order][i].events > 0;
      sum += results[order][i];
      orders.emplace_back(events[order][i]);
    }
    if (!whole) {
      continue;
    }
    const auto count = static_cast<std::int64_t>(orders.size());
    all[i] = mixed(pieces[i], together, orders);
    all[i].events = sum.events / count;
    all[i].correct_dt = sum.correct_dt / count;
    all[i].correct_duration = sum.correct_duration / count;
    all[i].correct_pitch = sum.correct_pitch / count;
  }
  return all;
}

// Reads the pieces in one order; false when `watch` says so.
bool read_all(Reading& reading, std::int64_t events_before,
              const std::function<bool(std::int64_t events)>& watch) {
  while (reading.busy()) {
    reading.step();
    if (watch && !watch(events_before + reading.events())) {
      return false;
    }
  }
  return true;
}

}  // namespace

Likelihood& Likelihood::operator+=(const Likelihood& other) {
  events += other.events;
  add(log_likelihood, other.log_likelihood);
  add(end, other.end);
  correct_dt += other.correct_dt;
  correct_duration += other.correct_duration;
  correct_pitch += other.correct_pitch;
  return *this;
}

std::vector<Likelihood> measure_likelihood(const Network& network, const Dictionaries& dictionaries,
                                           std::span<const std::vector<NoteSymbols>> pieces,
                                           const std::function<bool(std::int64_t events)>& watch,
                                           const PieceContexts& contexts) {
  if (pieces.empty()) {
    return {};
  }
  const int together = dt_together(dictionaries);
  const std::vector<ChordOrder> orders = orders_of(contexts.chord_orders);
  std::vector<std::vector<Likelihood>> results;
  std::vector<std::vector<std::vector<EventLogs>>> events;
  std::int64_t events_before = 0;
  bool goes_on = true;
  for (const ChordOrder order : orders) {
    const std::vector<std::vector<NoteSymbols>> written = in_order(pieces, order, together);
    Reading reading(network, dictionaries, written, contexts, order);
    goes_on = goes_on && read_all(reading, events_before, share_of(watch, orders.size()));
    events_before += reading.events();
    results.push_back(reading.take_results());
    events.push_back(reading.events_of());
  }
  if (orders.size() == 1) {
    return std::move(results.front());
  }
  return mix(pieces, together, results, events);
}

}  // namespace bachprop
