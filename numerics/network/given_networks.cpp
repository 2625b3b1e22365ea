#include <steady/numerics/network/given_networks.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <steady/numerics/network/detail/matrix_entries.hpp>

namespace steady::network {
namespace {

double at(const files::Matrix& matrix, std::int64_t i, std::int64_t j) {
  if (const auto* dense = std::get_if<files::DenseMatrix>(&matrix)) return dense->at(i, j);
  const auto& sparse = std::get<files::SparseMatrix>(matrix);
  const auto begin = sparse.column.begin() + sparse.first[static_cast<std::size_t>(i)];
  const auto end = sparse.column.begin() + sparse.first[static_cast<std::size_t>(i) + 1];
  const auto found = std::lower_bound(begin, end, static_cast<std::int32_t>(j));
  if (found == end || *found != j) return 0.0;
  return sparse.values[static_cast<std::size_t>(found - sparse.column.begin())];
}

/// A name of the values, each part named in the space of the one before.
class Fingerprint {
 public:
  void add(const std::vector<double>& values) {
    const boost::uuids::name_generator_sha1 names(name_);
    name_ = names(values.data(), values.size() * sizeof(double));
  }
  std::string text() const { return boost::uuids::to_string(name_); }

 private:
  boost::uuids::uuid name_ = boost::uuids::ns::oid();
};

struct Sums {
  double couplings = 0.0, squares = 0.0, both_ways = 0.0;
};

void add(const files::Matrix& matrix, Sums& sums, Fingerprint& fingerprint) {
  std::vector<double> values;  // a row as (i, j, J_ij), the same however it is stored
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
    sums.couplings += 1.0;
    sums.squares += value * value;
    sums.both_ways += value * at(matrix, j, i);
  });
  finish();
}

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

}  // namespace

GivenNetworks::GivenNetworks(std::vector<GivenNetwork> networks) : networks_(std::move(networks)) {
  if (networks_.empty()) throw std::invalid_argument("GivenNetworks: no networks");
  Sums sums;
  Fingerprint fingerprint;
  double self_couplings = 0.0;
  for (const auto& network : networks_) {
    if (network.size() != size())
      throw std::invalid_argument("GivenNetworks: networks of " + std::to_string(size()) + " and " +
                                  std::to_string(network.size()) + " neurons");
    add(network.matrix(), sums, fingerprint);
    fingerprint.add(network.self_couplings());
    fingerprint.add(network.external_field());
    self_couplings += sum(network.self_couplings());
  }
  fingerprint_ = fingerprint.text();
  const double neurons = static_cast<double>(count()) * size();
  symmetry_ = sums.squares > 0.0 ? sums.both_ways / sums.squares : 0.0;
  mean_couplings_ = sums.couplings / static_cast<double>(count());
  mean_self_coupling_ = self_couplings / neurons;
  field_size_ = std::sqrt(sums.squares / neurons);
}

double GivenNetworks::relative_self_coupling(double self_coupling) const {
  const double total = mean_self_coupling_ + self_coupling;
  return field_size_ > 0.0 ? total / field_size_ : total;
}

std::shared_ptr<const GivenNetworks> read_given_networks(const std::filesystem::path& file,
                                                         const GivenOptions& options) {
  return std::make_shared<GivenNetworks>(read_all_given_networks(file, options));
}

}  // namespace steady::network
