#include <steady/numerics/files/runs_file.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

#include <steady/numerics/files/detail/hdf5_arrays.hpp>

namespace steady::files {
namespace {

using detail::Checker;
using detail::Handle;
using detail::Session;

constexpr const char* content = "states of binary networks";
/// Grows when old readers would misunderstand new files.
constexpr std::int64_t format_version = 1;
constexpr hsize_t longest_chunk = hsize_t{1} << 20;
constexpr std::size_t fewest_bytes_to_compress = 8192;

bool has_link(hid_t parent, const std::string& name) {
  return H5Lexists(parent, name.c_str(), H5P_DEFAULT) > 0;
}

// --- checks

void require(bool holds, const Runs& runs, const char* what) {
  if (!holds) throw std::invalid_argument(fmt::format("runs '{}': {}", runs.name, what));
}

bool are_spins(const std::vector<std::int8_t>& values) {
  return std::all_of(values.begin(), values.end(), [](int s) { return s == 1 || s == -1; });
}

void require_consistent(const Runs& runs) {
  const auto R = static_cast<std::size_t>(runs.count());
  const auto n = static_cast<std::size_t>(runs.size);
  require(runs.size > 0, runs, "the size must be positive");
  require(!runs.name.empty() && runs.name.find('/') == std::string::npos, runs,
          "a name without slashes is needed");
  require(!runs.start.empty() || !runs.end.empty(), runs, "neither start nor end states");
  for (const auto* states : {&runs.start, &runs.end})
    require(states->empty() || states->size() == R * n, runs, "states of another number or size");
  for (const auto* states : {&runs.start, &runs.end, &runs.cycle_states, &runs.trajectory})
    require(are_spins(*states), runs, "a state that is not of -1 and 1");
  require(runs.verified.empty() || runs.verified.size() == R, runs, "verified is not one a run");
  require(runs.period.empty() || runs.period.size() == R, runs, "period is not one a run");
  const auto& first = runs.cycle_first;
  require(first.empty()
              ? runs.cycle_states.empty()
              : first.size() == R + 1 && first.front() == 0 &&
                    std::is_sorted(first.begin(), first.end()) &&
                    static_cast<std::size_t>(first.back()) * n == runs.cycle_states.size(),
          runs, "cycle_first and cycle_states do not fit together");
  require(runs.trajectory.size() == R * runs.sweep.size() * n, runs,
          "trajectory and sweep do not fit together");
  for (const auto& [key, values] : runs.columns)
    require(values.size() == R && key.find('/') == std::string::npos, runs,
            "a column is not one number a run");
}

// --- writing

void put_states(const Checker& c, hid_t group, const char* name, const std::vector<hsize_t>& shape,
                const std::vector<std::int8_t>& states) {
  const auto space =
      c.own(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose);
  // Whole states, as many as make a good length for compression.
  auto chunk = shape;
  hsize_t one = 1;
  for (std::size_t d = 1; d < shape.size(); ++d) one *= shape[d];
  chunk[0] = std::clamp<hsize_t>(longest_chunk / std::max<hsize_t>(one, 1), 1, shape[0]);
  if (chunk.size() == 3 && one > longest_chunk) chunk[1] = 1;
  // The index of chunks would be larger than what compression saves of a few states.
  const auto layout = states.size() < fewest_bytes_to_compress
                          ? c.own(H5Pcreate(H5P_DATASET_CREATE), H5Pclose)
                          : detail::compressed_layout(c, chunk);
  auto data = c.own(
      H5Dcreate2(group, name, H5T_STD_I8LE, space.get(), H5P_DEFAULT, layout.get(), H5P_DEFAULT),
      H5Dclose);
  c.check(H5Dwrite(data.get(), H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, states.data()));
  c.close(data);
}

template <class T>
void put_list(const Checker& c, hid_t group, const std::string& name,
              const std::vector<T>& values) {
  if (values.empty()) return;
  auto data = detail::write_array<T>(c, group, name, {values.size()}, values);
  c.close(data);
}

void write_group(const Checker& c, hid_t file, const Runs& runs) {
  auto group = detail::create_group(c, file, "runs/" + runs.name);
  const auto g = group.get();
  detail::write_attribute(c, g, "network", runs.network);
  detail::write_attribute(c, g, "size", runs.size);
  detail::write_attribute(c, g, "self_coupling", runs.self_coupling);
  detail::write_attribute(c, g, "seed", runs.seed);
  detail::write_attribute(c, g, "sample", runs.sample);
  for (const auto& [key, text] : runs.texts) detail::write_attribute(c, g, key.c_str(), text);
  const auto R = static_cast<hsize_t>(runs.count());
  const auto n = static_cast<hsize_t>(runs.size);
  if (!runs.start.empty()) put_states(c, g, "start", {R, n}, runs.start);
  if (!runs.end.empty()) put_states(c, g, "end", {R, n}, runs.end);
  if (!runs.verified.empty()) put_states(c, g, "verified", {R}, runs.verified);
  put_list(c, g, "period", runs.period);
  put_list(c, g, "cycle_first", runs.cycle_first);
  if (!runs.cycle_states.empty())
    put_states(c, g, "cycle_states", {runs.cycle_states.size() / n, n}, runs.cycle_states);
  put_list(c, g, "sweep", runs.sweep);
  if (!runs.trajectory.empty())
    put_states(c, g, "trajectory", {R, runs.sweep.size(), n}, runs.trajectory);
  for (const auto& [key, values] : runs.columns) put_list(c, g, "columns/" + key, values);
  c.close(group);
}

}  // namespace

std::int64_t Runs::count() const {
  return size == 0 ? 0 : static_cast<std::int64_t>(std::max(end.size(), start.size())) / size;
}

struct RunsWriter::Impl {
  Impl(const std::filesystem::path& path, const std::string& version, const std::string& provenance)
      : pending(path), checker("cannot write", path) {
    pending.require_regular();
    const Session session;
    file = detail::create_file(checker, pending.temporary());
    detail::write_attribute(checker, file.get(), "program", std::string("steady"));
    detail::write_attribute(checker, file.get(), "content", std::string(content));
    detail::write_attribute(checker, file.get(), "format_version", format_version);
    detail::write_attribute(checker, file.get(), "version", version);
    detail::write_attribute(checker, file.get(), "provenance", provenance);
    auto group = detail::create_group(checker, file.get(), "runs");
    checker.close(group);
  }
  ~Impl() {
    const Session session;
    file.close();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  PendingFile pending;
  Checker checker;
  Handle file;
  std::set<std::string> names;
};

RunsWriter::RunsWriter(const std::filesystem::path& file, const std::string& version,
                       const std::string& provenance)
    : impl_(std::make_unique<Impl>(file, version, provenance)) {}

RunsWriter::~RunsWriter() = default;

void RunsWriter::add(const Runs& runs) {
  require_consistent(runs);
  const Session session;
  require(impl_->names.insert(runs.name).second, runs, "the file has a group of that name");
  write_group(impl_->checker, impl_->file.get(), runs);
}

void RunsWriter::close() {
  {
    const Session session;
    impl_->checker.check(H5Fflush(impl_->file.get(), H5F_SCOPE_GLOBAL));
    impl_->checker.close(impl_->file);
  }
  impl_->pending.publish();
}

// --- reading

struct RunsReader::Impl {
  explicit Impl(const std::filesystem::path& path) : checker("cannot read", path) {
    const Session session;
    file = detail::open_file(checker, path);
    if (!has_link(file.get(), "runs")) checker.fail("it has no group /runs with states of runs");
    if (detail::has_attribute(file.get(), "format_version")) {
      const auto found = detail::read_integer(checker, file.get(), "format_version");
      if (found > format_version)
        checker.fail(fmt::format("its format version is {}, this program reads version {}", found,
                                 format_version));
    }
    version = text(file.get(), "version");
    provenance = text(file.get(), "provenance");
    const auto group = detail::open_group(checker, file.get(), "runs");
    names = detail::names_in(checker, group.get());
  }
  ~Impl() {
    const Session session;
    file.close();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::string text(hid_t object, const char* name) const {
    return detail::has_attribute(object, name) ? detail::read_string(checker, object, name) : "";
  }

  /// ±1 of any kind of number, or truth values.
  std::vector<std::int8_t> states(hid_t group, const char* name, std::vector<hsize_t>& shape,
                                  bool spins = true) const {
    if (!has_link(group, name)) return {};
    const auto data = detail::open_array(checker, group, name);
    shape = detail::shape_of(checker, data.get());
    const auto kind = detail::number_kind(checker, data.get());
    std::size_t count = 1;
    for (const auto length : shape) count *= length;
    if (kind == detail::NumberKind::none) fail(name, "not of numbers");
    if (kind == detail::NumberKind::boolean) {
      std::vector<std::int8_t> values;
      for (const auto value : detail::read_truth(checker, data.get(), count))
        values.push_back(static_cast<std::int8_t>(value != 0 ? 1 : spins ? -1 : 0));
      return values;
    }
    if (kind != detail::NumberKind::real) {
      // Larger numbers become the largest, which are no states either.
      std::vector<std::int8_t> values(count);
      if (count > 0)
        checker.check(
            H5Dread(data.get(), H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
      if (spins) require_spins(values, name);
      return values;
    }
    const auto numbers = detail::read_array<double>(checker, data.get(), name, shape);
    std::vector<std::int8_t> values(count);
    if (spins) require_spins(numbers, name);
    std::transform(numbers.begin(), numbers.end(), values.begin(),
                   [](double v) { return static_cast<std::int8_t>(v); });
    return values;
  }

  template <class Number>
  void require_spins(const std::vector<Number>& numbers, const char* name) const {
    for (const auto v : numbers)
      if (v != Number{1} && v != Number{-1})
        fail(name, fmt::format("it holds {}; states are -1 and 1, or truth values{}", v,
                               v == Number{0} ? ": write 2*x - 1 for states 0 and 1" : ""));
  }

  [[noreturn]] void fail(const std::string& name, const std::string& why) const {
    checker.fail(fmt::format("{}: {}", name, why));
  }

  template <class T>
  std::vector<T> list(hid_t group, const std::string& name) const {
    if (!has_link(group, name)) return {};
    const auto data = detail::open_array(checker, group, name);
    const auto shape = detail::shape_of(checker, data.get());
    const auto kind = detail::class_of(checker, data.get());
    if (shape.size() != 1 || (kind != H5T_INTEGER && kind != H5T_FLOAT))
      fail(name, "not a list of numbers");
    return detail::read_array<T>(checker, data.get(), name, shape);
  }

  void read_attributes(hid_t group, Runs& runs) const {
    const auto has = [&](const char* key) { return detail::has_attribute(group, key); };
    runs.network = text(group, "network");
    if (has("self_coupling"))
      runs.self_coupling = detail::read_real(checker, group, "self_coupling");
    if (has("seed")) runs.seed = detail::read_unsigned(checker, group, "seed");
    if (has("sample")) runs.sample = detail::read_unsigned(checker, group, "sample");
    for (const auto& key : detail::text_attributes(checker, group))
      if (key != "network") runs.texts[key] = detail::read_string(checker, group, key.c_str());
  }

  void read_states(hid_t group, Runs& runs) const {
    std::vector<hsize_t> shape;
    for (const char* name : {"start", "end"}) {
      std::vector<hsize_t> found;
      auto& target = std::string_view(name) == "start" ? runs.start : runs.end;
      target = states(group, name, found);
      if (found.empty()) continue;
      if (found.size() != 2 || (!shape.empty() && found != shape))
        fail(name, "states are rows of one matrix, equally many in start and end");
      shape = found;
    }
    if (shape.empty()) fail("/runs/" + runs.name, "it has neither start nor end states");
    runs.size = static_cast<std::int64_t>(shape[1]);
    if (detail::has_attribute(group, "size") &&
        detail::read_integer(checker, group, "size") != runs.size)
      fail("/runs/" + runs.name,
           fmt::format("states of {} neurons contradict its attribute size", runs.size));
  }

  Checker checker;
  Handle file;
  std::string version;
  std::string provenance;
  std::vector<std::string> names;
};

RunsReader::RunsReader(const std::filesystem::path& file) : impl_(std::make_unique<Impl>(file)) {}
RunsReader::~RunsReader() = default;

const std::string& RunsReader::version() const {
  return impl_->version;
}
const std::string& RunsReader::provenance() const {
  return impl_->provenance;
}
const std::vector<std::string>& RunsReader::names() const {
  return impl_->names;
}

Runs RunsReader::read(const std::string& name) const {
  const Session session;
  const auto& c = impl_->checker;
  const auto group = detail::open_group(c, impl_->file.get(), "runs/" + name);
  const auto g = group.get();
  Runs runs;
  runs.name = name;
  impl_->read_attributes(g, runs);
  impl_->read_states(g, runs);
  std::vector<hsize_t> shape;
  runs.verified = impl_->states(g, "verified", shape, false);
  runs.period = impl_->list<std::int64_t>(g, "period");
  runs.cycle_first = impl_->list<std::int64_t>(g, "cycle_first");
  runs.cycle_states = impl_->states(g, "cycle_states", shape);
  runs.sweep = impl_->list<std::int64_t>(g, "sweep");
  runs.trajectory = impl_->states(g, "trajectory", shape);
  if (has_link(g, "columns")) {
    const auto columns = detail::open_group(c, g, "columns");
    for (const auto& key : detail::names_in(c, columns.get()))
      runs.columns[key] = impl_->list<double>(columns.get(), key);
  }
  try {
    require_consistent(runs);
  } catch (const std::invalid_argument& error) {
    c.fail(error.what());
  }
  return runs;
}

bool is_runs_file(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) return false;
  const Session session;
  const auto is_hdf5 = H5Fis_hdf5(path.c_str());
  H5Eclear2(H5E_DEFAULT);
  if (is_hdf5 <= 0) return false;
  const auto file = detail::open_file(Checker("cannot read", path), path);
  return has_link(file.get(), "runs");
}

}  // namespace steady::files
