// Architecture files: what every key means, that text and architecture are the same thing, and that
// mistakes are refused with their line.
#include <cmath>
#include <fstream>
#include <string>

#include <tests/catch.hpp>
#include <tests/oracles/scratch_folder.hpp>

#include <steady/numerics/files/atomic_file.hpp>
#include <steady/numerics/learning/files/architecture_file.hpp>
#include <steady/numerics/network/streams.hpp>

using Catch::Matchers::Contains;
using namespace steady::learning;

namespace {

constexpr const char* two_layers = R"(# every key once
name = "two \"layers\""
input_size = 100
classes = 10

[[layer]]
size = 40
self_coupling = 0.25
internal = { pattern = "sparse", mean_degree = 8, strength = 0.5, learned = false }
input = { strength = 4.0, port = "random", learned = false }
learned_bias = true

[[layer]]
size = 40
internal = { pattern = "none" }
feedback = { strength = 0.7 }
readout = true

[[bridge]]
from = 1
to = 0
ferromagnetic = 1.5
forward = { pattern = "dense", strength = 0.1 }
)";

void refuse(const std::string& text, const std::string& why) {
  INFO(text);
  CHECK_THROWS_AS(parse_architecture(text, "net.toml"), steady::files::FileError);
  CHECK_THROWS_WITH(parse_architecture(text, "net.toml"), Contains("net.toml") && Contains(why));
}

/// The text with one line replaced.
std::string with(const std::string& line, const std::string& other) {
  std::string text = two_layers;
  const auto at = text.find(line);
  REQUIRE(at != std::string::npos);
  return text.replace(at, line.size(), other);
}

}  // namespace

TEST_CASE("every key of an architecture file arrives where it belongs") {
  const auto net = parse_architecture(two_layers, "net.toml");
  CHECK(net.name == "two \"layers\"");
  CHECK(net.input_size == 100);
  CHECK(net.classes == 10);
  REQUIRE(net.layers.size() == 2);
  const auto& first = net.layers[0];
  CHECK(first.size == 40);
  CHECK(first.self_coupling == 0.25);
  CHECK(first.internal.pattern == Pattern::sparse);
  CHECK(first.internal.mean_degree == 8.0);
  CHECK(first.internal.strength == 0.5);
  CHECK_FALSE(first.internal.learned);
  REQUIRE(first.input.has_value());
  CHECK(first.input->strength == 4.0);
  CHECK_FALSE(first.input->learned);
  CHECK_FALSE(first.feedback.has_value());
  CHECK(first.learned_bias);
  const auto& second = net.layers[1];
  CHECK(second.self_coupling == Layer{}.self_coupling);
  CHECK(second.internal.pattern == Pattern::none);
  CHECK_FALSE(second.input.has_value());
  CHECK(second.feedback->strength == 0.7);
  CHECK(second.readout);
  REQUIRE(net.bridges.size() == 1);
  CHECK(net.bridges[0].from == 1);
  CHECK(net.bridges[0].to == 0);
  CHECK(net.bridges[0].ferromagnetic == 1.5);
  CHECK(net.bridges[0].forward.pattern == Pattern::dense);
  CHECK(net.bridges[0].forward.strength == 0.1);
  CHECK(net.bridges[0].backward.pattern == Pattern::none);
}

TEST_CASE("the written text reads back as the same architecture") {
  auto net = parse_architecture(two_layers, "net.toml");
  net.layers[0].self_coupling = 0.1 + 0.2;  // needs every digit
  net.layers[1].feedback->strength = 1e-7;
  net.name = "tab\there, \"quotes\" \\ and λ";
  CHECK(parse_architecture(to_toml(net), "again") == net);
  for (const auto& name : preset_names()) {
    PresetNumbers numbers;
    numbers.hidden = 50;
    numbers.mean_degree = 10;
    numbers.layers = 3;
    const auto made = preset(name, numbers);
    INFO(to_toml(made));
    CHECK(parse_architecture(to_toml(made), "again") == made);
  }
}

TEST_CASE("any architecture reads back as the same, whatever its numbers") {
  steady::network::RandomStream random(5, "test architectures", 0);
  const auto number = [&](double most) {  // of every magnitude, with every digit
    return std::exp2(std::log2(most) - 60.0 * random.next_uniform());
  };
  const auto coin = [&] { return random.next_uniform() < 0.5; };
  const auto couplings = [&] {
    RandomCouplings c;
    c.pattern = coin() ? Pattern::none : coin() ? Pattern::dense : Pattern::sparse;
    if (c.pattern == Pattern::sparse) c.mean_degree = number(7.0);
    c.strength = number(511.0);
    c.learned = coin();
    return c;
  };
  for (int trial = 0; trial < 200; ++trial) {
    Architecture net;
    net.name = coin() ? "" : "a\nb \"c\" # \u03bb = {x}";
    net.input_size = 7;
    net.classes = 3;
    for (int l = 0; l < 4; ++l) {
      Layer layer;
      layer.size = 7;
      layer.self_coupling = (coin() ? 1 : -1) * number(255.0);
      layer.internal = couplings();
      if (l == 0 || coin())
        layer.input = Input{number(511.0), coin() ? Port::random : Port::identity, coin()};
      if (coin()) layer.feedback = Feedback{number(511.0)};
      layer.readout = l == 3 || coin();
      layer.learned_bias = coin();
      net.layers.push_back(layer);
    }
    for (int from = 0; from < 4; ++from)
      for (int to = from + 1; to < 4; ++to)
        if (coin()) net.bridges.push_back({to, from, -number(255.0), couplings(), couplings()});
    const auto text = to_toml(net);
    INFO(text);
    CHECK(parse_architecture(text, "again") == net);
  }
}

TEST_CASE("files that earlier versions wrote are read as before") {
  const auto net = parse_architecture(R"(name = "chain"
input_size = 100
classes = 10

[[layer]]
size = 60
self_coupling = 0.5
internal = { pattern = "dense", strength = 1.0, learned = true }
input = { strength = 1.0, port = "random", learned = true }
readout = false
learned_bias = false

[[layer]]
size = 60
self_coupling = 0.5
internal = { pattern = "dense", strength = 1.0, learned = true }
feedback = { strength = 0.9, port = "random" }
readout = true
learned_bias = false

[[bridge]]
from = 0
to = 1
ferromagnetic = 2.5
forward = { pattern = "none", strength = 1.0, learned = true }
backward = { pattern = "none", strength = 1.0, learned = true }
)",
                                      "old.toml");
  PresetNumbers numbers;
  numbers.hidden = 60;
  numbers.input_strength = 1.0;
  CHECK(net == chain(numbers));
}

TEST_CASE("copies and topologies write large networks in few lines") {
  const std::string head =
      "[[layer]]\nsize = 20\ncopies = 4\nself_coupling = 0\n"
      "input = {}\nfeedback = {}\nreadout = true\n";
  const auto net = parse_architecture(
      head + "[connect]\ntopology = \"ring\"\nferromagnetic = 2.5\n", "ring.toml", {30, 3});
  CHECK(net.layers.size() == 4);
  CHECK(net.bridges.size() == 4);
  CHECK(net.input_size == 30);  // the file leaves it to the data
  CHECK(net.classes == 3);
  CHECK(net.bridges[0].ferromagnetic == 2.5);
  CHECK(parse_architecture(head + "[connect]\ntopology = \"all\"\nferromagnetic = 2.5\n", "all",
                           {30, 3})
            .bridges.size() == 6);
}

TEST_CASE("mistakes in an architecture file are refused with their line") {
  refuse("name = \n", "line 1");
  refuse("[[layer]\n", "line 1");
  refuse(with("size = 40\nself", "sise = 40\nself"), "line 7: unknown key 'sise' in layer");
  refuse(with("size = 40\nself", "sise = 40\nself"),
         "known: size, self_coupling, internal, input, feedback, readout, learned_bias, copies");
  refuse(with("classes", "clases"), "line 4: unknown key 'clases' in the file");
  refuse(with("learned = false }\ninput", "learnt = false }\ninput"),
         "line 9: unknown key 'learnt' in layer.internal");
  refuse(with("from = 1", "form = 1"), "line 20: unknown key 'form' in bridge");
  refuse(with("self_coupling = 0.25", "self_coupling = \"strong\""),
         "line 8: 'self_coupling' in layer must be a finite number");
  refuse(with("self_coupling = 0.25", "self_coupling = nan"), "line 8");
  refuse(with("self_coupling = 0.25", "self_coupling = inf"), "line 8");
  refuse(with("size = 40\nself", "size = 40.5\nself"), "line 7: 'size' in layer must be a whole");
  refuse(with("size = 40\nself", "size = -1\nself"), "line 7");
  refuse(with("readout = true", "readout = 1"),
         "line 17: 'readout' in layer must be true or false");
  refuse(with("\"sparse\"", "\"spare\""), "line 9: 'pattern' in layer.internal");
  refuse(with("pattern = \"none\"", "pattern = \"dense\", mean_degree = 3"),
         "line 15: mean_degree is for");
  refuse(with("{ strength = 0.7 }", "0.7"), "line 16: 'feedback' in layer must be a table");
  refuse(std::string("connect = 3\n") + two_layers, "line 1: 'connect' in the file");
  refuse(with("size = 40\nself", "size = 40\ncopies = 0\nself"), "copies");
}

TEST_CASE("architectures that make no sense are refused by field") {
  refuse(with("input_size = 100\n", ""), "input_size");
  refuse(with("to = 0", "to = 7"), "bridges[0]");
  refuse(with("size = 40\nself", "size = 41\nself"), "bridges[0]");
  refuse(with("readout = true", "readout = false"), "readout");
  refuse(with("size = 40\nself", "size = 0\nself"), "layers[0]");
}

TEST_CASE("architecture files that cannot be read are named") {
  const ScratchFolder folder;
  CHECK_THROWS_WITH(read_architecture(folder.path() / "none.toml"),
                    Contains("none.toml") && Contains("No such file"));
  CHECK_THROWS_WITH(read_architecture(folder.path()), Contains("not a regular file"));
  std::ofstream(folder.path() / "net.toml") << two_layers;
  CHECK(read_architecture(folder.path() / "net.toml") == parse_architecture(two_layers, "x"));
}
