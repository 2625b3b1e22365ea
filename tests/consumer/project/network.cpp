// steady::numerics: draw one network, enumerate its fixed points by both engines, check each.
#include <cstdint>
#include <cstdio>
#include <span>

#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/network/ensembles.hpp>

int main() {
  using namespace steady;
  const int size = 20;
  const double self_coupling = 0.3;
  const network::Couplings couplings = network::draw_couplings({}, size, /*seed=*/1, /*sample=*/0);

  std::uint64_t wrong = 0;
  std::uint64_t visited = 0;
  const auto check = [&](std::span<const network::PackedState> states) {
    for (const auto state : states) {
      ++visited;
      if (!network::is_fixed_point(couplings, self_coupling, state)) ++wrong;
    }
  };

  enumeration::Options options;
  options.method = enumeration::Method::sweep;
  const auto sweep = enumeration::enumerate_fixed_points(couplings, self_coupling, options, check);
  options.method = enumeration::Method::tree;
  const auto tree = enumeration::enumerate_fixed_points(couplings, self_coupling, options, check);

  std::printf("fixed points: %llu by sweep, %llu by tree, %llu visited, %llu of them unstable\n",
              static_cast<unsigned long long>(sweep.count),
              static_cast<unsigned long long>(tree.count),
              static_cast<unsigned long long>(visited), static_cast<unsigned long long>(wrong));
  return sweep.count == tree.count && visited == sweep.count + tree.count && wrong == 0 ? 0 : 1;
}
