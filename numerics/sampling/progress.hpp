// One line of text about a running computation. Pure formatting: whether and where it is shown is
// the caller's business.
#pragma once

#include <string>

#include <steady/numerics/sampling/tasks.hpp>

namespace steady::sampling {

/// Seconds still to go if the rest costs like what was done: t (1 − w)/w with w = work_done.
/// 0 when everything is done, NaN as long as nothing is.
double expected_seconds_left(const Progress& progress);

/// `0:31`, `12:05`, `3:07:09`, `4d 03:00`; `--:--` for NaN and what cannot be said.
std::string format_duration(double seconds);

/// `[###       ] 34/100  2.1/s  ETA 0:31`, and at the end `[##########] 100/100  2.1/s  in 0:48`.
/// The bar, `width` characters wide, shows work_done; the rate counts tasks.
std::string progress_line(const Progress& progress, int width = 20);

}  // namespace steady::sampling
