#!/usr/bin/env bash
# From a fresh Debian or Ubuntu machine to every figure of the paper:
#   bash apps/quickstart.sh [--out DIR] [--again]
# Installs the packages that are missing (as root or through sudo), builds the program and draws
# every figure. Whatever is there already is left alone; --again draws the figures anew.
set -euo pipefail
# shellcheck source=../cmake/packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/../cmake/packages.sh"

out=$steady_root/figures
again=0
while [ $# -gt 0 ]; do
  case $1 in
    --out)
      [ $# -ge 2 ] || steady_fail 2 "--out needs a directory"
      out=$2
      shift
      ;;
    --again) again=1 ;;
    -h | --help)
      sed -n '2,5s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *) steady_fail 2 "unknown option $1 (try --help)" ;;
  esac
  shift
done

steady_need "${steady_packages[@]}" "${steady_test_packages[@]}"
[ -x "$steady_root/build/release/apps/steady" ] || steady_say "building the program (a minute or two)"
steady_build release steady
program=$steady_root/build/release/apps/steady

# The figures are current when each is newer than the program that would draw it.
current=1
mapfile -t figures < <("$program" figure list | sed 's/^#.*//; s/[ ,:\t].*//; /^$/d')
[ "${#figures[@]}" -gt 0 ] || steady_fail 1 "$program figure list names no figure"
for figure in "${figures[@]}"; do
  [ "$out/$figure.pdf" -nt "$program" ] || current=0
done

if [ "$current" = 1 ] && [ "$again" = 0 ]; then
  steady_say "the figures in $out are up to date (--again draws them anew)"
else
  steady_say "drawing the first figure"
  "$program" figure entropy --formats pdf --out "$out" | grep '[.]pdf$'
  steady_say "drawing all ${#figures[@]} (some minutes on two cores)"
  "$program" figure all --out "$out"
fi

printf '\nOpen these files:\n'
for figure in "${figures[@]}"; do
  printf '  %s\n' "$out/$figure.pdf"
done
printf 'The numbers behind them are in the .csv files beside them, the plots in the .gp files.\n'
printf 'More questions to ask: %s --help\n' "$program"
