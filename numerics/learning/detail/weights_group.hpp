// Internal: the weights of a model as a group of an HDF5 file.
#pragma once

#include <string>

#include <steady/numerics/files/detail/hdf5_layer.hpp>
#include <steady/numerics/learning/engine/model.hpp>

namespace steady::learning::detail {

/// All blocks of the model below the new group `path`.
void write_weights(const files::detail::Checker& c, hid_t file, const std::string& path,
                   const Model& model);

/// Fills the model, whose architecture says which blocks and shapes to expect. Fails (FileError)
/// for missing blocks, blocks too many, other shapes, and weights that the model refuses.
void read_weights(const files::detail::Checker& c, hid_t file, const std::string& path,
                  Model& model);

}  // namespace steady::learning::detail
