// Fixed points on disk: one HDF5 file for many networks.
//
//   /                     attributes program, version, content, format_version, bit_convention,
//                         provenance
//   /states/NAME          uint64, one fixed point each, in no particular order; chunked, deflated;
//                         attributes size, self_coupling, ensemble (absent: gaussian), symmetry,
//                         mean_degree (0 for dense networks), external_field (absent: 0), seed,
//                         sample, count, complete
//   /couplings/NAME       optional, int32 (size × size), row i feeding neuron i, d_i on the
//                         diagonal, in units of the attribute step (absent: 2^-20)
//   /fields/NAME          b_i (size) beside couplings where not all are zero, in the same units
//
// Couplings and fields are those of states ±1, in the units of self_coupling.
//
// A network from a file has the attribute network, its name, instead of those of the ensemble.
// Files that others wrote need /states/NAME with its attribute size, or two dimensions: states of
// ±1 or truth values, one a row; whatever else is absent is zero.
//
// NAME is for the reader's eye (`size=20,symmetry=0,self_coupling=0.1,sample=3`, other ensembles
// than gaussian with `ensemble=` first); programs go by the attributes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <steady/numerics/network/couplings.hpp>
#include <steady/numerics/network/network_spec.hpp>
#include <steady/numerics/network/state.hpp>

namespace steady::enumeration {

/// Which network: everything its fixed points depend on.
struct NetworkKey {
  network::NetworkSpec networks;  ///< of one module
  double self_coupling;
  std::uint64_t seed;
  std::uint64_t sample;
  std::string source = {};  ///< the file of a given network; empty: drawn, as `networks` says
};

struct StatesFileInfo {
  std::string version;     ///< of the program that wrote the file
  std::string provenance;  ///< how it was made: command line, git revision, ...
};

/// Writes fixed points as they come. Everything goes to a temporary beside the target, which takes
/// the final name in close(); without close() the temporary is removed and an older file of that
/// name stays. Several networks may be open at once and be fed by different threads: HDF5 itself
/// is entered by one thread at a time.
/// Every failure (folder, permission, disk full) throws steady::files::FileError naming the file.
class StatesFile {
 public:
  StatesFile(const std::filesystem::path& target, const StatesFileInfo& info);
  ~StatesFile();
  StatesFile(const StatesFile&) = delete;
  StatesFile& operator=(const StatesFile&) = delete;

  /// The fixed points of one network. Not for several threads at a time.
  class Network {
   public:
    Network(Network&&) noexcept;
    Network& operator=(Network&&) = delete;
    /// Without finish(), what was written so far stays in the file, marked as incomplete.
    ~Network();

    /// May be called as an enumeration's visitor.
    void append(std::span<const network::PackedState> states);
    /// Call once, at the end; `complete` says whether these are all fixed points.
    void finish(bool complete);
    std::uint64_t count() const;

   private:
    friend class StatesFile;
    struct Impl;
    explicit Network(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
  };

  /// Opens a new network; its couplings, with d_i and b_i, are written too when given (once for all
  /// self-couplings), divided by 2^scale (GivenNetwork::scale).
  /// Throws std::invalid_argument for a network that the file already has, std::domain_error for
  /// one of several modules or of other than 2 … 64 neurons. The StatesFile must outlive the
  /// Network.
  Network begin_network(const NetworkKey& key, const network::Couplings* couplings = nullptr,
                        int scale = 0);

  /// Completes the file and gives it its name. Throws std::logic_error while a network is open.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads what StatesFile wrote. Throws steady::files::FileError, naming the file, for one that is
/// missing, truncated, damaged or made by something else.
class StatesReader {
 public:
  explicit StatesReader(const std::filesystem::path& file);
  ~StatesReader();
  StatesReader(const StatesReader&) = delete;
  StatesReader& operator=(const StatesReader&) = delete;

  const StatesFileInfo& info() const;

  struct Record {
    NetworkKey key;
    std::uint64_t count;  ///< fixed points in the file
    bool complete;        ///< whether they are all
    std::string name;
  };
  /// Ordered by size, ensemble, symmetry, mean degree (dense first), self-coupling, sample.
  const std::vector<Record>& networks() const;

  std::vector<network::PackedState> read(const Record& record) const;
  /// In batches, for networks whose fixed points do not fit in memory.
  void read(const Record& record,
            const std::function<void(std::span<const network::PackedState>)>& visitor) const;
  /// The couplings, with d_i and b_i, where the file has them; as they were given to the writer.
  std::optional<network::Couplings> couplings(const Record& record) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace steady::enumeration
