#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/enumeration/detail/states_format.hpp>
#include <steady/numerics/enumeration/states_file.hpp>
#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/files/detail/hdf5_layer.hpp>

namespace steady::enumeration {

namespace hdf5 = files::detail;
namespace states_format = detail::states_format;
using hdf5::Checker;
using hdf5::Handle;
using hdf5::Session;
using network::PackedState;

namespace detail::states_format {
namespace {

// The names of gaussian networks are older than other ensembles.
std::string networks_name(const network::NetworkSpec& networks) {
  const auto& [symmetry, mean_degree, ensemble] = networks.ensemble;
  return fmt::format(
      "{}size={},symmetry={}{}",
      ensemble == network::EnsembleName() ? "" : fmt::format("ensemble={},", ensemble.text()),
      networks.size, symmetry,
      mean_degree ? fmt::format(",mean_degree={}", *mean_degree) : std::string());
}

}  // namespace

std::string states_name(const NetworkKey& key) {
  return fmt::format("{},self_coupling={},sample={}", networks_name(key.networks),
                     key.self_coupling, key.sample);
}

std::string couplings_name(const NetworkKey& key) {
  return fmt::format("{},sample={}", networks_name(key.networks), key.sample);
}

}  // namespace detail::states_format

namespace {

bool is_group(hid_t file, const char* name) {
  if (H5Lexists(file, name, H5P_DEFAULT) <= 0) return false;
  const Handle object(H5Oopen(file, name, H5P_DEFAULT), H5Oclose);
  return object && H5Iget_type(object.get()) == H5I_GROUP;
}

}  // namespace

struct StatesReader::Impl {
  explicit Impl(const std::filesystem::path& path) : checker("cannot read", path) {
    const Session session;
    file = hdf5::open_file(checker, path);
    read_root();
    for (const auto& name : hdf5::names_in(checker, states.get())) read_record(name);
    std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) {
      const auto order = [](const NetworkKey& k) {
        const auto& ensemble = k.networks.ensemble;
        return std::tuple(k.networks.size, ensemble.name.text(), ensemble.symmetry,
                          ensemble.mean_degree, k.self_coupling, k.sample);
      };
      return order(a.key) < order(b.key);
    });
  }

  ~Impl() {
    const Session session;
    couplings.close();
    states.close();
    file.close();
  }

  void read_root() {
    const bool ours = hdf5::has_attribute(file.get(), "program") &&
                      hdf5::has_attribute(file.get(), "content") &&
                      hdf5::read_string(checker, file.get(), "program") == states_format::program &&
                      hdf5::read_string(checker, file.get(), "content") == states_format::content &&
                      is_group(file.get(), "states") && is_group(file.get(), "couplings");
    if (!ours) checker.fail("an HDF5 file, but not one of fixed points written by steady");
    const auto version = hdf5::read_integer(checker, file.get(), "format_version");
    if (version != states_format::version) {
      checker.fail(fmt::format("its format version is {}, this program reads version {}", version,
                               states_format::version));
    }
    info.version = hdf5::read_string(checker, file.get(), "version");
    info.provenance = hdf5::read_string(checker, file.get(), "provenance");
    states = checker.own(H5Gopen2(file.get(), "states", H5P_DEFAULT), H5Gclose);
    couplings = checker.own(H5Gopen2(file.get(), "couplings", H5P_DEFAULT), H5Gclose);
  }

  Handle open_states(const std::string& name) const {
    return checker.own(H5Dopen2(states.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
  }

  network::EnsembleName read_ensemble(hid_t data) const {
    const auto name = hdf5::read_string(checker, data, "ensemble");
    try {
      return {name};
    } catch (const std::domain_error& error) {
      checker.fail(error.what());
    }
  }

  void read_record(const std::string& name) {
    const auto data = open_states(name);
    Record record;
    record.name = name;
    const auto size = hdf5::read_integer(checker, data.get(), "size");
    if (size < 2 || size > network::max_packed_size) {
      checker.fail(fmt::format("damaged: {} has size {}", name, size));
    }
    auto& ensemble = record.key.networks.ensemble;
    record.key.networks.size = static_cast<int>(size);
    record.key.self_coupling = hdf5::read_real(checker, data.get(), "self_coupling");
    if (hdf5::has_attribute(data.get(), "ensemble"))  // older files have none
      ensemble.name = read_ensemble(data.get());
    ensemble.symmetry = hdf5::read_real(checker, data.get(), "symmetry");
    if (const double degree = hdf5::read_real(checker, data.get(), "mean_degree"); degree != 0.0)
      ensemble.mean_degree = degree;
    record.key.seed = hdf5::read_unsigned(checker, data.get(), "seed");
    record.key.sample = hdf5::read_unsigned(checker, data.get(), "sample");
    record.count = hdf5::read_unsigned(checker, data.get(), "count");
    record.complete = hdf5::read_integer(checker, data.get(), "complete") != 0;
    const auto space = checker.own(H5Dget_space(data.get()), H5Sclose);
    const auto type = checker.own(H5Dget_type(data.get()), H5Tclose);
    const auto length = H5Sget_simple_extent_npoints(space.get());
    if (H5Sget_simple_extent_ndims(space.get()) != 1 || H5Tget_class(type.get()) != H5T_INTEGER ||
        length < 0 || static_cast<std::uint64_t>(length) != record.count) {
      checker.fail(fmt::format("damaged: {} does not hold {} states", name, record.count));
    }
    records.push_back(std::move(record));
  }

  void read_batch(hid_t data, const Record& record, hsize_t start,
                  std::span<PackedState> batch) const {
    const hsize_t length = batch.size();
    const auto source = checker.own(H5Dget_space(data), H5Sclose);
    checker.check(
        H5Sselect_hyperslab(source.get(), H5S_SELECT_SET, &start, nullptr, &length, nullptr));
    const auto target = checker.own(H5Screate_simple(1, &length, nullptr), H5Sclose);
    checker.check(
        H5Dread(data, H5T_NATIVE_UINT64, target.get(), source.get(), H5P_DEFAULT, batch.data()));
    for (const auto state : batch) {
      if ((state & ~network::all_up(record.key.networks.size)) != 0) {
        checker.fail(fmt::format("damaged: {} holds a state of more than {} neurons", record.name,
                                 record.key.networks.size));
      }
    }
  }

  Checker checker;
  Handle file;
  Handle states;
  Handle couplings;
  StatesFileInfo info;
  std::vector<Record> records;
};

StatesReader::StatesReader(const std::filesystem::path& file)
    : impl_(std::make_unique<Impl>(file)) {}

StatesReader::~StatesReader() = default;

const StatesFileInfo& StatesReader::info() const {
  return impl_->info;
}

const std::vector<StatesReader::Record>& StatesReader::networks() const {
  return impl_->records;
}

std::vector<PackedState> StatesReader::read(const Record& record) const {
  std::vector<PackedState> states;
  read(record, [&](std::span<const PackedState> batch) {
    states.insert(states.end(), batch.begin(), batch.end());
  });
  return states;
}

void StatesReader::read(
    const Record& record,
    const std::function<void(std::span<const network::PackedState>)>& visitor) const {
  std::vector<PackedState> batch;
  for (std::uint64_t start = 0; start < record.count; start += batch.size()) {
    batch.resize(std::min<std::uint64_t>(states_format::longest_chunk, record.count - start));
    {
      const Session session;
      const auto data = impl_->open_states(record.name);
      impl_->read_batch(data.get(), record, start, batch);
    }
    visitor(batch);
  }
}

std::optional<network::Couplings> StatesReader::couplings(const Record& record) const {
  const Session session;
  const auto& c = impl_->checker;
  const auto name = states_format::couplings_name(record.key);
  if (H5Lexists(impl_->couplings.get(), name.c_str(), H5P_DEFAULT) <= 0) return std::nullopt;
  const auto data = c.own(H5Dopen2(impl_->couplings.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
  const auto space = c.own(H5Dget_space(data.get()), H5Sclose);
  const int n = record.key.networks.size;
  if (H5Sget_simple_extent_npoints(space.get()) != static_cast<hssize_t>(n) * n) {
    c.fail(fmt::format("damaged: the couplings of {} are not {} x {}", record.name, n, n));
  }
  std::vector<std::int32_t> grid(static_cast<std::size_t>(n) * static_cast<std::size_t>(n));
  c.check(H5Dread(data.get(), H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, grid.data()));
  network::Couplings couplings(n);
  constexpr double step = 1.0 / (1 << network::Couplings::fraction_bits);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const auto value = grid[static_cast<std::size_t>(i * n + j)];
      if (i != j) couplings.set(i, j, value * step);
    }
  }
  return couplings;
}

}  // namespace steady::enumeration
