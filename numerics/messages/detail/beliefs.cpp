#include <steady/numerics/messages/detail/beliefs.hpp>

#include <algorithm>
#include <cmath>

#include <steady/theory/gaussian.hpp>

namespace steady::messages::detail {

Beliefs::Beliefs(const network::Network& network, Products& products, const BeliefOptions& options)
    : network_(network),
      products_(products),
      options_(options),
      kernels_(posterior_kernels(options.simd)),
      sites_(network, kernels_) {
  const auto size = static_cast<std::size_t>(network.size());
  for (Vector* vector :
       {&added,  &m_,        &g_,        &m_before_, &g_before_,        &H_,
        &omega_, &variance_, &reaction_, &output_,   &variance_before_, &reaction_before_,
        &X_,     &Y_,        &total_,    &field_,    &threshold_,       &work_,
        &into_,  &out_})
    vector->assign(size, 0.0);
  update_variances();
  std::fill(output_.begin(), output_.end(), 0.0);
}

void Beliefs::gather_fields() {
  products_.multiply(m_, g_, into_, out_);
  const auto external = network_.external_field();
  const double keep = options_.damping;
  for (std::size_t i = 0; i < m_.size(); ++i) {
    const double bias = external.empty() ? 0.0 : std::ldexp(external[i], -20);
    const double omega =
        into_[i] + bias - variance_[i] * g_before_[i] - reaction_[i] * m_before_[i];
    const double H = out_[i] - output_[i] * m_before_[i] - reaction_[i] * g_before_[i];
    omega_[i] = keep * omega_[i] + (1.0 - keep) * omega;
    H_[i] = keep * H_[i] + (1.0 - keep) * H;
  }
}

void Beliefs::update_means() {
  m_before_.swap(m_);
  g_before_.swap(g_);
  const auto own = network_.self_couplings();
  for (std::size_t i = 0; i < m_.size(); ++i) {
    const double of_neuron = own.empty() ? 0.0 : std::ldexp(own[i], -20);
    field_[i] = H_[i] + added[i];
    threshold_[i] = options_.self_coupling + of_neuron + reaction_[i];
  }
  const PosteriorArrays arrays{threshold_.data(), omega_.data(), variance_.data(),
                               field_.data(),     total_.data(), m_.data(),
                               g_.data(),         X_.data(),     Y_.data()};
  if (network_.modules() == 1)
    kernels_.posterior(m_.size(), arrays);
  else
    sites_.posterior(arrays);
  update_variances();
}

void Beliefs::update_variances() {
  variance_before_.swap(variance_);
  reaction_before_.swap(reaction_);
  for (std::size_t i = 0; i < m_.size(); ++i) {
    into_[i] = 1.0 - m_[i] * m_[i];
    out_[i] = X_[i] - g_[i] * g_[i];
  }
  products_.multiply_squares(into_, out_, variance_, output_);
  for (double& v : variance_) v = std::max(v, options_.variance_floor) + options_.added_variance;
  if (options_.symmetry == 0.0) return;
  for (std::size_t i = 0; i < m_.size(); ++i) into_[i] = Y_[i] - m_[i] * g_[i];
  std::fill(out_.begin(), out_.end(), 0.0);
  products_.multiply_squares(into_, out_, reaction_, work_);
  for (double& r : reaction_) r *= options_.symmetry;
}

double Beliefs::bethe_entropy() const {
  double sum =
      network_.modules() == 1
          ? 0.0
          : sites_.log_normalisation({threshold_.data(), omega_.data(), variance_.data(),
                                      field_.data(), nullptr, nullptr, nullptr, nullptr, nullptr});
  for (std::size_t i = 0; i < m_.size(); ++i) {
    if (network_.modules() == 1) {
      const double scale = 1.0 / std::sqrt(variance_[i]);
      const double up = field_[i] + theory::log_normal_cdf((threshold_[i] + omega_[i]) * scale);
      const double down = -field_[i] + theory::log_normal_cdf((threshold_[i] - omega_[i]) * scale);
      sum += std::max(up, down) + std::log1p(std::exp(-std::abs(up - down)));
    }
    sum -= field_[i] * m_[i];
    sum += 0.5 * variance_[i] * g_[i] * g_[i];
    sum -= 0.5 * reaction_[i] * (Y_[i] - m_[i] * g_[i]);
  }
  return sum / static_cast<double>(m_.size());
}

Edgeworth Beliefs::few_inputs(const InputSums& sums) const {
  Edgeworth mean;
  for (std::size_t i = 0; i < m_.size(); ++i) {
    const double scale = 1.0 / std::sqrt(variance_[i]);
    for (const double sigma : {1.0, -1.0}) {
      const double weight = 0.5 * (1.0 + sigma * m_[i]) / static_cast<double>(m_.size());
      const auto term = edgeworth((threshold_[i] + sigma * omega_[i]) * scale, variance_[i],
                                  sums.fourths[i], sums.sixths[i]);
      mean += {weight * term.first, weight * term.second};
    }
  }
  return mean;
}

double Beliefs::largest_change() const {
  double largest = 0.0;
  for (std::size_t i = 0; i < m_.size(); ++i) {
    if (!std::isfinite(total_[i])) return std::nan("");
    largest = std::max({largest, std::abs(m_[i] - m_before_[i]),
                        std::abs(variance_[i] - variance_before_[i]),
                        std::abs(reaction_[i] - reaction_before_[i])});
  }
  return largest;
}

}  // namespace steady::messages::detail
