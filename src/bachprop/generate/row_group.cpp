#include "bachprop/generate/row_group.h"

#include <fmt/core.h>

#include <cstddef>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {

RowGroup::RowGroup(const Network& network, const ComposingRun& composing, PieceQueue& queue,
                   int rows, InferenceWeights weights)
    : run_(&composing),
      queue_(&queue),
      inference_(network, rows, std::move(weights)),
      samplers_(composing),
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
    take_piece(row, *number, 0);
  }
}

void RowGroup::take_piece(std::size_t row, int number, int beginning) {
  pieces_[row].emplace(number, *run_, beginning);
  last_[row] = pieces_[row]->last();
  inference_.reset(as_int(row));
}

void RowGroup::look(Contexts& contexts, bool are_read,
                    void (PieceWriter::*append)(std::vector<int>& entries) const) {
  contexts.clear();
  if (!are_read) {
    return;
  }
  for (const auto& piece : pieces_) {
    ((*piece).*append)(contexts.entries);
    contexts.end_row();
  }
}

void RowGroup::step() {
  const auto rows = as_int(pieces_.size());
  const ContextVocabulary& vocabulary = run_->setting.vocabulary;
  look(for_layers_, vocabulary.layers().size() > 0, &PieceWriter::append_for_layers);
  inference_.advance(last_, for_layers_.view());
  for (int row = 0; row < rows; ++row) {
    const auto i = as_index(row);
    dt_[i] = pieces_[i]->choose_dt(inference_.dt_logits(row), samplers_.dt);
  }
  look(for_readouts_, vocabulary.readouts().size() > 0, &PieceWriter::append_for_readouts);
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
  } else if (piece.must_begin_anew()) {
    const int number = piece.number();
    const int beginnings = piece.beginnings();
    take_piece(row, number, beginnings);
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
