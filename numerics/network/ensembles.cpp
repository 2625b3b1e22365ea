#include <steady/numerics/network/ensembles.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

#include <steady/numerics/network/detail/ensemble_kinds.hpp>
#include <steady/theory/domain.hpp>
#include <steady/theory/entropy.hpp>
#include <steady/theory/modules.hpp>

namespace steady::network {
namespace detail {

// The list of ensembles, the default first: one line each, and a file in ensembles/.
EnsembleKind gaussian(), binary(), in_degree(), small_world(), hebbian(), planted(), block();

namespace {

const std::vector<EnsembleKind>& kinds() {
  static const std::vector<EnsembleKind> list{gaussian(), binary(),  in_degree(), small_world(),
                                              hebbian(),  planted(), block()};
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

Spins pattern_of(const RandomStream& stream, int size, int pattern) {
  Spins spins;
  std::array<std::uint64_t, 4> words{};
  for (int i = 0; i < size; ++i) {
    if (i % 256 == 0)
      words = stream.block(pair_counter(pattern, i / 256), static_cast<std::uint64_t>(size));
    const auto word = words[static_cast<std::size_t>(i % 256 / 64)];
    spins.push_back((word >> (i % 64) & 1) != 0 ? 1 : -1);
  }
  return spins;
}

void require_whole_degree(const Ensemble& ensemble) {
  const double degree = ensemble.mean_degree.value();
  if (degree != std::floor(degree))
    throw DomainError("mean_degree", fmt::format("= {}, but every neuron of {} networks "
                                                 "has the same whole number of inputs",
                                                 degree, ensemble.name.text()));
}

void require_dense_size(const Ensemble&, int size) {
  require_within("size", size, 2, largest_dense_size);
}

void add_gaussian_input(std::vector<Link>& links, const RandomStream& normals, int size,
                        double deviation, int to, int from) {
  const double z =
      normals.normal_pair(pair_counter(to, from), static_cast<std::uint64_t>(size)).first;
  links.push_back(
      {to, from,
       static_cast<std::int32_t>(std::lrint(std::ldexp(deviation * z, Couplings::fraction_bits)))});
}

double log_mean_of_gaussian_rows(const NetworkSpec& spec, double self_coupling) {
  if (spec.modules == 1)
    return theory::log_mean_fixed_points(spec.size, self_coupling, 0.0, spec.external_field);
  return theory::log_mean_fixed_points_modules(spec.topology, spec.modules, spec.size,
                                               spec.coupling, self_coupling);
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

namespace {

DomainError refused(std::string_view text, std::string_view reason) {
  return {"ensemble", fmt::format("= '{}' {}", text, reason)};
}

std::string names_of(const std::vector<EnsembleParameter>& parameters) {
  std::string names;
  for (const auto& parameter : parameters) names += (names.empty() ? "" : ", ") + parameter.name;
  return names.empty() ? "none" : names;
}

double value_of(const EnsembleParameter& parameter, std::string_view digits,
                std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool read = error == std::errc() && end == digits.data() + digits.size();
  const bool fits = read && value >= parameter.smallest && value <= parameter.largest &&
                    (!parameter.whole || value == std::floor(value));
  if (fits) return value + 0.0;  // −0 is 0
  throw refused(text, fmt::format("has {} = '{}', not {} in [{}, {}]", parameter.name, digits,
                                  parameter.whole ? "a whole number" : "a number",
                                  parameter.smallest, parameter.largest));
}

/// "a:b:c" → "a", and "b:c" stays in `text`.
std::string_view take_part(std::string_view& text) {
  const auto end = std::min(text.find(':'), text.size());
  const auto part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

EnsembleName::EnsembleName(std::string_view text) {
  auto rest = text;
  const auto name = take_part(rest);
  const auto& kinds = detail::kinds();
  while (place_ < kinds.size() && kinds[place_].name != name) ++place_;
  if (place_ == kinds.size())
    throw refused(text, fmt::format("is none of {}", detail::known_names()));
  const auto& parameters = kinds[place_].parameters;
  for (const auto& parameter : parameters) values_.push_back(parameter.by_default);
  while (!rest.empty()) {
    const auto part = take_part(rest);
    const auto equals = part.find('=');
    const auto known = std::find_if(parameters.begin(), parameters.end(), [&](const auto& p) {
      return p.name == part.substr(0, equals);
    });
    if (equals == part.npos || known == parameters.end())
      throw refused(text, fmt::format("has '{}', but the parameters of {} (given as :name=value) "
                                      "are: {}",
                                      part, name, names_of(parameters)));
    values_[static_cast<std::size_t>(known - parameters.begin())] =
        value_of(*known, part.substr(equals + 1), text);
  }
  for (std::size_t k = 0; k < parameters.size(); ++k)
    if (values_[k] != parameters[k].by_default)
      text_ += fmt::format(":{}={}", parameters[k].name, values_[k]);
  if (!text_.empty()) text_ = std::string(name) + text_;
}

std::string_view EnsembleName::text() const {
  return text_.empty() ? detail::kinds()[place_].name : std::string_view(text_);
}

double EnsembleName::parameter(std::string_view name) const {
  const auto& parameters = detail::kinds()[place_].parameters;
  for (std::size_t k = 0; k < parameters.size(); ++k)
    if (parameters[k].name == name) return values_[k];
  throw std::invalid_argument(fmt::format("{} networks have no parameter {}", text(), name));
}

const std::vector<EnsembleInfo>& ensembles() {
  static const std::vector<EnsembleInfo> list = [] {
    std::vector<EnsembleInfo> all;
    for (const auto& kind : detail::kinds())
      all.push_back({std::string(kind.name), std::string(kind.summary), kind.draw_sparse != nullptr,
                     kind.draw == nullptr, kind.lowest_symmetry, kind.highest_symmetry,
                     kind.parameters});
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
  if (ensemble.symmetry < kind.lowest_symmetry || ensemble.symmetry > kind.highest_symmetry)
    throw DomainError("symmetry", fmt::format("= {}, but {} networks have symmetry {}",
                                              ensemble.symmetry, kind.name, kind.highest_symmetry));
  if (kind.draw == nullptr && !ensemble.mean_degree)
    throw DomainError("mean_degree", fmt::format("is missing: {} networks are sparse", kind.name));
  if (const auto& degree = ensemble.mean_degree) {
    require(*degree > 0.0 && *degree <= size - 1.0, "mean_degree", *degree,
            fmt::format("(0, N-1] for N = {}", size).c_str());
    if (kind.draw_sparse == nullptr)
      throw DomainError("mean_degree",
                        fmt::format("= {}, but {} networks are dense", *degree, kind.name));
  }
  if (kind.require_valid != nullptr) kind.require_valid(ensemble, size);
}

double field_variance(const Ensemble& ensemble, int size) {
  require_valid(ensemble, size);
  const auto& kind = detail::kind_of(ensemble);
  return kind.field_variance != nullptr ? kind.field_variance(ensemble, size) : (size - 1.0) / size;
}

bool large_as_gaussian(const Ensemble& ensemble) {
  return !ensemble.mean_degree && detail::kind_of(ensemble).large_as_gaussian;
}

bool stores_patterns(const Ensemble& ensemble) {
  return detail::kind_of(ensemble).stores_patterns;
}

Spins stored_pattern(int size, int pattern, std::uint64_t seed, std::uint64_t sample) {
  return detail::pattern_of(RandomStream(seed, "patterns", sample), size, pattern);
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
