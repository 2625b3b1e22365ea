#include <steady/numerics/learning/files/model_file.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/files/detail/hdf5_arrays.hpp>
#include <steady/numerics/learning/detail/weights_group.hpp>
#include <steady/numerics/learning/files/architecture_file.hpp>

namespace steady::learning {
namespace {

namespace fs = std::filesystem;
namespace hdf5 = files::detail;
using hdf5::Checker;
using hdf5::Handle;
using hdf5::Session;

constexpr const char* program = "steady";
constexpr const char* model_content = "a trained network of layers";
constexpr const char* checkpoint_content = "the state of a training";
/// Grows when old readers would misunderstand new files.
constexpr std::int64_t format_version = 1;
constexpr const char* weight_unit = "2^-20; row i feeds neuron i";
constexpr hsize_t history_columns = 6;

// --- writing

void write_settings(const Checker& c, hid_t file, const FileInfo& info) {
  auto group = hdf5::create_group(c, file, "settings");
  for (const auto& [key, value] : info.settings) hdf5::write_text(c, group.get(), key, value);
  c.close(group);
}

void write_root(const Checker& c, hid_t file, const char* content, const Model& model,
                const FileInfo& info) {
  hdf5::write_attribute(c, file, "program", std::string(program));
  hdf5::write_attribute(c, file, "content", std::string(content));
  hdf5::write_attribute(c, file, "format_version", format_version);
  hdf5::write_attribute(c, file, "version", info.version);
  hdf5::write_attribute(c, file, "provenance", info.provenance);
  hdf5::write_attribute(c, file, "weight_unit", std::string(weight_unit));
  hdf5::write_text(c, file, "architecture", to_toml(model.architecture()));
  hdf5::write_attribute(c, file, "seed", model.seed());
  hdf5::write_attribute(c, file, "sample", model.sample());
  write_settings(c, file, info);
}

void write_history(const Checker& c, hid_t file, const std::vector<EpochSummary>& history) {
  std::vector<double> rows;
  for (const auto& e : history)
    rows.insert(rows.end(), {static_cast<double>(e.epoch), e.train_accuracy, e.test_accuracy,
                             e.update_fraction, e.unstable_fraction, e.samples_per_second});
  auto data = hdf5::write_array<double>(
      c, file, "history", {static_cast<hsize_t>(history.size()), history_columns}, rows);
  hdf5::write_attribute(c, data.get(), "columns",
                        std::string("epoch, train_accuracy, test_accuracy, update_fraction, "
                                    "unstable_fraction, samples_per_second"));
  c.close(data);
}

template <class T>
void write_lists(const Checker& c, hid_t file, const std::string& name,
                 const std::vector<std::vector<T>>& lists) {
  auto group = hdf5::create_group(c, file, name);
  hdf5::write_attribute(c, group.get(), "count", static_cast<std::uint64_t>(lists.size()));
  for (std::size_t k = 0; k < lists.size(); ++k) {
    auto data = hdf5::write_array<T>(c, group.get(), fmt::format("{}", k),
                                     {static_cast<hsize_t>(lists[k].size())}, lists[k]);
    c.close(data);
  }
  c.close(group);
}

void write_state(const Checker& c, hid_t file, const State& state) {
  auto group = hdf5::create_group(c, file, "state");
  hdf5::write_attribute(c, group.get(), "epochs_done", state.epochs_done);
  hdf5::write_attribute(c, group.get(), "batches_done", state.batches_done);
  hdf5::write_attribute(c, group.get(), "updates", state.updates);
  hdf5::write_attribute(c, group.get(), "unstable", state.unstable);
  hdf5::write_attribute(c, group.get(), "seconds", state.seconds);
  hdf5::write_attribute(c, group.get(), "snapshots", state.snapshots);
  hdf5::write_attribute(c, group.get(), "best_accuracy", state.best_accuracy);
  hdf5::write_attribute(c, group.get(), "best_epoch", state.best_epoch);
  hdf5::write_attribute(c, group.get(), "has_best",
                        static_cast<std::int64_t>(state.best.has_value()));
  c.close(group);
  write_lists(c, file, "sums", state.sums);
  write_lists(c, file, "margins", state.margins);
  if (state.best) detail::write_weights(c, file, "best", *state.best);
}

void write_file(const fs::path& path, const std::function<void(const Checker&, hid_t)>& fill) {
  files::PendingFile pending(path);
  pending.require_regular();
  const Checker c("cannot write", path);
  {
    const Session session;
    auto file = hdf5::create_file(c, pending.temporary());
    fill(c, file.get());
    c.check(H5Fflush(file.get(), H5F_SCOPE_GLOBAL));
    c.close(file);
  }
  pending.publish();
}

// --- reading

FileInfo read_info(const Checker& c, hid_t file) {
  FileInfo info{
      hdf5::read_string(c, file, "version"), hdf5::read_string(c, file, "provenance"), {}};
  const auto group = hdf5::open_group(c, file, "settings");
  for (const auto& key : hdf5::names_in(c, group.get()))
    info.settings[key] = hdf5::read_text(c, group.get(), key);
  return info;
}

/// What the file holds, one of `contents`.
std::string check_root(const Checker& c, hid_t file, const std::vector<std::string>& contents) {
  const bool ours = hdf5::has_attribute(file, "program") && hdf5::has_attribute(file, "content") &&
                    hdf5::read_string(c, file, "program") == program;
  const auto found = ours ? hdf5::read_string(c, file, "content") : std::string();
  if (std::find(contents.begin(), contents.end(), found) == contents.end())
    c.fail(ours ? fmt::format("it holds {}, not {}", found, contents.front())
                : fmt::format("an HDF5 file, but not {} written by steady", contents.front()));
  const auto version = hdf5::read_integer(c, file, "format_version");
  if (version != format_version)
    c.fail(fmt::format("its format version is {}, this program reads version {}", version,
                       format_version));
  return found;
}

Model read_network(const Checker& c, hid_t file, const fs::path& path) {
  const auto text = hdf5::read_text(c, file, "architecture");
  const auto architecture = parse_architecture(text, path.string() + " (architecture)");
  const auto sample =  // files of version 0.1 have none
      hdf5::has_attribute(file, "sample") ? hdf5::read_unsigned(c, file, "sample") : 0;
  Model model(architecture, hdf5::read_unsigned(c, file, "seed"), sample);
  detail::read_weights(c, file, "weights", model);
  return model;
}

std::vector<EpochSummary> read_history(const Checker& c, hid_t file) {
  const auto data = hdf5::open_array(c, file, "history");
  const auto shape = hdf5::shape_of(c, data.get());
  if (shape.size() != 2 || shape[1] != history_columns)
    c.fail(fmt::format("damaged: history does not have {} columns", history_columns));
  const auto rows = hdf5::read_array<double>(c, data.get(), "history", shape);
  std::vector<EpochSummary> history;
  for (std::size_t r = 0; r < rows.size(); r += history_columns)
    history.push_back({static_cast<int>(rows[r]), rows[r + 1], rows[r + 2], rows[r + 3],
                       rows[r + 4], rows[r + 5]});
  return history;
}

template <class T>
std::vector<std::vector<T>> read_lists(const Checker& c, hid_t file, const std::string& name) {
  const auto group = hdf5::open_group(c, file, name);
  std::vector<std::vector<T>> lists;
  const auto count = hdf5::read_unsigned(c, group.get(), "count");
  for (std::uint64_t k = 0; k < count; ++k) {
    const auto data = hdf5::open_array(c, group.get(), fmt::format("{}", k));
    lists.push_back(hdf5::read_array<T>(c, data.get(), name, hdf5::shape_of(c, data.get())));
  }
  return lists;
}

void read_state(const Checker& c, hid_t file, State& state) {
  const auto group = hdf5::open_group(c, file, "state");
  state.epochs_done = hdf5::read_unsigned(c, group.get(), "epochs_done");
  state.batches_done = hdf5::read_unsigned(c, group.get(), "batches_done");
  state.updates = hdf5::read_unsigned(c, group.get(), "updates");
  state.unstable = hdf5::read_unsigned(c, group.get(), "unstable");
  state.seconds = hdf5::read_real(c, group.get(), "seconds");
  state.snapshots = hdf5::read_unsigned(c, group.get(), "snapshots");
  state.best_accuracy = hdf5::read_real(c, group.get(), "best_accuracy");
  state.best_epoch = hdf5::read_unsigned(c, group.get(), "best_epoch");
  state.sums = read_lists<std::int64_t>(c, file, "sums");
  state.margins = read_lists<std::int32_t>(c, file, "margins");
  if (hdf5::read_integer(c, group.get(), "has_best") != 0) {
    state.best = state.model;  // for its architecture
    detail::read_weights(c, file, "best", *state.best);
  }
}

template <class Contents>
Contents read_file(const fs::path& path, const std::vector<std::string>& allowed,
                   const std::function<void(const Checker&, hid_t, Contents&)>& take,
                   std::string* found = nullptr) {
  const Checker c("cannot read", path);
  const Session session;
  const auto file = hdf5::open_file(c, path);
  const auto content = check_root(c, file.get(), allowed);
  if (found != nullptr) *found = content;
  Contents contents;
  contents.info = read_info(c, file.get());
  take(c, file.get(), contents);
  return contents;
}

}  // namespace

void write_model(const fs::path& path, const Model& model, const std::vector<EpochSummary>& history,
                 const FileInfo& info) {
  write_file(path, [&](const Checker& c, hid_t file) {
    write_root(c, file, model_content, model, info);
    detail::write_weights(c, file, "weights", model);
    write_history(c, file, history);
  });
}

ModelFile read_model(const fs::path& path) {
  return read_file<ModelFile>(path, {model_content},
                              [&](const Checker& c, hid_t file, ModelFile& contents) {
                                contents.model = read_network(c, file, path);
                                contents.history = read_history(c, file);
                              });
}

AnyModel read_any_model(const fs::path& path) {
  std::string content;
  auto result = read_file<AnyModel>(
      path, {model_content, checkpoint_content},
      [&](const Checker& c, hid_t file, AnyModel& contents) {
        contents.model = read_network(c, file, path);
        contents.history = read_history(c, file);
      },
      &content);
  result.unfinished = content == checkpoint_content;
  return result;
}

void write_checkpoint(const fs::path& path, const State& state, const FileInfo& info) {
  write_file(path, [&](const Checker& c, hid_t file) {
    write_root(c, file, checkpoint_content, state.model, info);
    detail::write_weights(c, file, "weights", state.model);
    write_history(c, file, state.history);
    write_state(c, file, state);
  });
}

Checkpoint read_checkpoint(const fs::path& path) {
  return read_file<Checkpoint>(path, {checkpoint_content},
                               [&](const Checker& c, hid_t file, Checkpoint& contents) {
                                 contents.state.model = read_network(c, file, path);
                                 contents.state.history = read_history(c, file);
                                 read_state(c, file, contents.state);
                               });
}

}  // namespace steady::learning
