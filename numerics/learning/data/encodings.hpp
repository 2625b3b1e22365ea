// Data sets for the trainer: encoded images, tables, prototypes and pairs of random patterns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/data/preparation.hpp>
#include <steady/numerics/learning/data/samples.hpp>

namespace steady::learning {

/// What a network is trained and tested on.
struct DataSets {
  Dataset train;
  Dataset test;
};

/// C random ±1 prototypes of length N (eq. 8.3); a sample is one of them with each sign flipped
/// with probability p. Sample k belongs to class k mod C.
struct Prototypes {
  int classes = 10;
  int size = 100;
  double flip = 0.35;
  std::size_t train = 10000;
  std::size_t test = 2000;
  std::uint64_t seed = 1;
  std::uint64_t sample = 0;  ///< data sets of one seed that differ in it are independent
};

/// Sample k is the same for any number of samples. Throws std::domain_error for classes outside
/// [2, 256], a size below 1, a flip probability outside [0, 1/2], or no samples.
DataSets draw_prototypes(const Prototypes& options);

/// Both sets as the same preparation makes them (encode).
DataSets encode(const Samples& train, const Samples& test, const Preparation& preparation,
                const ProjectionOptions& projection);

/// How the data in a folder become spins.
struct FolderOptions {
  /// Outputs of the sign projection. 0: as many as there are inputs.
  int size = 100;
  int classes = 10;  ///< 0: as many as there are labels
  std::uint64_t seed = 1;
  std::uint64_t sample = 0;  ///< projections of one seed that differ in it are independent
  int threads = 1;
};

/// Both sets in a folder (see read_set). Tables of ±1 are taken as they are, everything else is
/// projected. Throws steady::files::FileError naming what is missing or does not fit together.
DataSets read_folder(const std::filesystem::path& folder, const FolderOptions& options);

/// P = `pairs` independent random ±1 patterns of N = `input_size` entries, each with an independent
/// random ±1 target pattern. Pair k is the same for any P; `sample` tells data sets of one seed
/// apart.
Dataset draw_associations(int pairs, int input_size, int target_size, std::uint64_t seed,
                          std::uint64_t sample);

}  // namespace steady::learning
