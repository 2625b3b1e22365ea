#include <steady/numerics/learning/encodings.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/atomic_file.hpp>
#include <steady/numerics/learning/csv_data.hpp>
#include <steady/numerics/learning/projection.hpp>
#include <steady/numerics/network/spins.hpp>
#include <steady/numerics/network/streams.hpp>

namespace steady::learning {
namespace {

namespace fs = std::filesystem;
using network::RandomStream;

void check(const Prototypes& o) {
  const auto fail = [](const std::string& what) {
    throw std::domain_error("draw_prototypes: " + what);
  };
  if (o.classes < 2 || o.classes > (1 << 15))
    fail(fmt::format("classes = {} is outside [2, 32768]", o.classes));
  if (o.size < 1) fail(fmt::format("size = {} is below 1", o.size));
  if (!(o.flip >= 0.0 && o.flip <= 0.5)) fail(fmt::format("flip = {} is outside [0, 0.5]", o.flip));
  if (o.train == 0 || o.test == 0) fail("no samples");
}

Dataset noisy_copies(const Prototypes& o, const std::vector<network::Spins>& prototypes,
                     std::size_t count, const char* purpose) {
  Dataset data;
  data.input_size = o.size;
  data.classes = o.classes;
  data.inputs.reserve(count * static_cast<std::size_t>(o.size));
  for (std::size_t k = 0; k < count; ++k) {
    const auto label = k % prototypes.size();
    RandomStream stream(o.seed, purpose, k);
    for (const auto spin : prototypes[label])
      data.inputs.push_back(stream.next_uniform() < o.flip ? static_cast<std::int8_t>(-spin)
                                                           : spin);
    data.labels.push_back(static_cast<std::int32_t>(label));
  }
  return data;
}

Dataset labelled(std::vector<std::int8_t> inputs, int input_size, int classes,
                 std::vector<std::int32_t> labels) {
  Dataset data;
  data.input_size = input_size;
  data.classes = classes;
  data.inputs = std::move(inputs);
  data.labels = std::move(labels);
  return data;
}

Dataset encode(const LabelledNumbers& table, const SignProjection* projection,
               const FolderOptions& o) {
  std::vector<std::int8_t> inputs;
  if (projection != nullptr)
    inputs = projection->apply(table.values, o.threads);
  else
    for (const float value : table.values) inputs.push_back(value > 0.0F ? 1 : -1);
  const int size = projection != nullptr ? projection->outputs() : table.inputs;
  return labelled(std::move(inputs), size, o.classes, {table.labels.begin(), table.labels.end()});
}

DataSets read_tables(const fs::path& folder, const FolderOptions& o) {
  const auto train = read_csv_samples(folder / "train.csv", o.classes);
  const auto test = read_csv_samples(folder / "test.csv", o.classes);
  if (train.inputs != test.inputs)
    throw FileError(
        "cannot read", folder / "test.csv",
        fmt::format("it has {} inputs a row, but train.csv has {}", test.inputs, train.inputs));
  if (train.all_signs && test.all_signs)
    return {encode(train, nullptr, o), encode(test, nullptr, o)};
  const SignProjection projection(train.inputs, o.size > 0 ? o.size : train.inputs, o.seed);
  return {encode(train, &projection, o), encode(test, &projection, o)};
}

Dataset select(const Dataset& data, const std::vector<std::size_t>& samples) {
  Dataset part = labelled({}, data.input_size, data.classes, {});
  part.inputs.reserve(samples.size() * static_cast<std::size_t>(data.input_size));
  for (const auto k : samples) {
    const auto input = data.input(k);
    part.inputs.insert(part.inputs.end(), input.begin(), input.end());
    part.labels.push_back(data.labels[k]);
  }
  return part;
}

/// A uniformly random order of 0 … count−1.
std::vector<std::size_t> permutation(std::size_t count, RandomStream stream) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t k = count; k > 1; --k) {
    const auto other =
        std::min(k - 1, static_cast<std::size_t>(stream.next_uniform() * static_cast<double>(k)));
    std::swap(order[k - 1], order[other]);
  }
  return order;
}

}  // namespace

DataSets draw_prototypes(const Prototypes& options) {
  check(options);
  std::vector<network::Spins> prototypes;
  for (int c = 0; c < options.classes; ++c) {
    RandomStream stream(options.seed, "prototypes", static_cast<std::uint64_t>(c));
    prototypes.push_back(network::random_spins(options.size, stream));
  }
  return {noisy_copies(options, prototypes, options.train, "prototype training samples"),
          noisy_copies(options, prototypes, options.test, "prototype test samples")};
}

DataSets project_images(const ImageData& images, int size, int classes, std::uint64_t seed,
                        int threads) {
  const auto pixels = static_cast<int>(images.train.images.pixels_each());
  const SignProjection projection(pixels, size > 0 ? size : pixels, seed);
  const auto encode_set = [&](const LabelledImages& set) {
    return labelled(projection.apply(set.images, threads), projection.outputs(), classes,
                    {set.labels.begin(), set.labels.end()});
  };
  return {encode_set(images.train), encode_set(images.test)};
}

DataSets read_folder(const fs::path& folder, const FolderOptions& options) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw FileError("cannot read", folder,
                    error ? error.message() : std::string("not a directory"));
  if (has_idx_files(folder))
    return project_images(read_image_folder(folder, options.classes), options.size, options.classes,
                          options.seed, options.threads);
  if (fs::exists(folder / "train.csv", error)) return read_tables(folder, options);
  throw FileError("cannot read", folder,
                  "it has neither idx files (train-images-idx3-ubyte, …) nor train.csv");
}

Split split_validation(const Dataset& data, double fraction, std::uint64_t seed) {
  if (!(fraction >= 0.0 && fraction < 1.0))
    throw std::domain_error(
        fmt::format("split_validation: fraction = {} is outside [0, 1)", fraction));
  const auto count =
      static_cast<std::size_t>(std::floor(fraction * static_cast<double>(data.size())));
  auto order = permutation(data.size(), RandomStream(seed, "validation", 0));
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(count);
  std::sort(order.begin(), middle);
  std::sort(middle, order.end());
  return {select(data, {middle, order.end()}), select(data, {order.begin(), middle})};
}

Associations draw_associations(int pairs, int input_size, int target_size, std::uint64_t seed,
                               std::uint64_t sample) {
  if (pairs < 1 || input_size < 1 || target_size < 1)
    throw std::domain_error(fmt::format("draw_associations: {} pairs of {} and {} entries", pairs,
                                        input_size, target_size));
  Associations result{pairs, input_size, target_size, {}, {}};
  const auto append = [](std::vector<std::int8_t>& to, int size, RandomStream stream) {
    const auto spins = network::random_spins(size, stream);
    to.insert(to.end(), spins.begin(), spins.end());
  };
  for (int k = 0; k < pairs; ++k) {
    const auto index = (sample << 32) + static_cast<std::uint64_t>(k);
    append(result.inputs, input_size, {seed, "association inputs", index});
    append(result.targets, target_size, {seed, "association targets", index});
  }
  return result;
}

}  // namespace steady::learning
