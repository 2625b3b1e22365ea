// capacity: its columns, what it falls with, and that depth raises it.
#include <cmath>
#include <string>
#include <vector>

#include <tests/catch.hpp>

#include "program_runner.hpp"

using namespace steady::tests;
using Names = std::vector<std::string>;

TEST_CASE("capacity falls with the accuracy asked for, and its accuracy falls with the load",
          "[learning]") {
  const std::string base = "capacity --size 40 --samples 4 --epochs 40 --resolution 0.1 ";
  const auto strict = table_of(base + "--accuracy 0.99");
  CHECK(strict.header == Names{"layers", "size", "samples", "capacity", "capacity_error",
                               "accuracy", "unlimited_fraction", "trainings", "unlimited_low",
                               "unlimited_high"});
  const double capacity = strict.numbers("capacity")[0],
               error = strict.numbers("capacity_error")[0];
  CHECK(capacity > 0.1);
  CHECK(error > 0);
  CHECK(table_of(base + "--accuracy 0.8").numbers("capacity")[0] > capacity - error);
  const auto curve = table_of("capacity --size 40 --samples 4 --epochs 40 --loads 0.1,3");
  CHECK(curve.header == Names{"layers", "size", "load", "pairs", "samples", "accuracy",
                              "accuracy_error", "recalled_fraction", "recalled_low",
                              "recalled_high"});
  const auto accuracy = curve.numbers("accuracy");
  CHECK(accuracy[0] > 0.95);
  CHECK(accuracy[1] < accuracy[0]);
  CHECK(table_of(base + "--threads 1").rows == table_of(base + "--threads 2").rows);
}

TEST_CASE(
    "depth raises the capacity if every layer is shown the target, and not if the last alone is",
    "[learning]") {
  const std::string base =
      "capacity --size 25 --layers 1,6 --samples 4 --epochs 200 --resolution 0.2 --largest-load "
      "10 ";
  const auto all = table_of(base);
  const auto capacity = all.numbers("capacity"), error = all.numbers("capacity_error");
  CHECK(capacity[1] - capacity[0] > 5 * std::hypot(error[0], error[1]));
  CHECK(capacity[1] > 2);  // more than a layer of independent neurons can have
  const auto last = table_of(base + "--hidden-feedback 0").numbers("capacity");
  CHECK(last[0] == capacity[0]);
  CHECK(last[1] < capacity[0]);
}
