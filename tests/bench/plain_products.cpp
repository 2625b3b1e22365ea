#include <Eigen/Core>

#include <tests/bench/plain_products.hpp>

namespace steady::bench {

template <class Real>
struct PlainProducts<Real>::Data {
  Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic> J;
  Eigen::Matrix<Real, Eigen::Dynamic, 1> m, g, Jm, Jg;
};

template <class Real>
PlainProducts<Real>::PlainProducts(const network::Network& network)
    : data_(std::make_unique<Data>()) {
  const int size = network.size();
  data_->J.resize(size, size);
  for (int j = 0; j < size; ++j)
    for (int i = 0; i < size; ++i)
      data_->J(i, j) =
          static_cast<Real>(network.column(j).dense[static_cast<std::size_t>(i)]) / Real(1 << 20);
  data_->m = data_->J.col(1);
  data_->g = data_->J.col(2);
  data_->Jm.resize(size);
  data_->Jg.resize(size);
}

template <class Real>
PlainProducts<Real>::~PlainProducts() = default;

template <class Real>
Real PlainProducts<Real>::multiply() {
  data_->Jm.noalias() = data_->J * data_->m;
  data_->Jg.noalias() = data_->J.transpose() * data_->g;
  return data_->Jm[0] + data_->Jg[0];
}

template class PlainProducts<double>;
template class PlainProducts<float>;

}  // namespace steady::bench
