#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <steady/numerics/enumeration/detail/ground_state/component.hpp>

namespace steady::enumeration::detail {
namespace {

std::vector<std::vector<int>> connected(const network::Couplings& couplings) {
  std::vector<std::vector<int>> parts;
  std::vector<bool> known(static_cast<std::size_t>(couplings.size()));
  for (int first = 0; first < couplings.size(); ++first) {
    if (known[static_cast<std::size_t>(first)]) continue;
    known[static_cast<std::size_t>(first)] = true;
    std::vector<int> part{first};
    for (std::size_t k = 0; k < part.size(); ++k)
      for (int j = 0; j < couplings.size(); ++j)
        if (!known[static_cast<std::size_t>(j)] && couplings.grid(part[k], j) != 0) {
          known[static_cast<std::size_t>(j)] = true;
          part.push_back(j);
        }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<int> in_order(const network::Couplings& couplings, std::vector<int> left) {
  const auto reach = [&](int i) {
    std::int64_t sum = 0;
    for (const int j : left) sum += std::abs(couplings.grid(i, j));
    return sum;
  };
  std::vector<int> order;
  while (!left.empty()) {
    std::vector<std::int64_t> reaches;
    for (const int i : left) reaches.push_back(reach(i));
    const auto strongest = std::max_element(reaches.begin(), reaches.end()) - reaches.begin();
    order.push_back(left[static_cast<std::size_t>(strongest)]);
    left.erase(left.begin() + strongest);
  }
  return order;
}

}  // namespace

std::vector<Component> components(const network::Couplings& couplings) {
  const auto external = couplings.external_field();
  std::vector<Component> result;
  for (auto& part : connected(couplings)) {
    Component component;
    component.neurons = in_order(couplings, std::move(part));
    for (const int i : component.neurons) {
      for (const int j : component.neurons) component.couplings.push_back(couplings.grid(i, j));
      const auto field = external.empty() ? 0 : external[static_cast<std::size_t>(i)];
      component.field.push_back(field);
      component.has_field = component.has_field || field != 0;
    }
    result.push_back(std::move(component));
  }
  return result;
}

}  // namespace steady::enumeration::detail
