#include "module_options.hpp"

#include <cmath>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>

namespace steady::apps {

void require_on_grid(const std::string& option, double coupling, double modules) {
  constexpr double reach = 1024.0;
  if (std::abs(coupling) * modules >= reach)
    throw UsageError(option, fmt::format("{} between {} modules is beyond the grid of couplings, "
                                         "{}/modules",
                                         coupling, modules, reach));
}

void check_couplings(const std::vector<int>& modules, const std::vector<double>& couplings) {
  for (const int number : modules)
    for (const double coupling : couplings) {
      require_on_grid("--coupling", coupling, number);
      if (number == 1 && coupling != 0.0)
        throw UsageError("--coupling", fmt::format("{} needs --modules 2 or more", coupling));
    }
}

}  // namespace steady::apps
