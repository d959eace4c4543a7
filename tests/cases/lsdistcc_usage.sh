# lsdistcc prints its usage on stdout and exits with 1 for every word that is no option of its own.
. "$SOURCE/tests/cases/lib.inc"
for wrong in --help -h -z -r0 -P4 -m32 -p; do
  exits 1 "$BIN/lsdistcc" "$wrong" localhost
  contains "$CASE/stdout" "Usage: lsdistcc"
  [ ! -s "$CASE/stderr" ] || fail "$wrong: text on stderr"
done
exits 1 "$BIN/lsdistcc" --help
contains "$CASE/stdout" "-pCOMPILER"
