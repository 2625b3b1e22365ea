#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/network/network.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/numerics/network/detail/own_terms.hpp>
#include <steady/numerics/network/detail/storage.hpp>
#include <steady/theory/domain.hpp>

namespace steady::network {
namespace {

constexpr double grid_steps = 1 << Couplings::fraction_bits;
constexpr int tile = 32;  // of the transposition

double present_fraction(const Couplings& couplings) {
  std::size_t present = 0;
  for (int i = 0; i < couplings.size(); ++i)
    present += static_cast<std::size_t>(
        std::count_if(couplings.row(i).begin(), couplings.row(i).end(), [](auto J) { return J; }));
  const double n = couplings.size();
  return static_cast<double>(present) / (n * (n - 1.0));
}

double present_fraction(const SparseCouplings& couplings) {
  return couplings.present_fraction();
}

/// Whether modules of equal size are to be stored sparsely.
template <class Modules>
bool few_present(const Modules& modules) {
  if (modules.empty()) throw std::invalid_argument("a network needs at least one module");
  double present = 0.0;
  for (const auto& module : modules) {
    if (module.size() != modules.front().size())
      throw std::invalid_argument(fmt::format("modules of {} and {} neurons; they must be equal",
                                              modules.front().size(), module.size()));
    present += present_fraction(module) / static_cast<double>(modules.size());
  }
  return present <= detail::largest_sparse_fraction;
}

}  // namespace

Network::Network(const Couplings& couplings)
    : Network(std::span(&couplings, 1), theory::Topology::ring, 0.0) {}

Network::Network(SparseCouplings couplings)
    : Network(
          [&couplings] {
            std::vector<SparseCouplings> one;
            one.push_back(std::move(couplings));
            return one;
          }(),
          theory::Topology::ring, 0.0) {}

Network::Network(const std::vector<Couplings>& modules, theory::Topology topology, double coupling)
    : Network(std::span<const Couplings>(modules), topology, coupling) {}

Network::Network(std::span<const Couplings> modules, theory::Topology topology, double coupling)
    : modules_(static_cast<int>(modules.size())), module_size_(0), topology_(topology) {
  const bool sparse = few_present(modules);
  module_size_ = modules.front().size();
  join(coupling);
  std::vector<SparseCouplings> lists;
  if (sparse)
    for (const auto& module : modules) lists.emplace_back(module);
  else
    store_densely(modules);
  store_lists(std::move(lists));
  saturate();
  take_own_terms(modules);
}

Network::Network(std::vector<SparseCouplings> modules, theory::Topology topology, double coupling)
    : modules_(static_cast<int>(modules.size())), module_size_(0), topology_(topology) {
  const bool sparse = few_present(modules);
  module_size_ = modules.front().size();
  join(coupling);
  if (!sparse) {
    store_densely(modules);
    modules.clear();
  }
  store_lists(std::move(modules));
  saturate();
}

void Network::join(double coupling) {
  if (!(std::abs(coupling) * modules_ < 1024.0))
    throw std::domain_error(
        fmt::format("coupling = {} between {} modules exceeds the grid's range 2^10/modules",
                    coupling, modules_));
  coupling_ = static_cast<std::int32_t>(std::lrint(coupling * grid_steps));
}

void Network::saturate() {
  saturated_ = local_fields(*this, Spins(static_cast<std::size_t>(size()), 1));
}

void Network::allocate_dense() {
  stride_ = detail::padded(module_size_);
  dense_ = AlignedArray<std::int32_t>(stride_ * static_cast<std::size_t>(size()), 0);
}

std::int32_t* Network::dense_column(int module, int j) {
  return dense_.data() + static_cast<std::size_t>(module * module_size_ + j) * stride_;
}

void Network::store_densely(std::span<const Couplings> modules) {
  allocate_dense();
  const int n = module_size_;
  for (int l = 0; l < modules_; ++l)
    for (int i0 = 0; i0 < n; i0 += tile)
      for (int j0 = 0; j0 < n; j0 += tile)
        for (int i = i0; i < std::min(n, i0 + tile); ++i)
          for (int j = j0; j < std::min(n, j0 + tile); ++j)
            dense_column(l, j)[i] = modules[static_cast<std::size_t>(l)].grid(i, j);
}

void Network::store_densely(const std::vector<SparseCouplings>& modules) {
  allocate_dense();
  for (int l = 0; l < modules_; ++l)
    for (int j = 0; j < module_size_; ++j)
      for (const auto& entry : modules[static_cast<std::size_t>(l)].column(j))
        dense_column(l, j)[entry.neuron] = entry.value;
}

void Network::store_lists(std::vector<SparseCouplings> modules) {
  if (modules.size() == 1 && coupling_ == 0) {
    entries_ = std::move(modules.front().entries_);
    first_entry_ = std::move(modules.front().first_);
    return;
  }
  std::size_t count = 0;
  for (const auto& module : modules) count += module.count();
  std::size_t joined = 0;  // pairs of neighbouring modules
  for (int a = 0; a < modules_; ++a)
    for (int b = 0; b < modules_; ++b)
      joined += coupling_ != 0 && theory::are_neighbours(topology_, modules_, a, b);
  entries_.reserve(count + joined * static_cast<std::size_t>(module_size_));
  first_entry_.reserve(static_cast<std::size_t>(size()) + 1);
  first_entry_.push_back(0);
  for (int l = 0; l < modules_; ++l)
    for (int j = 0; j < module_size_; ++j) {
      if (!modules.empty())
        for (const auto& entry : modules[static_cast<std::size_t>(l)].column(j))
          entries_.push_back({l * module_size_ + entry.neuron, entry.value});
      for (int other = 0; other < modules_; ++other)
        if (coupling_ != 0 && theory::are_neighbours(topology_, modules_, l, other))
          entries_.push_back({other * module_size_ + j, coupling_});
      first_entry_.push_back(entries_.size());
    }
}

Network::Column Network::column(int j) const {
  const auto k = static_cast<std::size_t>(j);
  Column column{j / module_size_ * module_size_, {}, {}};
  if (is_dense())
    column.dense = {dense_.data() + k * stride_, static_cast<std::size_t>(module_size_)};
  column.sparse =
      std::span(entries_).subspan(first_entry_[k], first_entry_[k + 1] - first_entry_[k]);
  return column;
}

void Network::set_external_field(std::span<const double> field) {
  auto rounded = detail::rounded_fields(field, size());
  require_range(rounded, self_);
  external_ = std::move(rounded);
}

void Network::set_self_couplings(std::span<const double> values) {
  auto rounded = detail::rounded_self_couplings(values, size());
  require_range(external_, rounded);
  self_ = std::move(rounded);
}

void Network::require_range(std::span<const std::int32_t> field,
                            std::span<const std::int32_t> self_couplings) const {
  if (field.empty() && self_couplings.empty()) return;
  std::vector<std::int64_t> reach(static_cast<std::size_t>(size()), 0);
  for (int j = 0; j < size(); ++j) {
    const auto [first, dense, sparse] = column(j);
    for (std::size_t i = 0; i < dense.size(); ++i)
      reach[static_cast<std::size_t>(first) + i] += std::abs(dense[i]);
    for (const auto& entry : sparse)
      reach[static_cast<std::size_t>(entry.neuron)] += std::abs(entry.value);
  }
  for (int i = 0; i < size(); ++i)
    detail::require_range(i, reach[static_cast<std::size_t>(i)], field, self_couplings);
}

void Network::take_own_terms(std::span<const Couplings> modules) {
  const auto join = [&](auto terms_of, std::vector<std::int32_t>& joined) {
    const bool any = std::any_of(modules.begin(), modules.end(),
                                 [&](const auto& module) { return !terms_of(module).empty(); });
    if (!any) return;
    joined.assign(static_cast<std::size_t>(size()), 0);
    auto* target = joined.data();
    for (const auto& module : modules) {
      const auto terms = terms_of(module);
      std::copy(terms.begin(), terms.end(), target);
      target += module_size_;
    }
  };
  join([](const Couplings& module) { return module.external_field(); }, external_);
  join([](const Couplings& module) { return module.self_couplings(); }, self_);
  require_range(external_, self_);
}

Network draw_network(const NetworkSpec& spec, std::uint64_t seed, std::uint64_t sample) {
  if (spec.from_file) return (*spec.from_file)[sample].network();
  const auto& [ensemble, size, count, topology, coupling, external, none] = spec;
  require_drawable(spec);
  const auto lambda = count == 1 ? 0.0 : coupling;
  const auto streams = [&](int l) { return detail::streams_of(l, count, seed, sample); };
  const auto with_field = [&, strength = external](Network network) {
    if (strength != 0.0)
      network.set_external_field(draw_external_field(strength, network.size(), seed, sample));
    return network;
  };
  if (ensemble.mean_degree) {
    std::vector<SparseCouplings> modules;
    for (int l = 0; l < count; ++l)
      modules.push_back(detail::draw_sparse(ensemble, size, streams(l)));
    return with_field({std::move(modules), topology, lambda});
  }
  std::vector<Couplings> modules;
  for (int l = 0; l < count; ++l) modules.push_back(detail::draw(ensemble, size, streams(l)));
  Network network(modules, topology, lambda);
  network.set_homogeneous_variance(large_as_gaussian(ensemble));
  return with_field(std::move(network));
}

namespace {

bool is_symmetric_block(const Network& network, int first) {
  constexpr int side = 64;  // of rows and columns: both read from the nearest caches
  const int n = network.module_size();
  const auto value = [&](int from, int to) {
    return network.column(first + from).dense[static_cast<std::size_t>(to)];
  };
  for (int jj = 0; jj < n; jj += side)
    for (int ii = 0; ii <= jj; ii += side)
      for (int j = jj; j < std::min(jj + side, n); ++j)
        for (int i = ii; i < std::min(ii + side, j); ++i)
          if (value(i, j) != value(j, i)) return false;
  return true;
}

using From = std::pair<int, std::int32_t>;  ///< a neuron, and what comes from it or goes to it

bool has_symmetric_lists(const Network& network) {
  std::vector<std::vector<From>> inputs(static_cast<std::size_t>(network.size()));
  for (int j = 0; j < network.size(); ++j)
    for (const auto& entry : network.column(j).sparse)
      if (entry.value != 0)
        inputs[static_cast<std::size_t>(entry.neuron)].push_back({j, entry.value});
  for (int j = 0; j < network.size(); ++j) {
    std::vector<From> outputs;
    for (const auto& entry : network.column(j).sparse)
      if (entry.value != 0) outputs.push_back({static_cast<int>(entry.neuron), entry.value});
    std::sort(outputs.begin(), outputs.end());
    if (outputs != inputs[static_cast<std::size_t>(j)]) return false;
  }
  return true;
}

}  // namespace

bool is_symmetric(const Network& network) {
  for (int l = 0; l < network.modules() && network.is_dense(); ++l)
    if (!is_symmetric_block(network, l * network.module_size())) return false;
  return has_symmetric_lists(network);
}

std::vector<std::int32_t> local_fields(const Network& network, std::span<const std::int8_t> spins) {
  require_spins(spins, network.size());
  std::vector<std::int32_t> fields(spins.size(), 0);
  std::copy(network.external_field().begin(), network.external_field().end(), fields.begin());
  for (int j = 0; j < network.size(); ++j) {
    const auto column = network.column(j);
    const std::int32_t spin = spins[static_cast<std::size_t>(j)];
    std::int32_t* target = fields.data() + column.first;
    for (std::size_t i = 0; i < column.dense.size(); ++i) target[i] += spin * column.dense[i];
    for (const auto& entry : column.sparse)
      fields[static_cast<std::size_t>(entry.neuron)] += spin * entry.value;
  }
  return fields;
}

std::vector<std::int32_t> stability_thresholds(const Network& network, double self_coupling) {
  return stability_thresholds(self_coupling, network.size(), network.self_couplings());
}

int count_unstable(const Network& network, double self_coupling,
                   std::span<const std::int8_t> spins) {
  const auto thresholds = stability_thresholds(network, self_coupling);
  const auto fields = local_fields(network, spins);
  int unstable = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) unstable += spins[i] * fields[i] < thresholds[i];
  return unstable;
}

bool is_fixed_point(const Network& network, double self_coupling,
                    std::span<const std::int8_t> spins) {
  return count_unstable(network, self_coupling, spins) == 0;
}

}  // namespace steady::network
