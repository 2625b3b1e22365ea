#include <hdf5.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/enumeration/states_file.hpp>
#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/network/ensembles.hpp>
#include <steady/numerics/network/streams.hpp>

#if defined(__SANITIZE_ADDRESS__)
// HDF5 1.10 forgets 4 kB of its own when a delayed write fails on a full disk.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libhdf5";
}
#endif

namespace fs = std::filesystem;
using Catch::Matchers::Contains;
using namespace steady::enumeration;
using steady::files::FileError;
using steady::network::PackedState;

namespace {

const StatesFileInfo info{"1.2.3", "steady enumerate --size 20\nseed: 7"};

std::vector<PackedState> random_states(std::size_t count, int size, std::uint64_t index) {
  steady::network::RandomStream stream(1, "states", index);
  std::vector<PackedState> states(count);
  for (auto& state : states) state = stream.next() & steady::network::all_up(size);
  return states;
}

/// Lets no file grow beyond `bytes`, as on a full disk: writes fail with EFBIG.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limit{bytes, old_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_{};
  void (*handler_)(int) = nullptr;
};

}  // namespace

TEST_CASE("States come back as they were written") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  // None, a few, more than one chunk, the widest.
  const NetworkKey empty{{.size = 20}, 0.1, 7, 0};
  const NetworkKey few{{.size = 20}, 0.1, 7, 1};
  const NetworkKey many{{.ensemble = {0.5, {}}, .size = 30}, -0.25, 7, 0};
  const NetworkKey wide{{.ensemble = {1.0, {}}, .size = 64}, 0.0, ~0ULL, ~0ULL};
  const auto few_states = random_states(6, 20, 1);
  const auto many_states = random_states(100001, 30, 2);
  const auto wide_states = random_states(20, 64, 3);
  {
    StatesFile file(target, info);
    file.begin_network(empty).finish(true);
    auto network = file.begin_network(few);
    network.append(few_states);
    network.finish(true);
    // Two networks at a time, in batches of any length.
    auto first = file.begin_network(many);
    auto second = file.begin_network(wide);
    std::span<const PackedState> rest(many_states);
    for (std::size_t batch = 1; !rest.empty(); batch = batch * 3 + 1) {
      const auto part = rest.first(std::min(batch, rest.size()));
      first.append(part);
      rest = rest.subspan(part.size());
    }
    second.append(wide_states);
    second.finish(false);
    first.finish(true);
    CHECK(first.count() == many_states.size());
    CHECK_FALSE(fs::exists(target));
    file.close();
  }
  CHECK(folder.entries() == 1);

  const StatesReader reader(target);
  CHECK(reader.info().version == info.version);
  CHECK(reader.info().provenance == info.provenance);
  const auto& networks = reader.networks();
  REQUIRE(networks.size() == 4);
  CHECK(networks[0].key.sample == 0);
  CHECK(networks[0].count == 0);
  CHECK(networks[0].complete);
  CHECK(reader.read(networks[0]).empty());
  CHECK(reader.read(networks[1]) == few_states);
  CHECK(networks[2].key.networks.size == 30);
  CHECK(networks[2].key.self_coupling == -0.25);
  CHECK(networks[2].key.networks.ensemble.symmetry == 0.5);
  CHECK(reader.read(networks[2]) == many_states);
  CHECK(networks[3].key.seed == ~0ULL);
  CHECK(networks[3].key.sample == ~0ULL);
  CHECK_FALSE(networks[3].complete);
  CHECK(reader.read(networks[3]) == wide_states);
}

TEST_CASE("Networks of different ensembles are kept apart, and files without ensemble are read") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  const steady::network::Ensemble binary{0.0, {}, "binary"};
  {
    StatesFile file(target, info);
    file.begin_network({{.ensemble = binary, .size = 12}, 0.0, 5, 2}).finish(true);
    file.begin_network({{.size = 12}, 0.0, 5, 2}).finish(true);
    CHECK_THROWS_AS(file.begin_network({{.ensemble = binary, .size = 12}, 0.0, 5, 2}),
                    std::invalid_argument);
    CHECK_THROWS_AS(file.begin_network({{.size = 12, .modules = 2}, 0.0, 5, 2}), std::domain_error);
    file.close();
  }
  const auto ensembles = [&] {
    std::vector<std::string> names;
    const StatesReader reader(target);
    for (const auto& record : reader.networks())
      names.emplace_back(record.key.networks.ensemble.name.text());
    return names;
  };
  CHECK(ensembles() == std::vector<std::string>{"binary", "gaussian"});
  const hid_t file = H5Fopen(target.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  REQUIRE(H5Adelete_by_name(file, "/states/size=12,symmetry=0,self_coupling=0,sample=2", "ensemble",
                            H5P_DEFAULT) >= 0);
  H5Fclose(file);
  CHECK(ensembles() == std::vector<std::string>{"binary", "gaussian"});
}

TEST_CASE("Sparse and dense networks of one sample are kept apart") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  {
    StatesFile file(target, info);
    file.begin_network({{.ensemble = {0.0, 3.5}, .size = 12}, 0.0, 5, 2}).finish(true);
    file.begin_network({{.size = 12}, 0.0, 5, 2}).finish(true);
    CHECK_THROWS_AS(file.begin_network({{.ensemble = {0.0, 3.5}, .size = 12}, 0.0, 5, 2}),
                    std::invalid_argument);
    file.close();
  }
  const StatesReader reader(target);
  REQUIRE(reader.networks().size() == 2);
  CHECK_FALSE(reader.networks()[0].key.networks.ensemble.mean_degree.has_value());
  CHECK(reader.networks()[1].key.networks.ensemble.mean_degree == 3.5);
}

TEST_CASE("Couplings travel with the states, once for all self-couplings") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  const auto couplings = steady::network::draw_couplings({0.3, std::nullopt}, 12, 5, 2);
  {
    StatesFile file(target, info);
    file.begin_network({{.ensemble = {0.3, {}}, .size = 12}, 0.0, 5, 2}, &couplings).finish(true);
    file.begin_network({{.ensemble = {0.3, {}}, .size = 12}, 0.5, 5, 2}, &couplings).finish(true);
    file.begin_network({{.ensemble = {0.3, {}}, .size = 12}, 0.0, 5, 3}).finish(true);
    CHECK_THROWS_AS(
        file.begin_network({{.ensemble = {0.3, {}}, .size = 13}, 0.0, 5, 2}, &couplings),
        std::invalid_argument);
    file.close();
  }
  const StatesReader reader(target);
  REQUIRE(reader.networks().size() == 3);
  for (const auto& record : reader.networks()) {
    const auto read = reader.couplings(record);
    REQUIRE(read.has_value() == (record.key.sample == 2));
    if (!read) continue;
    for (int i = 0; i < 12; ++i) {
      for (int j = 0; j < 12; ++j) REQUIRE(read->grid(i, j) == couplings.grid(i, j));
    }
  }
}

TEST_CASE("Threads may write networks side by side") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  {
    StatesFile file(target, info);
    std::vector<std::jthread> threads;
    for (std::uint64_t sample = 0; sample < 4; ++sample) {
      threads.emplace_back([&file, sample] {
        auto network = file.begin_network({{.size = 40}, 0.0, 1, sample});
        const auto states = random_states(40000, 40, sample);
        for (std::size_t k = 0; k < states.size(); k += 1000) {
          network.append(std::span(states).subspan(k, 1000));
        }
        network.finish(true);
      });
    }
    threads.clear();
    file.close();
  }
  const StatesReader reader(target);
  REQUIRE(reader.networks().size() == 4);
  for (const auto& record : reader.networks()) {
    CHECK(reader.read(record) == random_states(40000, 40, record.key.sample));
  }
}

TEST_CASE("Without close nothing remains, and an older file stays") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  std::ofstream(target) << "old";
  {
    StatesFile file(target, info);
    auto network = file.begin_network({{.size = 20}, 0.0, 1, 0});
    network.append(random_states(100, 20, 0));
    CHECK_THROWS_AS(file.close(), std::logic_error);  // a network is still open
  }
  CHECK(folder.entries() == 1);
  CHECK(fs::file_size(target) == 3);
}

TEST_CASE("A network that was not finished is marked as incomplete") {
  const ScratchFolder folder;
  const auto target = folder.path() / "states.h5";
  StatesFile file(target, info);
  file.begin_network({{.size = 20}, 0.0, 1, 0}).append(random_states(10, 20, 0));
  file.close();
  const StatesReader reader(target);
  CHECK(reader.networks().at(0).count == 10);
  CHECK_FALSE(reader.networks().at(0).complete);
}

TEST_CASE("A network is written once and its use ends with finish") {
  const ScratchFolder folder;
  StatesFile file(folder.path() / "states.h5", info);
  auto network = file.begin_network({{.size = 20}, 0.0, 1, 0});
  CHECK_THROWS_AS(file.begin_network({{.size = 20}, 0.0, 1, 0}), std::invalid_argument);
  CHECK_THROWS_AS(file.begin_network({{.size = 65}, 0.0, 1, 0}), std::domain_error);
  network.finish(true);
  CHECK_THROWS_AS(network.finish(true), std::logic_error);
  CHECK_THROWS_AS(network.append(random_states(1, 20, 0)), std::logic_error);
}

TEST_CASE("A disk that fills up is an error naming the file, and leaves nothing") {
  // The first limit is met in opening, the others while writing or when delayed data go out.
  for (const rlim_t bytes : {rlim_t{512}, rlim_t{20000}, rlim_t{300000}, rlim_t{800000}}) {
    CAPTURE(bytes);
    const ScratchFolder folder;
    const auto target = folder.path() / "states.h5";
    const auto states = random_states(40000, 64, 0);  // random: do not compress
    const auto write = [&] {
      StatesFile file(target, info);
      for (std::uint64_t sample = 0; sample < 3; ++sample) {
        auto network = file.begin_network({{.size = 64}, 0.0, 1, sample});
        network.append(states);
        network.finish(true);
      }
      file.close();
    };
    {
      const FileSizeLimit limit(bytes);
      CHECK_THROWS_WITH(
          write(), Contains("cannot write") && Contains("states.h5") && Contains("File too large"));
    }
    CHECK(folder.entries() == 0);
    CHECK_NOTHROW(write());  // and HDF5 is still usable
    CHECK(StatesReader(target).networks().size() == 3);
  }
}

TEST_CASE("What cannot be written is refused at once") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(StatesFile(folder.path() / "missing" / "states.h5", info),
                    Contains("states.h5") && Contains("No such file or directory"));
  CHECK_THROWS_WITH(StatesFile("/dev/full", info), Contains("not a regular file"));
  CHECK_THROWS_AS(StatesFile(folder.path(), info), FileError);
}

TEST_CASE("The reader refuses what is not a whole file of states") {
  const ScratchFolder folder;
  const auto refuse = [](const fs::path& file, const std::string& why) {
    CHECK_THROWS_WITH(StatesReader(file), Contains(file.filename().string()) && Contains(why));
  };
  refuse(folder.path() / "missing.h5", "No such file");
  refuse(folder.path(), "not a regular file");

  std::ofstream(folder.path() / "text.h5") << "size,count\n";
  refuse(folder.path() / "text.h5", "not a complete HDF5 file");
  std::ofstream(folder.path() / "empty.h5").flush();
  refuse(folder.path() / "empty.h5", "not a complete HDF5 file");

  const auto whole = folder.path() / "whole.h5";
  {
    StatesFile file(whole, info);
    auto network = file.begin_network({{.size = 20}, 0.0, 1, 0});
    network.append(random_states(5000, 20, 0));
    network.finish(true);
    file.close();
  }
  REQUIRE_NOTHROW(StatesReader(whole));
  const auto size = fs::file_size(whole);
  for (const auto kept : {size - 1, size / 2, std::uintmax_t{100}}) {
    const auto cut = folder.path() / "cut.h5";
    fs::copy_file(whole, cut, fs::copy_options::overwrite_existing);
    fs::resize_file(cut, kept);
    refuse(cut, "not a complete HDF5 file");
  }

  const auto foreign = folder.path() / "foreign.h5";
  H5Fclose(H5Fcreate(foreign.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  refuse(foreign, "not one of fixed points");

  // A later format, and a data set whose length contradicts its count.
  const auto newer = folder.path() / "newer.h5";
  fs::copy_file(whole, newer);
  const auto overwrite = [](const fs::path& file, const char* object, const char* name,
                            std::int64_t value) {
    const hid_t f = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t o = H5Oopen(f, object, H5P_DEFAULT);
    const hid_t a = H5Aopen(o, name, H5P_DEFAULT);
    REQUIRE(H5Awrite(a, H5T_NATIVE_INT64, &value) >= 0);
    H5Aclose(a);
    H5Oclose(o);
    H5Fclose(f);
  };
  overwrite(newer, "/", "format_version", 2);
  refuse(newer, "format version is 2");
  const auto damaged = folder.path() / "damaged.h5";
  fs::copy_file(whole, damaged);
  overwrite(damaged, "/states/size=20,symmetry=0,self_coupling=0,sample=0", "count", 4999);
  refuse(damaged, "damaged");
}

TEST_CASE("Fixed points that h5py wrote are read as rows, truth values and words") {
  const StatesReader reader(fs::path(STEADY_FILE_CASES) / "states_h5py.h5");
  REQUIRE(reader.networks().size() == 3);
  const std::vector<PackedState> expected = {0b01001, 0b00100, 0b10010};
  for (const auto& record : reader.networks()) {
    INFO(record.name);
    CHECK(record.key.networks.size == 5);
    CHECK(record.complete);
    CHECK(reader.read(record) == expected);
    CHECK_FALSE(reader.couplings(record));
    if (record.name != "words") continue;
    CHECK(record.key.source == "mine");
    CHECK(record.key.self_coupling == 1.0);
  }
}

TEST_CASE("Fixed points of a network from a file keep its name") {
  const ScratchFolder folder;
  const auto path = folder.path() / "states.h5";
  const steady::enumeration::NetworkKey key{{.size = 5}, 0.5, 0, 2, "data/J.npz:J[2]"};
  {
    StatesFile file(path, info);
    auto network = file.begin_network(key);
    network.append(std::vector<PackedState>{3, 7});
    network.finish(true);
    file.close();
  }
  const StatesReader reader(path);
  REQUIRE(reader.networks().size() == 1);
  const auto& record = reader.networks().front();
  CHECK(record.key.source == key.source);
  CHECK(record.key.sample == 2);
  CHECK(reader.read(record) == std::vector<PackedState>{3, 7});
}
