#!/usr/bin/env bash
# Whether two builds of the program print the same tables, bit for bit:
#   bash tests/compare_tables.sh OLD NEW [LIST]
# OLD and NEW are paths of the program; LIST names a file of command lines, one a line (default:
# tests/tables.txt). Standard output, standard error and exit codes are compared, without the lines
# that tell version, revision and command, and without samples_per_second. Columns that only NEW has at the end of a table are not a
# difference (columns may be added), nor the order of the parameters. Prints the differences; exit code 1 when there are any.
set -uo pipefail
[ $# -ge 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2; }
old=$1
new=$2
list=${3:-$(dirname "${BASH_SOURCE[0]}")/tables.txt}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# ask PROGRAM FILE ARGUMENTS...: what it prints, without what tells the build.
ask() {
  local program=$1 file=$2
  shift 2
  "$program" "$@" >"$file" 2>"$file.err" </dev/null
  printf 'exit code %s\n' $? >>"$file.err"
  sed -i -E '/^# (program|revision|command): /d; s/"(program|revision|command)":"([^"\\]|\\.)*",?//g' \
    "$file"
  # Parameters of JSON as those of CSV, and all of them by name: their order is no difference.
  sed -i -E '/^\{"provenance": /{s/^[^{]*\{"provenance": \{//; s/\},$//; s/(^|,)"([a-z_]+)":/\n# \2: /g}' \
    "$file"
  { grep '^# ' "$file" | sort; grep -v '^# ' "$file"; } >"$file.sorted"
  mv "$file.sorted" "$file"
  # A column of times, which no two runs have in common; it is the last one where there is one.
  sed -i -E '/^epoch,.*,samples_per_second$/,$ s/,[^,]*$//' "$file"
}

# cut_columns FILE WIDTH: the first WIDTH columns of the rows of a table without quoted cells.
cut_columns() { awk -F, -v width="$2" '/^#/ {print; next} {out = $1; for (i = 2; i <= width; ++i) out = out "," $i; print out}' "$1"; }

compared=0
different=0
while read -r line; do
  case $line in '' | \#*) continue ;; esac
  read -ra arguments <<<"$line"
  ask "$old" "$folder/old" "${arguments[@]}"
  ask "$new" "$folder/new" "${arguments[@]}"
  compared=$((compared + 1))
  # Parameters that only NEW has are no difference either.
  grep '^# ' "$folder/old" | cut -d: -f1 >"$folder/keys"
  if [ -s "$folder/keys" ]; then
    awk -F: 'NR == FNR {known[$1]; next} !/^# / || ($1 in known)' "$folder/keys" "$folder/new" \
      >"$folder/cut"
    mv "$folder/cut" "$folder/new"
  fi
  if ! grep -q '"' "$folder/old" "$folder/new"; then
    header=$(grep -v '^#' "$folder/old" | head -n 1)
    case $(grep -v '^#' "$folder/new" | head -n 1) in
      "$header",*)
        cut_columns "$folder/new" "$(awk -F, '{print NF}' <<<"$header")" >"$folder/cut"
        mv "$folder/cut" "$folder/new"
        ;;
    esac
  fi
  if ! cmp -s "$folder/old" "$folder/new" || ! cmp -s "$folder/old.err" "$folder/new.err"; then
    different=$((different + 1))
    printf '\nsteady %s\n' "$line"
    diff "$folder/old" "$folder/new" | head -n "${LINES_SHOWN:-8}"
    diff "$folder/old.err" "$folder/new.err" | head -n 4
  fi
done <"$list"
printf '%s command lines compared, %s differ\n' "$compared" "$different"
[ "$different" = 0 ]
