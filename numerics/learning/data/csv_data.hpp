// Inputs and labels from a table of text.
#pragma once

#include <filesystem>
#include <string>

#include <steady/numerics/learning/data/samples.hpp>
#include <steady/theory/names.hpp>

namespace steady::learning {

/// Whether the first line of a table names its columns. `automatic`: when the cell of the label is
/// no number, or no cell is one, or the cells count the columns (…, 0, 1, 2, …).
enum class Header { automatic, yes, no };
inline constexpr auto header_names = names<Header>(
    "header", {{Header::automatic, "auto"}, {Header::yes, "yes"}, {Header::no, "no"}});

/// How to read a table.
struct TableOptions {
  /// A name in the header, a number from 1, `first`, `last` or `none`.
  std::string label_column = "first";
  Header header = Header::automatic;
  int classes = 0;   ///< labels have to lie from 0 to classes−1; 0: any whole number
  int features = 0;  ///< a table of so many columns has no labels; 0: not known
};

/// One sample a line, separated by commas, semicolons or tabs (whichever the first line has), cells
/// perhaps in quotes (RFC 4180), lines ended as anywhere, a byte order mark in front, gzip or not.
/// Empty lines and lines with # in front are skipped. Labels are whole numbers, inputs finite ones.
/// Throws steady::files::FileError naming file and line for anything else, and where the first line
/// may be a header as well as a sample: no sample is lost in doubt.
Samples read_csv_samples(const std::filesystem::path& file, const TableOptions& options);

inline Samples read_csv_samples(const std::filesystem::path& file, int classes) {
  TableOptions options;
  options.classes = classes;
  return read_csv_samples(file, options);
}

}  // namespace steady::learning
