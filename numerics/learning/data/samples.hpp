// Inputs and labels as files hold them, before they become spins.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace steady::learning {

/// Rows of `inputs` finite numbers, with a label each or without any.
struct Samples {
  std::filesystem::path source = {};  ///< what errors about them name
  int inputs = 0;
  std::vector<std::uint8_t> bytes = {};   ///< row after row, counted from 0 to 1: pixels; or
  std::vector<float> values = {};         ///< row after row
  std::vector<std::int64_t> labels = {};  ///< empty: none
  bool all_signs = false;                 ///< every number is +1 or −1: no projection is needed
  bool table = false;                     ///< lines of text, in columns

  std::size_t size() const {
    return inputs > 0 ? (bytes.size() + values.size()) / static_cast<std::size_t>(inputs) : 0;
  }
  bool labelled() const { return !labels.empty(); }
  /// Row k as numbers.
  void read(std::size_t k, std::span<float> row) const;
  /// These rows in this order.
  Samples rows(std::span<const std::size_t> chosen) const;
};

/// The numbers of the first `count` samples; `stratified`: of the first of every class, in equal
/// numbers as far as a class has them, in the order of the file. Throws std::out_of_range if there
/// are fewer samples.
std::vector<std::size_t> first_samples(const Samples& samples, std::size_t count, bool stratified);

}  // namespace steady::learning
