// steady figure: the figures of a paper, each with its data and its gnuplot script.
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include <apps/figures/figure.hpp>
#include <apps/figures/gnuplot.hpp>
#include <apps/figures/layout.hpp>
#include <steady/numerics/files/atomic_file.hpp>

#include <apps/frame/signals.hpp>
#include "subcommands.hpp"

namespace steady::apps {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string name;
  std::string formats = "pdf,svg,png";
  bool latex = false;
  std::string data;
};

/// A line for each figure: name, what it shows, its equations.
std::vector<std::string> figure_lines() {
  std::vector<std::string> result;
  for (const auto& figure : figures())
    result.push_back(fmt::format("{:<24}{} ({})", figure.name, figure.summary,
                                 fmt::join(figure.equations, "), (")));
  return result;
}

About about() {
  return {"Draws the figures of the paper: theory, exact enumeration, dynamics, and who finds what",
          fmt::format("{}", fmt::join(figure_lines(), "\n  ")),
          "steady figure all --out figures\n"
          "  steady figure entropy --formats pdf --samples 1000",
          {},
          "NAME is a figure or `all`; `list` prints what each shows.\n"
          "Writes NAME.pdf, NAME.svg, NAME.png, and beside them the data NAME.csv and the script\n"
          "NAME.gp: edit it and run `gnuplot NAME.gp` in that directory (default: figures).\n"
          "--latex adds NAME-latex.tex and NAME-latex.pdf, for \\input in a paper.\n"
          "--samples 100 is the figure of the paper; 400 halves the error bars and takes four\n"
          "times as long. How many networks each point took is in the data."};
}

/// A folder beside the results in which gnuplot works; gone with everything in it at the end.
class Workshop {
 public:
  explicit Workshop(const fs::path& parent) {
    std::string pattern = (parent / ".steady-figure-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw files::FileError("cannot write into", parent, std::generic_category().message(errno));
    path_ = pattern;
  }
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void write_file(const fs::path& file, const std::string& text) {
  files::AtomicFile target(file);
  target.stream() << text;
  target.commit();
}

std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

fs::path output_folder(const Run& run) {
  const fs::path folder = run.common.out.empty() ? "figures" : run.common.out;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw files::FileError("cannot create the directory", folder, error.message());
  return folder;
}

std::vector<const Figure*> chosen(const std::string& name) {
  std::vector<const Figure*> result;
  std::string names;
  for (const auto& figure : figures()) {
    if (name == "all" || name == figure.name) result.push_back(&figure);
    names += fmt::format("{}, ", figure.name);
  }
  if (result.empty())
    throw UsageError("NAME", fmt::format("'{}' is not one of {}all, list", name, names));
  return result;
}

class Studio {
 public:
  Studio(const Options& options, Run& run)
      : run_(run), formats_(parse_formats(options.formats)), folder_(output_folder(run)) {
    if (options.latex) formats_.push_back("latex");
    request_.effort = static_cast<double>(run.common.samples) / 100.0;
    request_.seed = run.common.seed;
    request_.threads = run.common.threads;
    request_.stop = run.stop;
    if (options.data != "prototypes") request_.data = options.data;
    request_.check_rows = [&run](double rows) { run.check_rows(rows); };
    request_.on_progress = [&run](const auto& progress) { run.progress.update(progress); };
  }

  void make(const Figure& figure) {
    const std::string name(figure.name);
    const Workshop workshop(folder_);  // before the computation: a bad --out is told at once
    const Plot plot = figure.compute(request_);
    run_.progress.clear();
    check_stop();
    Provenance provenance = run_.provenance;
    provenance.emplace_back("figure", name);
    provenance.insert(provenance.end(), plot.provenance.begin(), plot.provenance.end());
    const std::string data = to_csv(plot.table, provenance);
    const std::string script = gnuplot_script(
        name, figure.summary, plot.commands.empty() ? figure_script(name) : plot.commands,
        plot.height, formats_);
    publish(name + ".csv", data);
    publish(name + ".gp", script);
    if (!gnuplot_is_missing()) {
      write_file(workshop.path() / (name + ".csv"), data);
      write_file(workshop.path() / (name + ".gp"), script);
      draw(name, workshop.path());
    }
    // At once: with `all` the next figure may take a minute.
    write_all(STDOUT_FILENO, written_, "standard output");
    written_.clear();
  }

  /// Tells what could not be written.
  void finish() const {
    if (gnuplot_is_missing())
      throw ResourceError(gnuplot_missing_ + "; the data and the scripts are in " +
                          folder_.string());
  }

 private:
  bool gnuplot_is_missing() const { return !gnuplot_missing_.empty(); }

  void publish(const std::string& file, const std::string& bytes) {
    write_file(folder_ / file, bytes);
    written_ += (folder_ / file).string() + "\n";
  }

  void draw(const std::string& name, const fs::path& workshop) {
    try {
      const std::string words = run_gnuplot(workshop, name + ".gp");
      check_stop();
      if (!words.empty()) warn(fmt::format("gnuplot, {}.gp: {}", name, words));
    } catch (const GnuplotMissing& missing) {
      gnuplot_missing_ = missing.what();
      return;
    } catch (const ResourceError&) {
      check_stop();  // Ctrl-C reaches gnuplot too
      throw;
    }
    for (const auto& format : formats_)
      for (const auto& file : files_of_format(name, format)) {
        const std::string bytes = read_file(workshop / file);
        if (!complete_file(bytes, fs::path(file).extension().string()))
          throw ResourceError(
              fmt::format("{}: gnuplot wrote an incomplete file (is the disk "
                          "full?)",
                          (folder_ / file).string()));
        publish(file, bytes);
      }
  }

  Run& run_;
  std::vector<std::string> formats_;  // first: bad usage leaves no folder
  fs::path folder_;
  FigureRequest request_;
  std::string written_;
  std::string gnuplot_missing_;
};

void refuse_idle(const Figure& figure, const Run& run) {
  if (figure.made != Made::of_learning)
    run.refuse({"--data"}, fmt::format("figure {} shows no data set", figure.name));
  if (figure.made == Made::of_theory)
    run.refuse({"--seed", "--samples"}, fmt::format("nothing is random in figure {}", figure.name));
}

void run_figure(const Options& options, Run& run) {
  if (options.name == "list") {
    run.refuse({"--seed", "--samples", "--threads", "--out", "--progress", "--formats", "--data",
                "--latex"},
               "`list` only prints what there is");
    return write_all(STDOUT_FILENO, fmt::format("{}\n", fmt::join(figure_lines(), "\n")),
                     "standard output");
  }
  const auto list = chosen(options.name);
  if (options.name != "all") refuse_idle(*list.front(), run);
  Studio studio(options, run);
  for (const Figure* figure : list) studio.make(*figure);
  studio.finish();
}

}  // namespace

void add_figure(Program& program) {
  auto options = std::make_shared<Options>();
  program.add("figure", about(), {.random = true, .out_is_directory = true})
      .positional("NAME", options->name, "A figure, all, or list")
      .text("--formats", options->formats, "LIST", "Some of pdf, svg, png")
      .text("--data", options->data, "DIR",
            "Figures of learning: a real data set (as of `steady learn`) instead of prototypes")
      .flag("--latex", options->latex, "Also a cairolatex pair, for LaTeX to set the text")
      .action([options](Run& run) { run_figure(*options, run); });
}

}  // namespace steady::apps
