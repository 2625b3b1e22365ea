// The plain reference of message passing: J m and Jᵀ g by Eigen.
#pragma once

#include <memory>

#include <steady/numerics/network/network.hpp>

namespace steady::bench {

template <class Real>
class PlainProducts {
 public:
  /// A dense network of one module.
  explicit PlainProducts(const network::Network& network);
  ~PlainProducts();

  /// Both products, one after the other; a number that depends on them.
  Real multiply();

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace steady::bench
