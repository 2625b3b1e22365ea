// Architectures as TOML files (docs/learning.md describes every key).
#pragma once

#include <filesystem>
#include <string>

#include <steady/numerics/learning/rule/architecture.hpp>

namespace steady::learning {

/// What a file may leave open because the data decide it.
struct DataSizes {
  int input_size = 0;
  int classes = 0;
};

/// Parses the text of an architecture file; `name` is what errors call it. Sizes that the text does
/// not state are those of `sizes`. Throws steady::files::FileError naming the line for a syntax
/// error, an unknown key, a value of the wrong type or out of place, and naming the field for what
/// validate(Architecture) refuses.
Architecture parse_architecture(const std::string& text, const std::filesystem::path& name,
                                const DataSizes& sizes = {});

/// The same from a file.
Architecture read_architecture(const std::filesystem::path& file, const DataSizes& sizes = {});

/// Text that parses to an equal architecture: every number is written so that it reads back as the
/// same.
std::string to_toml(const Architecture& architecture);

}  // namespace steady::learning
