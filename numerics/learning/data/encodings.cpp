#include <steady/numerics/learning/data/encodings.hpp>

#include <algorithm>
#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/data/csv_data.hpp>
#include <steady/numerics/learning/data/projection.hpp>
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
  if (o.classes < 2 || o.classes > 256)
    fail(fmt::format("classes = {} is outside [2, 256]", o.classes));
  if (o.size < 1) fail(fmt::format("size = {} is below 1", o.size));
  if (!(o.flip >= 0.0 && o.flip <= 0.5)) fail(fmt::format("flip = {} is outside [0, 0.5]", o.flip));
  if (o.train == 0 || o.test == 0) fail("no samples");
}

Dataset empty_set(int input_size, int classes) {
  Dataset data;
  data.input_size = input_size;
  data.classes = classes;
  return data;
}

Dataset noisy_copies(const Prototypes& o, const std::vector<network::Spins>& prototypes,
                     std::size_t count, const char* purpose) {
  auto data = empty_set(o.size, o.classes);
  data.inputs.reserve(count * data.words_per_input());
  network::Spins sample(static_cast<std::size_t>(o.size));
  for (std::size_t k = 0; k < count; ++k) {
    const auto label = k % prototypes.size();
    RandomStream stream(o.seed, purpose, k, o.sample);
    for (std::size_t i = 0; i < sample.size(); ++i)
      sample[i] = static_cast<std::int8_t>(stream.next_uniform() < o.flip ? -prototypes[label][i]
                                                                          : prototypes[label][i]);
    data.add(sample, static_cast<std::uint8_t>(label));
  }
  return data;
}

/// Labels are any integers below `classes`.
Dataset labelled(std::span<const std::int8_t> signs, int input_size, int classes,
                 const auto& labels) {
  auto data = empty_set(input_size, classes);
  data.inputs.reserve(labels.size() * data.words_per_input());
  const auto length = static_cast<std::size_t>(input_size);
  for (std::size_t k = 0; k < labels.size(); ++k)
    data.add(signs.subspan(k * length, length), static_cast<std::uint8_t>(labels[k]));
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
  return labelled(inputs, size, o.classes, table.labels);
}

DataSets read_tables(const fs::path& folder, const FolderOptions& o) {
  const auto train = read_csv_samples(folder / "train.csv", o.classes);
  const auto test = read_csv_samples(folder / "test.csv", o.classes);
  if (train.inputs != test.inputs)
    throw files::FileError(
        "cannot read", folder / "test.csv",
        fmt::format("it has {} inputs a row, but train.csv has {}", test.inputs, train.inputs));
  if (train.all_signs && test.all_signs)
    return {encode(train, nullptr, o), encode(test, nullptr, o)};
  const SignProjection projection(train.inputs, o.size > 0 ? o.size : train.inputs, o.seed,
                                  o.sample);
  return {encode(train, &projection, o), encode(test, &projection, o)};
}

}  // namespace

DataSets draw_prototypes(const Prototypes& options) {
  check(options);
  std::vector<network::Spins> prototypes;
  for (int c = 0; c < options.classes; ++c) {
    RandomStream stream(options.seed, "prototypes", static_cast<std::uint64_t>(c), options.sample);
    prototypes.push_back(network::random_spins(options.size, stream));
  }
  return {noisy_copies(options, prototypes, options.train, "prototype training samples"),
          noisy_copies(options, prototypes, options.test, "prototype test samples")};
}

DataSets project_images(const ImageData& images, int size, int classes, std::uint64_t seed,
                        int threads, std::uint64_t sample) {
  const auto pixels = static_cast<int>(images.train.images.pixels_each());
  const SignProjection projection(pixels, size > 0 ? size : pixels, seed, sample);
  const auto encode_set = [&](const LabelledImages& set) {
    return labelled(projection.apply(set.images, threads), projection.outputs(), classes,
                    set.labels);
  };
  return {encode_set(images.train), encode_set(images.test)};
}

DataSets read_folder(const fs::path& folder, const FolderOptions& options) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    throw files::FileError("cannot read", folder,
                           error ? error.message() : std::string("not a directory"));
  if (has_idx_files(folder))
    return project_images(read_image_folder(folder, options.classes), options.size, options.classes,
                          options.seed, options.threads, options.sample);
  if (fs::exists(folder / "train.csv", error)) return read_tables(folder, options);
  throw files::FileError("cannot read", folder,
                         "it has neither idx files (train-images-idx3-ubyte, …) nor train.csv");
}

Dataset draw_associations(int pairs, int input_size, int target_size, std::uint64_t seed,
                          std::uint64_t sample) {
  if (pairs < 1 || input_size < 1 || target_size < 1)
    throw std::domain_error(fmt::format("draw_associations: {} pairs of {} and {} entries", pairs,
                                        input_size, target_size));
  auto data = empty_set(input_size, 0);
  data.target_size = target_size;
  for (int k = 0; k < pairs; ++k) {
    const auto index = (sample << 32) + static_cast<std::uint64_t>(k);
    RandomStream inputs(seed, "association inputs", index);
    RandomStream targets(seed, "association targets", index);
    data.add(network::random_spins(input_size, inputs),
             network::random_spins(target_size, targets));
  }
  return data;
}

}  // namespace steady::learning
