#include "bachprop/generate/row_group.h"

#include <fmt/core.h>

#include <cstddef>

#include "bachprop/corpus/corpus.h"

namespace bachprop {

RowGroup::RowGroup(const Network& network, const ComposeContext& context, PieceQueue& queue,
                   int rows)
    : context_(&context),
      queue_(&queue),
      inference_(network, rows),
      samplers_(context),
      pieces_(static_cast<std::size_t>(rows)),
      last_(pieces_.size(), start_end(context.dictionaries)),
      dt_(pieces_.size(), context.dictionaries.dt.start_end()),
      duration_(pieces_.size(), context.dictionaries.duration.start_end()) {}

void RowGroup::run() {
  for (std::size_t row = 0; row < pieces_.size(); ++row) {
    begin_piece(row);
  }
  int notes = 0;
  while (busy_ > 0 && queue_->go_on(notes)) {
    notes = busy_;
    step();
  }
}

void RowGroup::begin_piece(std::size_t row) {
  busy_ -= pieces_[row] ? 1 : 0;
  pieces_[row].reset();
  last_[row] = start_end(context_->dictionaries);
  if (const auto number = queue_->next()) {
    pieces_[row].emplace(*number, *context_);
    inference_.reset(static_cast<int>(row));
    ++busy_;
  }
}

void RowGroup::step() {
  inference_.advance(last_);
  for (std::size_t row = 0; row < pieces_.size(); ++row) {
    if (auto& piece = pieces_[row]) {
      dt_[row] = piece->choose_dt(inference_.dt_logits(static_cast<int>(row)), samplers_.dt);
    }
  }
  inference_.condition_on_dt(dt_);
  for (std::size_t row = 0; row < pieces_.size(); ++row) {
    if (auto& piece = pieces_[row]) {
      duration_[row] = piece->choose_duration(inference_.duration_logits(static_cast<int>(row)),
                                              samplers_.duration);
    }
  }
  inference_.condition_on_duration(duration_);
  for (std::size_t row = 0; row < pieces_.size(); ++row) {
    if (auto& piece = pieces_[row]) {
      piece->choose_pitch(inference_.pitch_logits(static_cast<int>(row)), samplers_.pitch);
      finish_note(row);
    }
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

}  // namespace bachprop
