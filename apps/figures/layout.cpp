#include "layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <apps/frame/errors.hpp>

namespace steady::apps {
namespace {

// Everything that is the same in every figure. @name@ is replaced.
constexpr std::string_view preamble = R"gnuplot(# @name@: @summary@
# Draws @name@.csv. By hand:  gnuplot @name@.gp
# Other formats:             gnuplot -e "formats='pdf svg png latex'" @name@.gp
# Written by `steady figure @name@`; edit freely, nothing else reads it.

if (!exists("formats")) formats = "@formats@"
if (!exists("width")) width = 8.6           # cm: one column
if (!exists("height")) height = @height@           # cm
if (!exists("font")) font = "DejaVu Sans"
if (!exists("size")) size = 8               # pt
data = "@name@.csv"

# Dark to light, so that grey prints keep the order; safe for colour-blind readers.
c1 = "#2d1160"; c2 = "#0072b2"; c3 = "#d55e00"; c4 = "#e69f00"
grey = "#808080"

# cairo counts 72 points an inch in lengths but 96 in fonts, and rounds pages down to whole points.
points(cm) = floor(cm / 2.54 * 72 + 0.5) + 0.01
do for [format in formats] {
  reset
  set datafile separator comma
  set datafile columnheaders
  set encoding utf8
  set minussign
  set border linewidth 0.7
  set tics scale 0.8,0.4
  tex = format eq "latex"
  if (format eq "pdf") {
    set terminal pdfcairo enhanced color size points(width)/72.,points(height)/72. font sprintf("%s,%g", font, size) fontscale 0.75 rounded
    set output "@name@.pdf"
  }
  if (format eq "svg") {
    set terminal svg enhanced size width/2.54*96,height/2.54*96 font sprintf("%s,%g", font, size*96/72.) linewidth 1 rounded
    set output "@name@.svg"
  }
  if (format eq "png") {
    set terminal pngcairo enhanced color size width/2.54*300,height/2.54*300 font sprintf("%s,%g", font, size) fontscale 300/96. linewidth 300/96. pointscale 300/96. rounded
    set output "@name@.png"
  }
  if (tex) {
    set terminal cairolatex pdf input colortext size points(width)/72.,points(height)/72. rounded
    set output "@name@-latex.tex"
  }
  # Symbols: LaTeX writes them itself.
  JD = tex ? "$J_D$" : "{/:Italic J}_{/:Italic D}"
  Ntext = tex ? "$N$" : "{/:Italic N}"
  eta = tex ? "$\\eta$" : "{/:Italic η}"
  Sigma = tex ? "$\\Sigma$" : "Σ"
  lnmean = tex ? "$\\ln\\langle\\#\\rangle/N$" : "ln⟨#⟩/{/:Italic N}"
  meanln = tex ? "$\\langle\\ln\\#\\rangle/N$" : "⟨ln #⟩/{/:Italic N}"
  minus = tex ? "$-$" : "−"
  times = tex ? "$\\times 10^3$" : "×10^3"
@commands@
  unset output
}
)gnuplot";

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
  std::string text = replaced(std::string(preamble), "@commands@\n", indented(commands));
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
