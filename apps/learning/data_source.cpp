#include "data_source.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>
#include <apps/frame/progress.hpp>
#include <steady/numerics/files/atomic_file.hpp>

namespace steady::apps {
namespace {

constexpr std::size_t default_train = 10000, default_test = 2000;  // prototypes
constexpr int prototype_classes = 10;
/// What files of earlier versions do not have.
const std::vector<std::string> newer_settings{"data_name",   "label_column", "header",
                                              "standardise", "levels",       "stratified"};

std::uint64_t data_seed(const DataSource& source, std::uint64_t seed) {
  return source.data_seed > 0 ? static_cast<std::uint64_t>(source.data_seed) : seed;
}

std::size_t or_default(int count, std::size_t otherwise) {
  return count > 0 ? static_cast<std::size_t>(count) : otherwise;
}

learning::DataSets draw(const DataSource& source, std::uint64_t seed) {
  learning::Prototypes options;
  options.classes = source.classes > 0 ? source.classes : prototype_classes;
  options.size = source.inputs;
  options.flip = source.flip;
  options.train = or_default(source.train_samples, default_train);
  options.test = or_default(source.test_samples, default_test);
  options.seed = data_seed(source, seed);
  return learning::draw_prototypes(options);
}

learning::Samples first_of(learning::Samples samples, int count, bool stratified,
                           const char* option) {
  if (count == 0) return samples;
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted > samples.size())
    throw UsageError(option, fmt::format("there are only {} samples", samples.size()));
  return samples.rows(learning::first_samples(samples, wanted, stratified));
}

learning::ReadOptions reading(const DataSource& source, bool labels_required) {
  learning::ReadOptions how;
  how.name = source.data_name;
  how.table.label_column = source.label_column;
  how.table.header = source.header;
  how.table.classes = labels_required ? source.classes : 0;
  how.labels_required = labels_required;
  return how;
}

learning::ProjectionOptions projecting(const DataSource& source, std::uint64_t seed, int threads) {
  return {source.encoding == Encoding::entangled ? source.inputs : 0, data_seed(source, seed), 0,
          threads};
}

std::vector<std::int64_t> first_labels(int classes) {
  std::vector<std::int64_t> labels(static_cast<std::size_t>(classes));
  std::iota(labels.begin(), labels.end(), 0);
  return labels;
}

template <class Number>
std::vector<Number> numbers_of(const Settings& settings, const std::string& key) {
  std::vector<Number> numbers;
  const auto found = settings.find(key);
  if (found == settings.end() || found->second.empty()) return numbers;
  const char* at = found->second.data();
  const char* const end = at + found->second.size();
  for (;; ++at) {
    const auto [next, error] = std::from_chars(at, end, numbers.emplace_back());
    if (error != std::errc() || (next != end && *next != ','))
      throw std::invalid_argument(fmt::format("its setting {} is not a list of numbers", key));
    at = next;
    if (at == end) return numbers;
  }
}

}  // namespace

void add_data_options(Command& command, DataSource& source) {
  add_options(command, options::entries(source));
}

void check_ignored(const DataSource& source, const Run& run) {
  if (source.prototypes()) {
    run.refuse({"--encoding", "--levels", "--standardise", "--data-name", "--label-column",
                "--header", "--stratified"},
               "prototypes are signs already");
    return;
  }
  run.refuse({"--flip"}, "is for --data prototypes");
  if (source.encoding == Encoding::projected)
    run.refuse({"--inputs"}, "--encoding projected has as many as there are pixels");
  if (source.encoding == Encoding::levels) {
    run.refuse({"--inputs"}, "--encoding levels has --levels for every number");
    run.refuse({"--standardise"}, "levels are the same in any unit");
    run.refuse({"--data-seed"}, "nothing is drawn for --encoding levels");
  } else {
    run.refuse({"--levels"}, "is for --encoding levels");
  }
  if (source.train_samples == 0) run.refuse({"--stratified"}, "needs --train-samples");
}

void check_ignored(const LearningData& data, const Run& run) {
  if (data.preparation.signs)
    run.refuse({"--encoding", "--data-seed"}, "the tables hold signs, taken as they are");
}

void require_table(bool table, const std::string& data, bool label_column, bool header) {
  for (const auto& [given, option] :
       {std::pair{label_column, "--label-column"}, std::pair{header, "--header"}})
    if (given && !table)
      throw UsageError(option, fmt::format("the data in {} are not a table of text", data));
}

LearningData load_data(const DataSource& source, std::uint64_t seed, int threads) {
  if (source.data.empty()) throw UsageError("--data", "required");
  LearningData result;
  auto& preparation = result.preparation;
  if (source.prototypes()) {
    result.sets = draw(source, seed);
    preparation.labels = first_labels(result.sets.train.classes);
    return result;
  }
  const auto how = reading(source, true);
  auto train = learning::read_set(source.data, learning::DataSet::train, how);
  auto test = learning::read_set(source.data, learning::DataSet::test, how);
  require_table(train.table, source.data,
                source.label_column != "first" && source.label_column != "none",
                source.header != learning::Header::automatic);
  if (test.inputs + 1 == train.inputs || test.inputs != train.inputs)
    throw files::FileError(
        "cannot read", test.source,
        fmt::format("it has {} inputs a row, but {} has {}{}", test.inputs,
                    train.source.filename().string(), train.inputs,
                    test.inputs + 1 == train.inputs
                        ? ": without labels? it is for classify, then; learn wants a test set "
                          "with labels, taken out of the training set, say"
                        : ""));
  preparation.features = train.inputs;
  preparation.labels = learning::find_classes(train, test, source.classes);
  preparation.signs = train.all_signs && test.all_signs && !source.standardise &&
                      source.encoding != Encoding::levels;
  train = first_of(std::move(train), source.train_samples, source.stratified, "--train-samples");
  test = first_of(std::move(test), source.test_samples, false, "--test-samples");
  if (source.standardise) learning::standardise(train, preparation);
  if (source.encoding == Encoding::levels) {
    if (static_cast<double>(train.inputs) * source.levels > learning::most_neurons)
      throw UsageError("--levels",
                       fmt::format("{} for each of {} numbers are more than {} inputs",
                                   source.levels, train.inputs, learning::most_neurons));
    learning::find_levels(train, source.levels, preparation);
  }
  result.sets = learning::encode(train, test, preparation, projecting(source, seed, threads));
  return result;
}

void note_doubts(const DataSource& source, const learning::Dataset& train,
                 const learning::Preparation& preparation) {
  std::vector<bool> seen(static_cast<std::size_t>(train.classes));
  for (const auto label : train.labels) seen[label] = true;
  std::vector<std::int64_t> unseen;
  for (std::size_t c = 0; c < seen.size(); ++c)
    if (!seen[c]) unseen.push_back(preparation.labels[c]);
  if (!unseen.empty())
    note(fmt::format("note: no training samples of class {}", fmt::join(unseen, ", ")));
  if (source.prototypes() || preparation.signs || source.encoding == Encoding::levels) return;
  const double same = learning::constant_share(train);
  if (same >= 0.9 && !source.standardise)
    note(
        fmt::format("note: {:.0f} % of the inputs are the same in nearly all samples, because the "
                    "numbers lie far from zero: --standardise centres them",
                    100 * same));
}

NewData load_set(const DataSource& source, learning::DataSet set, std::uint64_t seed, int threads,
                 learning::Preparation preparation) {
  if (source.prototypes()) {
    auto sets = draw(source, seed);
    return {set == learning::DataSet::test ? std::move(sets.test) : std::move(sets.train), true,
            false};
  }
  auto how = reading(source, false);
  how.table.features = preparation.features;
  auto samples = learning::read_set(source.data, set, how);
  if (preparation.features == 0) {  // of an earlier version
    preparation.features = samples.inputs;
    preparation.signs = samples.all_signs;
  }
  return {learning::encode(samples, preparation, projecting(source, seed, threads)),
          samples.labelled(), samples.table};
}

Settings settings_of(const learning::Preparation& preparation) {
  Settings settings;
  const auto put = [&](const char* key, const auto& numbers) {
    if (!numbers.empty()) settings[key] = fmt::format("{}", fmt::join(numbers, ","));
  };
  put("class_labels", preparation.labels);
  put("feature_mean", preparation.mean);
  put("feature_scale", preparation.scale);
  put("thresholds", preparation.thresholds);
  if (preparation.features > 0) {
    settings["features"] = fmt::format("{}", preparation.features);
    settings["signs"] = fmt::format("{:d}", preparation.signs);
  }
  return settings;
}

learning::Preparation preparation_from(const Settings& settings, int classes) {
  learning::Preparation p;
  p.labels = numbers_of<std::int64_t>(settings, "class_labels");
  if (p.labels.empty()) p.labels = first_labels(classes);
  p.mean = numbers_of<float>(settings, "feature_mean");
  p.scale = numbers_of<float>(settings, "feature_scale");
  p.thresholds = numbers_of<float>(settings, "thresholds");
  if (settings.contains("features")) {
    p.features = static_cast<int>(whole_setting(settings, "features"));
    p.signs = whole_setting(settings, "signs") != 0;
  }
  const auto features = static_cast<std::size_t>(p.features);
  const bool right = static_cast<int>(p.labels.size()) == classes &&
                     std::is_sorted(p.labels.begin(), p.labels.end()) &&
                     p.mean.size() == p.scale.size() &&
                     (p.mean.empty() || p.mean.size() == features) &&
                     (features == 0 ? p.thresholds.empty() : p.thresholds.size() % features == 0);
  if (!right)
    throw std::invalid_argument("damaged: its settings of classes and features do not agree");
  return p;
}

Settings settings_of(DataSource source, std::uint64_t seed) {
  auto settings = options::settings_of(options::entries(source));
  settings["data"] = source.prototypes() ? "prototypes" : "folder";
  settings["data_seed"] = fmt::format("{}", data_seed(source, seed));
  return settings;
}

const std::string& setting(const Settings& settings, const std::string& key) {
  const auto found = settings.find(key);
  if (found == settings.end())
    throw std::invalid_argument(fmt::format("it lacks the setting {}", key));
  return found->second;
}

std::uint64_t whole_setting(const Settings& settings, const std::string& key) {
  const auto& text = setting(settings, key);
  std::uint64_t value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument(
        fmt::format("its setting {} is '{}', not a whole number", key, text));
  return value;
}

DataSource source_from(const Settings& settings, const std::string& data) {
  DataSource source;
  source.data = data;
  auto others = std::vector<std::string>{"data", "data_seed"};
  if (!source.prototypes()) others.insert(others.end(), {"train_samples", "test_samples"});
  for (const auto& key : newer_settings)
    if (!settings.contains(key)) others.push_back(key);
  options::assign(options::without(options::entries(source), others), settings);
  return source;
}

std::uint64_t fingerprint(const learning::Dataset& data) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a over words
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0x100000001b3ULL;
    hash ^= hash >> 29;
  };
  for (const auto word : data.inputs) mix(word);
  for (const auto label : data.labels) mix(label);
  for (const auto word : data.targets) mix(word);
  return hash;
}

}  // namespace steady::apps
