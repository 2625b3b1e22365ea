#include <algorithm>
#include <cmath>
#include <numbers>
#include <steady/theory/detail/module_grid.hpp>
#include <steady/theory/gaussian.hpp>

namespace steady::theory::detail {

namespace {

struct Entries {
  double log_weight;
  double bound;  // log-weight times the largest Z^y this point allows
  std::array<double, max_entries> value;
  std::array<std::array<double, max_entries>, max_directions> slope;
};

// X_e e^{−|u|} = e^{au − |u|} Φ(x), x = (J_D + λ a m + a √q z)/√(1−q), and its derivatives.
Entries entries_at(const ModulePoint& point, int kind, int neighbours, double u, double z) {
  const double q = point.overlaps[kind];
  const double width = std::sqrt(1.0 - q);
  const int kinds = module_kinds(point.layout);
  Entries at{};
  double largest_z = 0.0;
  for (int a = -1; a <= 1; a += 2) {
    double largest = 0.0;
    for (int k = 0; k <= neighbours; ++k) {
      const int e = (a + 1) / 2 * (neighbours + 1) + k;
      const int m = 2 * k - neighbours;
      const double x =
          (point.self_coupling + point.coupling * a * m + a * std::sqrt(q) * z) / width;
      const double scale = std::exp(a * u - std::abs(u));
      const double density = scale * normal_density(x);
      at.value[e] = scale * normal_cdf(x);
      at.slope[kind][e] = density * (a * z / (2.0 * std::sqrt(q) * width) + x / (2.0 * (1.0 - q)));
      at.slope[kinds][e] = density / width;
      at.slope[kinds + 1][e] = density * a * m / width;
      largest = std::max(largest, at.value[e]);
    }
    largest_z += largest;
  }
  at.log_weight =
      -0.5 * u * u / point.conjugates[kind] - 0.5 * z * z + point.replicas * std::abs(u);
  at.bound = at.log_weight + point.replicas * std::log(largest_z);
  return at;
}

struct FieldNode {
  double z;
  double slope;  // dz/dx
};

// z(x) at x = 0, h, 2h, ... up to `reach`; z(−x) = −z(x). Φ changes within √((1−q)/q) of the fields
// z = (±J_D − λ m)/√q, the Gaussian over a length of one: dz/dx follows the distance to the
// nearest of these fields, as α cosh x does for a single one at zero (z = α sinh x).
std::vector<FieldNode> field_nodes(const ModulePoint& point, int kind, int neighbours, double h,
                                   double reach) {
  const double q = point.overlaps[kind];
  const double stretch = 2.0 * std::min(1.0, std::sqrt((1.0 - q) / q));
  std::vector<double> centres;
  for (int m = -neighbours; m <= neighbours; m += 2) {
    for (const double sign : {-1.0, 1.0}) {
      const double z = (sign * point.self_coupling - point.coupling * m) / std::sqrt(q);
      centres.push_back(z);
    }
  }
  const auto slope = [&](double z) {
    double density = 0.0;
    for (const double centre : centres)
      density += 1.0 / (stretch * stretch + (z - centre) * (z - centre));
    return 1.0 / std::sqrt(0.5 * density);
  };
  std::vector<FieldNode> nodes;
  double z = 0.0;
  const int substeps = 8;
  const double s = h / substeps;
  while (z < reach) {
    nodes.push_back({z, slope(z)});
    for (int i = 0; i < substeps; ++i) {  // Runge–Kutta; its error is below that of the sums
      const double a = slope(z), b = slope(z + 0.5 * s * a), c = slope(z + 0.5 * s * b);
      z += s * (a + 2.0 * b + 2.0 * c + slope(z + s * c)) / 6.0;
    }
  }
  return nodes;
}

}  // namespace

ModuleGrid::ModuleGrid(const ModulePoint& point, int kind, int neighbours,
                       const ModuleSteps& steps) {
  const double spread = std::sqrt(point.conjugates[kind]);
  const double reach = std::sqrt(2.0 * steps.cut) + 1.0;
  step = std::min(steps.u, steps.width * spread);
  const double x_step = 0.5 * steps.z;
  const std::vector<FieldNode> nodes = field_nodes(point, kind, neighbours, x_step, reach);
  const int zs = static_cast<int>(nodes.size()) - 1;
  const auto z_of = [&nodes](int i) { return i < 0 ? -nodes[-i].z : nodes[i].z; };

  const int us =
      static_cast<int>((point.replicas * point.conjugates[kind] + reach * spread) / step);
  std::vector<std::vector<Entries>> found(us + 1);
  top = -HUGE_VAL;
  for (int k = 0; k <= us; ++k) {
    for (int i = -zs; i <= zs; ++i) {
      Entries at = entries_at(point, kind, neighbours, u_of(k), z_of(i));
      const double log_cell = std::log(nodes[std::abs(i)].slope);
      at.log_weight += log_cell;
      at.bound += log_cell;
      top = std::max(top, at.bound);
      found[k].push_back(at);
    }
  }
  // Everything below the cut is dropped from both ends of each row in z.
  std::vector<std::pair<int, int>> kept;  // (bin, index in z)
  for (int k = 0; k <= us; ++k) {
    bin_begin.push_back(static_cast<int>(kept.size()));
    for (int i = 0; i <= 2 * zs; ++i) {
      if (found[k][i].bound > top - steps.cut) kept.emplace_back(k, i);
    }
  }
  bin_begin.push_back(static_cast<int>(kept.size()));

  columns.entries = 2 * (neighbours + 1);
  columns.directions = module_kinds(point.layout) + 2;
  const int n = 2 * static_cast<int>(kept.size());
  storage.assign(static_cast<std::size_t>(n) * (1 + columns.entries * (1 + columns.directions)),
                 0.0);
  double* next = storage.data();
  const auto column = [&next, n] {
    double* start = next;
    next += n;
    return start;
  };
  const double log_cell = std::log(step * x_step / (2.0 * std::numbers::pi * spread));  // of dt dx
  const auto signed_point = [&](int j) {
    const auto [k, i] = kept[j / 2];
    if (j % 2 == 0) return found[k][i];
    Entries mirrored = entries_at(point, kind, neighbours, -u_of(k), -z_of(i - zs));
    mirrored.log_weight = found[k][i].log_weight;
    return mirrored;
  };
  std::vector<Entries> points;
  for (int j = 0; j < n; ++j) points.push_back(signed_point(j));
  for (const auto& [k, i] : kept) bin.push_back(k);
  double* weights = column();
  for (int j = 0; j < n; ++j) weights[j] = points[j].log_weight + log_cell;
  columns.log_weight = weights;
  for (int e = 0; e < columns.entries; ++e) {
    double* values = column();
    for (int j = 0; j < n; ++j) values[j] = points[j].value[e];
    columns.value[e] = values;
    for (int d = 0; d < columns.directions; ++d) {
      double* slopes = column();
      for (int j = 0; j < n; ++j) slopes[j] = points[j].slope[d][e];
      columns.slope[d][e] = slopes;
    }
  }
}

}  // namespace steady::theory::detail
