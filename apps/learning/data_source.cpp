#include "data_source.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include <apps/frame/described.hpp>
#include <apps/frame/errors.hpp>

namespace steady::apps {
namespace {

constexpr std::size_t default_train = 10000, default_test = 2000;  // prototypes

std::uint64_t data_seed(const DataSource& source, std::uint64_t seed) {
  return source.data_seed > 0 ? static_cast<std::uint64_t>(source.data_seed) : seed;
}

std::size_t or_default(int count, std::size_t otherwise) {
  return count > 0 ? static_cast<std::size_t>(count) : otherwise;
}

learning::DataSets draw(const DataSource& source, std::uint64_t seed) {
  learning::Prototypes options;
  options.classes = source.classes;
  options.size = source.inputs;
  options.flip = source.flip;
  options.train = or_default(source.train_samples, default_train);
  options.test = or_default(source.test_samples, default_test);
  options.seed = data_seed(source, seed);
  return learning::draw_prototypes(options);
}

void keep_first(learning::Dataset& data, int count, const char* option) {
  if (count == 0) return;
  const auto wanted = static_cast<std::size_t>(count);
  if (wanted > data.samples())
    throw UsageError(option, fmt::format("there are only {} samples", data.samples()));
  data = data.slice(0, wanted);
}

}  // namespace

void add_data_options(Command& command, DataSource& source) {
  add_options(command, options::entries(source));
}

void check_ignored(const DataSource& source, const Run& run) {
  if (source.prototypes()) {
    run.refuse({"--encoding"}, "prototypes are signs already");
    return;
  }
  run.refuse({"--flip"}, "is for --data prototypes");
  if (source.encoding == Encoding::projected)
    run.refuse({"--inputs"}, "--encoding projected has as many as there are pixels");
}

learning::DataSets load_data(const DataSource& source, std::uint64_t seed, int threads) {
  if (source.data.empty()) throw UsageError("--data", "required");
  if (source.prototypes()) return draw(source, seed);
  learning::FolderOptions options;
  options.size = source.encoding == Encoding::entangled ? source.inputs : 0;
  options.classes = source.classes;
  options.seed = data_seed(source, seed);
  options.threads = threads;
  auto sets = learning::read_folder(source.data, options);
  keep_first(sets.train, source.train_samples, "--train-samples");
  keep_first(sets.test, source.test_samples, "--test-samples");
  return sets;
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
