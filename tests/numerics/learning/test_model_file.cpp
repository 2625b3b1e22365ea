// Models and checkpoints on disk: what is written comes back, whatever is not whole is refused.
#include <hdf5.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/data/encodings.hpp>
#include <steady/numerics/learning/files/model_file.hpp>

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using namespace steady::learning;

namespace {

Architecture small_net() {
  PresetNumbers numbers;
  numbers.input_size = 20;
  numbers.classes = 3;
  numbers.hidden = 24;
  numbers.layers = 2;
  auto net = chain(numbers);
  net.layers[1].internal = {.pattern = Pattern::sparse, .mean_degree = 6.0};
  net.layers[0].learned_bias = true;
  return net;
}

ModelFile small_file() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  return {Model(small_net(), 7, 3),
          {{1, 0.5, nan, 0.25, 0.125, 1e5}, {2, 0.75, 0.7, 0.2, 0.1, 2e5}},
          {"1.2.3", "steady learn --data prototypes\nseed: 7", {{"sweeps", "5"}, {"data", "λ"}}}};
}

DataSets small_data() {
  Prototypes options;
  options.classes = 3;
  options.size = 20;
  options.flip = 0.1;
  options.train = 200;
  options.test = 50;
  return draw_prototypes(options);
}

Options short_training() {
  Options options;
  options.epochs = 4;
  options.patience = 10;
  options.average_epochs = 2;
  options.average_interval = 3;
  options.dynamics.update_probability = 0.8;
  options.plasticity.threshold_rate = 0.1;
  return options;
}

/// Replaces a data set by one of that type and shape, filled with a number.
template <class T>
void replace(const fs::path& file, const char* name, hid_t type, std::vector<hsize_t> shape,
             T value) {
  const hid_t f = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(H5Ldelete(f, name, H5P_DEFAULT) >= 0);
  const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
  const hid_t data = H5Dcreate2(f, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  std::size_t count = 1;
  for (const auto length : shape) count *= length;
  const std::vector<T> values(count, value);
  REQUIRE(H5Dwrite(data, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
  H5Dclose(data);
  H5Sclose(space);
  H5Fclose(f);
}

void remove_link(const fs::path& file, const char* name) {
  const hid_t f = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(H5Ldelete(f, name, H5P_DEFAULT) >= 0);
  H5Fclose(f);
}

void set_version(const fs::path& file, std::int64_t version) {
  const hid_t f = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t a = H5Aopen(f, "format_version", H5P_DEFAULT);
  REQUIRE(H5Awrite(a, H5T_NATIVE_INT64, &version) >= 0);
  H5Aclose(a);
  H5Fclose(f);
}

}  // namespace

TEST_CASE("a model file gives back weights, structure, history and provenance") {
  const ScratchFolder folder;
  const auto file = folder.path() / "model.h5";
  auto written = small_file();
  written.info.settings["long"] = std::string(100000, 'x');  // beyond what attributes hold
  written.info.settings["empty"] = "";
  write_model(file, written);
  CHECK(folder.entries() == 1);
  const auto read = read_model(file);
  CHECK((read.model == written.model));
  CHECK(read.model.seed() == 7);
  CHECK(read.model.sample() == 3);
  CHECK(read.model.architecture() == written.model.architecture());
  REQUIRE(read.history.size() == 2);
  CHECK(std::isnan(read.history[0].test_accuracy));
  CHECK(read.history[1] == written.history[1]);
  CHECK(read.info.version == "1.2.3");
  CHECK(read.info.provenance == written.info.provenance);
  CHECK(read.info.settings == written.info.settings);
  auto other = written.model;
  auto weights = other.values(0);
  weights[1] += 1;
  other.set_values(0, weights);
  CHECK_FALSE((other == read.model));  // one step of 2^-20 would be seen
}

TEST_CASE("a checkpoint gives back the whole state of a training") {
  const ScratchFolder folder;
  const auto file = folder.path() / "state.h5";
  const auto data = small_data();
  auto options = short_training();
  std::vector<State> states;
  options.on_epoch = [&](const EpochSummary&, const State& state) { states.push_back(state); };
  train(initial_state(Model(small_net(), 3)), data.train, &data.test, options);
  REQUIRE(states.size() == 4);
  for (const auto& state : states) {
    write_checkpoint(file, {state, small_file().info});
    const auto read = read_checkpoint(file).state;
    CHECK((read.model == state.model));
    CHECK(read.epochs_done == state.epochs_done);
    CHECK(read.batches_done == state.batches_done);
    CHECK(read.updates == state.updates);
    CHECK(read.unstable == state.unstable);
    CHECK(read.seconds == state.seconds);
    CHECK(read.snapshots == state.snapshots);
    CHECK(read.sums == state.sums);
    CHECK(read.margins == state.margins);
    CHECK(read.best_accuracy == state.best_accuracy);
    CHECK(read.best_epoch == state.best_epoch);
    CHECK((read.best == state.best));
    CHECK(read.history == state.history);
  }
}

TEST_CASE("training continued from a checkpoint ends with the bits of an uninterrupted one") {
  const ScratchFolder folder;
  const auto file = folder.path() / "state.h5";
  const auto data = small_data();
  auto options = short_training();
  const auto whole = train(initial_state(Model(small_net(), 3)), data.train, &data.test, options);
  options.on_epoch = [&](const EpochSummary& epoch, const State& state) {
    if (epoch.epoch == 2) write_checkpoint(file, {state, {}});
  };
  train(initial_state(Model(small_net(), 3)), data.train, &data.test, options);
  options.on_epoch = {};
  const auto resumed = train(read_checkpoint(file).state, data.train, &data.test, options);
  CHECK((resumed.model == whole.model));
  CHECK((resumed.state.model == whole.state.model));
  REQUIRE(resumed.state.history.size() == 4);
  for (std::size_t e = 0; e < 4; ++e) {
    CHECK(resumed.state.history[e].test_accuracy == whole.state.history[e].test_accuracy);
    CHECK(resumed.state.history[e].update_fraction == whole.state.history[e].update_fraction);
  }
}

TEST_CASE("weights may be given as real numbers, but must be numbers") {
  const ScratchFolder folder;
  const auto file = folder.path() / "model.h5";
  write_model(file, small_file());
  replace<double>(file, "weights/input/0", H5T_NATIVE_DOUBLE, {24, 20}, 0.25);
  const auto model = read_model(file).model;
  CHECK(model.values(model.block("input/0")) == std::vector<std::int32_t>(480, 1 << 18));
  for (const double bad : {std::nan(""), static_cast<double>(INFINITY), 1e9}) {
    replace<double>(file, "weights/input/0", H5T_NATIVE_DOUBLE, {24, 20}, bad);
    CHECK_THROWS_AS(read_model(file), steady::files::FileError);
    CHECK_THROWS_WITH(read_model(file), Contains("model.h5") && Contains("input/0"));
  }
}

TEST_CASE("model files that are not whole, of another version or shape are refused") {
  const ScratchFolder folder;
  const auto file = folder.path() / "model.h5";
  const auto refuse = [&](const std::string& why) {
    CHECK_THROWS_AS(read_model(file), steady::files::FileError);
    CHECK_THROWS_WITH(read_model(file), Contains("model.h5") && Contains(why));
    write_model(file, small_file());
  };
  refuse("No such file");
  std::ofstream(file) << "text";
  refuse("not a complete HDF5 file");
  fs::resize_file(file, fs::file_size(file) / 2);
  refuse("not a complete HDF5 file");
  H5Fclose(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  refuse("not a trained network of layers written by steady");
  write_checkpoint(file, {initial_state(Model(small_net(), 3)), {}});
  refuse("it holds the state of a training");
  set_version(file, 2);
  refuse("format version is 2, this program reads version 1");
  replace<std::int32_t>(file, "weights/readout/1", H5T_NATIVE_INT32, {3, 25}, 0);
  refuse("readout/1 has the shape (3, 25), expected (3, 24)");
  remove_link(file, "weights/feedback/1");
  refuse("lacks the weights feedback/1");
  remove_link(file, "weights/internal/1/columns");
  refuse("lacks the array columns");
  // A self-coupling among the couplings: the diagonal is structure.
  replace<std::int32_t>(file, "weights/internal/0", H5T_NATIVE_INT32, {24, 24}, 5);
  refuse("internal/0");
  replace<std::int32_t>(file, "weights/internal/1/columns", H5T_NATIVE_INT32, {3}, 0);
  refuse("internal/1");
  replace<std::int32_t>(file, "history", H5T_NATIVE_INT32, {3}, 0);
  refuse("history");
  replace<std::int32_t>(file, "architecture", H5T_NATIVE_INT32, {1}, 0);
  refuse("architecture is not a text");
  CHECK_NOTHROW(read_model(file));
  CHECK_THROWS_WITH(read_checkpoint(file), Contains("it holds a trained network"));
}

TEST_CASE("a model that cannot be written leaves the old file and nothing else") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(write_model(folder.path() / "no" / "model.h5", small_file()),
                    Contains("model.h5"));
  CHECK_THROWS_WITH(write_model("/dev/full", small_file()), Contains("not a regular file"));
  CHECK(folder.entries() == 0);
}
