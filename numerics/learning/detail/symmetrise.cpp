#include <steady/numerics/learning/detail/symmetrise.hpp>

#include <cmath>

#include <steady/numerics/learning/detail/layout.hpp>

namespace steady::learning::detail {
namespace {

bool obeys(const BlockInfo& info, const Model::Storage& storage, int sign) {
  for (int i = 0; i < info.rows; ++i) {
    for (int j = 0; j < i; ++j) {
      if (storage.numbers[dense_index(info, i, j)] !=
          sign * storage.numbers[dense_index(info, j, i)])
        return false;
    }
  }
  return true;
}

}  // namespace

void symmetrise(Model& model, Symmetry symmetry) {
  if (symmetry == Symmetry::none) return;
  const int sign = symmetry == Symmetry::symmetric ? 1 : -1;
  for (std::size_t k = 0; k < model.blocks().size(); ++k) {
    const BlockInfo& info = model.blocks()[k];
    if (info.kind != BlockKind::internal || !info.learned || info.pattern != Pattern::dense)
      continue;
    Model::Storage& storage = model.storage(k);
    if (obeys(info, storage, sign)) continue;
    for (int i = 0; i < info.rows; ++i) {
      for (int j = i + 1; j < info.columns; ++j) {
        auto& upper = storage.numbers[dense_index(info, i, j)];
        auto& lower = storage.numbers[dense_index(info, j, i)];
        upper = static_cast<std::int32_t>(
            std::llround((double(upper) + sign * double(lower)) / std::sqrt(2.0)));
        lower = sign * upper;
      }
    }
  }
}

}  // namespace steady::learning::detail
