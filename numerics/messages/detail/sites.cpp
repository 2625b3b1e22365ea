#include <steady/numerics/messages/detail/sites.hpp>

#include <algorithm>
#include <cmath>

namespace steady::messages::detail {
namespace {

double spin(std::size_t configuration, std::size_t module) {
  return (configuration >> module) & 1 ? 1.0 : -1.0;
}

}  // namespace

struct Sites::Tables {
  std::vector<double> u, log_cdf, mills;  ///< [module][entry]
  std::vector<double> weight;             ///< of every configuration
  double log_Z = 0.0;
};

Sites::Sites(const network::Network& network, const PosteriorKernels& kernels)
    : kernels_(kernels),
      modules_(static_cast<std::size_t>(network.modules())),
      module_size_(static_cast<std::size_t>(network.module_size())),
      coupling_(std::ldexp(network.coupling(), -20)),
      entries_(2 * modules_),
      largest_sum_(modules_ - 1) {
  if (modules_ == 1) return;
  // σ_l times the sum of the neighbours is one of −(L−1), −(L−3), …, L−1, or of the numbers between
  // them where a module has fewer neighbours: both parities are kept apart by the offset.
  entries_ = 2 * (2 * largest_sum_ + 1);
  const int count = network.modules();
  for (std::size_t sigma = 0; sigma < std::size_t{1} << modules_; ++sigma)
    for (int l = 0; l < count; ++l) {
      double sum = 0.0;
      for (int other = 0; other < count; ++other)
        if (other != l && theory::are_neighbours(network.topology(), count, l, other))
          sum += spin(sigma, static_cast<std::size_t>(other));
      const double aligned = sum * spin(sigma, static_cast<std::size_t>(l));
      const auto offset = static_cast<std::size_t>(aligned + static_cast<double>(largest_sum_));
      entry_.push_back(2 * offset + (sigma >> l & 1));
    }
}

void Sites::fill(const PosteriorArrays& arrays, std::size_t site, Tables& tables) const {
  tables.u.resize(modules_ * entries_);
  tables.log_cdf.resize(modules_ * entries_);
  tables.mills.resize(modules_ * entries_);
  for (std::size_t l = 0; l < modules_; ++l) {
    const std::size_t k = l * module_size_ + site;
    const double scale = 1.0 / std::sqrt(arrays.variance[k]);
    for (std::size_t e = 0; e < entries_; ++e) {
      const double aligned = static_cast<double>(e / 2) - static_cast<double>(largest_sum_);
      const double omega = e % 2 == 1 ? arrays.omega[k] : -arrays.omega[k];
      tables.u[l * entries_ + e] = (arrays.threshold[k] + omega + coupling_ * aligned) * scale;
    }
  }
  kernels_.tails(tables.u.size(), tables.u.data(), tables.log_cdf.data(), tables.mills.data());
  const std::size_t configurations = std::size_t{1} << modules_;
  tables.weight.resize(configurations);
  for (std::size_t sigma = 0; sigma < configurations; ++sigma) {
    double sum = 0.0;
    for (std::size_t l = 0; l < modules_; ++l)
      sum += spin(sigma, l) * arrays.field[l * module_size_ + site] +
             tables.log_cdf[l * entries_ + entry_[sigma * modules_ + l]];
    tables.weight[sigma] = sum;
  }
  const double largest = *std::max_element(tables.weight.begin(), tables.weight.end());
  double norm = 0.0;
  for (double& w : tables.weight) norm += w = std::exp(w - largest);
  for (double& w : tables.weight) w /= norm;
  tables.log_Z = largest + std::log(norm);
}

void Sites::posterior(const PosteriorArrays& arrays) const {
  Tables tables;
  constexpr double smallest = 1e-300;
  for (std::size_t site = 0; site < module_size_; ++site) {
    fill(arrays, site, tables);
    for (std::size_t l = 0; l < modules_; ++l) {
      const std::size_t k = l * module_size_ + site;
      const double scale = 1.0 / std::sqrt(arrays.variance[k]);
      double up = 0.0, down = 0.0, g = 0.0, X = 0.0, Y = 0.0;
      for (std::size_t sigma = 0; sigma < tables.weight.size(); ++sigma) {
        const std::size_t e = l * entries_ + entry_[sigma * modules_ + l];
        const double x = tables.weight[sigma] * tables.mills[e] * scale;
        (sigma >> l & 1 ? up : down) += tables.weight[sigma];
        g += spin(sigma, l) * x;
        Y += x;
        X -= x * tables.u[e] * scale;
      }
      arrays.m[k] = up - down;
      arrays.g[k] = g;
      arrays.X[k] = X;
      arrays.Y[k] = Y;
      arrays.total[k] = 0.5 * (std::log(up + smallest) - std::log(down + smallest));
    }
  }
}

double Sites::log_normalisation(const PosteriorArrays& arrays) const {
  Tables tables;
  double sum = 0.0;
  for (std::size_t site = 0; site < module_size_; ++site) {
    fill(arrays, site, tables);
    sum += tables.log_Z;
  }
  return sum;
}

}  // namespace steady::messages::detail
