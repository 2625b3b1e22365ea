#include <steady/numerics/learning/detail/weights_group.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <steady/numerics/files/detail/hdf5_arrays.hpp>

namespace steady::learning::detail {
namespace {

namespace hdf5 = files::detail;
using hdf5::Checker;

std::vector<hsize_t> shape_of(const BlockInfo& info) {
  return {static_cast<hsize_t>(info.rows), static_cast<hsize_t>(info.columns)};
}

template <class T>
void put(const Checker& c, hid_t group, const std::string& name, const std::vector<T>& values) {
  auto data = hdf5::write_array<T>(c, group, name, {static_cast<hsize_t>(values.size())}, values);
  c.close(data);
}

void write_sparse(const Checker& c, hid_t weights, const Model& model, std::size_t block) {
  auto group = hdf5::create_group(c, weights, model.blocks()[block].name);
  const auto columns = model.sparse_columns(block);
  const auto first = model.sparse_first(block);
  put<std::int32_t>(c, group.get(), "values", model.values(block));
  put<std::int32_t>(c, group.get(), "columns", {columns.begin(), columns.end()});
  put<std::int64_t>(c, group.get(), "first", {first.begin(), first.end()});
  c.close(group);
}

void write_dense(const Checker& c, hid_t weights, const Model& model, std::size_t block) {
  const auto& info = model.blocks()[block];
  const auto values = model.values(block);
  auto data = hdf5::write_array<std::int32_t>(c, weights, info.name, shape_of(info), values);
  c.close(data);
}

/// A sparse array: its length is the file's business, within reason.
template <class T>
std::vector<T> get(const Checker& c, hid_t group, const std::string& name, std::size_t most) {
  const auto data = hdf5::open_array(c, group, name);
  const auto shape = hdf5::shape_of(c, data.get());
  if (shape.size() != 1 || shape[0] > most || hdf5::class_of(c, data.get()) != H5T_INTEGER)
    c.fail(fmt::format("damaged: {} is not a list of at most {} whole numbers", name, most));
  return hdf5::read_array<T>(c, data.get(), name, shape);
}

void read_sparse(const Checker& c, hid_t weights, Model& model, std::size_t block) {
  const auto& info = model.blocks()[block];
  const auto group = hdf5::open_group(c, weights, info.name);
  const auto most = static_cast<std::size_t>(info.rows) * static_cast<std::size_t>(info.columns);
  const auto values = get<std::int32_t>(c, group.get(), "values", most);
  const auto columns = get<std::int32_t>(c, group.get(), "columns", most);
  const auto first =
      get<std::int64_t>(c, group.get(), "first", static_cast<std::size_t>(info.rows) + 1);
  model.set_sparse(block, first, columns, values);
}

void read_dense(const Checker& c, hid_t weights, Model& model, std::size_t block) {
  const auto& info = model.blocks()[block];
  const auto data = hdf5::open_array(c, weights, info.name);
  const auto kind = hdf5::class_of(c, data.get());
  const auto shape = shape_of(info);
  if (kind == H5T_INTEGER)
    model.set_values(block, hdf5::read_array<std::int32_t>(c, data.get(), info.name, shape));
  else if (kind == H5T_FLOAT)
    model.set_weights(block, hdf5::read_array<double>(c, data.get(), info.name, shape));
  else
    c.fail(fmt::format("damaged: {} does not hold numbers", info.name));
}

/// Blocks are named `kind/layers`, one level of groups.
std::set<std::string> names_of_blocks(const Checker& c, hid_t weights) {
  std::set<std::string> names;
  for (const auto& kind : hdf5::names_in(c, weights)) {
    const auto group = hdf5::open_group(c, weights, kind);
    for (const auto& name : hdf5::names_in(c, group.get())) names.insert(kind + "/" + name);
  }
  return names;
}

}  // namespace

void write_weights(const Checker& c, hid_t file, const std::string& path, const Model& model) {
  auto weights = hdf5::create_group(c, file, path);
  for (std::size_t b = 0; b < model.blocks().size(); ++b)
    (model.blocks()[b].pattern == Pattern::sparse ? write_sparse : write_dense)(c, weights.get(),
                                                                                model, b);
  c.close(weights);
}

void read_weights(const Checker& c, hid_t file, const std::string& path, Model& model) {
  const auto weights = hdf5::open_group(c, file, path);
  auto unknown = names_of_blocks(c, weights.get());
  for (std::size_t b = 0; b < model.blocks().size(); ++b) {
    const auto& info = model.blocks()[b];
    if (unknown.erase(info.name) == 0)
      c.fail(fmt::format("damaged: it lacks the weights {}", info.name));
    try {
      (info.pattern == Pattern::sparse ? read_sparse : read_dense)(c, weights.get(), model, b);
    } catch (const std::logic_error& error) {  // refused by the model
      c.fail(fmt::format("damaged: weights {}: {}", info.name, error.what()));
    }
  }
  if (!unknown.empty())
    c.fail(fmt::format("damaged: its architecture has no weights {}", *unknown.begin()));
}

}  // namespace steady::learning::detail
