// One piece while it is being written.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "bachprop/base/numbers.h"
#include "bachprop/base/random.h"
#include "bachprop/context/whole_times.h"
#include "bachprop/generate/compose_options.h"
#include "bachprop/generate/composed_piece.h"
#include "bachprop/generate/copy_guard.h"
#include "bachprop/generate/ending.h"
#include "bachprop/generate/ending_plan.h"
#include "bachprop/generate/model_setting.h"
#include "bachprop/generate/piece_reader.h"
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
  int particles = 1;                     // of every piece
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
//
// Where the network writes in several orders, a piece has a reader for each. One of them, drawn at
// random, writes a chord; the others read it when it is complete. That it is tells the writer's dT
// above 0. So is the first dT of the next chord, unless another writes that: it draws among those
// above 0 anew. A chord thus has the mean of its probabilities in all orders.
class PieceWriter {
 public:
  // `beginning`: so many times it was begun before. With several particles each has its number.
  PieceWriter(int number, const ComposingRun& run, int beginning = 0, int particle = 0);
  // A copy of another particle goes ways of its own from here on.
  void go_own_ways(int particle, int round);
  // Time from the beginning to the last onset, in units of the times.
  [[nodiscard]] std::int64_t now() const { return reader().context().music().now(); }
  // Where there is a critic: it reads all complete chords.
  [[nodiscard]] std::optional<PieceReader>& critic() { return critic_; }
  void hear_critic(double log_odds) { log_odds_ += log_odds; }
  [[nodiscard]] double log_odds() const { return log_odds_; }

  [[nodiscard]] int number() const { return piece_.number; }
  [[nodiscard]] int notes() const { return as_int(piece_.symbols.size() + chord_.size()); }
  [[nodiscard]] bool done() const { return piece_.ended || notes() >= run_->limits.most; }
  // It came to no ending, and must be begun anew; not when it is done.
  [[nodiscard]] bool must_begin_anew() const { return !done() && plan_.has_missed(notes()); }
  [[nodiscard]] int beginnings() const { return piece_.beginnings; }
  // A logit or a sum of logarithms was infinite or not a number.
  [[nodiscard]] bool broken() const;

  [[nodiscard]] std::span<PieceReader> readers() { return readers_; }
  // The number of the one that writes.
  [[nodiscard]] std::size_t writer() const { return writer_; }
  // Whether the writer has read all that was written.
  [[nodiscard]] bool is_ready() const { return !reader().must_advance(); }
  // The last dT completed a chord, and another reader writes the next: nothing more is chosen now.
  [[nodiscard]] bool has_handed_over() const { return handed_over_; }

  // The context of the note whose dT is chosen.
  void append_for_readouts(std::vector<int>& entries) const {
    if (!handed_over_) {
      reader().context().append_for_readouts(entries);
    }
  }

  [[nodiscard]] int choose_dt(std::span<const float> logits, Sampler& sampler);
  [[nodiscard]] int choose_duration(std::span<const float> logits, Sampler& sampler);
  void choose_pitch(std::span<const float> logits, Sampler& sampler);
  [[nodiscard]] ComposedPiece finish();

 private:
  [[nodiscard]] const PieceReader& reader() const { return readers_[writer_]; }
  [[nodiscard]] PieceReader& reader() { return readers_[writer_]; }
  void read_given_notes();
  void draw_writer();
  // Whether the notes of a chord must come in the reader's order. Upwards alone the network has
  // learnt it, and is left free.
  [[nodiscard]] bool keeps_order() const {
    return readers_.size() > 1 || reader().order() == ChordOrder::kDownwards;
  }
  void put_chord_upwards();
  void complete_chord();
  [[nodiscard]] double dt_log_likelihood(std::span<const float> logits, bool was_new_chord) const;
  void accept_dt();
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
  void hear_note();
  void put_into_key();

  const ComposingRun* run_;
  Random random_;
  ComposedPiece piece_;
  std::vector<PieceReader> readers_;
  std::optional<PieceReader> critic_;
  double log_odds_ = 0;  // of the complete chords, that they are human
  std::size_t writer_ = 0;
  std::vector<NoteSymbols> chord_;  // that is being written
  int together_;                    // dt_together()
  bool is_new_chord_ = false;       // dT must be above 0
  bool handed_over_ = false;
  NoteSymbols next_;
  bool ending_ = false;  // next_ is START/END
  std::vector<float> biased_;
  std::optional<CopyGuard> guard_;
  std::optional<RegisterGuard> register_;
  std::vector<int> not_offered_;  // pitches
  SoundingPitches sounding_;
  Metre metre_;
  EndingPlan plan_;
};

}  // namespace bachprop
