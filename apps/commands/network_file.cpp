#include "network_file.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>

#include <steady/numerics/files/arrays.hpp>
#include <steady/numerics/network/given_networks.hpp>
#include <steady/numerics/network/network.hpp>
#include <steady/numerics/sampling/machine.hpp>

#include <apps/frame/errors.hpp>
#include <apps/frame/signals.hpp>

namespace steady::apps {
namespace {

using network::StateConvention;
using network::TieRule;

constexpr auto convention_names = names<StateConvention>(
    "states-as", {{StateConvention::plus_minus, "pm1"}, {StateConvention::zero_one, "01"}});
constexpr auto tie_names =
    names<TieRule>("ties", {{TieRule::keep, "keep"}, {TieRule::on, "on"}, {TieRule::off, "off"}});
constexpr auto diagonal_names =
    names<Diagonal>("diagonal", {{Diagonal::keep, "keep"}, {Diagonal::ignore, "ignore"}});

/// b_i, for every neuron.
std::vector<double> field_of(const network::Network& network) {
  std::vector<double> field;
  for (const auto value : network.external_field())
    field.push_back(std::ldexp(value, -network::Couplings::fraction_bits));
  return field;
}

/// Throws UsageError for a name that is of no format.
bool holds_several(const std::string& file) {
  try {
    const auto format = files::format_for_writing(file);
    return format == files::ArrayFormat::npz || format == files::ArrayFormat::hdf5;
  } catch (const std::invalid_argument& error) {
    throw UsageError("--write-network", error.what());
  }
}

}  // namespace

void add_network_file(Command& command, NetworkFile& n, bool several, bool reads_states) {
  command
      .text("--network", n.file, several ? "FILES" : "FILE",
            std::string(several ? "One file a size, separated by commas: networks of"
                                : "Networks of") +
                " a file instead of random ones: CSV or text, .npy, .npz, .mtx, HDF5; row i feeds "
                "neuron i (see docs/networks.md)")
      .text("--data-set", n.options.data_set, "NAME",
            "Which array of the file of --network (default: all square ones)")
      .flag("--transpose", n.options.transpose, "Column i of --network feeds neuron i")
      .choice("--diagonal", n.diagonal, diagonal_names,
              "Diagonal of --network: each neuron's own self-coupling, added to J_D, or nothing")
      .text("--field", n.field, "FILE",
            "External fields b_i of --network; thresholds θ_i with --states-as 01 (see "
            "--field-data-set)")
      .text("--field-data-set", n.options.field_data_set, "NAME",
            "Which array of the file of --field (default: the only vector)")
      .choice("--states-as", n.options.states, convention_names,
              reads_states ? "What --network is made for, and states are written as: ±1, or 0 and 1"
                           : "What --network is made for: states ±1, or 0 and 1")
      .choice("--ties", n.options.ties, tie_names,
              "A neuron of --network with input zero keeps its state, goes on or goes off");
  for (const char* option : {"--data-set", "--transpose", "--diagonal", "--field", "--ties"})
    command.needs(option, "--network");
  if (!reads_states) command.needs("--states-as", "--network");
  command.needs("--field-data-set", "--field");
}

std::vector<NetworkFile> NetworkFile::each() const {
  std::vector<NetworkFile> all;
  for (std::size_t begin = 0; begin <= file.size();) {
    const auto end = std::min(file.find(',', begin), file.size());
    all.push_back(*this);
    all.back().file = file.substr(begin, end - begin);
    begin = end + 1;
  }
  if (all.size() > 1 && !field.empty())
    throw UsageError("--field", "belongs to one file of --network");
  return all;
}

network::NetworkSpec networks_of(const NetworkFile& n, Run& run,
                                 const std::vector<double>& self_couplings) {
  auto options = n.options;
  options.self_couplings = self_couplings;
  options.keep_diagonal = n.diagonal == Diagonal::keep;
  options.field = n.field;
  sampling::require_memory(network::given_network_bytes(n.file, options), n.file,
                           "a smaller network");
  const auto networks = network::read_given_networks(n.file, options);
  if (run.given("--samples") && run.common.samples > networks->count())
    throw UsageError("--samples", fmt::format("{} is more than the {} network(s) of {}",
                                              run.common.samples, networks->count(), n.file));
  if (!run.given("--samples")) run.use_samples(networks->count());
  return network::given(networks, run.common.samples);
}

void tell_rounding(const network::NetworkSpec& spec, const Run& run, bool judged) {
  if (!spec.from_file) return;
  const auto& networks = *spec.from_file;
  double rounding = 0.0;
  std::string source;
  for (std::uint64_t k = 0; k < std::min(networks.count(), run.common.samples); ++k)
    if (const double here = networks[k].largest_rounding(); here > rounding) {
      rounding = here;
      source = networks[k].source();
    }
  if (rounding == 0.0) return;
  note(fmt::format(
      "{}: its numbers are rounded to multiples of a power of two, which changes x_i "
      "by at most {:.2g}{}",
      source, rounding, judged ? "; fixed points are judged by the numbers as read" : ""));
}

std::string provenance_text(const Run& run) {
  std::string text;
  for (const auto& [key, value] : run.provenance)
    text += fmt::format("{}: {}\n", key, to_text(value));
  return text;
}

void add_write_network(Command& command, std::string& file) {
  command.text(
      "--write-network", file, "FILE",
      "Also write the random networks: one to .csv, .npy or .mtx, any number to .npz, .h5");
}

void write_networks(const std::string& file, std::span<const network::NetworkSpec> specs,
                    const Run& run) {
  if (file.empty()) return;
  const auto refuse = [](const std::string& why) { throw UsageError("--write-network", why); };
  for (const auto& spec : specs)
    if (!(spec == specs.front()))
      refuse("writes networks of one kind: give one size, one coupling …");
  const auto& spec = specs.front();
  if (spec.from_file) refuse("is for random networks, not for --network");
  const bool has_field = spec.external_field != 0.0;
  if (has_field && !holds_several(file))
    refuse(
        fmt::format("{} holds couplings alone, without --external-field: a file .npz or .h5 "
                    "holds both",
                    file));
  if (has_field && spec.ensemble.mean_degree && !file.ends_with("5"))
    refuse("sparse networks with --external-field: a file .h5 holds both");
  const auto samples = run.common.samples;
  if (samples > 1 && !holds_several(file))
    refuse(fmt::format("{} holds one network: --samples 1, or a file .npz or .h5", file));
  files::ArrayWriter writer(file, provenance_text(run));
  const auto digits = std::to_string(samples - 1).size();  // as many for all: names in their order
  for (std::uint64_t k = 0; k < samples; ++k) {
    check_stop();
    const auto network = network::draw_network(spec, run.common.seed, k);
    const auto name = fmt::format("network_{:0{}}", k, digits);
    writer.add(name, network::matrix_of(network));
    if (has_field) writer.add("fields/" + name, field_of(network));
  }
  writer.close();
}

std::string state_text(network::PackedState state, int size, StateConvention convention) {
  const std::uint32_t words[] = {static_cast<std::uint32_t>(state),
                                 static_cast<std::uint32_t>(state >> 32)};
  return state_text(words, size, convention);
}

std::string state_text(std::span<const std::uint32_t> words, int size, StateConvention convention) {
  const bool zero_one = convention == StateConvention::zero_one;
  std::string text;
  for (int i = 0; i < size; ++i) {
    const bool up = (words[static_cast<std::size_t>(i) / 32] >> (i % 32) & 1) != 0;
    text += up ? (zero_one ? '1' : '+') : (zero_one ? '0' : '-');
  }
  return text;
}

}  // namespace steady::apps
