#include "bachprop/arrange/arrangement.h"

#include "bachprop/base/check.h"
#include "bachprop/base/numbers.h"

namespace bachprop {

Arrangement part_of(const Arrangement& arrangement, std::size_t part) {
  check(part < arrangement.parts.size(), "the arrangement has this part");
  Arrangement one{.parts = {arrangement.parts[part]}, .notes = {}, .chords = arrangement.chords};
  for (PlacedNote placed : arrangement.notes) {
    if (placed.part == as_int(part)) {
      placed.part = 0;
      one.notes.push_back(placed);
    }
  }
  const std::string name = arrangement.parts[part].instrument.name + ": ";
  for (const std::string& remark : arrangement.remarks) {
    if (remark.starts_with(name)) {
      one.remarks.push_back(remark);
    }
  }
  return one;
}

}  // namespace bachprop
