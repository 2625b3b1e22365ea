// Options described once: every view of them (text, settings, checks) agrees with the struct.
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include <tests/catch.hpp>

#include <steady/numerics/dynamics/relaxation.hpp>
#include <steady/numerics/enumeration/enumerate.hpp>
#include <steady/numerics/learning/engine/trainer.hpp>
#include <steady/numerics/learning/rule/architecture.hpp>
#include <steady/numerics/options/entries.hpp>
#include <steady/numerics/search/replicated.hpp>
#include <steady/numerics/search/searcher.hpp>
#include <steady/numerics/solvers/module_transitions.hpp>
#include <steady/numerics/solvers/transitions.hpp>
#include <steady/numerics/thresholds/threshold.hpp>

using namespace steady;
using namespace steady::options;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

enum class Order { random, fixed };
constexpr auto order_names =
    names<Order>("order", {{Order::random, "random"}, {Order::fixed, "fixed"}});

struct Inner {
  double level = 0.5;
  static constexpr auto fields() {
    return std::tuple{field("level", &Inner::level, above(0, 1), "of something")};
  }
};

struct Outer {
  double rate = 0.1;
  int count = 3;
  Order order = Order::random;
  std::vector<double> list = {1.0};
  bool fast = false;
  std::string name = "x";
  Inner shared;  // its fields are among these
  Inner table;   // has its own
  std::optional<Inner> perhaps;

  static constexpr auto fields() {
    return std::tuple{field("rate", &Outer::rate, bounds(0.25, 2).or_value(0.1), "η"),
                      field("count", &Outer::count, bounds(1, 64), "B"),
                      field("order", &Outer::order, order_names, "of updates"),
                      field("list", &Outer::list, bounds(-1, 1), "κ"),
                      field("fast", &Outer::fast, "or slow"),
                      field("name", &Outer::name, Text{"NAME"}, "of it"),
                      part(&Outer::shared),
                      field("table", &Outer::table, "of its own"),
                      field("perhaps", &Outer::perhaps, "or none")};
  }
};

/// The name of the argument that is refused; "" when none is.
template <class Call>
std::string refused(const Call& call) {
  try {
    call();
  } catch (const DomainError& error) {
    CHECK(std::string(error.what()).starts_with(error.argument()));
    return error.argument();
  } catch (const ArgumentError& error) {
    return error.argument();
  }
  return "";
}

template <class Change>
std::string refused_after(const Change& change) {
  Outer o;
  change(o);
  return refused([&] { check(o, "o."); });
}

}  // namespace

TEST_CASE("bounds contain their ends unless they are open, and never NaN") {
  CHECK(bounds(0, 1).contains(0));
  CHECK(bounds(0, 1).contains(1));
  CHECK_FALSE(bounds(0, 1).contains(1.5));
  CHECK_FALSE(between(0, 1).contains(0));
  CHECK_FALSE(between(0, 1).contains(1));
  CHECK(above(0, 1).contains(1));
  CHECK_FALSE(above(0, 1).contains(0));
  CHECK(below(0, 1).contains(0));
  CHECK_FALSE(below(0, 1).contains(1));
  CHECK(bounds(0, 1).or_value(infinity).contains(infinity));
  CHECK_FALSE(bounds(0, 1).or_value(infinity).contains(-infinity));
  for (const auto& any : {bounds(0, 1), Bounds{}, above(0, 1), bounds(0, 1).or_value(2)})
    CHECK_FALSE(any.contains(std::nan("")));
  CHECK(below(0, 512).text() == "[0, 512)");
  CHECK(bounds(1, 2).or_value(0).text() == "[1, 2] or 0");
}

TEST_CASE("what is outside its bounds is refused by name, wherever it stands") {
  CHECK(refused_after([](Outer&) {}).empty());
  CHECK(refused_after([](Outer& o) { o.rate = 0.2; }) == "o.rate");
  CHECK(refused_after([](Outer& o) { o.rate = std::nan(""); }) == "o.rate");
  CHECK(refused_after([](Outer& o) { o.count = 65; }) == "o.count");
  CHECK(refused_after([](Outer& o) { o.order = static_cast<Order>(7); }) == "o.order");
  CHECK(refused_after([](Outer& o) { o.list = {0.5, -2.0}; }) == "o.list");
  CHECK(refused_after([](Outer& o) { o.shared.level = 0.0; }) == "o.level");
  CHECK(refused_after([](Outer& o) { o.table.level = 0.0; }) == "o.table.level");
  CHECK(refused_after([](Outer& o) { o.perhaps = Inner{2.0}; }) == "o.perhaps.level");
}

TEST_CASE("settings are the way there and back") {
  Outer o;
  o.rate = 0.1 + 0.2;  // needs every digit
  o.count = 64;
  o.order = Order::fixed;
  o.list = {0.1, -1.0 / 3.0};
  o.fast = true;
  o.name = "a, b = λ";
  o.shared.level = 1e-300;
  const auto settings = settings_of(entries(o));
  CHECK(settings.size() == 7);  // tables have no entry
  CHECK(settings.at("order") == "fixed");
  CHECK(settings.at("rate") == "0.30000000000000004");
  Outer again;
  assign(entries(again), settings);
  CHECK(again.rate == o.rate);
  CHECK(again.count == o.count);
  CHECK(again.order == o.order);
  CHECK(again.list == o.list);
  CHECK(again.fast == o.fast);
  CHECK(again.name == o.name);
  CHECK(again.shared.level == o.shared.level);
  const auto changed = [&](const std::string& key, const std::string& text) {
    return refused([&] {
      auto other = settings;
      other[key] = text;
      assign(entries(again), other);
    });
  };
  for (const auto* text : {"", "x", "1x", "1,", "nan", "0.2", "1e999"})
    CHECK(changed("rate", text) == "rate");
  for (const auto* text : {"", "1.5", "0", "65", "99999999999"})
    CHECK(changed("count", text) == "count");
  for (const auto* text : {"", "0.1,,0.2", "0.1,2"}) CHECK(changed("list", text) == "list");
  CHECK(changed("fast", "yes") == "fast");
  CHECK(changed("order", "Fixed") == "order");
  auto lacking = settings;
  lacking.erase("level");
  CHECK(refused([&] { assign(entries(again), lacking); }) == "level");
  CHECK_THROWS_AS(find(entries(again), "nothing"), std::logic_error);
  CHECK(without(entries(again), {"rate", "name"}).size() == 5);
}

TEST_CASE("every option of learning has its own name, and its default is allowed and reads back") {
  learning::Options training;
  learning::PresetNumbers numbers;
  auto all = entries(training);
  for (auto& entry : entries(numbers)) all.push_back(entry);
  std::set<std::string> seen;
  for (const auto& entry : all) {
    CAPTURE(entry.name);
    CHECK(seen.insert(entry.name).second);
    CHECK_FALSE(entry.meaning.empty());
    const auto text = text_of(entry);
    CHECK_NOTHROW(assign(entry, text));
    CHECK(text_of(entry) == text);
  }
  CHECK_NOTHROW(check(training));
  CHECK_NOTHROW(check(numbers));
}

TEST_CASE("what the table of learning refuses, training and its settings refuse alike") {
  // The ends of every number: just inside is taken by both, just outside by neither.
  learning::PresetNumbers numbers;
  const auto net = learning::single(numbers);
  learning::Options training;
  for (const auto& entry : entries(training)) {
    if (std::holds_alternative<Choice>(entry.value)) continue;
    CAPTURE(entry.name, entry.bounds.text());
    const auto text = text_of(entry);
    for (const double end : {entry.bounds.low, entry.bounds.high}) {
      const double out =
          end + (end == entry.bounds.low ? -1.0 : 1.0) * std::max(1.0, std::abs(end));
      learning::Options other;
      const auto theirs = find(entries(other), entry.name);
      if (auto* const* real = std::get_if<double*>(&theirs.value)) **real = out;
      if (auto* const* whole = std::get_if<int*>(&theirs.value)) **whole = static_cast<int>(out);
      if (auto* const* list = std::get_if<std::vector<double>*>(&theirs.value)) **list = {out};
      CHECK(refused([&] { learning::validate(other, net); }) == entry.name);
      CHECK(refused([&] { assign(entry, text_of(theirs)); }) == entry.name);
    }
    CHECK(text_of(entry) == text);  // untouched
  }
}

TEMPLATE_TEST_CASE("defaults lie within their bounds and come back from their texts", "",
                   steady::dynamics::Options, steady::enumeration::Options, steady::search::Budget,
                   steady::search::AnnealingOptions, steady::search::ReplicatedOptions,
                   steady::thresholds::ThresholdOptions, steady::solvers::TransitionOptions,
                   steady::solvers::ModuleTransitionOptions) {
  TestType given;
  CHECK_NOTHROW(steady::options::check(given));
  const auto entries = steady::options::entries(given);
  const auto settings = steady::options::settings_of(entries);
  steady::options::assign(entries, settings);
  CHECK(steady::options::settings_of(entries) == settings);
}
