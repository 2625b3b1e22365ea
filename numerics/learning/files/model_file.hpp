// Trained models and training states on disk.
//
// A model file (HDF5):
//   /                 attributes program, content, format_version, version, provenance, seed,
//                     sample (0 where missing), weight_unit
//   /architecture     text, TOML (see architecture_file.hpp)
//   /weights/NAME     one data set per block of learning::Model (`internal/0`, `readout/1`, …):
//                     int32 in units of 2^-20, rows × columns, row i feeding neuron i. Sparse
//                     blocks are groups of three arrays: values, columns, first (compressed rows).
//                     Arrays of floats are accepted in reading, as the weights themselves.
//   /history          float64, epochs × 6: epoch, train_accuracy, test_accuracy, update_fraction,
//                     unstable_fraction, samples_per_second
//   /settings/KEY     texts: how it was trained and how its inputs are made
// A checkpoint has, besides, /state with the counters, /sums (the running average), /margins (the
// neurons' own) and /best (the weights kept by early stopping).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <steady/numerics/learning/engine/trainer.hpp>

namespace steady::learning {

/// What else a file says. Settings are the caller's: `key` → text; keys must not be empty nor
/// contain a slash.
struct FileInfo {
  std::string version;     ///< of the program that wrote the file
  std::string provenance;  ///< how it was made: command line, git revision, …
  std::map<std::string, std::string> settings;
};

struct ModelFile {
  Model model;
  std::vector<EpochSummary> history;
  FileInfo info;
};

/// Written beside and renamed: the file is complete or untouched. Throws steady::files::FileError.
void write_model(const std::filesystem::path& file, const Model& model,
                 const std::vector<EpochSummary>& history, const FileInfo& info);
inline void write_model(const std::filesystem::path& file, const ModelFile& contents) {
  write_model(file, contents.model, contents.history, contents.info);
}

/// Throws steady::files::FileError, naming the file, for one that is missing, truncated, not a
/// model of steady or of another format version, whose weights are missing, of another shape than
/// the architecture asks for, not finite or out of range.
ModelFile read_model(const std::filesystem::path& file);

/// The same, or the network in a checkpoint: as it was then, neither averaged nor the best.
struct AnyModel : ModelFile {
  bool unfinished = false;  ///< it is from a checkpoint
};
AnyModel read_any_model(const std::filesystem::path& file);

struct Checkpoint {
  State state;
  FileInfo info;
};

/// Likewise. `train` continues from the state read as if it had never stopped.
void write_checkpoint(const std::filesystem::path& file, const State& state, const FileInfo& info);
inline void write_checkpoint(const std::filesystem::path& file, const Checkpoint& contents) {
  write_checkpoint(file, contents.state, contents.info);
}
Checkpoint read_checkpoint(const std::filesystem::path& file);

}  // namespace steady::learning
