// The site sum over the L copies of one neuron (docs/theory.md, section 5.1). Everything is kept as
// a logarithm: the weights Φ may underflow, and they have one sign, so that nothing cancels.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <steady/theory/domain.hpp>
#include <steady/theory/gaussian.hpp>
#include <steady/theory/module_sites.hpp>
#include <steady/theory/modules.hpp>
#include <vector>

namespace steady::theory {

namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

// ln(e^a + e^b).
double log_sum(double a, double b) {
  const double high = a > b ? a : b;
  const double low = a > b ? b : a;
  return low == kMinusInfinity ? high : high + std::log1p(std::exp(low - high));
}

// A pair of neighbouring spins (a, b) is the number 2·[a > 0] + [b > 0].
constexpr int kPairs = 4;
constexpr int first(int pair) {
  return (pair & 2) != 0 ? 1 : -1;
}
constexpr int second(int pair) {
  return (pair & 1) != 0 ? 1 : -1;
}

using LogVector = std::array<double, kPairs>;
using LogMatrix = std::array<LogVector, kPairs>;

// What one module weighs: ln Φ(J_D + λ · alignment), alignment = σ_l Σ σ_l'.
struct GaussianSite {
  double coupling;
  double self_coupling;
  double log_weight(double alignment) const {
    return log_normal_cdf(self_coupling + coupling * alignment);
  }
};

struct AnySite {
  const std::function<double(int)>& log_stable;
  double log_weight(double alignment) const { return log_stable(static_cast<int>(alignment)); }
};

LogMatrix product(const LogMatrix& left, const LogMatrix& right) {
  LogMatrix result;
  for (int i = 0; i < kPairs; ++i)
    for (int j = 0; j < kPairs; ++j) {
      result[i][j] = kMinusInfinity;
      for (int k = 0; k < kPairs; ++k)
        result[i][j] = log_sum(result[i][j], left[i][k] + right[k][j]);
    }
  return result;
}

LogMatrix identity() {
  LogMatrix result;
  for (int i = 0; i < kPairs; ++i)
    for (int j = 0; j < kPairs; ++j) result[i][j] = i == j ? 0.0 : kMinusInfinity;
  return result;
}

LogMatrix power(LogMatrix base, int exponent) {
  LogMatrix result = identity();
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = product(result, base);
    base = product(base, base);
  }
  return result;
}

// From (σ_{l−1}, σ_l) to (σ_l, σ_{l+1}), with the weight of module l, eq. (5.4).
template <class Site>
LogMatrix transfer(const Site& site) {
  LogMatrix result;
  for (int i = 0; i < kPairs; ++i)
    for (int j = 0; j < kPairs; ++j)
      result[i][j] = second(i) == first(j) ? site.log_weight(second(i) * (first(i) + second(j)))
                                           : kMinusInfinity;
  return result;
}

template <class Site>
double chain_sum(const Site& site, int modules) {
  const LogMatrix inner = power(transfer(site), modules - 2);
  LogVector end;
  for (int i = 0; i < kPairs; ++i) end[i] = site.log_weight(first(i) * second(i));
  double sum = kMinusInfinity;
  for (int i = 0; i < kPairs; ++i)
    for (int j = 0; j < kPairs; ++j) sum = log_sum(sum, end[i] + inner[i][j] + end[j]);
  return sum;
}

template <class Site>
double ring_sum(const Site& site, int modules) {
  const LogMatrix around = power(transfer(site), modules);
  double sum = kMinusInfinity;
  for (int i = 0; i < kPairs; ++i) sum = log_sum(sum, around[i][i]);
  return sum;
}

// Eq. (5.5): k modules are up. The binomials are built up in long double, because L = 10⁶ steps
// in double would cost three digits; so would adding the terms one by one to a logarithm.
template <class Site>
double all_sum(const Site& site, int modules) {
  const double total = modules;
  std::vector<double> terms;
  long double log_binomial = 0.0L;
  for (int k = 0; k <= modules; ++k) {
    const double up = k;
    const double down = total - up;
    terms.push_back(static_cast<double>(log_binomial));
    if (k > 0) terms.back() += up * site.log_weight(up - 1.0 - down);
    if (k < modules) terms.back() += down * site.log_weight(down - 1.0 - up);
    log_binomial += std::log(static_cast<long double>(modules - k) / (k + 1));
  }
  const double largest = *std::max_element(terms.begin(), terms.end());
  if (largest == kMinusInfinity) return largest;
  double sum = 0.0;
  for (const double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum);
}

// ln Σ_σ Π_l Φ(J_D + λ σ_l Σ σ_l').
template <class Site>
double log_site_sum(Topology topology, int modules, const Site& site) {
  if (modules == 1) return std::log(2.0) + site.log_weight(0.0);
  if (modules == 2) return chain_sum(site, 2);
  switch (topology) {
    case Topology::chain:
      return chain_sum(site, modules);
    case Topology::ring:
      return ring_sum(site, modules);
    case Topology::all:
      return all_sum(site, modules);
  }
  throw outside("topology", static_cast<int>(topology), "{chain, ring, all}");
}

void require_modules(int modules) {
  if (modules < 1 || modules > 1000000) throw outside("modules", modules, "[1,1000000]");
}

void require_modules(int modules, double coupling, double self_coupling) {
  require_modules(modules);
  require(std::abs(coupling) <= 1e100, "coupling", coupling, "[-1e100,1e100]");
  require_self_coupling(self_coupling);
}

}  // namespace

double modules_entropy(Topology topology, int modules, double coupling, double self_coupling) {
  require_modules(modules, coupling, self_coupling);
  return log_site_sum(topology, modules, GaussianSite{coupling, self_coupling}) / modules;
}

double log_mean_fixed_points_modules(Topology topology, int modules, int size, double coupling,
                                     double self_coupling) {
  require_modules(modules, coupling, self_coupling);
  require_size(size);
  const double n = size;
  const double root = std::sqrt(n / (n - 1.0));
  return n * log_site_sum(topology, modules, GaussianSite{coupling * root, self_coupling * root});
}

double log_mean_fixed_points_modules(Topology topology, int modules, int size,
                                     const std::function<double(int alignment)>& log_stable) {
  require_modules(modules);
  require_at_least("size", size, 1);
  return size * log_site_sum(topology, modules, AnySite{log_stable});
}

}  // namespace steady::theory
