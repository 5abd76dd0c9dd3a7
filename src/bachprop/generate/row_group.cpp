#include "bachprop/generate/row_group.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>

#include "bachprop/base/numbers.h"
#include "bachprop/generate/particles.h"

namespace bachprop {
namespace {

// Particles are compared so often.
constexpr std::int64_t kQuartersBetween = 1;

// Keeps the streams of random numbers apart.
constexpr std::uint64_t kSurvivalStream = 8;

// Rows that advance, and rows that keep the states of readers where a piece has several.
int rows_of(int rows, const ComposingRun& composing) {
  const auto readers = as_int(orders_of(composing.setting.chord_orders).size());
  return readers == 1 && composing.particles == 1 ? rows : rows * (1 + readers);
}

}  // namespace

RowGroup::RowGroup(const Network& network, const ComposingRun& composing, PieceQueue& queue,
                   int pieces, InferenceWeights weights, InferenceWeights critic)
    : run_(&composing),
      queue_(&queue),
      inference_(network, rows_of(pieces * composing.particles, composing), std::move(weights)),
      samplers_(composing),
      particles_(as_index(composing.particles)),
      pieces_(as_index(pieces) * particles_),
      groups_(as_index(pieces)),
      most_rows_(pieces_.size()),
      readers_(orders_of(composing.setting.chord_orders).size()) {
  if (critic) {
    critic_.emplace(composing.setting.critic->network, 2 * as_int(most_rows_), std::move(critic));
  }
}

void RowGroup::run() {
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    begin_piece(group);
  }
  close_gaps();
  int notes = 0;
  while (!pieces_.empty() && queue_->go_on(notes)) {
    notes = as_int(pieces_.size());
    step();
    close_gaps();
  }
}

void RowGroup::begin_piece(std::size_t group) {
  for (std::size_t i = 0; i < particles_; ++i) {
    pieces_[first_row(group) + i].reset();
  }
  if (const auto number = queue_->next()) {
    take_piece(group, *number, 0);
  }
}

void RowGroup::take_piece(std::size_t group, int number, int beginning) {
  for (std::size_t i = 0; i < particles_; ++i) {
    const std::size_t row = first_row(group) + i;
    pieces_[row].emplace(number, *run_, beginning, as_int(i));
    for (std::size_t reader = 0; reader < readers_; ++reader) {
      inference_.reset(home({row, reader}));
    }
    if (critic_) {
      critic_->reset(critic_home(row));
    }
  }
  groups_[group] = {
      .barrier = pieces_[first_row(group)]->now() + kQuartersBetween * run_->times.per_quarter,
      .round = 0,
      .heard = 0,
      .log_odds = std::vector<double>(particles_)};
}

int RowGroup::home(const Seat& seat) const {
  return states_stay() ? as_int(seat.piece)
                       : as_int(most_rows_ + seat.piece * readers_ + seat.reader);
}

void RowGroup::step() {
  if (readers_ > 1) {
    catch_up();
  }
  seats_.clear();
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (pieces_[i]->is_ready() && !waits(i)) {
      seats_.push_back({i, pieces_[i]->writer()});
    }
  }
  if (!seats_.empty()) {
    advance();
    write_notes();
  }
  if (particles_ > 1) {
    compare_particles();
  }
}

void RowGroup::catch_up() {
  seats_.clear();
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    for (std::size_t r = 0; r < readers_; ++r) {
      if (pieces_[i]->readers()[r].must_advance()) {
        seats_.push_back({i, r});
      }
    }
  }
  if (seats_.empty()) {
    return;
  }
  advance();
  for (const Seat& seat : seats_) {
    pieces_[seat.piece]->readers()[seat.reader].has_advanced();
  }
}

void RowGroup::advance() {
  const bool has_context = run_->setting.vocabulary.layers().size() > 0;
  for_layers_.clear();
  last_.clear();
  for (std::size_t row = 0; row < seats_.size(); ++row) {
    const Seat& seat = seats_[row];
    const PieceReader& reader = pieces_[seat.piece]->readers()[seat.reader];
    last_.push_back(reader.last());
    if (has_context) {
      reader.context().append_for_layers(for_layers_.entries);
      for_layers_.end_row();
    }
    if (!states_stay()) {
      inference_.copy_state(home(seat), as_int(row));
    }
  }
  inference_.advance(last_, for_layers_.view());
  for (std::size_t row = 0; !states_stay() && row < seats_.size(); ++row) {
    inference_.copy_state(as_int(row), home(seats_[row]));
  }
}

void RowGroup::write_notes() {
  const auto piece_of = [&](std::size_t row) -> PieceWriter& {
    return *pieces_[seats_[row].piece];
  };
  const bool has_context = run_->setting.vocabulary.readouts().size() > 0;
  const std::size_t rows = seats_.size();
  for_readouts_.clear();
  dt_.resize(rows);
  duration_.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    PieceWriter& piece = piece_of(row);
    piece.readers()[seats_[row].reader].has_advanced();
    dt_[row] = piece.choose_dt(inference_.dt_logits(as_int(row)), samplers_.dt);
    if (has_context) {
      piece.append_for_readouts(for_readouts_.entries);
      for_readouts_.end_row();
    }
  }
  inference_.condition_on_dt(dt_, for_readouts_.view());
  for (std::size_t row = 0; row < rows; ++row) {
    duration_[row] = piece_of(row).has_handed_over()
                         ? 0
                         : piece_of(row).choose_duration(inference_.duration_logits(as_int(row)),
                                                         samplers_.duration);
  }
  inference_.condition_on_duration(duration_, for_readouts_.view());
  for (std::size_t row = 0; row < rows; ++row) {
    if (!piece_of(row).has_handed_over()) {
      piece_of(row).choose_pitch(inference_.pitch_logits(as_int(row)), samplers_.pitch);
    }
    finish_note(seats_[row].piece);
  }
}

void RowGroup::finish_note(std::size_t row) {
  if (pieces_[row]->broken()) {
    fail(*pieces_[row]);
  }
  if (particles_ == 1) {
    look_after(row);
  }
}

void RowGroup::fail(const PieceWriter& piece) {
  queue_->fail(piece.number(),
               fmt::format("the network's outputs are not finite numbers at note {} of piece {}: "
                           "its training went wrong; train it again at a lower learning rate",
                           piece.notes() + 1, piece.number()));
}

// Without particles.
void RowGroup::look_after(std::size_t group) {
  PieceWriter& piece = *pieces_[group];
  const bool done = piece.done();
  if (done && !piece.broken()) {
    queue_->finish(piece.finish());
  }
  if (done || !queue_->wanted(piece.number())) {
    begin_piece(group);
  } else if (piece.must_begin_anew()) {
    const int number = piece.number();
    const int beginnings = piece.beginnings();
    take_piece(group, number, beginnings);
  }
}

bool RowGroup::waits(std::size_t row) const {
  const PieceWriter& piece = *pieces_[row];
  return particles_ > 1 && (piece.done() || piece.must_begin_anew() ||
                            piece.now() >= groups_[row / particles_].barrier);
}

void RowGroup::compare_particles() {
  std::vector<std::size_t> waiting;
  for (std::size_t group = 0; group < pieces_.size() / particles_; ++group) {
    bool all = true;
    for (std::size_t i = 0; i < particles_; ++i) {
      all = all && waits(first_row(group) + i);
    }
    if (all) {
      waiting.push_back(group);
    }
  }
  listen(waiting);
  for (const std::size_t group : waiting) {
    if (queue_->wanted(pieces_[first_row(group)]->number())) {
      resample(group);
      finish_or_go_on(group);
    } else {
      begin_piece(group);
    }
  }
}

// Lets the critic hear all complete chords.
void RowGroup::listen(std::span<const std::size_t> groups) {
  if (!critic_) {
    return;
  }
  std::vector<std::size_t> rows;
  do {
    rows.clear();
    last_.clear();
    for_layers_.clear();
    for (const std::size_t group : groups) {
      for (std::size_t row = first_row(group); row < first_row(group + 1); ++row) {
        PieceReader& reader = *pieces_[row]->critic();
        if (!reader.knows_next()) {
          critic_->copy_state(critic_home(row), as_int(rows.size()));
          rows.push_back(row);
          last_.push_back(reader.last());
          reader.context().append_for_layers(for_layers_.entries);
          for_layers_.end_row();
        }
      }
    }
    if (!rows.empty()) {
      critic_->advance(last_, for_layers_.view());
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      critic_->copy_state(as_int(i), critic_home(rows[i]));
      pieces_[rows[i]]->critic()->has_advanced();
      const std::span<const float> logits = critic_->dt_logits(as_int(i));
      pieces_[rows[i]]->hear_critic(as_double(logits[1]) - as_double(logits[0]));
      if (rows[i] % particles_ == 0) {
        ++groups_[rows[i] / particles_].heard;
      }
    }
  } while (!rows.empty());
}

// By how much the critic has come to find each of them more human than when they were last
// compared.
std::vector<double> RowGroup::weights_of(std::size_t group) const {
  std::vector<double> weights;
  for (std::size_t i = 0; i < particles_; ++i) {
    const PieceWriter& piece = *pieces_[first_row(group) + i];
    weights.push_back(piece.must_begin_anew() ? -std::numeric_limits<double>::infinity()
                                              : piece.log_odds() - groups_[group].log_odds[i]);
  }
  return weights;
}

void RowGroup::resample(std::size_t group) {
  const std::vector<double> weights = weights_of(group);
  if (!std::isfinite(std::ranges::max(weights))) {
    return;  // none can go on
  }
  Group& g = groups_[group];
  const std::size_t first = first_row(group);
  Random random{run_->options.seed, static_cast<std::uint64_t>(pieces_[first]->number()),
                kSurvivalStream, static_cast<std::uint64_t>(++g.round)};
  for (const Succession& next : successions(weights, random.uniform())) {
    take_place(first + as_index(next.from), first + as_index(next.to));
    pieces_[first + as_index(next.to)]->go_own_ways(next.to, g.round);
  }
  const bool ends_window = critic_ && g.heard >= kCriticWindow;
  g.heard = ends_window ? 0 : g.heard;
  for (std::size_t i = 0; i < particles_; ++i) {
    if (ends_window) {
      critic_->reset(critic_home(first + i));
    }
    g.log_odds[i] = pieces_[first + i]->log_odds();
  }
}

void RowGroup::take_place(std::size_t from, std::size_t to) {
  pieces_[to] = pieces_[from];
  for (std::size_t reader = 0; reader < readers_; ++reader) {
    inference_.copy_state(home({from, reader}), home({to, reader}));
  }
  if (critic_) {
    critic_->copy_state(critic_home(from), critic_home(to));
  }
}

// The first that has ended and survived is the piece.
void RowGroup::finish_or_go_on(std::size_t group) {
  const std::size_t first = first_row(group);
  bool all_missed = true;
  for (std::size_t row = first; row < first + particles_; ++row) {
    if (pieces_[row]->done()) {
      queue_->finish(pieces_[row]->finish());
      begin_piece(group);
      return;
    }
    all_missed = all_missed && pieces_[row]->must_begin_anew();
  }
  if (all_missed) {
    const int number = pieces_[first]->number();
    const int beginnings = pieces_[first]->beginnings();
    take_piece(group, number, beginnings);
  } else {
    groups_[group].barrier += kQuartersBetween * run_->times.per_quarter;
  }
}

// Rows in front cost time, the others none: the last piece takes the place of one that is done.
void RowGroup::close_gaps() {
  for (std::size_t group = 0; group < pieces_.size() / particles_;) {
    if (pieces_[first_row(group)]) {
      ++group;
      continue;
    }
    const std::size_t last = pieces_.size() / particles_ - 1;
    if (group < last) {
      for (std::size_t i = 0; i < particles_; ++i) {
        take_place(first_row(last) + i, first_row(group) + i);
      }
      groups_[group] = std::move(groups_[last]);
    }
    pieces_.resize(first_row(last));
  }
}

}  // namespace bachprop
