// An arrangement while it is being made.
#pragma once

#include <string>
#include <vector>

#include "bachprop/analysis/bar_numbers.h"
#include "bachprop/arrange/arrangement.h"
#include "bachprop/arrange/octave_moves.h"
#include "bachprop/score/score.h"

namespace bachprop {

class ArrangementDraft {
 public:
  ArrangementDraft(const Score& score, const ArrangeOptions& options)
      : bars_(score, options.pickup) {}

  // Returns its index.
  int add_part(Part part);
  // Puts notes on a staff that has none yet; they are sorted by onset, then pitch.
  void set_staff(int part, int staff, const std::vector<Note>& notes);
  // Says something about a part, "3 notes left out"; where it belongs is added: ", from bar 4".
  void remark(int part, const Quarters& onset, const std::string& text);
  // "3 notes" and what of them, if there are any.
  void remark_notes(int part, const std::vector<Note>& notes, const std::string& what);
  // The same about all parts.
  void remark(const Quarters& onset, const std::string& text);

  [[nodiscard]] const std::vector<Part>& parts() const { return arrangement_.parts; }
  [[nodiscard]] const BarNumbers& bars() const { return bars_; }
  [[nodiscard]] Arrangement finish() &&;

 private:
  struct Remark {
    Quarters onset;
    int part = 0;
    std::string text;
  };

  BarNumbers bars_;
  Arrangement arrangement_;
  std::vector<Remark> remarks_;
};

// Names each move: "3 notes an octave higher, from bar 4".
void remark_moves(ArrangementDraft& draft, int part, const MovedLine& line);

}  // namespace bachprop
