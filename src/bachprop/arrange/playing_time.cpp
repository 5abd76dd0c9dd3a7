#include "bachprop/arrange/playing_time.h"

namespace bachprop {

double seconds_from_beginning(const std::vector<TempoChange>& tempos, const Quarters& time) {
  double seconds = 0;
  Quarters from = 0;
  double quarters_per_minute = TempoChange().quarters_per_minute;
  for (const TempoChange& tempo : tempos) {
    if (tempo.onset >= time) {
      break;
    }
    seconds += (tempo.onset - from).to_double() * 60 / quarters_per_minute;
    from = tempo.onset;
    quarters_per_minute = tempo.quarters_per_minute;
  }
  return seconds + (time - from).to_double() * 60 / quarters_per_minute;
}

}  // namespace bachprop
