// The family of domain checks and the tables of names, from which every room takes its errors.
#include <limits>
#include <steady/theory/domain.hpp>
#include <steady/theory/modules.hpp>
#include <steady/theory/names.hpp>
#include <string>
#include <tests/catch.hpp>

using namespace steady;

namespace {

enum class Season { spring, summer, winter };
constexpr auto seasons = names<Season>(
    "season", {{Season::spring, "spring"}, {Season::summer, "summer"}, {Season::winter, "winter"}});

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// What the error says, after its argument has been compared; empty without an error.
template <class Check>
std::string refusal(const std::string& argument, Check check) {
  try {
    check();
  } catch (const DomainError& error) {
    CHECK(error.argument() == argument);
    return error.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a name is printed, read back and listed from one table", "[theory]") {
  static_assert(seasons.of(Season::winter) == "winter");
  for (const auto& [season, name] : seasons.entries) CHECK(seasons.parse(name) == season);
  CHECK(seasons.all() == std::vector<std::string>{"spring", "summer", "winter"});
  CHECK(seasons.of(static_cast<Season>(7)) == "unknown");
  try {
    seasons.parse("autumn");
    FAIL("autumn was accepted");
  } catch (const ArgumentError& error) {
    CHECK(error.argument() == "season");
    CHECK(std::string(error.what()) == "season must be spring, summer or winter, got 'autumn'");
  }
}

TEST_CASE("a domain check accepts its domain and names what lies outside", "[theory]") {
  CHECK(refusal("q", [] { require_within("q", 1.0, -1.0, 1.0); }).empty());
  CHECK(refusal("q", [] { require_within("q", 1.5, -1.0, 1.0); }) == "q = 1.5 is outside [-1,1]");
  CHECK(refusal("q", [] { require_between("q", 0.5, 0.0, 1.0); }).empty());
  CHECK(refusal("q", [] { require_between("q", 1.0, 0.0, 1.0); }) == "q = 1 is outside (0,1)");
  CHECK(refusal("size", [] { require_size(2); }).empty());
  CHECK(refusal("size", [] { require_size(1); }) == "size = 1 is outside the integers >= 2");
  CHECK(refusal("rate", [] { require_positive("rate", 0.0); }) ==
        "rate = 0 is outside the finite numbers > 0");
  for (const double bad : {kNaN, kInfinity, -kInfinity}) {
    CHECK_FALSE(refusal("x", [&] { require_finite("x", bad); }).empty());
    CHECK_FALSE(refusal("x", [&] { require_positive("x", bad); }).empty());
    CHECK_FALSE(refusal("x", [&] { require_at_least("x", bad, 0.0); }).empty());
    CHECK_FALSE(refusal("x", [&] { require_within("x", bad, 0.0, 1.0); }).empty());
    CHECK_FALSE(refusal("self_coupling", [&] { require_self_coupling(bad); }).empty());
  }
}

TEST_CASE("the closed forms name the argument that is outside", "[theory]") {
  CHECK(refusal("coupling", [] {
          theory::modules_entropy(theory::Topology::ring, 3, kNaN, 0.0);
        }).find("coupling = ") == 0);
  CHECK(refusal("modules", [] {
          theory::modules_entropy(theory::Topology::ring, 0, 0.1, 0.0);
        }).find("modules = 0") == 0);
}
