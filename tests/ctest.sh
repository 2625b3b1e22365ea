# shellcheck shell=bash disable=SC2154  # steady_root and steady_jobs come from cmake/packages.sh
# Running tests and adding up their outcomes; sourced by tests/run.sh and .ci/run.
steady_tests_run=0
steady_tests_failed=0

# steady_count CODE LOG: adds the counts of the last closing line in LOG, where one stands. A
# command that failed without a failed test (or without any closing line) counts as one failure.
steady_count() {
  local code=$1 counts
  counts=$(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1 \2/p' "$2" |
    tail -n 1)
  counts=${counts:-0 0}
  steady_tests_failed=$((steady_tests_failed + ${counts% *}))
  steady_tests_run=$((steady_tests_run + ${counts#* }))
  if [ "$code" -ne 0 ] && [ "${counts% *}" -eq 0 ]; then
    steady_tests_failed=$((steady_tests_failed + 1))
    steady_tests_run=$((steady_tests_run + 1))
  fi
}

# steady_ctest BUILD_DIRECTORY LABEL: its tests; passed ones are not listed, failures in full.
steady_ctest() {
  local build=$1 label=$2 log code
  log=$(mktemp)
  printf '\n'
  steady_say "$label tests of ${build#"$steady_root"/}"
  set +e
  ctest --test-dir "$build" -L "^$label\$" -j "$steady_jobs" --output-on-failure </dev/null 2>&1 |
    tee "$log" | grep -vE '^ +Start +[0-9]+:|^[ 0-9]+/[0-9]+ Test .* Passed '
  code=${PIPESTATUS[0]}
  set -e
  steady_count "$code" "$log"
  rm -f "$log"
}

# steady_check NAME COMMAND...: one more test, passed when the command exits with 0.
steady_check() {
  local name=$1
  shift
  printf '\n'
  steady_say "$name"
  steady_tests_run=$((steady_tests_run + 1))
  if ! "$@" </dev/null; then
    steady_say "FAILED: $name"
    steady_tests_failed=$((steady_tests_failed + 1))
  fi
}

# The totals in ctest's own words, as the last line; the exit code says whether all passed.
steady_closing_line() {
  local percent=0
  if [ "$steady_tests_run" -gt 0 ]; then
    percent=$((100 * (steady_tests_run - steady_tests_failed) / steady_tests_run))
  fi
  printf '\n%d%% tests passed, %d tests failed out of %d\n' \
    "$percent" "$steady_tests_failed" "$steady_tests_run"
  [ "$steady_tests_failed" -eq 0 ] && [ "$steady_tests_run" -gt 0 ]
}
