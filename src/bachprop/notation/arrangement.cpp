#include "bachprop/notation/arrangement.h"

#include "bachprop/base/check.h"
#include "bachprop/notation/ensemble.h"
#include "bachprop/notation/keyboard.h"
#include "bachprop/notation/lead_sheet.h"

namespace bachprop {

Result<Arrangement> arrange(const Score& score, ArrangementKind kind,
                            const ArrangeOptions& options) {
  check(score.voices.empty() || score.voices.size() == score.notes.size(),
        "voices are known for all notes or for none");
  switch (kind) {
    case ArrangementKind::kSatb:
    case ArrangementKind::kStringQuartet:
      return arrange_for_ensemble(score, kind, options);
    case ArrangementKind::kPiano:
      return arrange_for_piano(score, options);
    case ArrangementKind::kLeadSheet:
      return arrange_as_lead_sheet(score, options);
    case ArrangementKind::kNone:
      return arrange_as_stated(score, options);
  }
  return Arrangement{};
}

Arrangement part_of(const Arrangement& arrangement, std::size_t part) {
  check(part < arrangement.parts.size(), "the arrangement has this part");
  Arrangement one{.parts = {arrangement.parts[part]}, .notes = {}, .chords = arrangement.chords};
  for (PlacedNote placed : arrangement.notes) {
    if (placed.part == static_cast<int>(part)) {
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
