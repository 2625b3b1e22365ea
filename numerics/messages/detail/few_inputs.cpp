#include <steady/numerics/messages/detail/few_inputs.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

#include <steady/theory/gaussian.hpp>

namespace steady::messages::detail {

InputSums input_sums(const network::Network& network) {
  const auto size = static_cast<std::size_t>(network.size());
  const auto module_size = static_cast<std::size_t>(network.module_size());
  InputSums sums;
  for (auto* each : {&sums.squares, &sums.fourths, &sums.sixths}) each->assign(size, 0.0);
  const auto add = [&](std::size_t i, std::int32_t value) {
    const double coupling = std::ldexp(value, -20);
    const double square = coupling * coupling;
    sums.squares[i] += square;
    sums.fourths[i] += square * square;
    sums.sixths[i] += square * square * square;
  };
  for (std::size_t j = 0; j < size; ++j) {
    const auto column = network.column(static_cast<int>(j));
    for (std::size_t i = 0; i < column.dense.size(); ++i)
      add(static_cast<std::size_t>(column.first) + i, column.dense[i]);
    for (const auto& [neuron, value] : column.sparse)
      if (const auto i = static_cast<std::size_t>(neuron); i / module_size == j / module_size)
        add(i, value);
  }
  return sums;
}

// P = Φ − φ [κ₄ He₃/24 + κ₆ He₅/720 + κ₄² He₇/1152] (u), with the cumulants κ₄ = −2 Σ J⁴/V² and
// κ₆ = 16 Σ J⁶/V³ of a sum of signs.
Edgeworth edgeworth(double u, double variance, double fourths, double sixths) {
  const double kappa4 = -2.0 * fourths / (variance * variance);
  const double kappa6 = 16.0 * sixths / (variance * variance * variance);
  const double mills = theory::inverse_mills_ratio(u);
  const double square = u * u;
  const double he3 = u * (square - 3.0);
  const double he5 = u * (square * (square - 10.0) + 15.0);
  const double he7 = u * (square * (square * (square - 21.0) + 105.0) - 105.0);
  const double first = -mills * kappa4 / 24.0 * he3;
  const double second = -mills * (kappa6 / 720.0 * he5 + kappa4 * kappa4 / 1152.0 * he7);
  return {first, second - 0.5 * first * first};
}

}  // namespace steady::messages::detail
