#include <steady/numerics/sampling/unseen.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace steady::sampling {

Interval unseen_kinds(std::span<const std::uint64_t> met, std::uint64_t trials) {
  if (trials == 0) throw std::invalid_argument("unseen_kinds: no trials");
  if (std::find(met.begin(), met.end(), 0) != met.end())
    throw std::invalid_argument("unseen_kinds: a kind was met 0 times");
  if (std::accumulate(met.begin(), met.end(), std::uint64_t{0}) > trials)
    throw std::invalid_argument("unseen_kinds: more kinds were met than trials");
  const auto n = static_cast<double>(trials);
  const auto once = static_cast<std::uint64_t>(std::count(met.begin(), met.end(), 1));
  const auto n1 = static_cast<double>(once);
  const auto n2 = static_cast<double>(std::count(met.begin(), met.end(), 2));
  const double share = n1 / n;
  const double error = std::sqrt(n1 * (1.0 - share) + 2.0 * n2) / n;
  const double high = std::max(share + error, wilson(once, trials).high);
  return {share, std::max(0.0, share - error), std::min(1.0, high)};
}

}  // namespace steady::sampling
