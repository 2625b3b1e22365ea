// Study: how many triples of fixed points of random networks lie at equal mutual Hamming distances
// (theory/triples.hpp).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// Triples in networks of up to 64 neurons, whose fixed points are enumerated.
struct TripleCounting {
  static constexpr std::string_view name = "triple-counting";
  static constexpr int version = 1;

  network::NetworkSpec networks;
  double self_coupling = 0.0;

  /// One network.
  struct Outcome {
    std::vector<double> triples;

    static constexpr auto fields() {
      return std::tuple{sampling::field("triples", &Outcome::triples,
                                        "ordered triples, all three pairs at the same Hamming "
                                        "distance 2, 4, … up to 2N/3")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;   ///< seconds of the enumeration
  double bytes() const;  ///< of as many fixed points as are expected
  /// Mean number of triples at each distance. Where all networks have as many the error is that of
  /// the next possible number (sampling::with_unseen): six orders, and the same for −s.
  std::vector<sampling::Estimate> estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
