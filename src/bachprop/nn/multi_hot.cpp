#include "bachprop/nn/multi_hot.h"

namespace bachprop {

void EntryChanges::Lists::clear() {
  ends.clear();
  entries.clear();
}

void EntryChanges::assign(int entries, const MultiHot& all, int steps, int pieces) {
  came_.clear();
  went_.clear();
  // How often a row names an entry more than the row before; all 0 between two rows.
  counts_.assign(as_index(entries), 0);
  for (int row = 0; row < steps * pieces; ++row) {
    const std::span<const int> now = all.of(as_index(row));
    const std::span<const int> before =
        row < pieces ? std::span<const int>() : all.of(as_index(row - pieces));
    for (const int entry : now) {
      ++counts_[as_index(entry)];
    }
    for (const int entry : before) {
      --counts_[as_index(entry)];
    }
    for (const int entry : now) {
      if (counts_[as_index(entry)] > 0) {
        came_.entries.push_back(entry);
        --counts_[as_index(entry)];
      }
    }
    for (const int entry : before) {
      if (counts_[as_index(entry)] < 0) {
        went_.entries.push_back(entry);
        ++counts_[as_index(entry)];
      }
    }
    came_.ends.push_back(as_int(came_.entries.size()));
    went_.ends.push_back(as_int(went_.entries.size()));
  }
}

}  // namespace bachprop
