// Inputs and labels from a table of text.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace steady::learning {

/// The rows of a CSV file: a label, then the inputs.
struct LabelledNumbers {
  int inputs = 0;             ///< numbers a row
  std::vector<float> values;  ///< row after row
  std::vector<int> labels;
  bool all_signs = true;  ///< every number is +1 or −1: no projection is needed

  std::size_t size() const { return labels.size(); }
};

/// One sample a line, `label,x1,x2,…`; the label is a whole number from 0 to classes−1. Lines that
/// are empty or begin with # are skipped, and so is a first line that does not begin with a number
/// (a header). Throws steady::files::FileError naming file and line for anything else: a number
/// missing, not finite or not a number at all, rows of different lengths, labels outside the
/// classes, no rows.
LabelledNumbers read_csv_samples(const std::filesystem::path& file, int classes);

}  // namespace steady::learning
