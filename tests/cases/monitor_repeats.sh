# With a delay distccmon-text looks again and again, a blank line after each look, until nobody
# reads any more.
. "$SOURCE/tests/cases/lib.inc"
export DISTCC_DIR=$CASE
{ timeout 10 "$BIN/distccmon-text" 0.01 || true; } | head -n 3 > "$CASE/looks"
[ "$(cat -A "$CASE/looks" | tr -d '\n')" = '$$$' ] || fail "three looks: $(cat -A "$CASE/looks")"
exits 107 env DISTCC_DIR="$CASE/absent" "$BIN/distccmon-text"
contains "$CASE/stderr" "does not exist"
exits 101 env -u DISTCC_DIR -u HOME "$BIN/distccmon-text"
