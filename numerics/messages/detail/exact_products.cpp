#include <algorithm>
#include <cmath>

#include <steady/numerics/messages/detail/module_means.hpp>
#include <steady/numerics/messages/detail/products.hpp>

namespace steady::messages::detail {
namespace {

class ExactProducts final : public Products {
 public:
  explicit ExactProducts(const network::Network& network) : network_(network) {}

  void multiply(In m, In g, Out into, Out out) override {
    visit(into, out, [&](std::size_t i, std::size_t j, double coupling) {
      into[i] += coupling * m[j];
      out[j] += coupling * g[i];
    });
  }

  void multiply_squares(In a, In b, Out into, Out out) override {
    if (network_.is_dense()) {
      module_means(network_.module_size(), a, into);
      module_means(network_.module_size(), b, out);
      return;
    }
    visit(into, out, [&](std::size_t i, std::size_t j, double coupling) {
      into[i] += coupling * coupling * a[j];
      out[j] += coupling * coupling * b[i];
    });
  }

 private:
  template <class Visitor>
  void visit(Out into, Out out, const Visitor& add) const {
    std::fill(into.begin(), into.end(), 0.0);
    std::fill(out.begin(), out.end(), 0.0);
    const auto module_size = static_cast<std::size_t>(network_.module_size());
    for (std::size_t j = 0; j < into.size(); ++j) {
      const auto column = network_.column(static_cast<int>(j));
      const auto first = static_cast<std::size_t>(column.first);
      for (std::size_t i = 0; i < column.dense.size(); ++i)
        add(first + i, j, std::ldexp(column.dense[i], -network::Couplings::fraction_bits));
      for (const auto& entry : column.sparse) {
        const auto i = static_cast<std::size_t>(entry.neuron);
        if (i / module_size == j / module_size)  // λ joins different modules
          add(i, j, std::ldexp(entry.value, -network::Couplings::fraction_bits));
      }
    }
  }

  const network::Network& network_;
};

}  // namespace

std::unique_ptr<Products> exact_products(const network::Network& network) {
  return std::make_unique<ExactProducts>(network);
}

}  // namespace steady::messages::detail
