#include <steady/numerics/learning/data/encodings.hpp>

#include <span>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/learning/data/folder.hpp>
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

DataSets encode(const Samples& train, const Samples& test, const Preparation& preparation,
                const ProjectionOptions& projection) {
  return {encode(train, preparation, projection), encode(test, preparation, projection)};
}

DataSets read_folder(const fs::path& folder, const FolderOptions& options) {
  ReadOptions how;
  how.table.classes = options.classes;
  const auto train = read_set(folder, DataSet::train, how);
  const auto test = read_set(folder, DataSet::test, how);
  Preparation preparation;
  preparation.features = train.inputs;
  preparation.labels = find_classes(train, test, options.classes);
  preparation.signs = train.all_signs && test.all_signs;
  return encode(train, test, preparation,
                {options.size, options.seed, options.sample, options.threads});
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
