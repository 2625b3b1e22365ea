#include <algorithm>

#include <steady/numerics/messages/detail/columns.hpp>
#include <steady/numerics/messages/detail/module_means.hpp>
#include <steady/numerics/messages/detail/products.hpp>
#include <steady/numerics/simd/aligned_array.hpp>

namespace steady::messages::detail {
namespace {

// Each sum runs over its terms in the order of the neurons, whatever the storage; zeros between
// them change nothing.
class ExactProducts final : public Products {
 public:
  ExactProducts(const network::Network& network, SimdLevel simd)
      : network_(network),
        kernels_(column_kernels(simd)),
        module_size_(static_cast<std::size_t>(network.module_size())) {
    if (network.is_dense()) transpose();
  }

  void multiply(In m, In g, Out into, Out out) override {
    sum([](double J) { return J; }, kernels_.plain, m, g, into, out);
  }

  void multiply_squares(In a, In b, Out into, Out out) override {
    if (!network_.has_homogeneous_variance())
      return sum([](double J) { return J * J; }, kernels_.squares, a, b, into, out);
    module_means(network_.module_size(), a, into);
    module_means(network_.module_size(), b, out);
  }

 private:
  /// into_i = Σ_j f(J_ij) a_j and out_j = Σ_i f(J_ij) b_i; the kernel adds f.
  template <class F>
  void sum(const F& f, AddColumns add, In a, In b, Out into, Out out) const {
    std::fill(into.begin(), into.end(), 0.0);
    std::fill(out.begin(), out.end(), 0.0);
    if (!network_.is_dense()) return sum_lists(f, a, b, into, out);
    const auto column = [this](std::size_t j) {
      return network_.column(static_cast<int>(j)).dense.data();
    };
    const auto row = [this](std::size_t i) { return rows_.data() + i * module_size_; };
    for (std::size_t first = 0; first < a.size(); first += module_size_) {
      add_all(add, column, first, a, into);
      add_all(add, row, first, b, out);
    }
  }

  /// What the columns or rows of the neurons of one module add.
  template <class Lines>
  void add_all(AddColumns add, const Lines& line, std::size_t first, In x, Out y) const {
    for (std::size_t k = 0; k < module_size_; k += columns_at_a_time) {
      const std::int32_t* lines[columns_at_a_time];
      double values[columns_at_a_time];
      for (std::size_t c = 0; c < columns_at_a_time; ++c) {
        const bool any = k + c < module_size_;
        lines[c] = line(any ? first + k + c : first);
        values[c] = any ? x[first + k + c] : 0.0;
      }
      add(lines, values, y.data() + first, module_size_);
    }
  }

  template <class F>
  void sum_lists(const F& f, In a, In b, Out into, Out out) const {
    for (std::size_t j = 0; j < a.size(); ++j)
      for (const auto& entry : network_.column(static_cast<int>(j)).sparse) {
        const auto i = static_cast<std::size_t>(entry.neuron);
        if (i / module_size_ != j / module_size_) continue;  // λ joins different modules
        const double coupling = f(entry.value * 0x1p-20);
        into[i] += coupling * a[j];
        out[j] += coupling * b[i];
      }
  }

  void transpose() {
    constexpr std::size_t tile = 32;
    const auto size = static_cast<std::size_t>(network_.size());
    rows_ = AlignedArray<std::int32_t>(size * module_size_);
    for (std::size_t j0 = 0; j0 < size; j0 += tile)
      for (std::size_t i0 = 0; i0 < module_size_; i0 += tile)
        for (std::size_t j = j0; j < std::min(size, j0 + tile); ++j) {
          const auto column = network_.column(static_cast<int>(j));
          const std::size_t within = j % module_size_;
          for (std::size_t i = i0; i < std::min(module_size_, i0 + tile); ++i)
            rows_[(static_cast<std::size_t>(column.first) + i) * module_size_ + within] =
                column.dense[i];
        }
  }

  const network::Network& network_;
  const ColumnKernels& kernels_;
  std::size_t module_size_;
  AlignedArray<std::int32_t> rows_;  ///< of all modules, where columns are stored
};

}  // namespace

std::unique_ptr<Products> exact_products(const network::Network& network, SimdLevel simd) {
  return std::make_unique<ExactProducts>(network, simd);
}

}  // namespace steady::messages::detail
