# distcc-config explains itself; what it does not know is an error.
. "$SOURCE/tests/cases/lib.inc"
export DISTCC_CONFIG_ROOT=$CASE/root
for words in --help ""; do
  exits 0 "$BIN/distcc-config" $words
  contains "$CASE/stdout" "--update-masquerade-with-crossdev"
done
for words in --bogus get-hosts --set-hosts "--set-env DISTCC_LOG" "--get-hosts more" -h; do
  exits 1 "$BIN/distcc-config" $words
  contains "$CASE/stderr" "distcc-config: "
done
[ ! -e "$CASE/root" ] || fail "something was written"
