# The manual pages are troff without mistakes, and every place for a table is filled.
. "$SOURCE/tests/cases/lib.inc"
needs groff
pages=$BIN/../man
[ -d "$pages" ] || skip "the manual pages are not built"
count=0
for page in "$pages"/*.[18]; do
  groff -man -ww -b -Tutf8 -P-cbou "$page" > "$CASE/text" 2> "$CASE/warnings"
  [ ! -s "$CASE/warnings" ] || fail "$(cat "$CASE/warnings")"
  for section in NAME SYNOPSIS DESCRIPTION "SEE ALSO"; do contains "$CASE/text" "$section"; done
  ! grep -Eq "@[A-Z_]+@" "$page" || fail "$page: a place is not filled"
  if command -v mandoc > /dev/null; then
    mandoc -T lint -W error "$page" > "$CASE/warnings" || fail "$(cat "$CASE/warnings")"
  fi
  count=$((count + 1))
done
[ $count = 9 ] || fail "$count pages"
