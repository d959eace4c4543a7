# distccmon-text explains itself on stderr and exits with 1 when it is called wrongly.
. "$SOURCE/tests/cases/lib.inc"
export DISTCC_DIR=$CASE
for wrong in --help abc -1 1x inf "1 2"; do
  exits 1 "$BIN/distccmon-text" $wrong
  contains "$CASE/stderr" "DELAY"
  [ ! -s "$CASE/stdout" ] || fail "$wrong: text on stdout"
done
exits 0 "$BIN/distccmon-text"
[ "$(cat -A "$CASE/stdout")" = '$' ] || fail "an idle monitor prints one blank line"
