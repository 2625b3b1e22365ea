// Networks of every kind that the searchers meet.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <steady/numerics/network/network.hpp>

namespace steady::tests {

inline network::Network dense_network(int size, std::uint64_t sample) {
  return network::draw_network({{}, size}, 5, sample);
}

inline std::vector<std::pair<std::string, network::Network>> networks_of_every_kind(int size) {
  std::vector<std::pair<std::string, network::Network>> list;
  list.emplace_back("dense", dense_network(size, 0));
  list.emplace_back("sparse", network::draw_network({{0.0, 4.0}, size}, 5, 1));
  list.emplace_back("modules",
                    network::draw_network({{}, size, 3, theory::Topology::chain, 0.3}, 5, 2));
  list.emplace_back(
      "sparse modules",
      network::draw_network({{0.0, 4.0}, size, 2, theory::Topology::ring, -0.4}, 5, 3));
  std::vector<double> field;
  for (int i = 0; i < size; ++i) field.push_back(0.1 * (i % 5) - 0.2);
  auto with_field = dense_network(size, 4);
  with_field.set_external_field(field);
  list.emplace_back("external field", with_field);
  std::vector<double> own;
  for (int i = 0; i < size; ++i) own.push_back(0.25 * (i % 4) - 0.25);
  with_field.set_self_couplings(own);
  list.emplace_back("external field and self-couplings", std::move(with_field));
  return list;
}

}  // namespace steady::tests
