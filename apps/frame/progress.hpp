// The meter on standard error: share done, rate, and time left.
#pragma once

#include <chrono>
#include <steady/theory/names.hpp>
#include <string>
#include <string_view>

#include <steady/numerics/sampling/machine.hpp>
#include <steady/numerics/sampling/tasks.hpp>

namespace steady::apps {

enum class ProgressMode { automatic, always, never };
inline constexpr auto progress_mode_names =
    names<ProgressMode>("progress", {{ProgressMode::automatic, "auto"},
                                     {ProgressMode::always, "always"},
                                     {ProgressMode::never, "never"}});

/// 45 s, 3.2 min, 5.1 h, 12 days: two digits that a person reads at a glance.
std::string human_time(double seconds);

using sampling::human_bytes;

/// 1234, 5.6e9: counts.
std::string human_count(double count);

/// One line on standard error: `steady: warning: …`.
void warn(std::string_view message);

/// One line on standard error: `steady: …`.
void note(std::string_view message);

class ProgressMeter {
 public:
  /// automatic shows the meter only when standard error is a terminal.
  explicit ProgressMeter(ProgressMode mode);
  ~ProgressMeter() { clear(); }
  ProgressMeter(const ProgressMeter&) = delete;
  ProgressMeter& operator=(const ProgressMeter&) = delete;

  bool shown() const { return shown_; }

  /// Prints a few times a second on a terminal, every few seconds elsewhere.
  void update(const sampling::Progress& progress);

  /// Removes the meter from a terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  bool shown_ = false;
  bool terminal_ = false;
  bool on_screen_ = false;
  Clock::time_point last_{};
};

}  // namespace steady::apps
