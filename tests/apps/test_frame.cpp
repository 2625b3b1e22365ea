// The parts of the frame that need no process: ranges, tables.
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include <apps/frame/columns.hpp>
#include <apps/frame/errors.hpp>
#include <apps/frame/progress.hpp>
#include <apps/frame/ranges.hpp>
#include <apps/frame/table.hpp>
#include <tests/catch.hpp>

using namespace steady::apps;

namespace {

std::string error_of(const std::string& text, Bounds bounds = {}) {
  try {
    parse_range("--self-coupling", text, bounds);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

std::string integer_error_of(const std::string& text, Bounds bounds = {}) {
  try {
    parse_integer_range("--size", text, bounds);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("ranges contain both ends and the very doubles that one would type") {
  using Values = std::vector<double>;
  CHECK(parse_range("-", "0.1") == Values{0.1});
  CHECK(parse_range("-", "0,0.1,-0.5") == Values{0.0, 0.1, -0.5});
  CHECK(parse_range("-", "0:1:0.1") ==
        Values{0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0});
  CHECK(parse_range("-", "-0.2:0.2:0.1") == Values{-0.2, -0.1, 0.0, 0.1, 0.2});
  CHECK(parse_range("-", "1:0:-0.25") == Values{1.0, 0.75, 0.5, 0.25, 0.0});
  CHECK(parse_range("-", "0,0.1:0.5:0.2,7") == Values{0.0, 0.1, 0.3, 0.5, 7.0});
  CHECK(parse_range("-", "0:1:0.3") == Values{0.0, 0.3, 0.6, 0.9});  // the end is not a point
  CHECK(parse_range("-", "1e-3:3e-3:1e-3") == Values{0.001, 0.002, 0.003});
  CHECK(parse_range("-", "+.5:1.:5e-1") == Values{0.5, 1.0});
  CHECK(parse_range("-", "2:2:1") == Values{2.0});
  CHECK_FALSE(std::signbit(parse_range("-", "-0")[0]));
  const auto fine = parse_range("-", "0:1:0.00001");
  REQUIRE(fine.size() == 100001);
  CHECK(fine.back() == 1.0);
  CHECK(fine[30000] == 0.3);
}

TEST_CASE("ranges beyond exact decimals still include their end") {
  const auto tiny = parse_range("-", "0:1e-300:1e-301");
  REQUIRE(tiny.size() == 11);
  CHECK(tiny.back() == Approx(1e-300));
  const auto digits = parse_range("-", "0.12345678901234567:1.12345678901234567:0.1");
  CHECK(digits.size() == 11);
  CHECK(parse_range("-", "0:1e300:1e299").size() == 11);
}

TEST_CASE("ranges of whole numbers") {
  CHECK(parse_integer_range("--size", "12:24:4") == std::vector<int>{12, 16, 20, 24});
  CHECK(parse_integer_range("--size", "10,20:10:-5") == std::vector<int>{10, 20, 15, 10});
  for (const char* bad : {"10.5", "1e1", "0x10", "10:20", "ten", "", "10,,12",
                          "99999999999999999999", "3000000000", "10:20:0", "20:10:1", "10:20:1.5"})
    CHECK_THAT(integer_error_of(bad), Catch::Matchers::StartsWith("--size: "));
  CHECK(integer_error_of("1", {2, 64}) == "--size: 1 is outside [2, 64]");
  CHECK(integer_error_of("60:66:2", {2, 64}) == "--size: 66 is outside [2, 64]");
}

TEST_CASE("malformed ranges name the option and the text") {
  for (const char* bad : {"",
                          ",",
                          "0,",
                          ",0",
                          "0:1",
                          "0:1:",
                          ":1:0.1",
                          "0:1:0.1:2",
                          "0:1:0",
                          "1:0:0.1",
                          "0:1:-0.1",
                          "abc",
                          "0.1x",
                          "0 1",
                          " 0",
                          "0..1",
                          "--1",
                          "++1",
                          "+-1",
                          "1e",
                          "nan",
                          "-nan",
                          "inf",
                          "-inf",
                          "infinity",
                          "0:inf:1",
                          "0:1:nan",
                          "1e999",
                          "1e-999",
                          "0:1:1e-7",
                          "0:1e300:1e-300",
                          "0x10",
                          "1,5;2"}) {
    INFO("'" << bad << "'");
    const auto error = error_of(bad);
    CHECK_THAT(error, Catch::Matchers::StartsWith("--self-coupling: "));
    CHECK_THAT(error, Catch::Matchers::Contains(bad));
  }
  CHECK(error_of("0,1.5", {0, 1}) == "--self-coupling: 1.5 is outside [0, 1]");
  CHECK(error_of("0:1.1:0.1", {0, 1}) == "--self-coupling: 1.1 is outside [0, 1]");
}

TEST_CASE("tables: doubles read back as the same double, in CSV and JSON alike") {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  Table table({"x", "n", "text", "flag"});
  const std::vector<double> values{0.1, 1.0 / 3, 1e300, 5e-324, -0.0, 123456789.123456789};
  for (const double x : values) table.add({x, std::uint64_t{1} << 63, std::string("a"), true});
  table.add({nan, std::int64_t{-1}, std::string("a,\"b\""), false});
  table.add({inf, std::int64_t{0}, std::string(), false});
  table.add({-inf, std::int64_t{0}, std::string(), false});
  const auto csv = to_csv(table, {{"key", std::string("two\nlines")}});
  CHECK_THAT(csv, Catch::Matchers::StartsWith("# key: two lines\nx,n,text,flag\n0.1,"));
  CHECK_THAT(csv,
             Catch::Matchers::Contains("\nnan,-1,\"a,\"\"b\"\"\",false\ninf,0,,false\n-inf,0,"));
  CHECK_THAT(csv, Catch::Matchers::Contains(",9223372036854775808,"));
  const auto json = nlohmann::json::parse(to_json(table, {{"key", std::int64_t{7}}}));
  CHECK(json["provenance"]["key"] == 7);
  for (std::size_t i = 0; i < values.size(); ++i) {
    CHECK(json["rows"][i]["x"].get<double>() == values[i]);
    CHECK(std::stod(to_text(Cell(values[i] == 5e-324 ? 0.0 : values[i]))) ==
          (values[i] == 5e-324 ? 0.0 : values[i]));
  }
  CHECK(json["rows"][0]["n"].get<std::uint64_t>() == std::uint64_t{1} << 63);
  CHECK(json["rows"][6]["x"].is_null());
  CHECK(json["rows"][7]["x"].get<double>() == std::numeric_limits<double>::max());
  CHECK(json["rows"][8]["x"].get<double>() == std::numeric_limits<double>::lowest());
  CHECK_THROWS_AS(table.add({1.0}), std::invalid_argument);
}

TEST_CASE("tables: a column has one kind of value") {
  Table table({"x", "text", "flag"});
  table.add({1.5, std::string("a"), true});
  CHECK_NOTHROW(table.add({std::int64_t{2}, std::string(), false}));
  CHECK_THROWS_WITH(table.add({std::string("inf"), std::string("b"), true}),
                    Catch::Matchers::Contains("column x"));
  CHECK_THROWS_WITH(table.add({1.0, 2.0, true}), Catch::Matchers::Contains("column text"));
  CHECK_THROWS_WITH(table.add({1.0, std::string("b"), 1.0}),
                    Catch::Matchers::Contains("column flag"));
}

TEST_CASE("a list of columns makes the help, the header and the cells") {
  struct Row {
    int size;
    double entropy;
  };
  Columns<Row> sums, each;
  sums.add("size", "N", &Row::size)
      .only_with("--timing")
      .add("seconds", "wall time", [](const Row&) { return 1.5; })
      .always()
      .add("entropy", "per neuron", [](const Row& row) { return row.entropy / row.size; });
  each.add("size", "N", &Row::size).add("entropy", "of all neurons", &Row::entropy);
  using Described = std::vector<std::pair<std::string, std::string>>;
  CHECK(sums.described() == Described{{"size", "N"},
                                      {"seconds", "wall time (only with --timing)"},
                                      {"entropy", "per neuron"}});
  CHECK(described_together(sums, each) == Described{{"size", "N"},
                                                    {"seconds", "wall time (only with --timing)"},
                                                    {"entropy", "per neuron"},
                                                    {"entropy", "of all neurons"}});
  const std::vector<Row> rows{{4, 2.0}, {8, 1.0}};
  const auto csv = [&](bool timing) {
    return to_csv(sums.table(std::span<const Row>(rows), [&](const auto&) { return timing; }), {});
  };
  CHECK(csv(false) == "size,entropy\n4,0.5\n8,0.125\n");
  CHECK(csv(true) == "size,seconds,entropy\n4,1.5,0.5\n8,1.5,0.125\n");
}

TEST_CASE("grids hold the doubles nearest to their decimals") {
  using steady::apps::grid;
  CHECK(grid(-0.3, 0.9, 12) == steady::apps::parse_range("--x", "-0.3:0.9:0.1"));
  CHECK(grid(0.0, 0.9, 12) == steady::apps::parse_range("--x", "0:0.9:0.075"));
  CHECK(grid(0.0, 1.0, 3) == std::vector<double>{0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0});
  // No short decimals: the steps are even to rounding.
  const auto roots = grid(0.0, std::sqrt(0.5), 300);
  CHECK(roots.front() == 0.0);
  CHECK(roots.back() == Approx(std::sqrt(0.5)).epsilon(1e-15));
  for (int i = 0; i <= 300; ++i) CHECK(roots[i] == Approx(std::sqrt(0.5) * i / 300).epsilon(1e-15));
}

TEST_CASE("empty tables and bytes that are not UTF-8 still make valid JSON") {
  CHECK(nlohmann::json::parse(to_json(Table({"a"}), {}))["rows"].empty());
  const auto text = to_json(Table({"a"}), {{"out", std::string("\xff\xfe.csv")}});
  CHECK_NOTHROW(nlohmann::json::parse(text));
}

TEST_CASE("times and sizes are told in units that a person reads") {
  CHECK(human_time(0.2) == "less than 1 s");
  CHECK(human_time(42) == "42 s");
  CHECK(human_time(600) == "10 min");
  CHECK(human_time(3600 * 5.1) == "5.1 h");
  CHECK(human_time(86400 * 12.0) == "12 days");
  CHECK(human_time(1e300) == "3.2e+292 years");
  CHECK(human_time(INFINITY) == "forever");
  CHECK(human_bytes(512) == "512 B");
  CHECK(human_bytes(3.4e6) == "3.4 MB");
  CHECK(human_count(1234) == "1234");
  CHECK(human_count(5.6e9) == "5.6e+09");
}
