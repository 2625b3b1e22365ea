// Study: 2-cycles of the parallel dynamics of small networks, counted by looking at every state
// (docs/theory.md, section 6).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

struct TwoCycles {
  static constexpr std::string_view name = "two-cycles";
  static constexpr int version = 1;

  network::NetworkSpec networks;  ///< one module of at most dynamics::max_exhaustive_size neurons
  double self_coupling = 0.0;

  struct Outcome {
    double count = 0.0;

    static constexpr auto fields() {
      return std::tuple{sampling::field("count", &Outcome::count, "unordered cycles of period 2")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Mean number over networks.
  sampling::Estimate estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
