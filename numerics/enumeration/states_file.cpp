#include <steady/numerics/enumeration/states_file.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <set>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/enumeration/detail/states_format.hpp>
#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/files/detail/hdf5_layer.hpp>

namespace steady::enumeration {

namespace hdf5 = files::detail;
namespace states_format = detail::states_format;
using hdf5::Checker;
using hdf5::Handle;
using hdf5::Session;
using network::PackedState;

struct StatesFile::Impl {
  Impl(const std::filesystem::path& target, const StatesFileInfo& info)
      : pending(target), checker("cannot write", target) {
    pending.require_regular();
    const Session session;
    file = hdf5::create_file(checker, pending.temporary());
    states = new_group("states");
    couplings = new_group("couplings");
    write_attribute(checker, file.get(), "program", std::string(states_format::program));
    write_attribute(checker, file.get(), "content", std::string(states_format::content));
    write_attribute(checker, file.get(), "format_version", states_format::version);
    write_attribute(checker, file.get(), "bit_convention",
                    std::string(states_format::bit_convention));
    write_attribute(checker, file.get(), "version", info.version);
    write_attribute(checker, file.get(), "provenance", info.provenance);
    checker.check(H5Fflush(file.get(), H5F_SCOPE_GLOBAL));  // an unwritable disk is met here
  }

  ~Impl() {
    // Without close(): the library would write what it holds into a file about to be removed, and
    // on a full disk fail at that. Closing is still needed to free its memory.
    const Session session;
    fields.close();
    couplings.close();
    states.close();
    file.close();
  }

  Handle new_group(const char* name) const {
    return checker.own(H5Gcreate2(file.get(), name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                       H5Gclose);
  }

  void write_couplings(const NetworkKey& key, const network::Couplings& values, int scale) {
    const auto name = states_format::couplings_name(key);
    if (!coupling_names.insert(name).second) return;
    const Session session;
    const auto n = static_cast<std::size_t>(values.size());
    const auto first = values.row(0).data();  // rows lie one after the other
    std::vector<std::int32_t> grid(first, first + n * n);
    const auto own = values.self_couplings();
    for (std::size_t i = 0; i < own.size(); ++i) grid[i * n + i] = own[i];
    write_grid(couplings, name, {n, n}, grid, scale);
    const auto field = values.external_field();
    if (field.empty()) return;
    if (!fields) fields = new_group("fields");
    write_grid(fields, name, {n}, {field.begin(), field.end()}, scale);
  }

  void write_grid(const Handle& group, const std::string& name, const std::vector<hsize_t>& extent,
                  const std::vector<std::int32_t>& grid, int scale) const {
    const auto dimensions = static_cast<int>(extent.size());
    const auto space = checker.own(H5Screate_simple(dimensions, extent.data(), nullptr), H5Sclose);
    const auto layout = hdf5::compressed_layout(checker, extent);
    auto data = checker.own(H5Dcreate2(group.get(), name.c_str(), H5T_STD_I32LE, space.get(),
                                       H5P_DEFAULT, layout.get(), H5P_DEFAULT),
                            H5Dclose);
    checker.check(
        H5Dwrite(data.get(), H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, grid.data()));
    write_attribute(checker, data.get(), "unit",
                    std::string(scale == 0 ? states_format::coupling_unit
                                           : states_format::scaled_coupling_unit));
    if (scale != 0)
      write_attribute(checker, data.get(), "step",
                      std::ldexp(1.0, -network::Couplings::fraction_bits - scale));
    checker.close(data);
  }

  files::PendingFile pending;
  Checker checker;
  Handle file;
  Handle states;
  Handle couplings;
  Handle fields;           // made with the first
  std::mutex names_mutex;  // guards the two sets
  std::set<std::string> names;
  std::set<std::string> coupling_names;
  std::atomic<int> open_networks = 0;
  std::atomic<bool> broken = false;
};

/// States gather in a buffer and go to the file one chunk at a time; the data set is made with the
/// first chunk, as long as that is, so that small networks take little room.
struct StatesFile::Network::Impl {
  Impl(StatesFile::Impl& owner, const NetworkKey& network)
      : file(owner), key(network), name(states_format::states_name(network)) {}

  ~Impl() {
    if (finished) return;
    try {
      finish(false);
    } catch (...) {  // file.broken makes close() fail
    }
  }

  void append(std::span<const PackedState> batch) {
    if (finished) throw std::logic_error("StatesFile: append after finish");
    count += batch.size();
    while (!batch.empty()) {
      const auto room = std::min(batch.size(), states_format::longest_chunk - buffer.size());
      const auto part = batch.first(room);
      buffer.insert(buffer.end(), part.begin(), part.end());
      batch = batch.subspan(room);
      if (buffer.size() == states_format::longest_chunk) flush();
    }
  }

  void finish(bool complete) {
    if (finished) throw std::logic_error("StatesFile: finish twice");
    finished = true;
    --file.open_networks;
    guarded([&] {
      write_buffer();
      const auto& c = file.checker;
      write_attribute(c, data.get(), "count", count);
      write_attribute(c, data.get(), "complete", static_cast<std::int64_t>(complete));
      c.close(data);
    });
  }

  void flush() {
    guarded([&] { write_buffer(); });
  }

  // After a failed write the file is no good, whatever the caller makes of the exception.
  template <class Write>
  void guarded(const Write& write) {
    const Session session;
    try {
      write();
    } catch (...) {
      file.broken = true;
      throw;
    }
  }

  void write_buffer() {
    if (!data) create();
    if (buffer.empty()) return;
    const auto& c = file.checker;
    const hsize_t length = buffer.size();
    const hsize_t extent = written + length;
    c.check(H5Dset_extent(data.get(), &extent));
    const auto target = c.own(H5Dget_space(data.get()), H5Sclose);
    c.check(H5Sselect_hyperslab(target.get(), H5S_SELECT_SET, &written, nullptr, &length, nullptr));
    const auto source = c.own(H5Screate_simple(1, &length, nullptr), H5Sclose);
    c.check(H5Dwrite(data.get(), H5T_NATIVE_UINT64, source.get(), target.get(), H5P_DEFAULT,
                     buffer.data()));
    written = extent;
    buffer.clear();
  }

  void create() {
    const auto& c = file.checker;
    const hsize_t none = 0;
    const hsize_t unlimited = H5S_UNLIMITED;
    const auto space = c.own(H5Screate_simple(1, &none, &unlimited), H5Sclose);
    const auto layout = hdf5::compressed_layout(
        c, {std::max<hsize_t>(buffer.size(), states_format::shortest_chunk)});
    data = c.own(H5Dcreate2(file.states.get(), name.c_str(), H5T_STD_U64LE, space.get(),
                            H5P_DEFAULT, layout.get(), H5P_DEFAULT),
                 H5Dclose);
    const auto& ensemble = key.networks.ensemble;
    write_attribute(c, data.get(), "size", static_cast<std::int64_t>(key.networks.size));
    write_attribute(c, data.get(), "self_coupling", key.self_coupling);
    if (key.source.empty()) {
      write_attribute(c, data.get(), "ensemble", std::string(ensemble.name.text()));
      write_attribute(c, data.get(), "symmetry", ensemble.symmetry);
      write_attribute(c, data.get(), "mean_degree", ensemble.mean_degree.value_or(0.0));
      if (key.networks.external_field != 0.0)
        write_attribute(c, data.get(), "external_field", key.networks.external_field);
    } else {
      write_attribute(c, data.get(), "network", key.source);
    }
    write_attribute(c, data.get(), "seed", key.seed);
    write_attribute(c, data.get(), "sample", key.sample);
  }

  StatesFile::Impl& file;
  NetworkKey key;
  std::string name;
  Handle data;
  std::vector<PackedState> buffer;
  hsize_t written = 0;
  std::uint64_t count = 0;
  bool finished = false;
};

StatesFile::Network::Network(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StatesFile::Network::Network(Network&&) noexcept = default;
StatesFile::Network::~Network() = default;
void StatesFile::Network::append(std::span<const PackedState> states) {
  impl_->append(states);
}
void StatesFile::Network::finish(bool complete) {
  impl_->finish(complete);
}
std::uint64_t StatesFile::Network::count() const {
  return impl_->count;
}

StatesFile::StatesFile(const std::filesystem::path& target, const StatesFileInfo& info)
    : impl_(std::make_unique<Impl>(target, info)) {}

StatesFile::~StatesFile() = default;

StatesFile::Network StatesFile::begin_network(const NetworkKey& key,
                                              const network::Couplings* couplings, int scale) {
  const auto& networks = key.networks;
  if (networks.size < 2 || networks.size > network::max_packed_size)
    throw std::domain_error(fmt::format("StatesFile: size = {} is outside [2, 64]", networks.size));
  if (networks.modules != 1)
    throw std::domain_error(
        fmt::format("StatesFile: modules = {}, only networks of one fit", networks.modules));
  if (couplings != nullptr && couplings->size() != networks.size)
    throw std::invalid_argument(fmt::format("StatesFile: couplings of {} neurons for size = {}",
                                            couplings->size(), networks.size));
  const std::lock_guard lock(impl_->names_mutex);
  const auto name = states_format::states_name(key);
  if (!impl_->names.insert(name).second) {
    throw std::invalid_argument(fmt::format("StatesFile: it already has the network {}", name));
  }
  if (couplings != nullptr) impl_->write_couplings(key, *couplings, scale);
  ++impl_->open_networks;
  return Network(std::make_unique<Network::Impl>(*impl_, key));
}

void StatesFile::close() {
  if (impl_->open_networks != 0) {
    throw std::logic_error(
        fmt::format("StatesFile: close() with {} open networks", impl_->open_networks.load()));
  }
  if (impl_->broken) impl_->checker.fail("an earlier write failed");
  const Session session;
  if (!impl_->file) throw std::logic_error("StatesFile: close() twice");
  const auto& c = impl_->checker;
  c.check(H5Fflush(impl_->file.get(), H5F_SCOPE_GLOBAL));
  if (impl_->fields) c.close(impl_->fields);
  c.close(impl_->couplings);
  c.close(impl_->states);
  c.close(impl_->file);
  impl_->pending.publish();
}

}  // namespace steady::enumeration
