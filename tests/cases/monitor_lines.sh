# distccmon-text prints what stock's prints, to the byte, for the state files of one directory.
. "$SOURCE/tests/cases/lib.inc"
needs_stock distccmon-text
# put NAME PID FILE HOST SLOT PHASE: a state file as clients write it (64-bit words).
put() {
  { printf '\050\001\0\0\0\0\0\0\0HID\0\0\0\0'
    le64 "$2"; padded "$3" 128; padded "$4" 128; le32 "$5"; le32 "$6"; le64 0; } \
    > "$CASE/state/binstate_$1"
}
le32() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x$(printf %02x $(($1 >> 24 & 255)))"; }
le64() { le32 "$1"; le32 0; }
padded() { printf %s "$1"; head -c $(($2 - ${#1})) /dev/zero; }

[ "$(getconf LONG_BIT)" = 64 ] || skip "state files are written for 64-bit words here"
mkdir "$CASE/state"
put 1 $$ main.c hosta 0 5
put 2 $$ a_source_with_a_very_long_name_indeed.cpp build-server-number-seven.example 11 3
put 3 $$ "" "" 0 1
put 4 $$ finished.c hosta 1 7
put 5 1 other.c hosta 2 6
put 6 4194303 dead.c hosta 3 6
export DISTCC_DIR=$CASE
"$BIN/distccmon-text" > "$CASE/ours"
"$STOCK_ROOT/usr/bin/distccmon-text" > "$CASE/stock"
[ "$(wc -l < "$CASE/ours")" = 5 ] || fail "$(cat "$CASE/ours")"
same "$CASE/stock" "$CASE/ours"
