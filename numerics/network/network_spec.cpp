#include <steady/numerics/network/network_spec.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/numerics/network/detail/storage.hpp>
#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/theory/domain.hpp>

namespace steady::network {
namespace {

constexpr double grid_range = 1024.0;  // 2^10

/// The shortest digits that read back as the same double; −0 is 0.
std::string digits(double number) {
  return fmt::format("{}", number + 0.0);
}

/// In how many modules a neuron has partners, at most.
double partners(const NetworkSpec& spec) {
  if (spec.coupling == 0.0) return 0.0;
  return spec.topology == theory::Topology::all ? spec.modules - 1.0
                                                : std::min(spec.modules - 1.0, 2.0);
}

void require_modules(const NetworkSpec& spec) {
  require_at_least("modules", spec.modules, 1);
}

/// What one matrix of all modules cannot hold.
void require_one_matrix(const NetworkSpec& spec) {
  const double total = neurons(spec);
  if (!(std::abs(spec.coupling) * total < grid_range) ||
      RandomStream::largest_normal / std::sqrt(spec.size) * total >= grid_range) {
    throw std::domain_error(fmt::format(
        "draw_couplings: coupling = {} or the couplings within modules = {} of size = {} may "
        "exceed the grid's range 2^10/(modules * size)",
        spec.coupling, spec.modules, spec.size));
  }
}

void copy_module(Couplings& whole, int first, const Couplings& module) {
  for (int i = 0; i < module.size(); ++i)
    for (int j = 0; j < module.size(); ++j)
      if (i != j) whole.set(first + i, first + j, module.value(i, j));
}

void join(Couplings& whole, const NetworkSpec& spec, int a, int b) {
  for (int i = 0; i < spec.size; ++i)
    whole.set(a * spec.size + i, b * spec.size + i, spec.coupling);
}

}  // namespace

NetworkSpec given(std::shared_ptr<const GivenNetworks> networks, std::uint64_t count) {
  NetworkSpec spec;
  spec.size = networks->size();
  spec.ensemble.symmetry = networks->symmetry(count);
  spec.from_file = std::move(networks);
  return spec;
}

double to_engine(const NetworkSpec& spec, std::uint64_t sample, double value) {
  return spec.from_file ? (*spec.from_file)[sample].to_engine(value) : value;
}

std::string law(const NetworkSpec& spec) {
  return spec.from_file ? "given" : std::string(spec.ensemble.name.text());
}

double neurons(const NetworkSpec& spec) {
  return static_cast<double>(spec.modules) * spec.size;
}

std::string key(const NetworkSpec& spec) {
  if (spec.from_file)
    return fmt::format("size={} given={}", spec.size, spec.from_file->fingerprint());
  auto text = fmt::format("size={} ensemble={} symmetry={}", spec.size, spec.ensemble.name.text(),
                          digits(spec.ensemble.symmetry));
  if (const auto& degree = spec.ensemble.mean_degree)
    text += fmt::format(" mean_degree={}", digits(*degree));
  if (spec.modules != 1)
    text += fmt::format(" modules={} topology={} coupling={}", spec.modules,
                        theory::to_string(spec.topology), digits(spec.coupling));
  if (spec.external_field != 0.0)
    text += fmt::format(" external_field={}", digits(spec.external_field));
  return text;
}

void require_valid(const NetworkSpec& spec) {
  if (spec.from_file) return;  // what it holds was checked when it was read
  require_modules(spec);
  require_valid(spec.ensemble, spec.size);
  require_within("external_field", spec.external_field, 0.0, 50.0);
  if (spec.modules > 1 && !(std::abs(spec.coupling) * spec.modules < grid_range))
    throw DomainError("coupling", fmt::format("= {} between {} modules is beyond the grid of "
                                              "couplings, {}/modules",
                                              spec.coupling, spec.modules, grid_range));
}

void require_drawable(const NetworkSpec& spec) {
  require_valid(spec);
  if (spec.from_file || spec.ensemble.mean_degree || spec.size <= largest_dense_size) return;
  const bool can_be_sparse = ensemble_info(spec.ensemble.name).can_be_sparse;
  throw DomainError(
      "size", fmt::format("= {} is too large for dense networks, at most {}{}", spec.size,
                          largest_dense_size,
                          can_be_sparse ? "; sparse ones (of a mean degree) may be larger" : ""));
}

namespace {

/// Without external fields.
Couplings matrix_of(const NetworkSpec& spec, std::uint64_t seed, std::uint64_t sample) {
  require_modules(spec);
  if (spec.modules == 1) return draw_couplings(spec.ensemble, spec.size, seed, sample);
  require_valid(spec.ensemble, spec.size);
  require_one_matrix(spec);
  Couplings whole(spec.modules * spec.size);
  for (int a = 0; a < spec.modules; ++a) {
    copy_module(
        whole, a * spec.size,
        detail::draw(spec.ensemble, spec.size, detail::streams_of(a, spec.modules, seed, sample)));
    for (int b = 0; b < spec.modules; ++b)
      if (theory::are_neighbours(spec.topology, spec.modules, a, b)) join(whole, spec, a, b);
  }
  return whole;
}

}  // namespace

Couplings draw_couplings(const NetworkSpec& spec, std::uint64_t seed, std::uint64_t sample) {
  if (spec.from_file) return (*spec.from_file)[sample].couplings();
  require_valid(spec);
  auto couplings = matrix_of(spec, seed, sample);
  if (spec.external_field != 0.0)
    couplings.set_external_field(
        draw_external_field(spec.external_field, couplings.size(), seed, sample));
  return couplings;
}

std::vector<double> draw_external_field(double strength, int neurons, std::uint64_t seed,
                                        std::uint64_t sample) {
  const RandomStream stream(seed, "external field", sample);
  std::vector<double> field;
  for (int i = 0; i < neurons; ++i)
    field.push_back(strength * stream.normal_pair(static_cast<std::uint64_t>(i)).first);
  return field;
}

double log_expected_count(const NetworkSpec& spec, double self_coupling) {
  if (spec.from_file) return std::numeric_limits<double>::quiet_NaN();
  require_valid(spec);
  const auto& kind = detail::kind_of(spec.ensemble);
  if (spec.external_field != 0.0 && !(kind.counts_with_fields && spec.modules == 1))
    return detail::no_closed_form(spec, self_coupling);
  if (spec.modules == 1 || spec.coupling != 0.0)
    return kind.log_expected_count(spec, self_coupling);
  auto one = spec;
  one.modules = 1;
  return spec.modules * kind.log_expected_count(one, self_coupling);
}

bool is_sparse(const NetworkSpec& spec) {
  if (spec.from_file)
    return mean_couplings(spec) <= detail::largest_sparse_fraction * spec.size * (spec.size - 1.0);
  const auto& degree = spec.ensemble.mean_degree;
  return degree && *degree <= detail::largest_sparse_fraction * (spec.size - 1.0);
}

double mean_couplings(const NetworkSpec& spec) {
  if (spec.from_file) return spec.from_file->mean_couplings();
  return neurons(spec) * spec.ensemble.mean_degree.value_or(spec.size - 1.0);
}

double draw_network_bytes(const NetworkSpec& spec) {
  if (spec.from_file) {
    constexpr double twice = 2.0;  // as made and as kept
    const double couplings = is_sparse(spec)
                                 ? sizeof(Entry) * mean_couplings(spec)
                                 : sizeof(std::int32_t) * neurons(spec) * detail::padded(spec.size);
    return twice * couplings + 40.0 * neurons(spec);
  }
  const double dense =
      sizeof(std::int32_t) * neurons(spec) * static_cast<double>(detail::padded(spec.size));
  const double joined = sizeof(Entry) * neurons(spec) * partners(spec);
  // Without a mean degree: by rows and by columns at a time. With one: the lists of all modules
  // beside the links of the last one, or beside their joint list or the dense columns.
  const double lists = sizeof(Entry) * mean_couplings(spec);
  const double links = sizeof(Link) * mean_couplings(spec) / spec.modules;
  const double stored = spec.modules > 1 ? lists : 0.0;
  constexpr double per_neuron = 18.0;
  const double rest = joined + per_neuron * neurons(spec);
  if (!spec.ensemble.mean_degree) return 2.0 * dense + rest;
  if (!is_sparse(spec)) return lists + std::max(links, dense) + rest;
  return lists + std::max(links, stored) + rest;
}

}  // namespace steady::network
