#include <steady/numerics/network/given_networks.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <steady/numerics/network/detail/matrix_entries.hpp>
#include <steady/numerics/network/fingerprint.hpp>

namespace steady::network {
namespace {

double at(const files::SparseMatrix& sparse, std::int64_t i, std::int64_t j) {
  const auto begin = sparse.column.begin() + sparse.first[static_cast<std::size_t>(i)];
  const auto end = sparse.column.begin() + sparse.first[static_cast<std::size_t>(i) + 1];
  const auto found = std::lower_bound(begin, end, static_cast<std::int32_t>(j));
  if (found == end || *found != j) return 0.0;
  return sparse.values[static_cast<std::size_t>(found - sparse.column.begin())];
}

/// Adds the rows as (i, j, J_ij), the same however they are stored.
void add(const files::Matrix& matrix, Fingerprint& fingerprint) {
  std::vector<double> values;
  std::int64_t row = 0;
  const auto finish = [&] {
    fingerprint.add(values);
    values.clear();
  };
  detail::for_each_entry(matrix, [&](std::int64_t i, std::int64_t j, double value) {
    if (value == 0.0) return;
    if (i != row) finish();
    row = i;
    values.insert(values.end(), {static_cast<double>(i), static_cast<double>(j), value});
  });
  finish();
}

/// The power of two that the largest coupling has; 0 without couplings.
int largest_exponent(const std::vector<GivenNetwork>& networks) {
  double largest = 0.0;
  for (const auto& network : networks) {
    const auto& matrix = network.matrix();
    std::visit(
        [&](const auto& m) {
          for (const double value : m.values) largest = std::max(largest, std::abs(value));
        },
        matrix);
  }
  return largest > 0.0 ? std::ilogb(largest) : 0;
}

struct Squares {
  double squares = 0.0, both_ways = 0.0;
};

/// Σ v_ij² and Σ v_ij v_ji, term by term in one order: equal to the last digit where v_ij = v_ji.
/// By tiles that stay in the cache.
Squares squares_of(const files::DenseMatrix& matrix, double one, double other) {
  constexpr std::int64_t tile = 32;
  const auto n = matrix.rows;
  const double* const v = matrix.values.data();
  Squares sums;
  for (std::int64_t i0 = 0; i0 < n; i0 += tile)
    for (std::int64_t j0 = i0; j0 < n; j0 += tile)
      for (std::int64_t i = i0; i < std::min(n, i0 + tile); ++i)
        for (std::int64_t j = std::max(j0, i + 1); j < std::min(n, j0 + tile); ++j) {
          const double a = v[i * n + j] * one * other, b = v[j * n + i] * one * other;
          sums.squares += a * a + b * b;
          sums.both_ways += a * b + b * a;
        }
  return sums;
}

Squares squares_of(const files::SparseMatrix& matrix, double one, double other) {
  Squares sums;
  std::size_t k = 0;
  for (std::int64_t i = 0; i < matrix.rows; ++i)
    for (; k < static_cast<std::size_t>(matrix.first[static_cast<std::size_t>(i) + 1]); ++k) {
      const double a = matrix.values[k] * one * other;
      if (a == 0.0) continue;
      sums.squares += a * a;
      sums.both_ways += a * (at(matrix, matrix.column[k], i) * one * other);
    }
  return sums;
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

}  // namespace

GivenNetworks::GivenNetworks(std::vector<GivenNetwork> networks) : networks_(std::move(networks)) {
  if (networks_.empty()) throw std::invalid_argument("GivenNetworks: no networks");
  for (const auto& network : networks_)
    if (network.size() != size())
      throw std::invalid_argument("GivenNetworks: networks of " + std::to_string(size()) + " and " +
                                  std::to_string(network.size()) + " neurons");
  const int exponent = largest_exponent(networks_);
  double self_couplings = 0.0, squares = 0.0;
  for (const auto& network : networks_) {
    sums_.push_back(sums_of(network, exponent));
    mean_couplings_ += sums_.back().couplings / static_cast<double>(count());
    squares += sums_.back().squares;
    self_couplings += sum(network.self_couplings());
  }
  const double neurons = static_cast<double>(count()) * size();
  mean_self_coupling_ = self_couplings / neurons;
  field_size_ = std::ldexp(std::sqrt(squares / neurons), exponent);
}

GivenNetworks::Sums GivenNetworks::sums_of(const GivenNetwork& network, int exponent) {
  // In two steps, as the power may be beyond those that a double holds.
  const double one = std::ldexp(1.0, -exponent / 2);
  const double other = std::ldexp(1.0, -exponent - (-exponent / 2));
  return std::visit(
      [&](const auto& m) -> Sums {
        const auto [squares, both_ways] = squares_of(m, one, other);
        const auto zeros = std::count(m.values.begin(), m.values.end(), 0.0);
        return {static_cast<double>(static_cast<std::ptrdiff_t>(m.values.size()) - zeros), squares,
                both_ways};
      },
      network.matrix());
}

double GivenNetworks::symmetry(std::uint64_t networks) const {
  double squares = 0.0, both = 0.0;
  for (std::uint64_t k = 0; k < std::min(networks, count()); ++k) {
    squares += sums_[k].squares;
    both += sums_[k].both_ways;
  }
  return squares > 0.0 ? both / squares : 0.0;
}

std::string GivenNetworks::fingerprint() const {
  Fingerprint fingerprint;
  for (const auto& network : networks_) {
    add(network.matrix(), fingerprint);
    fingerprint.add(network.self_couplings());
    fingerprint.add(network.external_field());
  }
  return fingerprint.text();
}

double GivenNetworks::relative_self_coupling(double self_coupling) const {
  const double total = mean_self_coupling_ + self_coupling;
  return field_size_ > 0.0 ? total / field_size_ : total;
}

std::shared_ptr<const GivenNetworks> read_given_networks(const std::filesystem::path& file,
                                                         const GivenOptions& options) {
  auto networks = read_all_given_networks(file, options);
  for (const auto& network : networks)
    if (const auto& first = networks.front(); network.size() != first.size())
      throw files::FileError(
          "cannot read", file,
          fmt::format("networks of different sizes, {} neurons in '{}' and {} in '{}': name one "
                      "with --data-set",
                      first.size(), first.source(), network.size(), network.source()));
  return std::make_shared<GivenNetworks>(std::move(networks));
}

}  // namespace steady::network
