#include <steady/numerics/learning/data/folder.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <regex>
#include <set>

#include <fmt/format.h>

#include <steady/numerics/files/arrays.hpp>
#include <steady/numerics/files/detail/array_formats.hpp>
#include <steady/numerics/learning/data/idx.hpp>

namespace steady::learning {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, const std::string& why) {
  throw files::FileError("cannot read", file, why);
}

std::string name_of(DataSet set) {
  return set == DataSet::train ? "train" : "test";
}

void put_inputs(Samples& samples, std::uint64_t each, const std::vector<double>& values) {
  if (each > std::numeric_limits<int>::max()) fail(samples.source, "too many numbers a sample");
  samples.inputs = static_cast<int>(each);
  samples.values.reserve(values.size());
  for (std::size_t k = 0; k < values.size(); ++k) {
    const auto value = static_cast<float>(values[k]);
    if (!std::isfinite(value))
      fail(samples.source, fmt::format("number {} of sample {} is {}, not a finite number",
                                       k % each, k / each, values[k]));
    samples.values.push_back(value);
  }
  samples.all_signs = std::all_of(samples.values.begin(), samples.values.end(),
                                  [](float x) { return x == 1.0F || x == -1.0F; });
}

std::int64_t whole_label(const fs::path& file, double value, std::size_t number) {
  if (!(std::abs(value) <= 0x1p53) || value != std::floor(value))
    fail(file, fmt::format("label number {} is {}, not a whole number", number, value));
  return static_cast<std::int64_t>(value);
}

// --- idx

struct IdxFile {
  std::string data;  ///< which data set, `plain` for no name
  DataSet set;
  bool labels;
  fs::path path;
};

std::vector<IdxFile> idx_files(const fs::path& folder) {
  static const std::regex pattern(
      R"((?:(.*)[-_.])?(train|t10k|test)[-_.](images|labels)[-_.]idx\d-(?:ubyte|byte|short|int|float|double)(?:\.gz)?)");
  std::vector<IdxFile> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    std::smatch match;
    if (std::regex_match(name, match, pattern))
      found.push_back({match[1].matched ? match[1].str() : "plain",
                       match[2] == "train" ? DataSet::train : DataSet::test, match[3] == "labels",
                       entry.path()});
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return found;
}

/// The only data set, or the one that was asked for.
std::string chosen_data(const fs::path& folder, const std::vector<IdxFile>& files,
                        const std::string& wanted) {
  std::set<std::string> names;
  for (const auto& file : files) names.insert(file.data);
  if (wanted.empty() && names.size() == 1) return *names.begin();
  if (names.contains(wanted)) return wanted;
  fail(folder,
       fmt::format("{} {}: choose by --data-name {}",
                   wanted.empty() ? std::string("it has several data sets,")
                                  : fmt::format("no data set is called {}; there are", wanted),
                   fmt::join(names, ", "), fmt::join(names, " or ")));
}

/// The file; an empty path where there is none. Of one that is there plain and packed: the plain.
fs::path idx_file(const fs::path& folder, const std::vector<IdxFile>& files,
                  const std::string& data, DataSet set, bool labels) {
  std::vector<fs::path> fitting;
  for (const auto& file : files) {
    if (file.data != data || file.set != set || file.labels != labels) continue;
    auto plain = file.path;
    if (plain.extension() == ".gz") plain.replace_extension();
    if (fitting.empty() || plain != fitting.back()) fitting.push_back(file.path);
  }
  if (fitting.empty()) return {};
  if (fitting.size() > 1)
    fail(folder, fmt::format("{} and {} are both the {} of the {} set: move one away",
                             fitting[0].filename().string(), fitting[1].filename().string(),
                             labels ? "labels" : "images", name_of(set)));
  return fitting.front();
}

std::vector<std::int64_t> idx_labels(const fs::path& file) {
  const auto array = read_idx(file);
  if (array.shape.size() > 2)
    fail(file,
         fmt::format("labels in {} dimensions (images and labels swapped?)", array.shape.size()));
  std::vector<std::int64_t> labels;
  const auto each = array.each();
  for (std::size_t k = 0; k < array.shape.front(); ++k)
    labels.push_back(array.values.empty() ? array.bytes[k * each]
                                          : whole_label(file, array.values[k * each], k));
  return labels;
}

Samples idx_set(const fs::path& folder, const std::vector<IdxFile>& files, DataSet set,
                const ReadOptions& options) {
  const auto data = chosen_data(folder, files, options.name);
  const auto prefix =
      (data == "plain" ? "" : data + "-") + (set == DataSet::train ? "train" : "t10k");
  const auto images = idx_file(folder, files, data, set, false);
  if (images.empty())
    fail(folder / (prefix + "-images-idx3-ubyte"), "neither this file nor one with .gz exists");
  Samples samples;
  samples.source = images;
  const auto array = read_idx(images);
  if (array.shape.size() < 2) fail(images, "one number a sample (images and labels swapped?)");
  if (array.values.empty()) {
    samples.inputs = static_cast<int>(array.each());
    samples.bytes = array.bytes;
  } else {
    put_inputs(samples, array.each(), array.values);
  }
  if (options.table.label_column == "none") return samples;
  const auto labels = idx_file(folder, files, data, set, true);
  if (labels.empty()) {
    if (!options.labels_required) return samples;
    fail(folder / (prefix + "-labels-idx1-ubyte"), "neither this file nor one with .gz exists");
  }
  samples.labels = idx_labels(labels);
  if (samples.labels.size() != samples.size())
    fail(labels, fmt::format("it has {} labels, but {} has {} images (files swapped?)",
                             samples.labels.size(), images.filename().string(), samples.size()));
  return samples;
}

// --- archives of NumPy

Samples npz_set(const fs::path& file, DataSet set, const ReadOptions& options) {
  const auto x = "x_" + name_of(set), y = "y_" + name_of(set);
  std::vector<std::string> names;
  for (const auto& array : files::list_arrays(file)) names.push_back(array.name);
  const auto has = [&](const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  const auto require = [&](const std::string& name) {
    if (!has(name))
      fail(file, fmt::format("it has no array {}; there are {}. Save them as x_train, y_train, "
                             "x_test, y_test (numpy.savez)",
                             name, fmt::join(names, ", ")));
  };
  require(x);
  Samples samples;
  samples.source = file;
  const auto inputs = files::detail::read_npz_array(file, x);
  if (inputs.shape.size() < 2 || inputs.values.empty())
    fail(file, fmt::format("{} has the shape {}, not (samples, numbers, …)", x,
                           files::detail::shape_text(inputs.shape)));
  const auto each = inputs.values.size() / static_cast<std::size_t>(inputs.shape.front());
  put_inputs(samples, each, inputs.values);
  // Pixels, by what they are: the archive's type is not told apart from other whole numbers.
  const auto is_byte = [](float v) { return v >= 0.0F && v <= 255.0F && v == std::floor(v); };
  const auto& values = samples.values;
  if (*std::max_element(values.begin(), values.end()) > 1.0F &&
      std::all_of(values.begin(), values.end(), is_byte)) {
    samples.bytes.assign(values.begin(), values.end());
    samples.values = {};
  }
  if (options.table.label_column == "none" || (!has(y) && !options.labels_required)) return samples;
  require(y);
  const auto labels = files::detail::read_npz_array(file, y);
  if (labels.values.size() != samples.size())
    fail(file, fmt::format("{} has the shape {}, but {} {}: one whole number a sample is wanted", y,
                           files::detail::shape_text(labels.shape), x,
                           files::detail::shape_text(inputs.shape)));
  for (std::size_t k = 0; k < labels.values.size(); ++k)
    samples.labels.push_back(whole_label(file, labels.values[k], k));
  return samples;
}

// --- tables

fs::path table_file(const fs::path& folder, DataSet set) {
  std::error_code ignored;
  for (const char* type : {".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz"})
    if (const auto file = folder / (name_of(set) + type); fs::exists(file, ignored)) return file;
  return {};
}

Samples table_set(const fs::path& file, const ReadOptions& options) {
  const auto samples = read_csv_samples(file, options.table);
  if (options.labels_required && !samples.labelled())
    fail(file, "without labels (--label-column none) there is nothing to learn");
  return samples;
}

std::vector<fs::path> archives(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".npz") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

Samples read_set(const fs::path& place, DataSet set, const ReadOptions& options) {
  std::error_code error;
  if (fs::is_regular_file(place, error)) {
    if (place.extension() == ".npz") return npz_set(place, set, options);
    fail(place, "a file that is no .npz: give the folder with its training and test files");
  }
  if (!fs::is_directory(place, error))
    fail(place, error ? error.message() : std::string("not a directory"));
  const auto idx = idx_files(place);
  if (!idx.empty()) return idx_set(place, idx, set, options);
  if (!options.name.empty())
    fail(place, fmt::format("no idx files called {} (--data-name)", options.name));
  if (const auto file = table_file(place, set); !file.empty()) return table_set(file, options);
  const auto npz = archives(place);
  if (npz.size() == 1) return npz_set(npz.front(), set, options);
  if (npz.size() > 1)
    fail(place, fmt::format("it has several archives: --data {}, say", npz.front().string()));
  if (set == DataSet::test && !table_file(place, DataSet::train).empty())
    fail(place / "test.csv", "no such file beside the training set");
  fail(place,
       "it has neither idx files (train-images-idx3-ubyte, …) nor train.csv, nor an archive .npz");
}

}  // namespace steady::learning
