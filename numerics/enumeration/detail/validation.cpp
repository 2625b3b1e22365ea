#include <steady/numerics/enumeration/detail/validation.hpp>

#include <cmath>
#include <stdexcept>
#include <string>

namespace steady::enumeration::detail {

void check_arguments(int size, double self_coupling, const Options& options) {
  if (size < 2 || size > network::max_packed_size) {
    throw std::domain_error("enumeration needs 2 to 64 neurons, got size = " +
                            std::to_string(size));
  }
  if (std::isnan(self_coupling)) throw std::domain_error("self_coupling must not be NaN");
  if (options.threads < 1) {
    throw std::invalid_argument("threads must be at least 1, got " +
                                std::to_string(options.threads));
  }
}

}  // namespace steady::enumeration::detail
