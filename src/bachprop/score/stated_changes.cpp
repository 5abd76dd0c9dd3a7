#include "bachprop/score/stated_changes.h"

#include <set>

namespace bachprop {
namespace {

// Tells keys that hold for all from those of single instruments.
class KeyStatements {
 public:
  explicit KeyStatements(const std::vector<Stated<KeySignature>>& stated) {
    for (const Stated<KeySignature>& one : stated) {
      tracks_.insert(one.track);
    }
  }

  // The statements are of one onset, and come in the order of their onsets.
  bool hold_for_all(std::span<const Stated<KeySignature>> here) {
    bool is_new = false;
    for (const Stated<KeySignature>& one : here) {
      const auto [before, is_first] = last_.try_emplace(one.track, one.change);
      is_new = is_new || is_first || !set_the_same(before->second, one.change);
      before->second = one.change;
    }
    const bool is_led = here.front().track == *tracks_.begin();
    return is_new && (is_first_onset() || is_led || 2 * here.size() >= tracks_.size());
  }

 private:
  bool is_first_onset() { return std::exchange(is_first_onset_, false); }

  std::set<std::size_t> tracks_;
  std::map<std::size_t, KeySignature> last_;  // by track
  bool is_first_onset_ = true;
};

}  // namespace

std::vector<KeySignature> changes_of_all(std::vector<Stated<KeySignature>> stated) {
  KeyStatements statements(stated);
  return changes_where(std::move(stated),
                       [&](const auto& here) { return statements.hold_for_all(here); });
}

}  // namespace bachprop
