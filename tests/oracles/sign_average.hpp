// An upper bound of the typical entropy of one sparse network, row by row: with the moduli |J_ij|
// kept and all signs drawn anew, the mean number of fixed points is 2^N Π_i P_i, where P_i is the
// share of the 2^k sign choices of the k inputs of neuron i with J_D + Σ_j ±|J_ij| ≥ 0. It is the
// Bethe entropy of the symmetric point of messages that are exact over the neighbours (η = 0).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <steady/numerics/network/network.hpp>

namespace steady::oracles {

/// |J_ij| of the inputs of every neuron, in units of 2^-20.
inline std::vector<std::vector<std::int64_t>> input_moduli(const network::Network& network) {
  std::vector<std::vector<std::int64_t>> rows(static_cast<std::size_t>(network.size()));
  for (int j = 0; j < network.size(); ++j) {
    const auto column = network.column(j);
    for (std::size_t i = 0; i < column.dense.size(); ++i)
      if (column.dense[i] != 0)
        rows[static_cast<std::size_t>(column.first) + i].push_back(std::abs(column.dense[i]));
    for (const auto& entry : column.sparse)
      rows[static_cast<std::size_t>(entry.neuron)].push_back(std::abs(entry.value));
  }
  return rows;
}

/// The couplings of `network`, one module, beside `others` neurons that have none; known to be of
/// no one variance.
inline network::Network among_isolated(const network::Network& network, int others) {
  std::vector<network::Link> links;
  for (int j = 0; j < network.size(); ++j) {
    const auto column = network.column(j);
    for (std::size_t i = 0; i < column.dense.size(); ++i)
      if (column.dense[i] != 0)
        links.push_back({column.first + static_cast<std::int32_t>(i), j, column.dense[i]});
    for (const auto& entry : column.sparse) links.push_back({entry.neuron, j, entry.value});
  }
  return network::Network(network::SparseCouplings(network.size() + others, links));
}

/// All sums ±a ± b …, ascending.
inline std::vector<std::int64_t> signed_sums(const std::vector<std::int64_t>& moduli,
                                             std::size_t begin, std::size_t end) {
  std::vector<std::int64_t> sums{0};
  for (std::size_t k = begin; k < end; ++k) {
    const std::size_t count = sums.size();
    for (std::size_t s = 0; s < count; ++s) {
      sums.push_back(sums[s] - moduli[k]);
      sums[s] += moduli[k];
    }
  }
  std::sort(sums.begin(), sums.end());
  return sums;
}

/// Exact: every sum of one half of the inputs against those of the other.
inline double stable_share_exact(const std::vector<std::int64_t>& moduli, std::int64_t threshold) {
  const std::size_t half = moduli.size() / 2;
  const auto a = signed_sums(moduli, 0, half), b = signed_sums(moduli, half, moduli.size());
  double stable = 0.0;
  for (const std::int64_t sum : a)
    stable += static_cast<double>(b.end() - std::lower_bound(b.begin(), b.end(), threshold - sum));
  return stable / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

/// By convolution on a grid of `bins` points; what falls between two points is shared linearly.
inline double stable_share_binned(const std::vector<std::int64_t>& moduli, std::int64_t threshold,
                                  std::size_t bins = 8192) {
  double total = 0.0;
  for (const auto modulus : moduli) total += static_cast<double>(modulus);
  const double width = 2.1 * total / static_cast<double>(bins);
  std::vector<double> law(bins, 0.0), next(bins);
  const auto centre = static_cast<std::ptrdiff_t>(bins / 2);
  law[bins / 2] = 1.0;
  for (const auto modulus : moduli) {
    const double shift = static_cast<double>(modulus) / width;
    const auto whole = static_cast<std::ptrdiff_t>(shift);
    const double beyond = shift - static_cast<double>(whole);
    std::fill(next.begin(), next.end(), 0.0);
    for (std::ptrdiff_t k = 0; k < static_cast<std::ptrdiff_t>(bins); ++k) {
      const double p = 0.5 * law[static_cast<std::size_t>(k)];
      if (p == 0.0) continue;
      for (const std::ptrdiff_t sign : {-1, 1}) {
        next[static_cast<std::size_t>(k + sign * whole)] += (1.0 - beyond) * p;
        next[static_cast<std::size_t>(k + sign * (whole + 1))] += beyond * p;
      }
    }
    law.swap(next);
  }
  double stable = 0.0;
  const double at = static_cast<double>(threshold) / width;
  for (std::size_t k = 0; k < bins; ++k) {
    const double above = static_cast<double>(static_cast<std::ptrdiff_t>(k) - centre) - at;
    stable += law[k] * std::clamp(above + 0.5, 0.0, 1.0);
  }
  return stable;
}

/// (1/N) Σ_i ln(2 P_i), nats; −∞ where a neuron is never stable.
inline double sign_average_entropy(const network::Network& network, double self_coupling,
                                   std::size_t most_exact = 30) {
  const std::int64_t threshold = network::stability_threshold(self_coupling);
  double sum = 0.0;
  for (const auto& moduli : input_moduli(network))
    sum += std::log(2.0 * (moduli.size() <= most_exact ? stable_share_exact(moduli, threshold)
                                                       : stable_share_binned(moduli, threshold)));
  return sum / network.size();
}

}  // namespace steady::oracles
