// Internal: sums over the couplings of a network.
#pragma once

#include <memory>
#include <span>

#include <steady/numerics/network/network.hpp>
#include <steady/numerics/simd/level.hpp>

namespace steady::messages::detail {

/// The couplings inside the modules; λ between them is treated exactly by the sites.
class Products {
 public:
  using In = std::span<const double>;
  using Out = std::span<double>;

  virtual ~Products() = default;

  /// into_i = Σ_k J_ik m_k and out_i = Σ_k J_ki g_k in one pass over the couplings.
  virtual void multiply(In m, In g, Out into, Out out) = 0;

  /// into_i = Σ_k J_ik² a_k and out_i = Σ_k J_ki² b_k. Where the network is known to have couplings
  /// of one variance, each J² is taken as its mean 1/N, so that a module has one value.
  virtual void multiply_squares(In a, In b, Out into, Out out) = 0;
};

/// In doubles, from the network's own integers: the same bits however the network is stored, and at
/// every level. Refers to the network; keeps its transpose if it is stored densely.
std::unique_ptr<Products> exact_products(const network::Network& network, SimdLevel simd);

/// In single precision from couplings of 16 bits, for networks that are known to have couplings of
/// one variance. The error of a coupling is at most 2^-16 of the largest; networks in which that
/// exceeds 1/600 of the mean square, and all others, get exact_products.
std::unique_ptr<Products> fast_products(const network::Network& network, SimdLevel simd);

}  // namespace steady::messages::detail
