#include "bachprop/sound/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>

#include "bachprop/base/check.h"

namespace bachprop {

namespace {
constexpr double kSilence = -70;  // dBTP, as BS.1770's absolute gate in LUFS
}

struct LoudnessMeter::State {
  explicit State(int samples_per_second)
      : meter(ebur128_init(kChannels, static_cast<unsigned long>(samples_per_second),
                           EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK)) {
    check(meter != nullptr, "libebur128 has memory for a meter");
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ebur128_destroy(&meter); }

  ebur128_state* meter;
};

LoudnessMeter::LoudnessMeter(int samples_per_second)
    : state_(std::make_unique<State>(samples_per_second)) {}
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;
LoudnessMeter::~LoudnessMeter() = default;

void LoudnessMeter::add(std::span<const float> samples) {
  check(samples.size() % kChannels == 0, "samples come in whole frames");
  check(ebur128_add_frames_float(state_->meter, samples.data(), samples.size() / kChannels) ==
            EBUR128_SUCCESS,
        "libebur128 takes frames");
}

Loudness LoudnessMeter::loudness() const {
  Loudness loudness;
  double lufs = 0;
  check(ebur128_loudness_global(state_->meter, &lufs) == EBUR128_SUCCESS,
        "libebur128 knows the loudness");
  if (std::isfinite(lufs)) {
    loudness.lufs = lufs;
  }
  double peak = 0;
  for (unsigned int channel = 0; channel < kChannels; ++channel) {
    double of_channel = 0;
    check(ebur128_true_peak(state_->meter, channel, &of_channel) == EBUR128_SUCCESS,
          "libebur128 knows the peak");
    peak = std::max(peak, of_channel);
  }
  loudness.true_peak = decibels(peak);
  return loudness;
}

Loudness measure_loudness(const Audio& audio) {
  LoudnessMeter meter(audio.samples_per_second);
  meter.add(audio.samples);
  return meter.loudness();
}

Normalisation normalise(const Loudness& before, const LoudnessTarget& target) {
  if (!(before.true_peak > kSilence)) {
    return {before, 0, false};
  }
  const double most = target.true_peak - before.true_peak;
  const double wanted = before.lufs ? target.lufs - *before.lufs : most;
  return {before, std::min(wanted, most), !before.lufs || wanted > most};
}

}  // namespace bachprop
