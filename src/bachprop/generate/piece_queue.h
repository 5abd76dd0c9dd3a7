// The pieces to begin and the pieces done, shared by the threads that compose.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "bachprop/base/result.h"
#include "bachprop/generate/composed_piece.h"

namespace bachprop {

// All functions but take() may be called by several threads at once.
class PieceQueue {
 public:
  // Pieces of these numbers, which ascend. `finished` is called by finish(), in its thread.
  PieceQueue(std::vector<int> numbers, std::function<bool(const ComposeProgress&)> watch,
             WatchPiece finished = {});

  // The number of the next piece to begin; nothing when no more is wanted.
  [[nodiscard]] std::optional<int> next();
  // Whether no piece before this one failed.
  [[nodiscard]] bool wanted(int number) const { return number <= last_wanted_.load(); }
  void finish(ComposedPiece piece);
  // The pieces after this one are no longer wanted, those before it are. So the error of a run does
  // not depend on which thread was first.
  void fail(int number, std::string message);
  // Counts notes that were chosen; false when all should stop.
  [[nodiscard]] bool go_on(int notes);

  // In order of number, or the error of the first piece that failed.
  [[nodiscard]] Result<std::vector<ComposedPiece>> take();

 private:
  std::vector<int> numbers_;
  std::atomic<std::size_t> begun_ = 0;
  std::atomic<int> last_wanted_;
  WatchPiece look_at_;
  std::mutex mutex_;  // over all that follows
  std::function<bool(const ComposeProgress&)> watch_;
  bool stopped_ = false;
  std::int64_t notes_ = 0;
  std::vector<ComposedPiece> finished_;
  std::optional<std::string> error_;  // of the piece after last_wanted_
};

}  // namespace bachprop
