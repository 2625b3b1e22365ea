#include <steady/numerics/network/ensembles.hpp>

#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/domain.hpp>

namespace steady::network {
namespace detail {

// The list of ensembles, the default first: one line each, and a file in ensembles/.
EnsembleKind gaussian(), binary();

namespace {

const std::vector<EnsembleKind>& kinds() {
  static const std::vector<EnsembleKind> list{gaussian(), binary()};
  return list;
}

/// As a matrix.
Couplings matrix_of(const SparseCouplings& sparse) {
  Couplings couplings(sparse.size());
  for (int j = 0; j < sparse.size(); ++j)
    for (const auto& entry : sparse.column(j))
      couplings.set(entry.neuron, j, std::ldexp(entry.value, -Couplings::fraction_bits));
  return couplings;
}

std::string known_names() {
  std::string names;
  for (const auto& kind : kinds())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
  return names;
}

}  // namespace

const EnsembleKind& kind_of(const Ensemble& ensemble) {
  return kinds()[ensemble.name.place_in_list()];
}

CouplingStreams CouplingStreams::of_module(int module, std::uint64_t seed, std::uint64_t sample) {
  CouplingStreams streams(seed, sample);
  streams.before_ = "module ";
  streams.after_ = fmt::format(" {}", module);
  return streams;
}

RandomStream CouplingStreams::of(std::string_view purpose) const {
  return {seed_, before_ + std::string(purpose) + after_, sample_};
}

CouplingStreams streams_of(int module, int modules, std::uint64_t seed, std::uint64_t sample) {
  return modules == 1 ? CouplingStreams(seed, sample)
                      : CouplingStreams::of_module(module, seed, sample);
}

Couplings draw(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  require_valid(ensemble, size);
  if (!ensemble.mean_degree) return kind_of(ensemble).draw(ensemble, size, streams);
  require_fits_grid(sparse_deviation(size, *ensemble.mean_degree), size);
  return matrix_of(draw_sparse(ensemble, size, streams));
}

SparseCouplings draw_sparse(const Ensemble& ensemble, int size, const CouplingStreams& streams) {
  require_valid(ensemble, size);
  if (!ensemble.mean_degree)
    throw std::domain_error("draw_sparse_couplings: the ensemble has no mean degree");
  return kind_of(ensemble).draw_sparse(ensemble, size, streams);
}

PairOfNormals correlated_normals(const RandomStream& stream, int size, int i, int j,
                                 double symmetry) {
  const auto [z, independent] =
      stream.normal_pair(pair_counter(i, j), static_cast<std::uint64_t>(size));
  return {z, symmetry * z + orthogonal_part(symmetry) * independent};
}

double orthogonal_part(double symmetry) {
  return std::sqrt((1.0 - symmetry) * (1.0 + symmetry));
}

double sparse_deviation(int size, double mean_degree) {
  return std::sqrt((size - 1.0) / (size * mean_degree));
}

bool fits_grid(double standard_deviation, int size) {
  return RandomStream::largest_normal * standard_deviation * size < 1024.0;
}

void require_fits_grid(double standard_deviation, int size) {
  if (fits_grid(standard_deviation, size)) return;
  throw std::domain_error(
      fmt::format("draw_couplings: couplings of standard deviation {} among size = {} neurons may "
                  "exceed the grid's range 2^10/size",
                  standard_deviation, size));
}

}  // namespace detail

EnsembleName::EnsembleName(std::string_view name) {
  for (const auto& kind : detail::kinds()) {
    if (kind.name == name) return;
    ++place_;
  }
  throw DomainError("ensemble", fmt::format("= '{}' is none of {}", name, detail::known_names()));
}

std::string_view EnsembleName::text() const {
  return detail::kinds()[place_].name;
}

const std::vector<EnsembleInfo>& ensembles() {
  static const std::vector<EnsembleInfo> list = [] {
    std::vector<EnsembleInfo> all;
    for (const auto& kind : detail::kinds())
      all.push_back(
          {std::string(kind.name), std::string(kind.summary), kind.draw_sparse != nullptr});
    return all;
  }();
  return list;
}

const EnsembleInfo& ensemble_info(EnsembleName name) {
  return ensembles()[name.place_in_list()];
}

void require_valid(const Ensemble& ensemble, int size) {
  const auto& kind = detail::kind_of(ensemble);
  require_size(size);
  require_within("symmetry", ensemble.symmetry, -1.0, 1.0);
  if (const auto& degree = ensemble.mean_degree) {
    require(*degree > 0.0 && *degree <= size - 1.0, "mean_degree", *degree,
            fmt::format("(0, N-1] for N = {}", size).c_str());
    if (kind.draw_sparse == nullptr)
      throw DomainError("mean_degree",
                        fmt::format("= {}, but {} networks are dense", *degree, kind.name));
  }
  if (kind.require_valid != nullptr) kind.require_valid(ensemble, size);
}

Couplings draw_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                         std::uint64_t sample) {
  return detail::draw(ensemble, size, {seed, sample});
}

SparseCouplings draw_sparse_couplings(const Ensemble& ensemble, int size, std::uint64_t seed,
                                      std::uint64_t sample) {
  return detail::draw_sparse(ensemble, size, {seed, sample});
}

}  // namespace steady::network
