// Study: what a network has learned after so many epochs, and on the way (docs/learning.md).
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <steady/numerics/learning/data/encodings.hpp>
#include <steady/numerics/learning/engine/trainer.hpp>
#include <steady/numerics/sampling/estimators.hpp>
#include <steady/numerics/studies/study.hpp>

namespace steady::studies {

/// A folder of images or tables (learning::read_folder): the first samples of both sets, with a
/// projection of its own for every sample of the study.
struct DataFolder {
  std::filesystem::path folder;
  learning::FolderOptions how = {};  ///< its seed, sample and threads are not used
  std::size_t train = 0, test = 0;   ///< at most so many; 0: all
};

/// What the networks of a sample learn from. It is drawn once and shared by all points that share
/// this object. Safe to use by several threads.
class TrainingData {
 public:
  /// Of the prototypes, seed and sample are not used.
  explicit TrainingData(const learning::Prototypes& prototypes) : source_(prototypes) {}
  explicit TrainingData(DataFolder folder) : source_(std::move(folder)) {}

  /// Throws what reading a folder throws.
  std::shared_ptr<const learning::DataSets> draw(std::uint64_t seed, std::uint64_t index) const;
  std::string key() const;

 private:
  std::variant<learning::Prototypes, DataFolder> source_;
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::uint64_t, std::uint64_t>,
                   std::shared_ptr<const learning::DataSets>>
      drawn_;
};

/// One training of a network of layers.
struct Training {
  static constexpr std::string_view name = "training";
  static constexpr int version = 1;

  learning::Architecture net = {};
  learning::Options options = {};  ///< its seed, threads, stop and callbacks are not used
  std::shared_ptr<const TrainingData> data = {};
  /// Of so many training samples, how much of the first layer's states is left when the feedback
  /// goes, after every epoch and before the first; 0: not measured.
  std::size_t steered = 0;
  /// So many test inputs of every class, sorted by class, are compared with each other at the end,
  /// layer by layer; 0: none.
  std::size_t compared = 0;

  struct Epoch {
    double train_accuracy = std::numeric_limits<double>::quiet_NaN();
    double test_accuracy = std::numeric_limits<double>::quiet_NaN();
    double update_fraction = std::numeric_limits<double>::quiet_NaN();
    double unstable_fraction = std::numeric_limits<double>::quiet_NaN();
    double removal_overlap = std::numeric_limits<double>::quiet_NaN();

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("train_accuracy", &Epoch::train_accuracy, "as of learning::EpochSummary"),
          field("test_accuracy", &Epoch::test_accuracy, "on all test samples"),
          field("update_fraction", &Epoch::update_fraction, "neurons at which the rule acted"),
          field("unstable_fraction", &Epoch::unstable_fraction, "that would still flip"),
          field("removal_overlap", &Epoch::removal_overlap,
                "of the first layer before and after the feedback is removed")};
    }
  };

  struct Outcome {
    std::vector<Epoch> epochs;
    double test_accuracy = 0.0;
    std::vector<double> overlaps;

    static constexpr auto fields() {
      using sampling::field;
      return std::tuple{
          field("epochs", &Outcome::epochs, "with `steered` the untrained network comes first"),
          field("test_accuracy", &Outcome::test_accuracy, "of the trained network"),
          field("overlaps", &Outcome::overlaps,
                "input, then each layer: overlaps of all pairs, row by row, then their "
                "correlations")};
    }
  };

  std::optional<Outcome> run(const Sample& sample) const;
  std::string key() const;
  std::string describe() const;
  double cost() const;
  double bytes() const;

  /// Where all networks have the same accuracy the error is that of one not seen yet
  /// (sampling::with_unseen).
  struct Estimates {
    sampling::Estimate test_accuracy, train_accuracy;  ///< at the end
  };
  /// Throws std::invalid_argument without outcomes.
  Estimates estimate(std::span<const Outcome> outcomes) const;
};

}  // namespace steady::studies
