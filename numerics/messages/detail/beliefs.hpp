// Internal: the messages of one network and one iteration of them, eqs. (7.3)–(7.5).
#pragma once

#include <cstddef>
#include <vector>

#include <steady/numerics/messages/detail/few_inputs.hpp>
#include <steady/numerics/messages/detail/posterior.hpp>
#include <steady/numerics/messages/detail/products.hpp>
#include <steady/numerics/messages/detail/sites.hpp>
#include <steady/numerics/network/network.hpp>

namespace steady::messages::detail {

struct BeliefOptions {
  double self_coupling = 0.0;  ///< of the messages
  double symmetry = 0.0;
  double added_variance = 0.0;
  double variance_floor = 1e-3;
  double damping = 0.0;
  SimdLevel simd = best_simd_level();
};

class Beliefs {
 public:
  using Vector = std::vector<double>;

  /// m = g = 0 and the variances that follow. Refers to the network and the products.
  Beliefs(const network::Network& network, Products& products, const BeliefOptions& options);

  /// omega and H from the means, eq. (7.3).
  void gather_fields();
  /// The means, the total fields and the variances from omega, H and `added`, eqs. (7.4), (7.5).
  void update_means();

  /// Eq. (7.6) at a fixed point of the two, nats per neuron, without the energy of `added`.
  double bethe_entropy() const;

  /// What the inputs of each neuron being few adds to ln P(x_i ≥ 0) at the symmetric point, its
  /// mean over the neurons; elsewhere, the size of such terms.
  Edgeworth few_inputs(const InputSums& sums) const;

  /// Largest change of m, V or R in the last iteration; NaN if a total field is not finite.
  double largest_change() const;

  Vector added;  ///< further fields on s, to be set between gather_fields and update_means
  const Vector& magnetisations() const { return m_; }
  const Vector& total_fields() const { return total_; }  ///< atanh m_i, `added` included

 private:
  void update_variances();

  const network::Network& network_;
  Products& products_;
  BeliefOptions options_;
  const PosteriorKernels& kernels_;
  Sites sites_;
  Vector m_, g_, m_before_, g_before_;
  Vector H_, omega_, variance_, reaction_, output_;  ///< H, ω, V, R, A
  Vector variance_before_, reaction_before_;
  Vector X_, Y_, total_;
  Vector field_, threshold_, work_, into_, out_;
};

}  // namespace steady::messages::detail
