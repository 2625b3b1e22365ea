#include <steady/numerics/network/given.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/files/runs_file.hpp>
#include <steady/numerics/network/detail/exact_sum.hpp>
#include <steady/numerics/network/detail/matrix_entries.hpp>

namespace steady::network {
namespace {

using detail::for_each_entry;
using detail::for_each_in_row;
using files::DenseMatrix;
using files::FileError;
using files::Matrix;
using files::SparseMatrix;

constexpr double step = 0x1p-20;
constexpr double largest_field = 512.0;  // on the grid: half of what engines hold

void transpose(DenseMatrix& matrix) {
  constexpr std::size_t tile = 32;
  const auto n = static_cast<std::size_t>(matrix.rows);
  for (std::size_t i0 = 0; i0 < n; i0 += tile)
    for (std::size_t j0 = i0; j0 < n; j0 += tile)
      for (std::size_t i = i0; i < std::min(n, i0 + tile); ++i)
        for (std::size_t j = std::max(j0, i + 1); j < std::min(n, j0 + tile); ++j)
          std::swap(matrix.values[i * n + j], matrix.values[j * n + i]);
}

void transpose(SparseMatrix& matrix) {
  SparseMatrix turned{matrix.rows, matrix.columns, {}, {}, {}};
  turned.first.assign(matrix.first.size(), 0);
  for (const auto j : matrix.column) ++turned.first[static_cast<std::size_t>(j) + 1];
  std::partial_sum(turned.first.begin(), turned.first.end(), turned.first.begin());
  turned.column.resize(matrix.column.size());
  turned.values.resize(matrix.values.size());
  auto next = turned.first;
  for (std::size_t i = 0; i + 1 < matrix.first.size(); ++i)
    for (auto k = static_cast<std::size_t>(matrix.first[i]);
         k < static_cast<std::size_t>(matrix.first[i + 1]); ++k) {
      const auto place =
          static_cast<std::size_t>(next[static_cast<std::size_t>(matrix.column[k])]++);
      turned.column[place] = static_cast<std::int32_t>(i);
      turned.values[place] = matrix.values[k];
    }
  matrix = std::move(turned);
}

/// The exponent of the lowest bit that is set: the value is a multiple of 2^that.
int lowest_exponent(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto exponent = static_cast<int>((bits >> 52) & 2047);
  const auto fraction = bits & 0xf'ffff'ffff'ffff;
  const auto mantissa = exponent == 0 ? fraction : fraction | (std::uint64_t{1} << 52);
  return std::max(exponent, 1) - 1075 + std::countr_zero(mantissa);
}

/// What rounding to the grid changes, in the units of the grid's values.
double rounding_of(double scaled) {
  const double steps = scaled / step;
  // Fields stay below 2^30 steps: so far this is the nearest whole number, and quick.
  constexpr double shift = 0x1.8p52;
  return std::abs(steps - ((steps + shift) - shift)) * step;
}

}  // namespace

GivenNetwork::GivenNetwork(Matrix matrix, const std::vector<double>& field,
                           const GivenOptions& options, std::string source, std::uint64_t sample)
    : matrix_(std::move(matrix)), options_(options), source_(std::move(source)), sample_(sample) {
  const auto rows = files::rows_of(matrix_);
  const auto columns = files::columns_of(matrix_);
  if (rows != columns)
    throw std::domain_error(fmt::format(
        "{} rows and {} columns: the couplings of N neurons are an N x N matrix", rows, columns));
  if (rows < 2)
    throw std::domain_error(fmt::format("{} neurons: a network has two at least", rows));
  if (options.transpose) std::visit([](auto& m) { transpose(m); }, matrix_);
  take_field(field);
  take_diagonal();
  if (options.states == StateConvention::zero_one) become_plus_minus();
  if (options.ties != TieRule::keep) break_ties();
  choose_scale();
  if (!exact_) measure_rounding();
}

void GivenNetwork::take_field(const std::vector<double>& field) {
  const auto n = static_cast<std::size_t>(files::rows_of(matrix_));
  if (!field.empty() && field.size() != n)
    throw std::domain_error(fmt::format(
        "{} {} for {} neurons: one a neuron is needed", field.size(),
        options_.states == StateConvention::zero_one ? "thresholds" : "external fields", n));
  for (std::size_t i = 0; i < field.size(); ++i)
    if (!std::isfinite(field[i]))
      throw std::domain_error(fmt::format("the field of neuron {} is {}", i, field[i]));
  field_ = field;
  field_.resize(n, 0.0);
}

void GivenNetwork::take_diagonal() {
  self_couplings_.assign(field_.size(), options_.diagonal.value_or(0.0));
  const bool keep = options_.keep_diagonal && !options_.diagonal;
  for_each_entry(matrix_, [&](std::int64_t i, std::int64_t j, double& value) {
    if (i != j) return;
    if (keep) self_couplings_[static_cast<std::size_t>(i)] = value;
    value = 0.0;
  });
}

void GivenNetwork::become_plus_minus() {
  thresholds_ = field_;
  for (int i = 0; i < size(); ++i) {
    const auto k = static_cast<std::size_t>(i);
    detail::ExactSum sum;
    for_each_in_row(matrix_, i, [&](std::size_t, double value) { sum.add(0.5 * value); });
    sum.add(0.5 * self_couplings_[k]);
    sum.add(-field_[k]);
    field_[k] = sum.value();
    sum.add(-field_[k]);
    if (const double remainder = sum.value(); remainder != 0.0) {
      field_remainder_.resize(field_.size(), 0.0);
      field_remainder_[k] = remainder;
    }
  }
  for_each_entry(matrix_, [](std::int64_t, std::int64_t, double& value) { value *= 0.5; });
  for (double& d : self_couplings_) d *= 0.5;
}

namespace {

/// The exponent of the largest power of two of which all values are multiples; 0 for zeros.
int common_exponent(const Matrix& matrix, const std::vector<double>& field,
                    const std::vector<double>& self_couplings) {
  int lowest = std::numeric_limits<int>::max();
  const auto see = [&](double value) {
    if (value != 0.0) lowest = std::min(lowest, lowest_exponent(value));
  };
  for_each_entry(matrix, [&](std::int64_t, std::int64_t, double value) { see(value); });
  std::for_each(field.begin(), field.end(), see);
  std::for_each(self_couplings.begin(), self_couplings.end(), see);
  return lowest == std::numeric_limits<int>::max() ? 0 : lowest;
}

}  // namespace

void GivenNetwork::break_ties() {
  // Inputs are multiples of a quantum: half of it decides ties and nothing else.
  auto own = self_couplings_;
  own.insert(own.end(), options_.self_couplings.begin(), options_.self_couplings.end());
  const double half = std::ldexp(0.5, common_exponent(matrix_, field_, own));
  const double shift = options_.ties == TieRule::on ? half : -half;
  for (double& threshold : thresholds_) threshold -= shift;  // multiples of `half` as b_i
  for (double& b : field_) {
    const double before = b;
    b += shift;
    if (std::abs(b - before) != half || !field_remainder_.empty())
      throw std::domain_error(
          "ties cannot be decided, because the values and J_D are not multiples of one power of "
          "two: write whole numbers, or let ties keep the state");
  }
}

void GivenNetwork::choose_scale() {
  std::vector<double> sums(field_.size());
  for (std::size_t i = 0; i < sums.size(); ++i)
    sums[i] = std::abs(field_[i]) + std::abs(self_couplings_[i]);
  for_each_entry(matrix_, [&](std::int64_t i, std::int64_t, double value) {
    sums[static_cast<std::size_t>(i)] += std::abs(value);
  });
  const auto largest = std::max_element(sums.begin(), sums.end());
  if (!std::isfinite(*largest))
    throw std::domain_error(
        fmt::format("the couplings of neuron {} add up to infinity: divide all "
                    "values by a power of ten",
                    largest - sums.begin()));
  if (*largest == 0.0) return;
  int most = std::ilogb(largest_field / *largest);
  // Sums of many are not exact themselves.
  if (std::ldexp(*largest, most) * (1.0 + 1e-9) > largest_field) --most;
  const int least = -20 - common_exponent(matrix_, field_, self_couplings_);
  scale_ = least <= most ? std::clamp(0, least, most) : most;
  exact_ = least <= most && field_remainder_.empty();
  if (options_.ties != TieRule::keep && !exact_)
    throw std::domain_error(
        "ties cannot be decided, because the grid cannot hold the values and J_D exactly: write "
        "whole numbers, or let ties keep the state");
}

void GivenNetwork::measure_rounding() {
  rounding_.assign(field_.size(), 0.0);
  for_each_entry(matrix_, [&](std::int64_t i, std::int64_t, double value) {
    rounding_[static_cast<std::size_t>(i)] += rounding_of(to_engine(value));
  });
  const auto fields = engine_field();
  for (std::size_t i = 0; i < rounding_.size(); ++i) {
    const double steps = to_engine(self_couplings_[i]) / step;  // these are rounded down
    const double own = (steps - std::floor(steps)) * step;
    rounding_[i] = from_engine(rounding_[i] + std::abs(fields[i] - to_engine(field_[i])) + own);
    if (!field_remainder_.empty()) rounding_[i] += std::abs(field_remainder_[i]);
    rounding_[i] *= 1.0 + 1e-9;  // it is a sum of doubles itself
  }
}

double GivenNetwork::to_engine(double value) const {
  constexpr int normal = 1000;
  if (std::abs(scale_) > normal) return std::ldexp(value, scale_);
  return value * std::bit_cast<double>(static_cast<std::uint64_t>(1023 + scale_) << 52);  // quick
}

std::vector<double> GivenNetwork::all_to_engine(std::vector<double> values) const {
  for (double& value : values) value = to_engine(value);
  return values;
}

double GivenNetwork::from_engine(double value) const {
  return std::ldexp(value, -scale_);
}

double GivenNetwork::rounding(int neuron) const {
  return rounding_.empty() ? 0.0 : rounding_[static_cast<std::size_t>(neuron)];
}

double GivenNetwork::largest_rounding() const {
  return rounding_.empty() ? 0.0 : *std::max_element(rounding_.begin(), rounding_.end());
}

std::int32_t GivenNetwork::steps_of(double value) const {
  return static_cast<std::int32_t>(std::lrint(to_engine(value) / step));
}

/// On the grid.
std::vector<double> GivenNetwork::engine_field() const {
  if (thresholds_.empty() || exact_) return all_to_engine(field_);
  // Of W on the grid, so that b_i − Σ_j J_ij + d_i, the input when all are off, is −θ_i.
  std::vector<double> field(field_.size());
  for_each_entry(matrix_, [&](std::int64_t i, std::int64_t, double value) {
    field[static_cast<std::size_t>(i)] += steps_of(value);
  });
  for (std::size_t i = 0; i < field.size(); ++i) {
    const double own = std::floor(to_engine(self_couplings_[i]) / step);  // as engines round it
    field[i] = (field[i] + own - std::nearbyint(to_engine(thresholds_[i]) / step)) * step;
  }
  return field;
}

Couplings GivenNetwork::bare_couplings() const {
  const auto n = static_cast<std::size_t>(size());
  std::vector<std::int32_t> grid(n * n, 0);
  for_each_entry(matrix_, [&](std::int64_t i, std::int64_t j, double value) {
    grid[static_cast<std::size_t>(i) * n + static_cast<std::size_t>(j)] = steps_of(value);
  });
  return Couplings(size(), std::move(grid));
}

Couplings GivenNetwork::couplings() const {
  if (size() > max_packed_size)
    throw std::domain_error(fmt::format(
        "{}: {} neurons, enumeration goes up to {}; dynamics and searches (relax, solve, "
        "threshold) take any number",
        source_, size(), max_packed_size));
  auto couplings = bare_couplings();
  couplings.set_external_field(engine_field());
  couplings.set_self_couplings(all_to_engine(self_couplings_));
  return couplings;
}

Network GivenNetwork::network() const {
  const auto build = [&]() -> Network {
    if (std::holds_alternative<DenseMatrix>(matrix_)) return Network(bare_couplings());
    std::vector<Link> links;
    links.reserve(static_cast<std::size_t>(files::stored_values(matrix_)));
    for_each_entry(matrix_, [&](std::int64_t i, std::int64_t j, double value) {
      if (i != j)
        links.push_back(
            {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), steps_of(value)});
    });
    return Network(SparseCouplings(size(), links));
  };
  auto network = build();
  network.set_external_field(engine_field());
  network.set_self_couplings(all_to_engine(self_couplings_));
  return network;
}

/// Calls add(a term of x_i) for all of them.
template <class Add>
void GivenNetwork::for_each_term(std::span<const std::int8_t> spins, int neuron,
                                 double self_coupling, const Add& add) const {
  const auto i = static_cast<std::size_t>(neuron);
  const double s = spins[i];
  if (thresholds_.empty()) {
    add(s * field_[i]);
    for_each_in_row(matrix_, neuron,
                    [&](std::size_t j, double value) { add(s * spins[j] * value); });
  } else {
    // The sum over x_j = 1, as it is read: b_i is too long for a double.
    add(s * self_couplings_[i]);
    add(-s * thresholds_[i]);
    for_each_in_row(matrix_, neuron, [&](std::size_t j, double value) {
      if (spins[j] > 0) add(s * 2.0 * value);
    });
  }
  add(self_couplings_[i]);
  add(self_coupling);
}

double GivenNetwork::stability(std::span<const std::int8_t> spins, int neuron,
                               double self_coupling) const {
  long double sum = 0.0L, size_of_terms = 0.0L;
  std::size_t terms = 0;
  for_each_term(spins, neuron, self_coupling, [&](double term) {
    sum += static_cast<long double>(term);
    size_of_terms += static_cast<long double>(std::abs(term));
    ++terms;
  });
  const auto bound = size_of_terms * static_cast<long double>(2 * terms) *
                     std::numeric_limits<long double>::epsilon();
  if (std::abs(sum) > bound) return static_cast<double>(sum);
  detail::ExactSum exact;
  for_each_term(spins, neuron, self_coupling, [&](double term) { exact.add(term); });
  return exact.value();
}

bool GivenNetwork::is_fixed_point(std::span<const std::int8_t> spins, double self_coupling) const {
  require_spins(spins, size());
  for (int i = 0; i < size(); ++i)
    if (stability(spins, i, self_coupling) < 0.0) return false;
  return true;
}

GivenNetwork::Judgement GivenNetwork::judged(std::span<const std::int8_t> spins,
                                             double self_coupling) const {
  require_spins(spins, size());
  Judgement judgement;
  for (int i = 0; i < size(); ++i) {
    const double x = stability(spins, i, self_coupling);
    if (x < 0.0) ++judgement.unstable;
    if (const double near = rounding(i); near > 0.0 && std::abs(x) <= near)
      judgement.doubts.push_back({i, x, near});
  }
  return judgement;
}

std::vector<std::string> given_networks(const std::filesystem::path& file,
                                        const GivenOptions& options) {
  return files::list_square_matrices(file, options.data_set);
}

namespace {

/// The fields of networks of one file by their names: from --field for all, or as the file has
/// them.
class Fields {
 public:
  Fields(const std::filesystem::path& file, const GivenOptions& options,
         const std::vector<std::string>& networks) {
    if (!options.field.empty()) {
      for_all_ = files::read_vector(options.field, options.field_data_set);
      return;
    }
    const auto kept = files::list_fields(file);
    if (kept.empty()) return;
    const std::set<std::string> names(kept.begin(), kept.end());
    for (const auto& network : networks) {
      constexpr std::string_view folder = "couplings/";
      const auto name = network.starts_with(folder) ? network.substr(folder.size()) : network;
      if (!names.contains(name)) continue;
      if (options.states == StateConvention::zero_one)
        throw FileError("cannot read", file,
                        fmt::format("fields/{} are external fields of states -1 and 1: leave "
                                    "--states-as 01 out, or give thresholds with --field",
                                    name));
      own_[network] = files::read_vector(file, "fields/" + name);
    }
  }

  const std::vector<double>& of(const std::string& network) const {
    const auto own = own_.find(network);
    return own == own_.end() ? for_all_ : own->second;
  }

 private:
  std::vector<double> for_all_;  // empty: none
  std::map<std::string, std::vector<double>> own_;
};

/// The array `name` of a file, its network number `sample`.
GivenNetwork given_of(files::Matrix matrix, const std::filesystem::path& file,
                      const std::string& name, const std::vector<double>& field,
                      const GivenOptions& options, std::uint64_t sample) {
  const auto source = file.string() + (name.empty() ? "" : ":" + name);
  if (const auto* dense = std::get_if<DenseMatrix>(&matrix); dense != nullptr && dense->boolean)
    throw FileError("cannot read", file, "truth values, not couplings: write numbers");
  const auto n = files::rows_of(matrix);
  const bool wanted = !options.field.empty() || !field.empty();
  if (wanted && static_cast<std::int64_t>(field.size()) != n)
    throw FileError("cannot read", options.field.empty() ? file : options.field,
                    fmt::format("{} numbers for the {} neurons of '{}': one a neuron is needed",
                                field.size(), n, source));
  try {
    return {std::move(matrix), field, options, source, sample};
  } catch (const std::domain_error& error) {
    throw FileError("cannot read", file, (name.empty() ? "" : name + ": ") + error.what());
  }
}

}  // namespace

GivenNetwork read_given_network(const std::filesystem::path& file, const GivenOptions& options,
                                std::uint64_t sample) {
  const auto names = given_networks(file, options);
  if (sample >= names.size())
    throw FileError("cannot read", file,
                    fmt::format("it has {} networks: there is no sample {}", names.size(), sample));
  const auto& name = names[sample];
  return given_of(files::read_matrix(file, name), file, name,
                  Fields(file, options, {name}).of(name), options, sample);
}

std::vector<GivenNetwork> read_all_given_networks(const std::filesystem::path& file,
                                                  const GivenOptions& options) {
  const Fields fields(file, options, given_networks(file, options));
  std::vector<GivenNetwork> networks;
  files::read_square_matrices(
      file, options.data_set, [&](const std::string& name, files::Matrix&& matrix) {
        networks.push_back(
            given_of(std::move(matrix), file, name, fields.of(name), options, networks.size()));
      });
  return networks;
}

double given_network_bytes(const std::filesystem::path& file, const GivenOptions& options) {
  // All of them as doubles, and one beside that is read, turned, or becomes integers and their
  // columns for the engines.
  return files::read_square_matrices_bytes(file, options.data_set) +
         files::read_matrix_bytes(file, given_networks(file, options).front());
}

files::Matrix matrix_of(const Network& network) {
  const auto n = static_cast<std::size_t>(network.size());
  if (network.is_dense()) {
    DenseMatrix dense{network.size(), network.size(), std::vector<double>(n * n, 0.0)};
    for (std::size_t j = 0; j < n; ++j) {
      const auto column = network.column(static_cast<int>(j));
      const auto first = static_cast<std::size_t>(column.first);
      // The dense block is a whole module: what follows it in memory are zeros.
      for (std::size_t i = 0; i < column.dense.size() && first + i < n; ++i)
        dense.values[(first + i) * n + j] = column.dense[i] * step;
      for (const auto& entry : column.sparse)
        dense.values[static_cast<std::size_t>(entry.neuron) * n + j] = entry.value * step;
    }
    const auto own = network.self_couplings();
    for (std::size_t i = 0; i < own.size(); ++i) dense.values[i * n + i] = own[i] * step;
    return dense;
  }
  // By columns, then turned.
  SparseMatrix sparse{network.size(), network.size(), {0}, {}, {}};
  const auto own = network.self_couplings();
  for (std::size_t j = 0; j < n; ++j) {
    const auto add = [&](std::size_t i, std::int32_t value) {
      sparse.column.push_back(static_cast<std::int32_t>(i));
      sparse.values.push_back(value * step);
    };
    bool open = !own.empty() && own[j] != 0;
    for (const auto& entry : network.column(static_cast<int>(j)).sparse) {
      if (open && static_cast<std::size_t>(entry.neuron) > j) add(j, own[j]), open = false;
      add(static_cast<std::size_t>(entry.neuron), entry.value);
    }
    if (open) add(j, own[j]);
    sparse.first.push_back(static_cast<std::int64_t>(sparse.values.size()));
  }
  transpose(sparse);
  return sparse;
}

namespace {

const std::string& only_one(const std::vector<std::string>& names,
                            const std::filesystem::path& file) {
  if (names.size() != 1)
    throw FileError("cannot read", file,
                    fmt::format("it has states of {} networks: give the name of one of {}",
                                names.size(), fmt::join(names, "; ")));
  return names.front();
}

/// The end states of a group of a file of runs, or where there are none the start states.
std::vector<Spins> states_of_runs(const files::RunsReader& reader, const std::string& group,
                                  const std::filesystem::path& file, int size) {
  const auto runs = reader.read(group);
  if (runs.size != size)
    throw FileError("cannot read", file,
                    fmt::format("{}: states of {} neurons for {}", group, runs.size, size));
  const auto& states = runs.end.empty() ? runs.start : runs.end;
  std::vector<Spins> rows;
  for (auto begin = states.begin(); begin != states.end(); begin += size)
    rows.emplace_back(begin, begin + size);
  return rows;
}

}  // namespace

std::vector<Spins> read_states(const std::filesystem::path& file, int size,
                               StateConvention convention, const std::string& name) {
  auto wanted = name;
  if (files::is_runs_file(file)) {
    const files::RunsReader reader(file);
    const auto& groups = reader.names();
    const auto group = name.empty() ? only_one(groups, file) : name;
    if (std::find(groups.begin(), groups.end(), group) != groups.end())
      return states_of_runs(reader, group, file, size);
  } else if (const auto groups = files::list_fixed_points(file); name.empty() && !groups.empty()) {
    wanted = only_one(groups, file);
  }
  // Files of fixed points are ±1, too.
  if (wanted.starts_with("states/")) convention = StateConvention::plus_minus;
  auto matrix = files::to_dense(files::read_matrix(file, wanted));
  // One state may stand in a column.
  if (matrix.columns == 1 && matrix.rows == size) std::swap(matrix.rows, matrix.columns);
  const auto refuse = [&](const std::string& why) {
    throw FileError("cannot read", file, (name.empty() ? "" : name + ": ") + why);
  };
  if (matrix.columns != size)
    refuse(fmt::format("{} rows of {} numbers: states of {} neurons are rows of {}", matrix.rows,
                       matrix.columns, size, size));
  const bool zero_one = convention == StateConvention::zero_one || matrix.boolean;
  const double down = zero_one ? 0.0 : -1.0;
  const bool all_zero_one = std::all_of(matrix.values.begin(), matrix.values.end(),
                                        [](double v) { return v == 0.0 || v == 1.0; });
  std::vector<Spins> states;
  for (std::int64_t row = 0; row < matrix.rows; ++row) {
    Spins spins(static_cast<std::size_t>(size));
    for (std::int64_t i = 0; i < size; ++i) {
      const double value = matrix.at(row, i);
      if (value != 1.0 && value != down) {
        const auto where = fmt::format("row {}, column {} (counted from 0)", row, i);
        if (zero_one)
          refuse(
              fmt::format("{} is {}, not 0 or 1: leave --states-as 01 out if states are -1 and 1",
                          where, value));
        if (all_zero_one)
          refuse(fmt::format("{} is 0, not -1 or 1: give --states-as 01 if states are 0 and 1",
                             where));
        refuse(fmt::format("{} is {}, not -1 or 1: a neuron has no third state", where, value));
      }
      spins[static_cast<std::size_t>(i)] = value == 1.0 ? 1 : -1;
    }
    states.push_back(std::move(spins));
  }
  return states;
}

int written_as(std::int8_t spin, StateConvention convention) {
  return convention == StateConvention::zero_one ? (spin + 1) / 2 : spin;
}

}  // namespace steady::network
