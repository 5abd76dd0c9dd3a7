#include "bachprop/generate/row_group.h"

#include <fmt/core.h>

#include <cstddef>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {

RowGroup::RowGroup(const Network& network, const ComposeContext& context, PieceQueue& queue,
                   int rows, Precision precision)
    : context_(&context),
      queue_(&queue),
      inference_(network, rows, precision),
      samplers_(context),
      pieces_(as_index(rows)),
      last_(pieces_.size()),
      dt_(pieces_.size()),
      duration_(pieces_.size()) {}

void RowGroup::run() {
  for (std::size_t row = 0; row < pieces_.size(); ++row) {
    begin_piece(row);
  }
  close_gaps();
  int notes = 0;
  while (!pieces_.empty() && queue_->go_on(notes)) {
    notes = as_int(pieces_.size());
    step();
    close_gaps();
  }
}

void RowGroup::begin_piece(std::size_t row) {
  pieces_[row].reset();
  if (const auto number = queue_->next()) {
    pieces_[row].emplace(*number, *context_);
    last_[row] = pieces_[row]->last();
    inference_.reset(as_int(row));
  }
}

void RowGroup::look_back() {
  for_layers_.clear();
  if (context_->setting.vocabulary.layers().size() == 0) {
    return;
  }
  for (const auto& piece : pieces_) {
    piece->append_for_layers(for_layers_.entries);
    for_layers_.end_row();
  }
}

void RowGroup::look_at_onset() {
  for_readouts_.clear();
  if (context_->setting.vocabulary.readouts().size() == 0) {
    return;
  }
  for (const auto& piece : pieces_) {
    piece->append_for_readouts(for_readouts_.entries);
    for_readouts_.end_row();
  }
}

void RowGroup::step() {
  const auto rows = as_int(pieces_.size());
  look_back();
  inference_.advance(last_, for_layers_.view());
  for (int row = 0; row < rows; ++row) {
    const auto i = as_index(row);
    dt_[i] = pieces_[i]->choose_dt(inference_.dt_logits(row), samplers_.dt);
  }
  look_at_onset();
  inference_.condition_on_dt(dt_, for_readouts_.view());
  for (int row = 0; row < rows; ++row) {
    const auto i = as_index(row);
    duration_[i] = pieces_[i]->choose_duration(inference_.duration_logits(row), samplers_.duration);
  }
  inference_.condition_on_duration(duration_, for_readouts_.view());
  for (int row = 0; row < rows; ++row) {
    const auto i = as_index(row);
    pieces_[i]->choose_pitch(inference_.pitch_logits(row), samplers_.pitch);
    finish_note(i);
  }
}

void RowGroup::finish_note(std::size_t row) {
  PieceWriter& piece = *pieces_[row];
  const bool done = piece.done();
  if (piece.broken()) {
    queue_->fail(piece.number(),
                 fmt::format("the network's outputs are not finite numbers at note {} of piece {}: "
                             "its training went wrong; train it again at a lower learning rate",
                             piece.notes() + 1, piece.number()));
  } else if (done) {
    queue_->finish(piece.finish());
  }
  if (done || !queue_->wanted(piece.number())) {
    begin_piece(row);
  } else {
    last_[row] = piece.last();
  }
}

// Rows in front cost time, the others none: the last piece takes the place of one that is done.
void RowGroup::close_gaps() {
  for (std::size_t row = 0; row < pieces_.size();) {
    if (pieces_[row]) {
      ++row;
      continue;
    }
    const std::size_t last = pieces_.size() - 1;
    if (row < last) {
      pieces_[row] = std::move(pieces_[last]);
      last_[row] = last_[last];
      inference_.copy_state(as_int(last), as_int(row));
    }
    pieces_.pop_back();
    last_.pop_back();
    dt_.pop_back();
    duration_.pop_back();
  }
}

}  // namespace bachprop
