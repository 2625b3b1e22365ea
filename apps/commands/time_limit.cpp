#include "time_limit.hpp"

#include <fmt/format.h>

#include <apps/frame/errors.hpp>
#include <apps/frame/progress.hpp>

namespace steady::apps {

void TimeLimit::add_to(Command& command) {
  command.number("--max-time", seconds, {0, 1e15}, "Refuse what is expected to take more seconds");
}

void TimeLimit::check(double expected, const std::string& another) const {
  if (expected <= seconds) return;
  throw ResourceError(fmt::format(
      "expected to take about {}, more than --max-time {} s: fewer --samples, a smaller --size or "
      "--self-coupling{}, or a larger --max-time",
      human_time(expected), seconds, another.empty() ? "" : ", " + another));
}

}  // namespace steady::apps
