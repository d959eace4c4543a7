# With -pCOMPILER lsdistcc prints only servers that compile: here, a real distccd that is started
# for each connection.
. "$SOURCE/tests/cases/lib.inc"
[ -x "$BIN/distccd" ] || skip "distccd is not built"
needs python3
needs gcc
coproc SERVER { exec python3 -c '
import socket, subprocess, sys, threading
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(10)
print(listener.getsockname()[1], flush=True)
def serve():
    while True:
        peer, _ = listener.accept()
        subprocess.run([sys.argv[1], "--inetd", "--enable-tcp-insecure", "--user", sys.argv[2]], stdin=peer, stdout=peer,
                       stderr=subprocess.DEVNULL)
        peer.close()
threading.Thread(target=serve, daemon=True).start()
sys.stdin.read()' "$BIN/distccd" "$(id -un)"; }
read -r port <&"${SERVER[0]}"

for protocol in 1 2; do
  exits 0 "$BIN/lsdistcc" "-r$port" "-P$protocol" -k50000 -t55 -pgcc 127.0.0.1
  contains "$CASE/stdout" "127.0.0.1:$port"
done
exits 0 "$BIN/lsdistcc" "-r$port" -k50000 -t55 -x -pno-such-compiler 127.0.0.1
contains "$CASE/stdout" "127.0.0.1:$port,down"
