// Study: several searches in one random network, which is drawn once.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/studies/searching.hpp>

namespace steady::studies {

/// Searches that differ in algorithm, J_D or budget, in the same networks. Their outcomes are those
/// of Searching; where searches are short, drawing the network is most of the work, and shared.
struct Searches {
  static constexpr std::string_view name = "searches";
  static constexpr int version = 1;

  /// At least one; all of the same networks.
  std::vector<Searching> searches;

  struct Outcome {
    std::vector<Searching::Outcome> found;

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{field("found", &Outcome::found, "of every search")};
    }
  };

  /// Throws std::invalid_argument for no searches or different networks.
  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;
  /// Of every search. Throws std::invalid_argument without networks.
  std::vector<SearchingEstimates> estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
