// How a long run tells where it stands, and how it is asked to stop. Every function of this layer
// that takes long is given a Watch.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bachprop/report/progress_line.h"

namespace bachprop {

// How long what is left will take.
enum class TimeLeft {
  kAsBefore,  // as long in proportion as what is done
  kAtMost,    // that, or less, as it may end sooner
  kUnknown,   // not in proportion, so that nothing is said
};

// One of the things that a run does one after another.
struct Activity {
  std::string label = {};   // "reading"
  std::uint64_t total = 0;  // 0: not known yet
  std::string unit = {};    // a plural noun, "files"; empty where the count says nothing
  TimeLeft time_left = TimeLeft::kAsBefore;
  bool can_stop = true;  // Watch::stop is asked meanwhile
};

struct Progress {
  enum class Moment { kBegins, kGoesOn, kIsOver };

  const Activity& activity;
  Moment moment = Moment::kGoesOn;
  std::uint64_t done = 0;                    // of activity.total
  std::vector<ProgressDetail> details = {};  // what else is worth knowing, most important first
};

// What the caller hands in; either may be empty.
struct Watch {
  // Called often, by one thread at a time.
  std::function<void(const Progress&)> progress = {};
  // Asked often, by one thread at a time. Once it says true the run ends at the next good place,
  // and what is done by then is its result. A std::stop_token does: [token] { return
  // token.stop_requested(); }.
  std::function<bool()> stop = {};

  [[nodiscard]] bool wants_stop() const { return stop && stop(); }
};

// Tells a Watch, which must outlive it, of one activity.
class Stage {
 public:
  Stage(const Watch& watch, Activity activity) : watch_(watch), activity_(std::move(activity)) {
    tell(Progress::Moment::kBegins, 0, {});
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() { tell(Progress::Moment::kIsOver, 0, {}); }

  void show(std::uint64_t done, std::vector<ProgressDetail> details = {}) const {
    tell(Progress::Moment::kGoesOn, done, std::move(details));
  }
  // The same for a total that is known only now.
  void show(std::uint64_t done, std::uint64_t total) {
    activity_.total = total;
    show(done);
  }

 private:
  void tell(Progress::Moment moment, std::uint64_t done,
            std::vector<ProgressDetail> details) const {
    if (watch_.progress) {
      watch_.progress({activity_, moment, done, std::move(details)});
    }
  }

  const Watch& watch_;
  Activity activity_;
};

}  // namespace bachprop
