#include "bachprop/generate/piece_queue.h"

#include <algorithm>
#include <utility>

#include "bachprop/base/numbers.h"

namespace bachprop {

PieceQueue::PieceQueue(std::vector<int> numbers, std::function<bool(const ComposeProgress&)> watch,
                       WatchPiece finished)
    : numbers_(std::move(numbers)),
      last_wanted_(numbers_.empty() ? 0 : numbers_.back()),
      look_at_(std::move(finished)),
      watch_(std::move(watch)) {}

std::optional<int> PieceQueue::next() {
  // Not counted further than needed, or it would overflow.
  std::size_t begun = begun_.load();
  while (begun < numbers_.size() && wanted(numbers_[begun])) {
    if (begun_.compare_exchange_weak(begun, begun + 1)) {
      return numbers_[begun];
    }
  }
  return std::nullopt;
}

void PieceQueue::finish(ComposedPiece piece) {
  if (look_at_) {
    look_at_(piece);  // with no lock: the others go on meanwhile
  }
  const std::lock_guard lock(mutex_);
  finished_.push_back(std::move(piece));
}

void PieceQueue::fail(int number, std::string message) {
  const std::lock_guard lock(mutex_);
  if (wanted(number)) {
    last_wanted_ = number - 1;
    error_ = std::move(message);
  }
}

bool PieceQueue::go_on(int notes) {
  const std::lock_guard lock(mutex_);
  notes_ += notes;
  if (watch_ && !stopped_) {
    stopped_ = !watch_({.pieces = as_int(finished_.size()), .notes = notes_});
  }
  return !stopped_;
}

Result<std::vector<ComposedPiece>> PieceQueue::take() {
  if (error_) {
    return bachprop::fail(*error_);
  }
  std::ranges::sort(finished_, {}, &ComposedPiece::number);
  return std::move(finished_);
}

}  // namespace bachprop
