// The training and the test set in a folder or archive, whatever their files are called.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <steady/numerics/learning/data/csv_data.hpp>
#include <steady/numerics/learning/data/samples.hpp>

namespace steady::learning {

enum class DataSet { train, test };

struct ReadOptions {
  /// Of several data sets in a folder: what stands before `train-images-…` in the names of its
  /// files (`emnist-letters`), or `plain` for nothing. Empty: the only one there is.
  std::string name;
  TableOptions table;
  bool labels_required = true;
};

/// One set of a folder, or of an archive `.npz`:
///   [NAME-]{train,t10k,test}-{images,labels}{-,.}idxD-TYPE[.gz]   idx of any type and dimension;
///         of labels in two dimensions (QMNIST) the first column counts
///   {train,test}.{csv,tsv,txt}[.gz]                               read_csv_samples
///   one file .npz with x_train, y_train, x_test, y_test           as Keras' mnist.npz
/// The other set need not be there. Throws steady::files::FileError naming what is missing, does
/// not fit together, or is there more than once.
Samples read_set(const std::filesystem::path& place, DataSet set, const ReadOptions& options);

}  // namespace steady::learning
