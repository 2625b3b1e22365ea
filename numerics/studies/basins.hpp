// Study: the attractors of small networks and how many states lead to each, by looking at all 2^N
// states (docs/theory.md, section 7.1).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/rounding.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// At T = 0: the parallel rule, and the asynchronous one in fixed order, which are deterministic
/// and have basins; and the asynchronous one in random order, where every start has a probability
/// to end at each fixed point. All by the values as read, also where the grid rounds them.
struct Basins {
  static constexpr std::string_view name = "basins";
  static constexpr int version = 3;

  /// Outcomes with a larger error did not converge.
  static constexpr double tolerance = 1e-9;

  network::NetworkSpec networks;  ///< at most dynamics::max_exhaustive_size neurons in all
  dynamics::Rule rule = dynamics::Rule::parallel;
  dynamics::Order order = dynamics::Order::random;
  double self_coupling = 0.0;

  /// A fixed point or a cycle.
  struct End {
    std::uint32_t state = 0;  ///< the lowest of its states, bit i set for s_i = +1
    std::int64_t period = 1;  ///< in updates of all neurons, or sweeps
    double share = 0.0;       ///< of all 2^N starts; in random order the mean probability

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("state", &End::state, "lowest state, bit i set for s_i = +1"),
                        field("period", &End::period, "1: a fixed point"),
                        field("share", &End::share, "of the starts that end there")};
    }
  };

  struct Outcome {
    std::vector<End> ends;  ///< largest share first
    double restless = 0.0;  ///< share that comes where no fixed point can be reached (random order)
    double error = 0.0;     ///< bound of the sum of the errors of all shares
    std::vector<DoubtfulNeuron> doubts = {};  ///< among all 2^N states

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("ends", &Outcome::ends, "attractors"),
          field("restless", &Outcome::restless, "share that can never settle"),
          field("error", &Outcome::error, "bound of the sum of the errors of all shares"),
          field("doubts", &Outcome::doubts, "neurons that rounding might decide")};
    }
  };

  /// Throws DomainError for other rules and orders.
  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Mean number of attractors. Throws std::invalid_argument without networks.
  sampling::Estimate estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
