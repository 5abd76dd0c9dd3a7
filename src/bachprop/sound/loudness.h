// How loud sound is, and what to multiply it by to make it as loud as wanted. Loudness is that of
// EBU R 128, which measures by ITU-R BS.1770-4, and is computed by libebur128. Frequencies are
// weighted as the ear does. The mean is over blocks of 0.4 s, those of silence and of quiet
// passages left out.
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "bachprop/sound/audio.h"

namespace bachprop {

struct Loudness {
  // Integrated loudness in LUFS; nothing when all is shorter than 0.4 s or below -70 LUFS.
  std::optional<double> lufs = {};
  double true_peak = 0;  // dBTP: the peak of the wave between samples too; -infinity for silence

  friend bool operator==(const Loudness&, const Loudness&) = default;
};

// Measures sound that comes block by block.
class LoudnessMeter {
 public:
  explicit LoudnessMeter(int samples_per_second);
  LoudnessMeter(LoudnessMeter&&) noexcept;
  LoudnessMeter& operator=(LoudnessMeter&&) noexcept;
  LoudnessMeter(const LoudnessMeter&) = delete;
  LoudnessMeter& operator=(const LoudnessMeter&) = delete;
  ~LoudnessMeter();

  // Whole frames, [frame, channel].
  void add(std::span<const float> samples);
  // The loudness of all that was added.
  [[nodiscard]] Loudness loudness() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] Loudness measure_loudness(const Audio& audio);

struct LoudnessTarget {
  double lufs = -16;      // what music services play at lies between -18 and -14
  double true_peak = -1;  // dBTP, the most that EBU R 128 allows
};

// One factor for all samples: nothing is compressed.
struct Normalisation {
  Loudness before = {};
  double gain = 0;  // dB
  // The gain is less than the target asks for, or without a loudness is chosen, by the peak.
  bool by_peak = false;
};

// The gain that brings `before` to the target, or as near as the peak allows. Sound without
// integrated loudness is brought to the target's peak. Sound without a peak above -70 dBTP is
// silence and stays as it is.
[[nodiscard]] Normalisation normalise(const Loudness& before, const LoudnessTarget& target = {});

}  // namespace bachprop
