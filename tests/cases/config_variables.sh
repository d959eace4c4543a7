# distcc-config reads and changes variables in /etc/env.d/02distcc, and leaves the others alone.
. "$SOURCE/tests/cases/lib.inc"
export DISTCC_CONFIG_ROOT=$CASE/root
config=$BIN/distcc-config file=$CASE/root/etc/env.d/02distcc
mkdir -p "$CASE/root/etc/env.d"
printf '# kept\nDISTCC_VERBOSE="0"\nDISTCC_FALLBACK="1"\n' > "$file"
exits 0 "$config" --get-verbose
[ "$(cat "$CASE/stdout")" = DISTCC_VERBOSE=0 ] || fail "$(cat "$CASE/stdout")"
exits 0 "$config" --get-log
[ "$(cat "$CASE/stdout")" = "DISTCC_LOG not set." ] || fail "$(cat "$CASE/stdout")"
exits 0 "$config" --set-verbose 1
exits 0 "$config" --set-log "/var/log/distcc and more.log"
exits 0 "$config" --set-env DISTCC_IO_TIMEOUT 60
printf '%s\n' '# kept' 'DISTCC_FALLBACK="1"' 'DISTCC_VERBOSE="1"' \
  'DISTCC_LOG="/var/log/distcc and more.log"' 'DISTCC_IO_TIMEOUT="60"' > "$CASE/wanted"
same "$CASE/wanted" "$file"
exits 0 "$config" --get-env
same "$CASE/wanted" "$CASE/stdout"
exits 0 "$config" --get-env DISTCC_LOG
[ "$(cat "$CASE/stdout")" = "DISTCC_LOG=/var/log/distcc and more.log" ] || fail "$(cat "$CASE/stdout")"

exits 1 "$config" --set-verbose 2
exits 1 "$config" --set-env 'DISTCC_LOG=x;reboot' y
exits 1 "$config" --set-log 'a"; reboot; "'
same "$CASE/wanted" "$file"
[ "$(ls "$CASE/root/etc/env.d")" = 02distcc ] || fail "a temporary file is left"
