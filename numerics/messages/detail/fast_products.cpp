#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <steady/numerics/messages/detail/module_means.hpp>
#include <steady/numerics/messages/detail/pass.hpp>
#include <steady/numerics/messages/detail/products.hpp>
#include <steady/numerics/simd/aligned_array.hpp>

namespace steady::messages::detail {
namespace {

constexpr double largest_int16 = 32767.0;

std::size_t round_up(std::size_t n, std::size_t to) {
  return (n + to - 1) / to * to;
}

class FastProducts final : public Products {
 public:
  FastProducts(const network::Network& network, double step, SimdLevel simd)
      : module_size_(static_cast<std::size_t>(network.module_size())),
        modules_(static_cast<std::size_t>(network.modules())),
        stride_(round_up(module_size_, 32)),
        columns_(round_up(module_size_, 4)),
        step_(std::ldexp(step, -network::Couplings::fraction_bits)),
        pass_(pass_kernel(simd)),
        couplings_(modules_ * columns_ * stride_, 0),
        m_(columns_, 0.0f),
        g_(stride_, 0.0f),
        into_(stride_),
        out_(columns_) {
    for (std::size_t l = 0; l < modules_; ++l)
      for (std::size_t j = 0; j < module_size_; ++j) {
        const auto from = network.column(static_cast<int>(l * module_size_ + j)).dense;
        std::int16_t* to = couplings_.data() + (l * columns_ + j) * stride_;
        const double scale = 1.0 / step;
        for (std::size_t i = 0; i < from.size(); ++i)
          to[i] = static_cast<std::int16_t>(
              static_cast<std::int32_t>(from[i] * scale + (from[i] < 0 ? -0.5 : 0.5)));
      }
  }

  void multiply(In m, In g, Out into, Out out) override {
    for (std::size_t l = 0; l < modules_; ++l) {
      const std::size_t first = l * module_size_;
      for (std::size_t i = 0; i < module_size_; ++i) {
        m_[i] = static_cast<float>(m[first + i] * step_);
        g_[i] = static_cast<float>(g[first + i] * step_);
      }
      std::fill_n(into_.data(), stride_, 0.0f);
      pass_({couplings_.data() + l * columns_ * stride_, stride_, columns_}, m_.data(), g_.data(),
            into_.data(), out_.data());
      std::copy_n(into_.data(), module_size_, into.data() + first);
      std::copy_n(out_.data(), module_size_, out.data() + first);
    }
  }

  void multiply_squares(In a, In b, Out into, Out out) override {
    module_means(static_cast<int>(module_size_), a, into);
    module_means(static_cast<int>(module_size_), b, out);
  }

 private:
  std::size_t module_size_, modules_, stride_, columns_;
  double step_;
  Pass pass_;
  AlignedArray<std::int16_t> couplings_;
  AlignedArray<float> m_, g_, into_, out_;
};

/// Grid steps of 2^-20 per step of the 16-bit numbers; 0 where 16 bits are too few.
double step_for(const network::Network& network) {
  double largest = 0.0, squares = 0.0;
  for (int j = 0; j < network.size(); ++j)
    for (const std::int32_t value : network.column(j).dense) {
      largest = std::max(largest, std::abs(static_cast<double>(value)));
      squares += static_cast<double>(value) * value;
    }
  const double pairs = static_cast<double>(network.size()) * network.module_size();
  const double step = std::max(1.0, largest / largest_int16);
  const bool fine = step <= 1.0 || step * 300.0 <= std::sqrt(squares / pairs);
  return fine ? step : 0.0;
}

}  // namespace

std::unique_ptr<Products> fast_products(const network::Network& network, SimdLevel simd) {
  const bool suitable = network.is_dense() && network.has_homogeneous_variance();
  const double step = suitable ? step_for(network) : 0.0;
  if (step == 0.0) return exact_products(network, simd);
  return std::make_unique<FastProducts>(network, step, simd);
}

}  // namespace steady::messages::detail
