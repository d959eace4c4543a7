#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A folder of src/ includes only lower floors, as the table of docs/architecture.md says. And only
# base/expected.h says where expected and unexpected come from.
set -euo pipefail
cd "${SOURCE:?}"
declare -A floor
while IFS='|' read -r _ number folder _; do
  folder=$(tr -d ' `/' <<<"$folder")
  [ -d "src/$folder" ] && floor[$folder]=$(tr -d ' ' <<<"$number")
done < <(grep -E '^\| [0-9] \| `' docs/architecture.md)

wrong=0
for folder in src/*/; do
  folder=$(basename "$folder")
  if [ -z "${floor[$folder]:-}" ]; then
    echo "src/$folder is not in the table of docs/architecture.md"
    wrong=1
    continue
  fi
  while IFS=: read -r file line included; do
    included=${included%%/*}
    if [ "$included" != "$folder" ] && [ "${floor[$included]:-9}" -ge "${floor[$folder]}" ]; then
      echo "$file:$line: floor ${floor[$folder]} ($folder) includes floor ${floor[$included]:-?} ($included)"
      wrong=1
    fi
  done < <(grep -nHE '^#include "[a-z_]+/' -r "src/$folder" | sed -E 's/#include "([a-z_]+)\/.*/\1/')
done
for folder in "${!floor[@]}"; do
  [ -n "$(ls "src/$folder" 2>/dev/null)" ] || { echo "$folder has no sources"; wrong=1; }
done
if grep -rnE '\b(tl|std)::(un)?expected\b|<tl/expected|<expected>' src tests/unit fuzz --include='*.h' --include='*.cpp' |
    grep -v '^src/base/expected.h:'; then
  echo "write expected and unexpected, and include base/expected.h"
  wrong=1
fi
exit $wrong
