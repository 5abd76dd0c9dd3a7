// When and how a piece is to end: as long as a piece of the corpus, and as those end.
//
// A network hardly knows how long its piece is, and whether it is in its key at the end. So the
// length is drawn from the corpus's lengths, and so are the things that are asked of the ending. A
// piece that comes to no such ending about its length is begun anew.
#pragma once

#include <cstdint>

#include "bachprop/base/random.h"
#include "bachprop/context/ending_traits.h"
#include "bachprop/generate/compose_options.h"
#include "bachprop/generate/model_setting.h"

namespace bachprop {

// A piece is begun so many times at the most. The last times less and less is asked of its ending.
constexpr int kMostBeginnings = 24;

class EndingPlan {
 public:
  // Of a piece that is begun for the `beginning`th time, from 0. Where the setting does not say how
  // pieces of the corpus end, or the options say how long pieces are to be, nothing is planned.
  EndingPlan(const ComposeOptions& options, const ModelSetting& setting, int number, int beginning);

  // Whether the piece may end after so many notes, the last of which `music` has heard.
  [[nodiscard]] bool may_end(int notes, const MusicSoFar& music) const;
  // Whether it must be begun anew.
  [[nodiscard]] bool has_missed(int notes) const {
    return is_planned_ && !is_last_ && notes >= latest_;
  }
  // Added to the logit of dT = START/END where the piece may end.
  [[nodiscard]] double bias(int notes) const;

 private:
  void ask_for(const EndingHabits& habits, int beginning, Random& random);

  const ModelSetting* setting_;
  bool is_planned_;
  int earliest_ = 0;  // notes
  int latest_ = 0;
  bool is_last_ = false;  // the piece is not begun anew: behind `latest` it ends where it can
  EndingTraits asked_ = {};
};

}  // namespace bachprop
