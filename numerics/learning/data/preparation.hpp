// What is learned from a training set before the network: which classes there are and how inputs
// become spins. A model keeps it for the data that come later.
#pragma once

#include <cstdint>
#include <vector>

#include <steady/numerics/learning/data/dataset.hpp>
#include <steady/numerics/learning/data/samples.hpp>

namespace steady::learning {

struct Preparation {
  int features = 0;                  ///< numbers a sample has in the files
  std::vector<std::int64_t> labels;  ///< of class 0, 1, …, rising
  /// x → (x − mean)/scale, a pair a feature; empty: as they are.
  std::vector<float> mean, scale;
  /// `levels` a feature, rising: each is an input, +1 for x above it. Empty: no levels.
  std::vector<float> thresholds;
  bool signs = false;  ///< inputs are ±1 already and taken as they are
};

/// The classes of both sets: 0 … classes−1, or with classes = 0 every label that there is. Throws
/// steady::files::FileError for labels outside, a single class, or more than 256.
std::vector<std::int64_t> find_classes(const Samples& train, const Samples& test, int classes);

/// Mean and standard deviation of every feature (1 where it is constant), into the preparation.
void standardise(const Samples& train, Preparation& preparation);

/// The k/(L+1) quantiles of every feature, k = 1 … L, from the first 10,000 samples.
void find_levels(const Samples& train, int levels, Preparation& preparation);

/// How a projection is drawn (SignProjection).
struct ProjectionOptions {
  int size = 0;  ///< outputs; 0: as many as there are inputs
  std::uint64_t seed = 1;
  std::uint64_t sample = 0;
  int threads = 1;
};

/// Samples as spins: by levels; as they are; or as signs of a projection of the (standardised)
/// numbers. Samples without labels get class 0. Throws steady::files::FileError for another number
/// of inputs and for a label that is none of the classes.
Dataset encode(const Samples& samples, const Preparation& preparation,
               const ProjectionOptions& projection);

/// Share of the inputs that are the same in at least 99 % of the samples: they tell nothing.
double constant_share(const Dataset& data);

}  // namespace steady::learning
