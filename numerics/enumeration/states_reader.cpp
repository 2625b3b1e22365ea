#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <steady/numerics/enumeration/detail/states_format.hpp>
#include <steady/numerics/enumeration/states_file.hpp>
#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/files/detail/hdf5_arrays.hpp>

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
      "{}size={},symmetry={}{}{}",
      ensemble == network::EnsembleName() ? "" : fmt::format("ensemble={},", ensemble.text()),
      networks.size, symmetry,
      mean_degree ? fmt::format(",mean_degree={}", *mean_degree) : std::string(),
      networks.external_field != 0.0 ? fmt::format(",external_field={}", networks.external_field)
                                     : std::string());
}

// Slashes would be groups.
std::string source_name(const NetworkKey& key) {
  auto name = "network=" + key.source;
  std::replace(name.begin(), name.end(), '/', '|');
  return name;
}

}  // namespace

std::string states_name(const NetworkKey& key) {
  if (!key.source.empty())
    return fmt::format("{},self_coupling={},sample={}", source_name(key), key.self_coupling,
                       key.sample);
  return fmt::format("{},self_coupling={},sample={}", networks_name(key.networks),
                     key.self_coupling, key.sample);
}

std::string couplings_name(const NetworkKey& key) {
  if (!key.source.empty()) return fmt::format("{},sample={}", source_name(key), key.sample);
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
                          ensemble.mean_degree, k.networks.external_field, k.source,
                          k.self_coupling, k.sample);
      };
      return order(a.key) < order(b.key);
    });
  }

  ~Impl() {
    const Session session;
    fields.close();
    couplings.close();
    states.close();
    file.close();
  }

  void read_root() {
    const auto has = [&](const char* name) { return hdf5::has_attribute(file.get(), name); };
    const bool of_others = !has("content") || hdf5::read_string(checker, file.get(), "content") !=
                                                  states_format::content;
    // What others wrote has the group only.
    if (!is_group(file.get(), "states") || (of_others && has("content")))
      checker.fail(
          "an HDF5 file, but not one of fixed points written by steady, nor with a group "
          "/states of fixed points");
    if (has("format_version")) {
      const auto version = hdf5::read_integer(checker, file.get(), "format_version");
      if (version != states_format::version)
        checker.fail(fmt::format("its format version is {}, this program reads version {}", version,
                                 states_format::version));
    }
    if (has("version")) info.version = hdf5::read_string(checker, file.get(), "version");
    if (has("provenance")) info.provenance = hdf5::read_string(checker, file.get(), "provenance");
    states = checker.own(H5Gopen2(file.get(), "states", H5P_DEFAULT), H5Gclose);
    if (is_group(file.get(), "couplings"))
      couplings = checker.own(H5Gopen2(file.get(), "couplings", H5P_DEFAULT), H5Gclose);
    if (is_group(file.get(), "fields"))
      fields = checker.own(H5Gopen2(file.get(), "fields", H5P_DEFAULT), H5Gclose);
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
    const auto has = [&](const char* key) { return hdf5::has_attribute(data.get(), key); };
    Record record;
    record.name = name;
    const auto shape = hdf5::shape_of(checker, data.get());
    const bool packed = shape.size() == 1;
    if (shape.empty() || shape.size() > 2)
      checker.fail(fmt::format("damaged: {} does not hold states", name));
    const auto size = packed || has("size") ? hdf5::read_integer(checker, data.get(), "size")
                                            : static_cast<std::int64_t>(shape[1]);
    if (size < 2 || size > network::max_packed_size)
      checker.fail(fmt::format("damaged: {} has size {}", name, size));
    record.key.networks.size = static_cast<int>(size);
    read_key(data.get(), record.key);
    record.count = has("count") ? hdf5::read_unsigned(checker, data.get(), "count") : shape[0];
    record.complete = !has("complete") || hdf5::read_integer(checker, data.get(), "complete") != 0;
    const bool fits = packed ? hdf5::class_of(checker, data.get()) == H5T_INTEGER
                             : shape[1] == static_cast<hsize_t>(size);
    if (!fits || shape[0] != record.count)
      checker.fail(fmt::format("damaged: {} does not hold {} states", name, record.count));
    records.push_back(std::move(record));
  }

  void read_key(hid_t data, NetworkKey& key) const {
    const auto has = [&](const char* name) { return hdf5::has_attribute(data, name); };
    auto& ensemble = key.networks.ensemble;
    const auto real = [&](const char* name) {
      return has(name) ? hdf5::read_real(checker, data, name) : 0.0;
    };
    const auto whole = [&](const char* name) {
      return has(name) ? hdf5::read_unsigned(checker, data, name) : 0;
    };
    key.self_coupling = real("self_coupling");
    if (has("network")) key.source = hdf5::read_string(checker, data, "network");
    if (has("ensemble")) ensemble.name = read_ensemble(data);  // older files have none
    ensemble.symmetry = real("symmetry");
    if (const double degree = real("mean_degree"); degree != 0.0) ensemble.mean_degree = degree;
    key.networks.external_field = real("external_field");
    key.seed = whole("seed");
    key.sample = whole("sample");
  }

  /// Words of bits; signed ones (of Julia or int64 arrays) hold the same bits.
  void read_words(hid_t data, hsize_t start, std::span<PackedState> batch) const {
    const hsize_t length = batch.size();
    const auto source = checker.own(H5Dget_space(data), H5Sclose);
    checker.check(
        H5Sselect_hyperslab(source.get(), H5S_SELECT_SET, &start, nullptr, &length, nullptr));
    const auto target = checker.own(H5Screate_simple(1, &length, nullptr), H5Sclose);
    const auto type = checker.own(H5Dget_type(data), H5Tclose);
    const bool is_signed = H5Tget_sign(type.get()) != H5T_SGN_NONE;
    checker.check(H5Dread(data, is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64, target.get(),
                          source.get(), H5P_DEFAULT, batch.data()));
  }

  /// Rows of ±1 or truth values.
  void read_rows(hid_t data, const Record& record, hsize_t start,
                 std::span<PackedState> batch) const {
    const auto n = static_cast<hsize_t>(record.key.networks.size);
    const hsize_t from[2] = {start, 0};
    const hsize_t count[2] = {batch.size(), n};
    const auto source = checker.own(H5Dget_space(data), H5Sclose);
    checker.check(H5Sselect_hyperslab(source.get(), H5S_SELECT_SET, from, nullptr, count, nullptr));
    const auto target = checker.own(H5Screate_simple(2, count, nullptr), H5Sclose);
    const auto kind = hdf5::number_kind(checker, data);
    if (kind == hdf5::NumberKind::none)
      checker.fail(fmt::format("{} does not hold numbers", record.name));
    const bool truth = kind == hdf5::NumberKind::boolean;
    std::vector<std::uint8_t> bits;
    std::vector<double> numbers(truth ? 0 : batch.size() * n);
    if (truth)
      bits = hdf5::read_truth(checker, data, batch.size() * n, target.get(), source.get());
    else
      checker.check(H5Dread(data, H5T_NATIVE_DOUBLE, target.get(), source.get(), H5P_DEFAULT,
                            numbers.data()));
    for (std::size_t k = 0; k < batch.size(); ++k) {
      batch[k] = 0;
      for (hsize_t i = 0; i < n; ++i) {
        const double value = truth ? (bits[k * n + i] != 0 ? 1.0 : -1.0) : numbers[k * n + i];
        if (value != 1.0 && value != -1.0)
          checker.fail(
              fmt::format("{} holds {} in row {}, column {}: states are -1 and 1, or truth "
                          "values",
                          record.name, value, start + k, i));
        if (value == 1.0) batch[k] |= PackedState{1} << i;
      }
    }
  }

  void read_batch(hid_t data, const Record& record, hsize_t start,
                  std::span<PackedState> batch) const {
    if (hdf5::shape_of(checker, data).size() == 2) return read_rows(data, record, start, batch);
    read_words(data, start, batch);
    for (const auto state : batch) {
      if ((state & ~network::all_up(record.key.networks.size)) != 0) {
        checker.fail(fmt::format("damaged: {} holds a state of more than {} neurons", record.name,
                                 record.key.networks.size));
      }
    }
  }

  /// The numbers of the grid in a data set, `count` of them; empty: there is none.
  std::vector<std::int32_t> read_grid(const Handle& group, const std::string& name,
                                      std::size_t count) const {
    if (!group || H5Lexists(group.get(), name.c_str(), H5P_DEFAULT) <= 0) return {};
    const auto data = checker.own(H5Dopen2(group.get(), name.c_str(), H5P_DEFAULT), H5Dclose);
    const auto space = checker.own(H5Dget_space(data.get()), H5Sclose);
    if (H5Sget_simple_extent_npoints(space.get()) != static_cast<hssize_t>(count))
      checker.fail(fmt::format("damaged: {} does not hold {} numbers", name, count));
    std::vector<std::int32_t> grid(count);
    checker.check(
        H5Dread(data.get(), H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, grid.data()));
    return grid;
  }

  Checker checker;
  Handle file;
  Handle states;
  Handle couplings;
  Handle fields;
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
  const auto name = states_format::couplings_name(record.key);
  const int n = record.key.networks.size;
  const auto size = static_cast<std::size_t>(n);
  const auto grid = impl_->read_grid(impl_->couplings, name, size * size);
  if (grid.empty()) return std::nullopt;
  constexpr double step = 1.0 / (1 << network::Couplings::fraction_bits);
  network::Couplings couplings(n);
  std::vector<double> own(size);
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      const auto value = grid[static_cast<std::size_t>(i * n + j)] * step;
      if (i != j)
        couplings.set(i, j, value);
      else
        own[static_cast<std::size_t>(i)] = value;
    }
  }
  const auto is_zero = [](double value) { return value == 0.0; };
  if (!std::all_of(own.begin(), own.end(), is_zero)) couplings.set_self_couplings(own);
  std::vector<double> field;
  for (const auto value : impl_->read_grid(impl_->fields, name, size))
    field.push_back(value * step);
  couplings.set_external_field(field);
  return couplings;
}

}  // namespace steady::enumeration
