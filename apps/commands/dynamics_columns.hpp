// The columns that say which dynamics a row is about, of rows whose point `at` has
// dynamics::Options or others with the same members.
#pragma once

#include <string>
#include <string_view>

#include <steady/numerics/dynamics/rules.hpp>

#include <apps/frame/columns.hpp>

namespace steady::apps {

template <class Row>
Columns<Row>& add_rule(Columns<Row>& columns) {
  return columns.add("rule", dynamics::meanings(dynamics::rules),
                     [](const Row& row) { return dynamics::to_string(row.at.options.rule); });
}

/// order and temperature.
template <class Row>
Columns<Row>& add_order_and_temperature(Columns<Row>& columns) {
  return columns
      .add("order",
           "which neuron is next: " + dynamics::meanings(dynamics::orders) + "; `none`: parallel",
           [](const Row& row) {
             return dynamics::entry_of(row.at.options.rule).ordered
                        ? dynamics::to_string(row.at.options.order)
                        : std::string_view("none");
           })
      .add("temperature", "T of (7.2)", [](const Row& row) { return row.at.options.temperature; });
}

}  // namespace steady::apps
