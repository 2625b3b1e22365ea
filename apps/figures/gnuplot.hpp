// Runs gnuplot as a child process, without a shell.
#pragma once

#include <filesystem>
#include <string>

#include <apps/frame/errors.hpp>

namespace steady::apps {

/// gnuplot is not installed or not on PATH.
struct GnuplotMissing : ResourceError {
  using ResourceError::ResourceError;
};

/// Runs `gnuplot -d SCRIPT` with `folder` as the working directory; -d ignores the user's own
/// settings, so that a figure is the same everywhere. Returns what gnuplot said on its way (its
/// warnings). Throws GnuplotMissing, or ResourceError with gnuplot's words when it fails.
std::string run_gnuplot(const std::filesystem::path& folder, const std::string& script);

}  // namespace steady::apps
