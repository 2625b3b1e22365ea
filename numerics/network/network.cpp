#include <steady/numerics/network/network.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <steady/numerics/network/ensemble_kinds.hpp>
#include <steady/numerics/network/modules.hpp>

namespace steady::network {
namespace {

constexpr double grid_steps = 1 << Couplings::fraction_bits;
constexpr std::size_t lanes = 16;  // 64 bytes
constexpr int tile = 32;           // of the transposition

std::size_t padded(int size) {
  return (static_cast<std::size_t>(size) + lanes - 1) / lanes * lanes;
}

double present_fraction(const Couplings& couplings) {
  std::size_t present = 0;
  for (int i = 0; i < couplings.size(); ++i)
    present += static_cast<std::size_t>(
        std::count_if(couplings.row(i).begin(), couplings.row(i).end(), [](auto J) { return J; }));
  const double n = couplings.size();
  return static_cast<double>(present) / (n * (n - 1.0));
}

}  // namespace

Network::Network(const Couplings& couplings) : modules_(1), module_size_(couplings.size()) {
  const bool sparse = present_fraction(couplings) <= 0.125;
  first_entry_.push_back(0);
  store(couplings, 0, sparse);
  saturate();
}

Network::Network(const std::vector<Couplings>& modules, theory::Topology topology, double coupling)
    : modules_(static_cast<int>(modules.size())), module_size_(0), topology_(topology) {
  if (modules.empty()) throw std::invalid_argument("a network needs at least one module");
  module_size_ = modules.front().size();
  for (const auto& module : modules)
    if (module.size() != module_size_)
      throw std::invalid_argument(fmt::format("modules of {} and {} neurons; they must be equal",
                                              module_size_, module.size()));
  if (!(std::abs(coupling) * modules_ < 1024.0))
    throw std::domain_error(
        fmt::format("coupling = {} between {} modules exceeds the grid's range 2^10/modules",
                    coupling, modules_));
  excitatory_ = static_cast<std::int32_t>(std::lrint(coupling * grid_steps));
  double present = 0.0;
  for (const auto& module : modules) present += present_fraction(module) / modules_;
  first_entry_.push_back(0);
  for (int l = 0; l < modules_; ++l)
    store(modules[static_cast<std::size_t>(l)], l, present <= 0.125);
  saturate();
}

void Network::saturate() {
  saturated_ = local_fields(*this, Spins(static_cast<std::size_t>(size()), 1));
}

void Network::store(const Couplings& couplings, int module, bool sparse) {
  const int n = module_size_;
  if (!sparse) {
    if (dense_.size() == 0) {
      stride_ = padded(n);
      dense_ = AlignedArray<std::int32_t>(
          stride_ * static_cast<std::size_t>(n) * static_cast<std::size_t>(modules_), 0);
    }
    std::int32_t* block =
        dense_.data() + static_cast<std::size_t>(module) * static_cast<std::size_t>(n) * stride_;
    for (int i0 = 0; i0 < n; i0 += tile)
      for (int j0 = 0; j0 < n; j0 += tile)
        for (int i = i0; i < std::min(n, i0 + tile); ++i)
          for (int j = j0; j < std::min(n, j0 + tile); ++j)
            block[static_cast<std::size_t>(j) * stride_ + static_cast<std::size_t>(i)] =
                couplings.grid(i, j);
  }
  const int first = module * n;
  for (int j = 0; j < n; ++j) {
    if (sparse)
      for (int i = 0; i < n; ++i)
        if (couplings.grid(i, j) != 0) entries_.push_back({first + i, couplings.grid(i, j)});
    for (int other = 0; other < modules_; ++other)
      if (excitatory_ != 0 && are_neighbours(topology_, modules_, module, other))
        entries_.push_back({other * n + j, excitatory_});
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
  if (!field.empty() && field.size() != static_cast<std::size_t>(size()))
    throw std::invalid_argument(
        fmt::format("{} external fields for {} neurons", field.size(), size()));
  std::vector<std::int32_t> rounded;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (!(std::abs(field[i]) <= 512.0))
      throw std::domain_error(
          fmt::format("the external field of neuron {} is {}, beyond ±512", i, field[i]));
    rounded.push_back(static_cast<std::int32_t>(std::lrint(field[i] * grid_steps)));
  }
  external_ = std::move(rounded);
}

Network draw_network(const NetworkSpec& spec, std::uint64_t seed, std::uint64_t sample) {
  if (spec.modules == 1) return Network(draw_couplings(spec.ensemble, spec.size, seed, sample));
  if (spec.modules < 1)
    throw std::domain_error(fmt::format("draw_network: modules = {} < 1", spec.modules));
  std::vector<Couplings> modules;
  for (int l = 0; l < spec.modules; ++l)
    modules.push_back(draw_module(spec.ensemble, spec.size, l, seed, sample));
  return {modules, spec.topology, spec.coupling};
}

double draw_network_bytes(const NetworkSpec& spec) {
  // The couplings by rows and by columns at a time, then the columns alone.
  return 2.0 * sizeof(std::int32_t) * spec.modules * std::pow(spec.size, 2.0);
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

int count_unstable(const Network& network, double self_coupling,
                   std::span<const std::int8_t> spins) {
  const std::int32_t threshold = stability_threshold(self_coupling);
  const auto fields = local_fields(network, spins);
  int unstable = 0;
  for (std::size_t i = 0; i < fields.size(); ++i) unstable += spins[i] * fields[i] < threshold;
  return unstable;
}

bool is_fixed_point(const Network& network, double self_coupling,
                    std::span<const std::int8_t> spins) {
  return count_unstable(network, self_coupling, spins) == 0;
}

}  // namespace steady::network
