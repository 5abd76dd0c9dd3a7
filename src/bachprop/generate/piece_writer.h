// One piece while it is being written.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/context/note_context.h"
#include "bachprop/context/whole_times.h"
#include "bachprop/generate/compose_options.h"
#include "bachprop/generate/composed_piece.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/ending.h"
#include "bachprop/generate/ending_plan.h"
#include "bachprop/generate/model_setting.h"
#include "bachprop/generate/register_guard.h"
#include "bachprop/generate/sampler.h"
#include "bachprop/generate/sounding_pitches.h"

namespace bachprop {

// The things that all pieces of a run have in common; must outlive them.
struct ComposingRun {
  const Dictionaries& dictionaries;
  const ComposeOptions& options;
  const ModelSetting& setting;
  const WholeTimes& times;
  NoteLimits limits;                     // of every piece
  int attempt = 0;                       // so many times the pieces were composed before
  const KnownPassages* known = nullptr;  // nothing is guarded against
};

// The room that drawing needs, for one thread.
struct Samplers {
  Sampler dt;
  Sampler duration;
  Sampler pitch;

  explicit Samplers(const ComposingRun& run);
};

// For each note: choose_dt, choose_duration, choose_pitch, each with the network's logits given
// what was chosen before.
class PieceWriter {
 public:
  // `beginning`: so many times it was begun before.
  PieceWriter(int number, const ComposingRun& run, int beginning = 0);

  // START/END three times before the first note.
  [[nodiscard]] NoteSymbols last() const;
  [[nodiscard]] int number() const { return piece_.number; }
  [[nodiscard]] int notes() const { return as_int(piece_.symbols.size()); }
  [[nodiscard]] bool done() const { return piece_.ended || notes() >= run_->limits.most; }
  // It came to no ending, and must be begun anew; not when it is done.
  [[nodiscard]] bool must_begin_anew() const { return !done() && plan_.has_missed(notes()); }
  [[nodiscard]] int beginnings() const { return piece_.beginnings; }
  // A logit or a sum of logarithms was infinite or not a number.
  [[nodiscard]] bool broken() const;

  // The contexts of the next note: for Inference::advance(), and once its dT is chosen.
  void append_for_layers(std::vector<int>& entries) const { context_.append_for_layers(entries); }
  void append_for_readouts(std::vector<int>& entries) const {
    context_.append_for_readouts(entries);
  }

  [[nodiscard]] int choose_dt(std::span<const float> logits, Sampler& sampler);
  [[nodiscard]] int choose_duration(std::span<const float> logits, Sampler& sampler);
  void choose_pitch(std::span<const float> logits, Sampler& sampler);
  [[nodiscard]] ComposedPiece finish();

 private:
  [[nodiscard]] bool given() const { return notes() < piece_.prime_notes; }
  [[nodiscard]] const NoteSymbols& given_note() const {
    return run_->options.prime->symbols[as_index(notes())];
  }
  [[nodiscard]] bool too_early_to_end() const { return notes() < run_->limits.fewest; }
  int choose(std::span<const float> logits, const Excluded& excluded, Sampler& sampler,
             double& log_likelihood);
  Choice draw(std::span<const float> logits, const Excluded& excluded, Sampler& sampler);
  void exclude_pitches(std::size_t pitches);
  Choice draw_own_pitch(std::span<const float> logits, Sampler& sampler);
  int choose_biased_dt(std::span<const float> logits, Sampler& sampler);
  void record_ending(std::span<const float> logits);
  void take_note();
  void put_into_key();

  const ComposingRun* run_;
  Random random_;
  ComposedPiece piece_;
  NoteSymbols next_;
  bool ending_ = false;  // next_ is START/END
  std::vector<float> biased_;
  std::optional<CopyGuard> guard_;
  std::optional<RegisterGuard> register_;
  std::vector<int> not_offered_;  // pitches
  SoundingPitches sounding_;
  Metre metre_;
  EndingPlan plan_;
  NoteContext context_;
};

}  // namespace bachprop
