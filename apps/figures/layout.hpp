// The gnuplot script around a figure's own commands: page, fonts, formats, symbols.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace steady::apps {

/// Formats that --formats accepts.
const std::vector<std::string>& known_formats();

/// `pdf,svg` → {pdf, svg}. Throws UsageError for an unknown, repeated or empty list.
std::vector<std::string> parse_formats(std::string_view text);

/// `text` with every `key` replaced by `value`.
std::string replaced(std::string text, std::string_view key, std::string_view value);

/// The files that the script writes for a format (`latex` makes two).
std::vector<std::string> files_of_format(const std::string& name, const std::string& format);

/// A complete script NAME.gp that reads NAME.csv and writes every format; it can be run by hand.
std::string gnuplot_script(const std::string& name, std::string_view summary,
                           const std::string& commands, double height,
                           const std::vector<std::string>& formats);

/// Whether a file is complete: gnuplot does not always notice a full disk.
bool complete_file(const std::string& bytes, const std::string& extension);

}  // namespace steady::apps
