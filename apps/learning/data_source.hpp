// The data that `learn`, `classify` and the figures of learning use, as asked for on the command
// line or remembered in a model file.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include <apps/frame/program.hpp>
#include <steady/numerics/learning/data/encodings.hpp>
#include <steady/numerics/learning/rule/architecture.hpp>
#include <steady/numerics/options/entries.hpp>

namespace steady::apps {

using options::Settings;

/// Images as sign projections to `inputs` numbers, or to as many as there are pixels.
enum class Encoding { entangled, projected };
inline constexpr auto encoding_names = names<Encoding>(
    "encoding", {{Encoding::entangled, "entangled"}, {Encoding::projected, "projected"}});

struct DataSource {
  std::string data;  ///< a folder, or `prototypes`
  Encoding encoding = Encoding::entangled;
  int inputs = 100;  ///< N of `entangled` and of prototypes
  int classes = 10;
  double flip = 0.35;          ///< of prototypes
  int train_samples = 0;       ///< 0: all there are (prototypes: 10,000)
  int test_samples = 0;        ///< 0: all there are (prototypes: 2,000)
  std::int64_t data_seed = 0;  ///< of projections and prototypes; 0: the master seed

  bool prototypes() const { return data == "prototypes"; }

  static constexpr auto fields() {
    using options::field, options::bounds;
    using D = DataSource;
    return std::tuple{
        field("data", &D::data, options::Text{"DIR|prototypes"},
              "Folder of idx files (MNIST, Fashion-MNIST) or of train.csv and test.csv; or random "
              "prototypes"),
        field("encoding", &D::encoding, encoding_names,
              "Sign projection to --inputs numbers, or to as many as there are pixels"),
        field("inputs", &D::inputs, bounds(1, learning::most_neurons), "N, inputs of the network"),
        field("classes", &D::classes, bounds(2, 256), "C; idx files have 10"),
        field("flip", &D::flip, bounds(0, 0.5), "Share of wrong bits in a prototype's samples"),
        field("train_samples", &D::train_samples, bounds(0, 1e9),
              "Use the first K for training; 0: all (prototypes: 10000)"),
        field("test_samples", &D::test_samples, bounds(0, 1e9),
              "Use the first K for testing; 0: all (prototypes: 2000)"),
        field("data_seed", &D::data_seed, bounds(0, 9e18),
              "Seed of projections and prototypes; 0: as --seed")};
  }
};

void add_data_options(Command& command, DataSource& source);

/// Throws UsageError for an option that was given although others make it meaningless.
void check_ignored(const DataSource& source, const Run& run);

/// Loads and encodes. Throws FileError naming the file, UsageError naming the option.
learning::DataSets load_data(const DataSource& source, std::uint64_t seed, int threads);

/// What has to be remembered to encode other data in the same way.
Settings settings_of(DataSource source, std::uint64_t seed);

/// The way back, for `data`; the seed to load it with is whole_setting(…, "data_seed"). Throws
/// std::invalid_argument naming a setting that is missing or not a number.
DataSource source_from(const Settings& settings, const std::string& data);

/// A value of the settings. These throw std::invalid_argument naming the key.
const std::string& setting(const Settings& settings, const std::string& key);
std::uint64_t whole_setting(const Settings& settings, const std::string& key);

/// A number that tells two data sets apart.
std::uint64_t fingerprint(const learning::Dataset& data);

}  // namespace steady::apps
