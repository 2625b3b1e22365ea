#include <algorithm>
#include <cmath>

#include <steady/numerics/messages/detail/module_means.hpp>
#include <steady/numerics/messages/detail/products.hpp>

namespace steady::messages::detail {
namespace {

constexpr double grid = 1.0 / (1 << network::Couplings::fraction_bits);

// What a coupling is multiplied by. Each sum below runs over its terms in the order of the neurons,
// whatever the storage; zeros between them change nothing.
double plain(double coupling) {
  return coupling;
}
double square(double coupling) {
  return coupling * coupling;
}

class ExactProducts final : public Products {
 public:
  explicit ExactProducts(const network::Network& network) : network_(network) {}

  void multiply(In m, In g, Out into, Out out) override { sum<plain>(m, g, into, out); }

  void multiply_squares(In a, In b, Out into, Out out) override {
    if (!network_.has_homogeneous_variance()) return sum<square>(a, b, into, out);
    module_means(network_.module_size(), a, into);
    module_means(network_.module_size(), b, out);
  }

 private:
  /// into_i = Σ_j f(J_ij) a_j and out_j = Σ_i f(J_ij) b_i.
  template <double (*f)(double)>
  void sum(In a, In b, Out into, Out out) const {
    std::fill(into.begin(), into.end(), 0.0);
    const int module_size = network_.module_size();
    for (int first = 0; first < network_.size(); first += module_size) {
      const int end = first + module_size;
      int j = first;
      if (network_.is_dense())
        for (; j + group <= end; j += group) add_columns<f>(j, a, b, into, out);
      for (; j < end; ++j) add_column<f>(j, a, b, into, out);
    }
  }

  template <double (*f)(double)>
  void add_column(int neuron, In a, In b, Out into, Out out) const {
    const auto j = static_cast<std::size_t>(neuron);
    const auto column = network_.column(neuron);
    const auto first = static_cast<std::size_t>(column.first);
    const auto module_size = static_cast<std::size_t>(network_.module_size());
    double dot = 0.0;
    const auto add = [&](std::size_t i, std::int32_t value) {
      const double J = f(value * grid);
      into[i] += J * a[j];
      dot += J * b[i];
    };
    for (std::size_t i = 0; i < column.dense.size(); ++i) add(first + i, column.dense[i]);
    for (const auto& entry : column.sparse) {
      const auto i = static_cast<std::size_t>(entry.neuron);
      if (i / module_size == j / module_size) add(i, entry.value);  // λ joins different modules
    }
    out[j] = dot;
  }

  /// The same for several dense columns at a time: their sums do not wait for each other.
  template <double (*f)(double)>
  void add_columns(int neuron, In a, In b, Out into, Out out) const {
    const auto j = static_cast<std::size_t>(neuron);
    const auto size = static_cast<std::size_t>(network_.module_size());
    const std::int32_t* column[group];
    for (int c = 0; c < group; ++c) column[c] = network_.column(neuron + c).dense.data();
    const auto first = static_cast<std::size_t>(network_.column(neuron).first);
    double dot[group] = {};
    for (std::size_t i = 0; i < size; ++i) {
      double total = into[first + i];
      for (std::size_t c = 0; c < group; ++c) {
        const double J = f(column[c][i] * grid);
        total += J * a[j + c];
        dot[c] += J * b[first + i];
      }
      into[first + i] = total;
    }
    std::copy_n(dot, group, out.begin() + static_cast<std::ptrdiff_t>(j));
  }

  static constexpr int group = 8;

  const network::Network& network_;
};

}  // namespace

std::unique_ptr<Products> exact_products(const network::Network& network) {
  return std::make_unique<ExactProducts>(network);
}

}  // namespace steady::messages::detail
