// Internal: loops over the couplings of a matrix, however it is stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <variant>

#include <steady/numerics/files/arrays.hpp>

namespace steady::network::detail {

/// Calls `visit(i, j, value)` for every stored entry, row by row; `value` may be changed.
template <class AnyMatrix, class Visit>
void for_each_entry(AnyMatrix& matrix, const Visit& visit) {
  std::visit(
      [&](auto& m) {
        using Kind = std::remove_const_t<std::remove_reference_t<decltype(m)>>;
        std::size_t k = 0;
        for (std::int64_t i = 0; i < m.rows; ++i)
          if constexpr (std::is_same_v<Kind, files::DenseMatrix>)
            for (std::int64_t j = 0; j < m.columns; ++j) visit(i, j, m.values[k++]);
          else
            for (; k < static_cast<std::size_t>(m.first[static_cast<std::size_t>(i) + 1]); ++k)
              visit(i, std::int64_t{m.column[k]}, m.values[k]);
      },
      matrix);
}

/// The same for one row.
template <class Visit>
void for_each_in_row(const files::Matrix& matrix, int row, const Visit& visit) {
  const auto i = static_cast<std::size_t>(row);
  if (const auto* dense = std::get_if<files::DenseMatrix>(&matrix)) {
    const auto n = static_cast<std::size_t>(dense->columns);
    for (std::size_t j = 0; j < n; ++j) visit(j, dense->values[i * n + j]);
    return;
  }
  const auto& sparse = std::get<files::SparseMatrix>(matrix);
  for (auto k = static_cast<std::size_t>(sparse.first[i]);
       k < static_cast<std::size_t>(sparse.first[i + 1]); ++k)
    visit(static_cast<std::size_t>(sparse.column[k]), sparse.values[k]);
}

}  // namespace steady::network::detail
