// States of runs on disk: where they began and ended, cycles, courses. One HDF5 file for many
// networks, laid out so that h5py opens it without help, and read back when others wrote it.
//
//   /                       attributes content, format_version, version, provenance
//   /runs/NAME              a group a network and set of parameters; attributes network (text of a
//                           NetworkSpec or the file it came from), size, self_coupling, seed,
//                           sample, and texts of the writer's own
//   /runs/NAME/start        (R, N) states, ±1: one a row; also end
//   /runs/NAME/verified     (R,) 1 where `end` was found to be a fixed point from scratch
//   /runs/NAME/period       (R,) 1: fixed point, L > 1: cycle of that length, 0: neither was found
//   /runs/NAME/cycle_states (Σ, N) the states of all cycles; those of run r are the rows
//   /runs/NAME/cycle_first  (R + 1,) cycle_first[r] … cycle_first[r + 1] − 1
//   /runs/NAME/trajectory   (R, T, N) states on the way, after the sweeps
//   /runs/NAME/sweep        (T,)
//   /runs/NAME/columns/KEY  (R,) one number a run: sweeps, energy, …
//
// Only `end` or `start` must be there. States may be of any kind of number, or truth values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <steady/numerics/files/atomic_file.hpp>

namespace steady::files {

/// R runs of one network of N neurons; arrays are row after row, empty where absent.
struct Runs {
  std::string name;     ///< of the group; must not hold a slash
  std::string network;  ///< which network: text of its spec, or its file
  std::int64_t size = 0;
  double self_coupling = 0.0;
  std::uint64_t seed = 0;
  std::uint64_t sample = 0;
  std::map<std::string, std::string> texts;  ///< attributes of the writer's own

  std::vector<std::int8_t> start;                      ///< R × N
  std::vector<std::int8_t> end;                        ///< R × N
  std::vector<std::int8_t> verified;                   ///< R
  std::vector<std::int64_t> period;                    ///< R
  std::vector<std::int64_t> cycle_first;               ///< R + 1
  std::vector<std::int8_t> cycle_states;               ///< cycle_first[R] × N
  std::vector<std::int64_t> sweep;                     ///< T
  std::vector<std::int8_t> trajectory;                 ///< R × T × N
  std::map<std::string, std::vector<double>> columns;  ///< R each

  /// R, from `end` or `start`.
  std::int64_t count() const;
};

/// Written beside and renamed: complete or absent. Any number of threads may add.
class RunsWriter {
 public:
  RunsWriter(const std::filesystem::path& file, const std::string& version,
             const std::string& provenance);
  ~RunsWriter();
  RunsWriter(const RunsWriter&) = delete;
  RunsWriter& operator=(const RunsWriter&) = delete;

  /// Throws std::invalid_argument for arrays that do not fit together or a name that was there
  /// before, FileError.
  void add(const Runs& runs);
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Throws FileError, naming file and data set, for what is missing, damaged or not ±1.
class RunsReader {
 public:
  explicit RunsReader(const std::filesystem::path& file);
  ~RunsReader();
  RunsReader(const RunsReader&) = delete;
  RunsReader& operator=(const RunsReader&) = delete;

  const std::string& version() const;     ///< empty where others wrote the file
  const std::string& provenance() const;  ///< likewise
  const std::vector<std::string>& names() const;
  Runs read(const std::string& name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Whether it is an HDF5 file with a group /runs.
bool is_runs_file(const std::filesystem::path& file);

}  // namespace steady::files
