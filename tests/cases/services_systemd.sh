# systemd finds nothing wrong with the units, and little that they leave open; sockets may be passed.
. "$SOURCE/tests/cases/lib.inc"
needs systemd-analyze
needs systemd-socket-activate
units=$BIN/../packaging
[ -f "$units/distccd.service" ] || skip "the service files are not built"
cp "$units/distccd.socket" "$CASE"
# The programs need not be installed for this.
sed "s|^\(Exec[A-Za-z]*\)=[^ ]*|\1=/bin/true|" "$units/distccd.service" > "$CASE/distccd.service"
for unit in distccd.service distccd.socket; do
  systemd-analyze verify --man=no "$CASE/$unit" > "$CASE/findings" 2>&1 ||
    fail "$(cat "$CASE/findings")"
  lacks "$CASE/findings" "$unit"
done
# Compilers get namespaces of their own, and a /proc in them, only when these are not restricted.
for setting in PrivateUsers ProtectKernelTunables ProtectKernelLogs ProtectProc ProcSubset; do
  ! grep -q "^$setting=" "$units/distccd.service" || fail "$setting would take the sandbox away"
done
# Of 10, where a service without any restriction has 9.6; 31 means 3.1.
exits 0 systemd-analyze security --offline=true --threshold=31 "$CASE/distccd.service"

# The real systemd-socket-activate starts the server when a client comes, and passes the socket.
echo /usr/bin/gcc > cmdlist
chmod 1777 tmp
port=$(PYTHONPATH=$SOURCE/tests python3 -c 'from support.servers import free_port; print(free_port())')
TMPDIR=$CASE/tmp DISTCC_CMDLIST=$CASE/cmdlist systemd-socket-activate --listen="127.0.0.1:$port" \
  -E TMPDIR -E DISTCC_CMDLIST -E PATH "$BIN/distccd" --no-detach --log-stderr --user=nobody \
  2> activate.log &
trap 'kill $! 2> activate-end.log || true' EXIT
python3 - "$port" <<'TEXT' || fail "no answer: $(cat activate.log)"
import socket, sys, time
until = time.monotonic() + 60
while True:
    try:
        client = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=20)
        break
    except ConnectionRefusedError:
        if time.monotonic() > until:
            raise
        time.sleep(0.02)
words = ["gcc", "-c", "main.c", "-o", "main.o"]
text = b"DIST%08x" % 1 + b"ARGC%08x" % len(words)
for word in words:
    text += b"ARGV%08x" % len(word) + word.encode()
client.sendall(text + b"DOTI%08xint x;\n" % 7)
answer = b""
while piece := client.recv(65536):
    answer += piece
sys.exit(0 if b"\x7fELF" in answer else 1)
TEXT
contains activate.log "listening on 127.0.0.1:$port"
lacks activate.log "Address already in use"
