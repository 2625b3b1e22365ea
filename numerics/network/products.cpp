#include <steady/numerics/network/products.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace steady::network {
namespace {

/// Calls add(i, j, K_ij) for every coupling, j ascending.
template <class Add>
void for_each_coupling(const Network& network, std::size_t values, const Add& add) {
  if (values != static_cast<std::size_t>(network.size()))
    throw std::invalid_argument(fmt::format("{} values for {} neurons", values, network.size()));
  for (std::size_t j = 0; j < values; ++j) {
    const auto column = network.column(static_cast<int>(j));
    for (std::size_t k = 0; k < column.dense.size(); ++k)
      add(static_cast<std::size_t>(column.first) + k, j, column.dense[k]);
    for (const auto& entry : column.sparse)
      add(static_cast<std::size_t>(entry.neuron), j, entry.value);
  }
}

// A power of two: the product is exact.
double as_number(std::int32_t coupling) {
  return coupling * 0x1p-20;
}

}  // namespace

std::vector<std::int64_t> multiply(const Network& network, std::span<const std::int32_t> values) {
  std::vector<std::int64_t> result(values.size(), 0);
  for_each_coupling(network, values.size(), [&](std::size_t i, std::size_t j, std::int32_t K) {
    result[i] += std::int64_t{K} * values[j];
  });
  return result;
}

std::vector<double> multiply(const Network& network, std::span<const double> values) {
  std::vector<double> result(values.size(), 0.0);
  for_each_coupling(network, values.size(), [&](std::size_t i, std::size_t j, std::int32_t K) {
    result[i] += as_number(K) * values[j];
  });
  return result;
}

std::vector<std::int64_t> multiply_transposed(const Network& network,
                                              std::span<const std::int32_t> values) {
  std::vector<std::int64_t> result(values.size(), 0);
  for_each_coupling(network, values.size(), [&](std::size_t i, std::size_t j, std::int32_t K) {
    result[j] += std::int64_t{K} * values[i];
  });
  return result;
}

std::vector<double> multiply_transposed(const Network& network, std::span<const double> values) {
  std::vector<double> result(values.size(), 0.0);
  for_each_coupling(network, values.size(), [&](std::size_t i, std::size_t j, std::int32_t K) {
    result[j] += as_number(K) * values[i];
  });
  return result;
}

}  // namespace steady::network
