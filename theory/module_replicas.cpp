// The integral of eq. (5.7) as a sum over products of one grid per module. The site sum Z does not
// depend on q̂, whose Gaussian weight is a function of u alone: sums are kept per bin of |u_l|.
#include <cmath>
#include <limits>
#include <steady/theory/detail/module_grid.hpp>
#include <steady/theory/detail/module_layout.hpp>
#include <steady/theory/module_replicas.hpp>
#include <utility>
#include <vector>

namespace steady::theory {

namespace {

using detail::Coefficients;
using detail::KernelSums;
using detail::LayoutTable;
using detail::ModuleGrid;

detail::ModuleSteps module_steps(ModuleLayout layout) {
  if (layout == ModuleLayout::single) return {0.25, 0.8, 0.25, 30.0};
  if (layout == ModuleLayout::pair) return {0.45, 1.0, 0.6, 20.0};
  return {0.6, 1.1, 0.8, 14.0};
}

struct Bin {
  std::array<double, 2> square{};  // Σ u² over the modules of a kind
  double length = 0.0;             // Σ |u| over all modules
  KernelSums sums;
};

// Runs over all grid points of the modules but the last, whose points are the inner loop.
class Summation {
 public:
  Summation(const LayoutTable& table, const std::vector<ModuleGrid>& grids, double y)
      : table_(table), grids_(grids), y_(y) {
    int total = 1;
    for (int l = 0; l < table.modules; ++l) {
      total *= grid(l).bins();
      top_ += grid(l).top;
    }
    bins_.resize(total);
  }

  std::vector<Bin> run() {
    if (table_.modules == 1) {
      Coefficients c;
      for (int e = 0; e < 2; ++e) c.value[e] = 1.0;
      inner(c, 0.0, 0);
    } else {
      outer(0, 0.0, 0);
    }
    return std::move(bins_);
  }
  double top() const { return top_; }

 private:
  const ModuleGrid& grid(int l) const { return grids_[table_.kind[l]]; }
  bool like_previous(int l) const { return l > 0 && table_.kind[l] == table_.kind[l - 1]; }
  int end_of(int l) const {
    return like_previous(l) ? at_[l - 1] / 2 + 1 : static_cast<int>(grid(l).bin.size());
  }

  // Module 0 takes u > 0 only (global flip), equivalent modules are ordered (exchange).
  void outer(int l, double log_weight, int bin) {
    if (l + 1 == table_.modules) {
      inner(coefficients(), log_weight, bin);
      return;
    }
    const int stride = l == 0 ? 2 : 1;
    for (int j = 0; j < 2 * end_of(l); j += stride) {
      at_[l] = j;
      outer(l + 1, log_weight + grid(l).columns.log_weight[j],
            bin * grid(l).bins() + grid(l).bin[j / 2]);
    }
  }

  Coefficients coefficients() const {
    Coefficients c;
    const int last = table_.modules - 1;
    const int directions = grid(0).columns.directions;
    for (const auto& entry : table_.entries) {
      std::array<double, 2> x{1.0, 1.0};
      for (int l = 0; l < last; ++l) x[l] = grid(l).columns.value[entry[l]][at_[l]];
      c.value[entry[last]] += x[0] * x[1];
      for (int d = 0; d < directions; ++d) {
        for (int l = 0; l < last; ++l) {
          c.slope[d][entry[last]] += grid(l).columns.slope[d][entry[l]][at_[l]] * x[1 - l];
        }
      }
    }
    return c;
  }

  // The number of orderings of equivalent modules at these points, times two for the flip.
  double multiplicity(bool tie) const {
    if (table_.modules == 1) return 1.0;
    if (table_.modules == 2) return tie ? 2.0 : 4.0;
    const bool first_tie = at_[0] / 2 == at_[1] / 2;
    if (!like_previous(2)) return first_tie ? 2.0 : 4.0;
    if (first_tie && tie) return 2.0;
    return first_tie || tie ? 6.0 : 12.0;
  }

  void inner(const Coefficients& c, double log_weight, int outer_bin) {
    const int last = table_.modules - 1;
    const bool ordered = like_previous(last);
    const int end = end_of(last) - (ordered ? 1 : 0);
    const ModuleGrid& points = grid(last);
    for (int k = 0; k < points.bins() && points.bin_begin[k] < end; ++k) {
      const int stop = std::min(end, points.bin_begin[k + 1]);
      block(c, points.bin_begin[k], stop, log_weight, false, outer_bin);
    }
    if (ordered) block(c, end, end + 1, log_weight, true, outer_bin);
  }

  void block(const Coefficients& c, int begin, int end, double log_weight, bool tie,
             int outer_bin) {
    if (begin >= end) return;
    const ModuleGrid& points = grid(table_.modules - 1);
    const double offset = log_weight + std::log(multiplicity(tie)) - top_;
    const KernelSums sums = kernel_sums(points.columns, c, 2 * begin, 2 * end, y_, offset);
    Bin& bin = bins_[outer_bin * points.bins() + points.bin[begin]];
    if (bin.length == 0.0) describe(bin, points.bin[begin]);
    bin.sums.weight += sums.weight;
    bin.sums.log_z += sums.log_z;
    for (int d = 0; d < points.columns.directions; ++d) bin.sums.slope[d] += sums.slope[d];
  }

  void describe(Bin& bin, int last_bin) const {
    for (int l = 0; l < table_.modules; ++l) {
      const bool last = l + 1 == table_.modules;
      const double u = grid(l).u_of(last ? last_bin : grid(l).bin[at_[l] / 2]);
      bin.square[table_.kind[l]] += u * u;
      bin.length += u;
    }
  }

  const LayoutTable& table_;
  const std::vector<ModuleGrid>& grids_;
  double y_;
  double top_ = 0.0;
  std::array<int, 3> at_{};
  std::vector<Bin> bins_;
};

}  // namespace

struct ModuleIntegral::Bins {
  ModulePoint point;
  int directions = 0;
  double top = 0.0;
  std::vector<Bin> bins;
};

ModuleIntegral::ModuleIntegral(const ModulePoint& point, ModuleSlopes slopes)
    : bins_(std::make_unique<Bins>()) {
  detail::require_domain(point);
  const LayoutTable table = detail::layout_table(point.layout);
  std::vector<ModuleGrid> grids;
  for (int kind = 0; kind < table.kinds; ++kind) {
    const int neighbours = table.neighbours[kind == 0 ? 0 : table.modules - 1];
    grids.emplace_back(point, kind, neighbours, module_steps(point.layout));
    if (slopes == ModuleSlopes::overlap) grids.back().columns.directions = table.kinds;
    if (slopes == ModuleSlopes::none) grids.back().columns.directions = 0;
  }
  Summation summation(table, grids, point.replicas);
  bins_->point = point;
  bins_->directions = grids[0].columns.directions;
  bins_->top = summation.top();
  for (Bin& bin : summation.run()) {
    if (bin.sums.weight > 0.0) bins_->bins.push_back(bin);
  }
}

ModuleIntegral::~ModuleIntegral() = default;
ModuleIntegral::ModuleIntegral(ModuleIntegral&&) noexcept = default;
ModuleIntegral& ModuleIntegral::operator=(ModuleIntegral&&) noexcept = default;

ModuleAction ModuleIntegral::at(const std::array<double, 2>& conjugates) const {
  ModulePoint point = bins_->point;
  const std::array<double, 2> reference = point.conjugates;
  point.conjugates = conjugates;
  detail::require_domain(point);
  const int kinds = module_kinds(point.layout);
  const double y = point.replicas;

  double weight = 0.0, log_z = 0.0;
  std::array<double, 2> square{};
  std::array<std::array<double, 2>, 2> square2{};
  std::array<double, detail::max_directions> slope{};
  for (const Bin& bin : bins_->bins) {
    double exponent = 0.0;
    for (int k = 0; k < kinds; ++k) {
      exponent -= 0.5 * bin.square[k] * (1.0 / conjugates[k] - 1.0 / reference[k]);
    }
    const double factor = std::exp(exponent);
    const double mass = factor * bin.sums.weight;
    weight += mass;
    log_z += factor * bin.sums.log_z + mass * bin.length;
    for (int k = 0; k < kinds; ++k) {
      square[k] += mass * bin.square[k];
      for (int i = 0; i < kinds; ++i) square2[k][i] += mass * bin.square[k] * bin.square[i];
    }
    for (int d = 0; d < kinds + 2; ++d) slope[d] += factor * bin.sums.slope[d];
  }

  for (int d = bins_->directions; d < kinds + 2; ++d)
    slope[d] = std::numeric_limits<double>::quiet_NaN();

  ModuleAction action{};
  action.value = bins_->top + std::log(weight);
  action.d_replicas = log_z / weight;
  for (int k = 0; k < kinds; ++k) {
    const int number = modules_of_kind(point.layout, k);
    const double q = point.overlaps[k];
    const double conjugate = conjugates[k];
    const double mean = square[k] / weight;
    action.value -=
        0.5 * number * (conjugate * (y * (y - 1.0) * q + y) + std::log(conjugate / reference[k]));
    action.d_replicas -= 0.5 * number * conjugate * ((2.0 * y - 1.0) * q + 1.0);
    action.d_overlaps[k] = y * slope[k] / weight - 0.5 * number * y * (y - 1.0) * conjugate;
    // Both from the Gaussian weight of u: ∂ ln w/∂q̂ = u²/2q̂² − 1/2q̂.
    action.d_conjugates[k] =
        0.5 * (mean / conjugate - number) / conjugate - 0.5 * number * (y * (y - 1.0) * q + y);
    for (int i = 0; i < kinds; ++i) {
      const double covariance = square2[k][i] / weight - mean * square[i] / weight;
      action.d2_conjugates[k][i] =
          covariance / (4.0 * conjugate * conjugate * conjugates[i] * conjugates[i]);
    }
    action.d2_conjugates[k][k] += (0.5 * number - mean / conjugate) / (conjugate * conjugate);
  }
  action.d_self_coupling = y * slope[kinds] / weight;
  action.d_coupling = y * slope[kinds + 1] / weight;
  return action;
}

ModuleAction module_action(const ModulePoint& point) {
  return ModuleIntegral(point).at(point.conjugates);
}

}  // namespace steady::theory
