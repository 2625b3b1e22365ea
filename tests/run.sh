#!/usr/bin/env bash
# The tests, from a fresh Debian or Ubuntu machine:
#   bash tests/run.sh [--fast] [--all]
# Installs the packages that are missing, builds build/release, runs the fast tests, the test of the
# installed package, `steady validate --level quick` and the statistical tests. --fast stops after
# the fast ones and the package; --all (or STEADY_TESTS=all) adds the slow ones. Tests on real data
# run when STEADY_DATA names their directory. Exit code 0 when everything passed.
set -euo pipefail
# shellcheck source=../cmake/packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"
# shellcheck source=ctest.sh
source "$steady_root/tests/ctest.sh"

tests=${STEADY_TESTS:-default}
while [ $# -gt 0 ]; do
  case $1 in
    --fast) tests=fast ;;
    --all) tests=all ;;
    -h | --help)
      sed -n '2,7s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *) steady_fail 2 "unknown option $1 (try --help)" ;;
  esac
  shift
done
case $tests in
  default | fast | all) ;;
  *) steady_fail 2 "STEADY_TESTS is '$tests', but must be default, fast or all" ;;
esac

steady_need "${steady_packages[@]}" "${steady_test_packages[@]}"
steady_say "building build/release"
steady_build release
build=$steady_root/build/release

steady_ctest "$build" fast
steady_ctest "$build" install
if [ "$tests" != fast ]; then
  steady_check "steady validate --level quick" "$build/apps/steady" validate --level quick
  steady_ctest "$build" statistical
fi
if [ "$tests" = all ]; then
  steady_ctest "$build" slow
fi
if [ -n "${STEADY_DATA:-}" ]; then
  steady_ctest "$build" data
elif [ "$tests" != fast ]; then
  steady_say "tests on real data are skipped: STEADY_DATA does not name a directory"
fi
steady_closing_line
