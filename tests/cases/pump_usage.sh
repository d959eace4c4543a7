# pump: help, host checks, what --startup prints for a shell, --shutdown, the status of the command.
. "$SOURCE/tests/cases/lib.inc"
unset XDG_RUNTIME_DIR DISTCC_HOSTS DISTCC_POTENTIAL_HOSTS DISTCC_LOCATION INCLUDE_SERVER_DIR
export DISTCC_DIR=$CASE/distcc-dir DISTCC_AGENT_IDLE=60 TMPDIR=$CASE/tmp HOME=$CASE
mkdir -p "$DISTCC_DIR" "$TMPDIR"
trap '"$BIN/distcc-agent" --stop > /dev/null 2>&1 || true' EXIT

for words in "" -h --help; do
  exits 0 "$BIN/pump" $words
  contains "$CASE/stdout" "pump --startup"
done
exits 1 "$BIN/pump" --nonsense

# There must be a list, with a host for pump mode in it.
DISTCC_HOSTS="" exits 1 "$BIN/pump" true
contains "$CASE/stderr" "no host list"
DISTCC_HOSTS=one,lzo exits 1 "$BIN/pump" true
contains "$CASE/stderr" ",cpp,lzo"
lacks "$CASE/stdout" "Started"

export DISTCC_HOSTS="one,cpp,lzo two"
exits 7 "$BIN/pump" sh -c 'echo "port $INCLUDE_SERVER_PORT"; echo "path $PATH"; [ -S "$INCLUDE_SERVER_PORT" ] && exit 7'
for line in "__________Using distcc-pump from $BIN" "path $BIN:$PATH" \
            "__________Using 2 distcc servers, of which only 1 supports pump mode" \
            "__________Started distcc-pump include server" \
            "__________Shutting down distcc-pump include server"; do
  grep -qxF -e "$line" "$CASE/stdout" || fail "no line \"$line\" in: $(cat "$CASE/stdout")"
done
port=$(sed -n 's/^port //p' "$CASE/stdout")
case $port in "$TMPDIR"/distcc-pump.*/socket) ;; *) fail "the port is $port" ;; esac
[ ! -e "${port%/*}" ] || fail "${port%/*} was left behind"

# Told to be quiet, it leaves standard output to the command.
DISTCC_TESTING_INCLUDE_SERVER=1 exits 0 "$BIN/pump" echo only this
[ "$(cat "$CASE/stdout")" = "only this" ] || fail "not quiet: $(cat "$CASE/stdout")"

# For a shell; a host list with a quotation mark in it survives.
DISTCC_HOSTS="one,cpp,lzo # it's one" exits 0 "$BIN/pump" --startup
if grep -qv "^export [A-Z_]*='.*'$" "$CASE/stdout"; then fail "not for a shell: $(cat "$CASE/stdout")"; fi
lacks "$CASE/stderr" "Could not"
eval "$(cat "$CASE/stdout")"
[ "$DISTCC_HOSTS" = "one,cpp,lzo # it's one" ] || fail "DISTCC_HOSTS is $DISTCC_HOSTS"
[ "$INCLUDE_SERVER_PORT" = "$INCLUDE_SERVER_DIR/socket" ] && [ -S "$INCLUDE_SERVER_PORT" ] || fail "no socket"
[ -d "/proc/$INCLUDE_SERVER_PID" ] || fail "INCLUDE_SERVER_PID is $INCLUDE_SERVER_PID"
printf @@ > "$INCLUDE_SERVER_DIR/discrepancy_counter"
exits 0 "$BIN/pump" --shutdown
contains "$CASE/stderr" "__________Warning: 2 "
contains "$CASE/stderr" "plain mode"
[ ! -e "$INCLUDE_SERVER_DIR" ] || fail "the directory was left behind"

# Fewer than are allowed: the build stayed in pump mode.
unset INCLUDE_SERVER_DIR INCLUDE_SERVER_PORT
DISTCC_MAX_DISCREPANCY=3 exits 0 "$BIN/pump" sh -c 'printf @ > "$INCLUDE_SERVER_DIR/discrepancy_counter"'
contains "$CASE/stderr" "__________Warning: 1 "
lacks "$CASE/stderr" "plain mode"

# Without an agent the build goes on.
mkdir -p "$CASE/open/agent" && chmod 755 "$CASE/open/agent"
DISTCC_DIR=$CASE/open exits 3 "$BIN/pump" sh -c 'exit $((3 + ${#INCLUDE_SERVER_PORT}))'
contains "$CASE/stderr" "__________Could not start distcc-pump include server"

# Hosts that are looked for.
needs python3
coproc LISTENER { exec python3 -c '
import socket, sys
one = socket.socket()
one.bind(("127.0.0.1", 0))
one.listen(100)
print(one.getsockname()[1], flush=True)
sys.stdin.read()'; }
read -r number <&"${LISTENER[0]}"
DISTCC_POTENTIAL_HOSTS="127.0.0.1 127.0.0.2" LSDISTCC_ARGS="-r$number" \
  exits 0 "$BIN/pump" sh -c 'echo "hosts $DISTCC_HOSTS"'
contains "$CASE/stdout" "__________Found 1 available distcc servers"
grep -qxF "hosts --randomize 127.0.0.1:$number,cpp,lzo" "$CASE/stdout" || fail "$(cat "$CASE/stdout")"
