// The data that `learn`, `classify` and the figures of learning use, as asked for on the command
// line or remembered in a model file.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <apps/frame/program.hpp>
#include <steady/numerics/learning/encodings.hpp>

namespace steady::apps {

/// Text by key, as kept in model files.
using Settings = std::map<std::string, std::string>;

struct DataSource {
  std::string data;                    ///< a folder, or `prototypes`
  std::string encoding = "entangled";  ///< or `projected`
  long long inputs = 100;              ///< N of `entangled` and of prototypes
  long long classes = 10;
  double flip = 0.35;           ///< of prototypes
  long long train_samples = 0;  ///< 0: all there are (prototypes: 10,000)
  long long test_samples = 0;   ///< 0: all there are (prototypes: 2,000)
  long long data_seed = 0;      ///< of projections and prototypes; 0: the master seed

  bool prototypes() const { return data == "prototypes"; }
};

void add_data_options(Command& command, DataSource& source);

/// Throws UsageError for an option that was given although others make it meaningless.
void check_ignored(const DataSource& source, const Run& run);

/// Loads and encodes. Throws FileError naming the file, UsageError naming the option.
learning::DataSets load_data(const DataSource& source, std::uint64_t seed, int threads);

/// What has to be remembered to encode other data in the same way.
Settings settings_of(const DataSource& source, std::uint64_t seed);

/// The way back, for `data`; the seed to load it with is whole_setting(…, "data_seed"). Throws
/// std::invalid_argument naming a setting that is missing or not a number.
DataSource source_from(const Settings& settings, const std::string& data);

/// A value of the settings. These throw std::invalid_argument naming the key.
const std::string& setting(const Settings& settings, const std::string& key);
double number_setting(const Settings& settings, const std::string& key);
std::uint64_t whole_setting(const Settings& settings, const std::string& key);

/// A number that tells two data sets apart.
std::uint64_t fingerprint(const learning::Dataset& data);

}  // namespace steady::apps
