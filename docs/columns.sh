#!/bin/sh
# Writes docs/columns.md: the columns of every table, as `steady SUBCOMMAND --help` lists them.
#   sh docs/columns.sh PROGRAM          makes the page anew
#   sh docs/columns.sh --check PROGRAM  shows how it differs, if it does, and fails (a fast test)
set -eu
check=false
if [ "$1" = --check ]; then check=true; shift; fi
program=$1
page=$(dirname "$0")/columns.md

# "  name  meaning" between "Columns:" and the next empty line, as rows of a table.
rows() {
  awk '/^Columns:$/ { inside = 1; next }
       inside && /^$/ { exit }
       inside { name = $1; sub(/^ +[^ ]+ +/, ""); gsub(/\|/, "\\|"); gsub(/</, "\\<")
                print "| `" name "` | " $0 " |" }'
}

page_of_all() {
  cat <<'END'
# Columns

Every table, column by column, in the order of the columns: what `steady SUBCOMMAND --help` says, made
from it by `docs/columns.sh`. How numbers, infinities and what is not known are written is in
[guide.md](guide.md#tables), what the errors and intervals mean there too, under
[error bars](guide.md#error-bars).
END
  "$program" --help | awk '/^Subcommands:$/ { inside = 1; next } inside && /^$/ { exit }
                           inside && /^  [a-z]/ { print $1 }' |
    while read -r command; do
      help=$("$program" "$command" --help)
      table=$(echo "$help" | rows)
      if [ -n "$table" ]; then
        printf '\n## %s\n%s\n\n' "$command" "$(echo "$help" | head -n 1)"
        printf '| column | meaning |\n|---|---|\n%s\n' "$table"
      fi
    done
}

if $check; then
  page_of_all | diff -u "$page" - || {
    echo "docs/columns.md is not what the help says: sh docs/columns.sh $program" >&2
    exit 1
  }
else
  page_of_all > "$page.new"
  mv "$page.new" "$page"
fi
