#include <steady/numerics/enumeration/detail/validation.hpp>

#include <cmath>

#include <steady/theory/domain.hpp>

namespace steady::enumeration::detail {

void check_arguments(int size, double self_coupling, const Options& options) {
  require_within("size", size, 2, network::max_packed_size);
  require(!std::isnan(self_coupling), "self_coupling", self_coupling, "the numbers");
  options::check(options);
}

}  // namespace steady::enumeration::detail
