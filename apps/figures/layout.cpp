#include "layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <apps/figures/figure.hpp>
#include <apps/frame/errors.hpp>

namespace steady::apps {
namespace {

std::string indented(const std::string& text) {
  std::string result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const auto end = std::min(text.find('\n', begin), text.size());
    if (end > begin) result += "  " + text.substr(begin, end - begin);
    if (end < text.size()) result += '\n';
    begin = end + 1;
  }
  return result;
}

}  // namespace

std::string replaced(std::string text, std::string_view key, std::string_view value) {
  for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + value.size()))
    text.replace(at, key.size(), value);
  return text;
}

const std::vector<std::string>& known_formats() {
  static const std::vector<std::string> formats{"pdf", "svg", "png"};
  return formats;
}

std::vector<std::string> parse_formats(std::string_view text) {
  std::vector<std::string> formats;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const std::string format(text.substr(begin, end - begin));
    const auto& known = known_formats();
    if (std::find(known.begin(), known.end(), format) == known.end())
      throw UsageError("--formats",
                       fmt::format("'{}' in '{}' is not one of pdf, svg, png", format, text));
    if (std::find(formats.begin(), formats.end(), format) != formats.end())
      throw UsageError("--formats", fmt::format("'{}' appears twice in '{}'", format, text));
    formats.push_back(format);
    begin = end + 1;
  }
  return formats;
}

std::vector<std::string> files_of_format(const std::string& name, const std::string& format) {
  if (format == "latex") return {name + "-latex.pdf", name + "-latex.tex"};
  return {name + "." + format};
}

std::string gnuplot_script(const std::string& name, std::string_view summary,
                           const std::string& commands, double height,
                           const std::vector<std::string>& formats) {
  std::string text = replaced(figure_script("preamble"), "@commands@\n", indented(commands));
  text = replaced(std::move(text), "@name@", name);
  text = replaced(std::move(text), "@summary@", summary);
  text = replaced(std::move(text), "@height@", fmt::format("{}", height));
  return replaced(std::move(text), "@formats@", fmt::format("{}", fmt::join(formats, " ")));
}

bool complete_file(const std::string& bytes, const std::string& extension) {
  const std::string_view ending = extension == ".pdf"   ? "%%EOF"
                                  : extension == ".svg" ? "</svg>"
                                  : extension == ".png" ? "IEND"
                                                        : "\\endgroup";
  constexpr std::size_t tail = 32;
  const auto begin = bytes.size() > tail ? bytes.size() - tail : 0;
  return bytes.find(ending, begin) != std::string::npos;
}

}  // namespace steady::apps
