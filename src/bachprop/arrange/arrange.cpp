#include "bachprop/arrange/arrange.h"

#include <algorithm>
#include <iterator>

#include "bachprop/analysis/bar_numbers.h"
#include "bachprop/arrange/ensemble.h"
#include "bachprop/arrange/keyboard.h"
#include "bachprop/arrange/lead_sheet.h"
#include "bachprop/arrange/playability.h"
#include "bachprop/base/check.h"

namespace bachprop {

namespace {

Result<Arrangement> arrange_only(const Score& score, ArrangementKind kind,
                                 const ArrangeOptions& options) {
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

}  // namespace

Result<Arrangement> arrange(const Score& score, ArrangementKind kind,
                            const ArrangeOptions& options) {
  check(score.voices.empty() || score.voices.size() == score.notes.size(),
        "voices are known for all notes or for none");
  Result<Arrangement> arrangement = arrange_only(score, kind, options);
  if (arrangement && kind != ArrangementKind::kNone) {
    const BarNumbers bars(score, options.pickup);
    for (std::size_t part = 0; part < arrangement->parts.size(); ++part) {
      const Playability found = playability(*arrangement, part, score.tempos);
      std::ranges::move(hard_places(found, arrangement->parts[part].instrument, bars),
                        std::back_inserter(arrangement->remarks));
    }
  }
  return arrangement;
}

}  // namespace bachprop
