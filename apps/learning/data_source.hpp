// The data that `learn`, `classify` and the figures of learning use, as asked for on the command
// line or remembered in a model file.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>

#include <apps/frame/program.hpp>
#include <steady/numerics/learning/data/encodings.hpp>
#include <steady/numerics/learning/data/folder.hpp>
#include <steady/numerics/learning/rule/architecture.hpp>
#include <steady/numerics/options/entries.hpp>

namespace steady::apps {

using options::Settings;

/// Numbers as sign projections to `inputs` signs, or to as many as there are numbers; or each
/// compared with `levels` levels of its own.
enum class Encoding { entangled, projected, levels };
inline constexpr auto encoding_names =
    names<Encoding>("encoding", {{Encoding::entangled, "entangled"},
                                 {Encoding::projected, "projected"},
                                 {Encoding::levels, "levels"}});

struct DataSource {
  std::string data;       ///< a folder, an archive, or `prototypes`
  std::string data_name;  ///< of several in the folder
  std::string label_column = "first";
  learning::Header header = learning::Header::automatic;
  Encoding encoding = Encoding::entangled;
  int inputs = 100;  ///< N of `entangled` and of prototypes
  int levels = 8;    ///< of the encoding `levels`
  bool standardise = false;
  int classes = 0;             ///< 0: as many as there are labels (prototypes: 10)
  double flip = 0.35;          ///< of prototypes
  int train_samples = 0;       ///< 0: all there are (prototypes: 10,000)
  bool stratified = false;     ///< so many of every class
  int test_samples = 0;        ///< 0: all there are (prototypes: 2,000)
  std::int64_t data_seed = 0;  ///< of projections and prototypes; 0: the master seed

  bool prototypes() const { return data == "prototypes"; }

  static constexpr auto fields() {
    using options::field, options::bounds;
    using D = DataSource;
    return std::tuple{
        field("data", &D::data, options::Text{"DIR|FILE.npz|prototypes"},
              "Folder of idx files (MNIST, …), of train.csv and test.csv, or with a .npz; a .npz "
              "file "
              "(docs/data.md); or random prototypes"),
        field("data_name", &D::data_name, options::Text{"NAME"},
              "Of several data sets in the folder: emnist-letters, plain (no name), …"),
        field("label_column", &D::label_column, options::Text{"NAME|NUMBER|first|last|none"},
              "Of tables; numbers from 1"),
        field("header", &D::header, learning::header_names,
              "Whether the first line of a table names its columns"),
        field(
            "encoding", &D::encoding, encoding_names,
            "Signs of projections to --inputs numbers, or to as many as there are in a sample; or "
            "each number against --levels levels"),
        field("levels", &D::levels, bounds(1, 255),
              "Levels a number, quantiles of the training set"),
        field("standardise", &D::standardise,
              "Project (x − mean)/deviation of every number, as in the training set"),
        field("inputs", &D::inputs, bounds(1, learning::most_neurons), "N, inputs of the network"),
        field("classes", &D::classes, bounds(2, 256).or_value(0),
              "C, labels from 0; 0: as many as there are labels (prototypes: 10)"),
        field("flip", &D::flip, bounds(0, 0.5), "Share of wrong bits in a prototype's samples"),
        field("train_samples", &D::train_samples, bounds(0, 1e9),
              "Use the first K for training; 0: all (prototypes: 10000)"),
        field("stratified", &D::stratified, "Take --train-samples equally from all classes"),
        field("test_samples", &D::test_samples, bounds(0, 1e9),
              "Use the first K for testing; 0: all (prototypes: 2000)"),
        field("data_seed", &D::data_seed, bounds(0, 9e18),
              "Seed of projections and prototypes; 0: as --seed")};
  }
};

void add_data_options(Command& command, DataSource& source);

/// Throws UsageError for an option that was given although others make it meaningless.
void check_ignored(const DataSource& source, const Run& run);

/// Encoded data, and how they were made of numbers.
struct LearningData {
  learning::DataSets sets;
  learning::Preparation preparation;
};

/// Throws UsageError for one that was given although the data make it meaningless.
void check_ignored(const LearningData& data, const Run& run);

/// Loads and encodes. Throws FileError naming the file, UsageError naming the option.
LearningData load_data(const DataSource& source, std::uint64_t seed, int threads);

/// Notes about classes without training samples, and inputs that are all the same.
void note_doubts(const DataSource& source, const learning::Dataset& train,
                 const learning::Preparation& preparation);

/// Throws UsageError for a column of labels, or a header, of data without columns.
void require_table(bool table, const std::string& data, bool label_column, bool header);

/// One set for a trained network.
struct NewData {
  learning::Dataset set;
  bool labelled = true;  ///< else all labels are 0
  bool table = false;    ///< read from lines of text, in columns
};
NewData load_set(const DataSource& source, learning::DataSet set, std::uint64_t seed, int threads,
                 learning::Preparation preparation);

/// What has to be remembered to encode other data in the same way.
Settings settings_of(DataSource source, std::uint64_t seed);
Settings settings_of(const learning::Preparation& preparation);
/// The way back; files of earlier versions hold nothing of it but what follows from `classes`.
/// Throws std::invalid_argument naming a setting that is damaged.
learning::Preparation preparation_from(const Settings& settings, int classes);

/// The way back, for `data`; the seed to load it with is whole_setting(…, "data_seed"). Throws
/// std::invalid_argument naming a setting that is missing or not a number.
DataSource source_from(const Settings& settings, const std::string& data);

/// A value of the settings. These throw std::invalid_argument naming the key.
const std::string& setting(const Settings& settings, const std::string& key);
std::uint64_t whole_setting(const Settings& settings, const std::string& key);

/// A number that tells two data sets apart.
std::uint64_t fingerprint(const learning::Dataset& data);

}  // namespace steady::apps
