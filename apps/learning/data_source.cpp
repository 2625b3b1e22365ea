#include "data_source.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>

namespace steady::apps {
namespace {

constexpr std::size_t default_train = 10000, default_test = 2000;  // prototypes

std::uint64_t data_seed(const DataSource& source, std::uint64_t seed) {
  return source.data_seed > 0 ? static_cast<std::uint64_t>(source.data_seed) : seed;
}

std::size_t or_default(long long count, std::size_t otherwise) {
  return count > 0 ? static_cast<std::size_t>(count) : otherwise;
}

learning::DataSets draw(const DataSource& source, std::uint64_t seed) {
  learning::Prototypes options;
  options.classes = static_cast<int>(source.classes);
  options.size = static_cast<int>(source.inputs);
  options.flip = source.flip;
  options.train = or_default(source.train_samples, default_train);
  options.test = or_default(source.test_samples, default_test);
  options.seed = data_seed(source, seed);
  return learning::draw_prototypes(options);
}

void keep_first(learning::Dataset& data, long long count, const char* option) {
  if (count == 0) return;
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted > data.samples())
    throw UsageError(option, fmt::format("there are only {} samples", data.samples()));
  data = data.slice(0, wanted);
}

template <class Number>
Number parsed_setting(const Settings& settings, const std::string& key, const char* what) {
  const auto& text = setting(settings, key);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument(fmt::format("its setting {} is '{}', not {}", key, text, what));
  return value;
}

}  // namespace

void add_data_options(Command& command, DataSource& source) {
  command
      .text("--data", source.data, "DIR|prototypes",
            "Folder of idx files (MNIST, Fashion-MNIST) or of train.csv and test.csv; or random "
            "prototypes")
      .choice("--encoding", source.encoding, {"entangled", "projected"},
              "Sign projection to --inputs numbers, or to as many as there are pixels")
      .integer("--inputs", source.inputs, {1, 1 << 20}, "N, inputs of the network")
      .integer("--classes", source.classes, {2, 256}, "C; idx files have 10")
      .number("--flip", source.flip, {0.0, 0.5}, "Share of wrong bits in a prototype's samples")
      .integer("--train-samples", source.train_samples, {0, 1e9},
               "Use the first K for training; 0: all (prototypes: 10000)")
      .integer("--test-samples", source.test_samples, {0, 1e9},
               "Use the first K for testing; 0: all (prototypes: 2000)")
      .integer("--data-seed", source.data_seed, {0, 9e18},
               "Seed of projections and prototypes; 0: as --seed");
}

void check_ignored(const DataSource& source, const Run& run) {
  if (source.prototypes()) {
    run.refuse({"--encoding"}, "prototypes are signs already");
    return;
  }
  run.refuse({"--flip"}, "is for --data prototypes");
  if (source.encoding == "projected")
    run.refuse({"--inputs"}, "--encoding projected has as many as there are pixels");
}

learning::DataSets load_data(const DataSource& source, std::uint64_t seed, int threads) {
  if (source.data.empty()) throw UsageError("--data", "required");
  if (source.prototypes()) return draw(source, seed);
  learning::FolderOptions options;
  options.size = source.encoding == "entangled" ? static_cast<int>(source.inputs) : 0;
  options.classes = static_cast<int>(source.classes);
  options.seed = data_seed(source, seed);
  options.threads = threads;
  auto sets = learning::read_folder(source.data, options);
  keep_first(sets.train, source.train_samples, "--train-samples");
  keep_first(sets.test, source.test_samples, "--test-samples");
  return sets;
}

Settings settings_of(const DataSource& source, std::uint64_t seed) {
  return {{"data", source.prototypes() ? "prototypes" : "folder"},
          {"encoding", source.encoding},
          {"inputs", fmt::format("{}", source.inputs)},
          {"classes", fmt::format("{}", source.classes)},
          {"flip", fmt::format("{}", source.flip)},
          {"train_samples", fmt::format("{}", source.train_samples)},
          {"test_samples", fmt::format("{}", source.test_samples)},
          {"data_seed", fmt::format("{}", data_seed(source, seed))}};
}

const std::string& setting(const Settings& settings, const std::string& key) {
  const auto found = settings.find(key);
  if (found == settings.end())
    throw std::invalid_argument(fmt::format("it lacks the setting {}", key));
  return found->second;
}

double number_setting(const Settings& settings, const std::string& key) {
  return parsed_setting<double>(settings, key, "a number");
}

std::uint64_t whole_setting(const Settings& settings, const std::string& key) {
  return parsed_setting<std::uint64_t>(settings, key, "a whole number");
}

DataSource source_from(const Settings& settings, const std::string& data) {
  DataSource source;
  source.data = data;
  source.encoding = setting(settings, "encoding");
  source.inputs = static_cast<long long>(number_setting(settings, "inputs"));
  source.classes = static_cast<long long>(number_setting(settings, "classes"));
  source.flip = number_setting(settings, "flip");
  if (source.prototypes()) {
    source.train_samples = static_cast<long long>(number_setting(settings, "train_samples"));
    source.test_samples = static_cast<long long>(number_setting(settings, "test_samples"));
  }
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
