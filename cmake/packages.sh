# shellcheck shell=bash disable=SC2034  # the lists are used by the scripts that source this one
# Shared by apps/quickstart.sh, tests/run.sh and .ci/run: the one list of Debian packages, and the
# functions that install and build. To be sourced by bash.
#
# Environment:
#   STEADY_SKIP_PACKAGES=1   use what is installed; never call apt-get
#   STEADY_JOBS=N            parallel compilations and tests (default: the number of processors)

steady_packages=(
  g++ cmake ninja-build git
  libboost-math-dev libeigen3-dev libgsl-dev libfmt-dev libcli11-dev nlohmann-json3-dev
  libhdf5-dev librandom123-dev libtomlplusplus-dev libzip-dev zlib1g-dev
  gnuplot-nox
)
steady_test_packages=(catch2)
steady_benchmark_packages=(libbenchmark-dev)

steady_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
steady_jobs=${STEADY_JOBS:-$(nproc 2>/dev/null || echo 2)}

steady_say() { printf 'steady: %s\n' "$*"; }

# steady_fail CODE LINE...: the lines on standard error, then exit.
steady_fail() {
  local code=$1
  shift
  printf 'steady: %s\n' "$@" >&2
  exit "$code"
}

# steady_logged WHAT COMMAND...: quiet unless the command fails.
steady_logged() {
  local what=$1 log
  shift
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    rm -f "$log"
    steady_fail 3 "$what failed; the lines above say why."
  fi
  rm -f "$log"
}

# Prints those of the given packages that are not installed.
steady_missing() {
  local package
  for package in "$@"; do
    # shellcheck disable=SC2016  # the dollar belongs to dpkg-query
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      printf '%s\n' "$package"
    fi
  done
}

# steady_apt COMMAND...: apt-get as root; two more attempts, because mirrors have bad moments.
steady_apt() {
  local attempt
  for attempt in 1 2 3; do
    if [ "$attempt" -gt 1 ]; then
      steady_say "apt-get $1 failed; attempt $attempt of 3"
      sleep $((5 * (attempt - 1)))
    fi
    if "${steady_as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" </dev/null; then
      return 0
    fi
  done
  return 1
}

# steady_need PACKAGE...: installs the missing ones; silent when there are none.
steady_need() {
  [ "${STEADY_SKIP_PACKAGES:-0}" = 1 ] && return 0
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    steady_fail 3 \
      "this machine has no apt-get (Debian, Ubuntu); the packages cannot be installed for you." \
      "Install what corresponds to: $*" \
      "then run this command again with STEADY_SKIP_PACKAGES=1 before it."
  fi
  local missing
  mapfile -t missing < <(steady_missing "$@")
  [ "${#missing[@]}" -eq 0 ] && return 0

  if [ "$(id -u)" -eq 0 ]; then
    steady_as_root=()
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; then
    steady_as_root=(sudo)
  else
    steady_fail 3 \
      "packages are missing, and you are neither root nor allowed to use sudo here." \
      "Ask an administrator for: apt-get install ${missing[*]}" \
      "or, when equivalents are installed elsewhere, set STEADY_SKIP_PACKAGES=1."
  fi
  steady_say "installing ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { steady_apt update && steady_apt install --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1; then
    tail -n 25 "$log" >&2
    rm -f "$log"
    steady_fail 3 "apt-get could not install: ${missing[*]}"
  fi
  rm -f "$log"
}

# steady_build PRESET [TARGET...]: configures once, builds what is out of date.
steady_build() {
  local preset=$1 directory=$steady_root/build/$1
  shift
  local version
  version=$(cmake --version 2>/dev/null | sed -n 's/^cmake version \([0-9.]*\).*/\1/p')
  if [ -z "$version" ] || [ "$(printf '%s\n' 3.25 "$version" | sort -V | head -n 1)" != 3.25 ]; then
    steady_fail 3 "CMake 3.25 or newer is needed, but this machine has ${version:-none}." \
      "Debian 12 and Ubuntu 24.04 (or later) have it."
  fi
  if [ ! -f "$directory/build.ninja" ]; then
    steady_say "configuring build/$preset"
    (cd "$steady_root" && steady_logged "configuring build/$preset" cmake --preset "$preset") \
      || exit $?
  fi
  # On a terminal ninja rewrites one line; in a log only warnings and errors are of interest.
  local arguments=(-C "$directory" -j "$steady_jobs")
  [ -t 1 ] || arguments+=(--quiet)
  if ! ninja "${arguments[@]}" "$@" </dev/null; then
    steady_fail 1 "building build/$preset failed."
  fi
}
