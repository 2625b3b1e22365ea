#!/bin/sh
# Checks in a static library that no processor can meet instructions it lacks. Kernels are compiled
# once for each level, as NAME.LEVEL.cpp (cmake/instruction_sets.cmake):
#   1. objects of the levels avx2 and avx512 define no weak symbols (inline functions, templates):
#      of equal ones in several objects the linker keeps any one, for every processor;
#   2. all other objects keep to the registers that every x86-64 has.
# Usage: check_levels.sh LIBRARY [NM [OBJDUMP]]
library=$1
nm=${2:-nm}
objdump=${3:-objdump}
failed=0

wide=$("$objdump" -a "$library" | grep -cE '\.(avx2|avx512)\.cpp\.o:')
if [ "$wide" -eq 0 ]; then
  echo "no objects of wide levels in $library: nothing to check"
  exit 0
fi

weak=$("$nm" -A -C --defined-only "$library" | grep -E '\.(avx2|avx512)\.cpp\.o:' |
  grep -E '^[^ ]* [WVu] ')
if [ -n "$weak" ]; then
  echo "weak symbols in objects compiled for wide registers:"
  echo "$weak"
  failed=1
fi

strays=$("$objdump" -d --no-show-raw-insn "$library" | awk '
  /file format/ { object = $1; skip = object ~ /\.(avx2|avx512)\.cpp\.o:$/ }
  !skip && /%[yz]mm/ && !seen[object]++ { print object, $0 }')
if [ -n "$strays" ]; then
  echo "wide registers outside the kernels of wide levels, first of each object:"
  echo "$strays"
  failed=1
fi

[ "$failed" -eq 0 ] && echo "$wide objects of wide levels, all apart"
exit "$failed"
