// The columns that say which networks a row is about: the same names and meanings in every table.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <steady/numerics/network/network_spec.hpp>

#include <apps/frame/columns.hpp>

namespace steady::apps {

struct NetworkColumn {
  std::string_view name;
  std::string_view meaning;
  Cell (*value)(const network::NetworkSpec& networks, double self_coupling);
};

/// size, self_coupling, symmetry, mean_degree, modules, coupling, external_field or ensemble.
/// Throws std::logic_error for another name.
const NetworkColumn& network_column(std::string_view name);

/// J_D of a point of any study.
template <class Point>
double self_coupling_of(const Point& point) {
  if constexpr (requires { point.self_coupling; })
    return point.self_coupling;
  else
    return point.options.self_coupling;
}

/// Adds these, of rows that keep the point of their study as `at`.
template <class Row>
Columns<Row>& add_network_columns(Columns<Row>& columns,
                                  std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    const auto& column = network_column(name);
    columns.add(std::string(column.name), std::string(column.meaning),
                [value = column.value](const Row& row) {
                  return value(row.at.networks, self_coupling_of(row.at));
                });
  }
  return columns;
}

}  // namespace steady::apps
