# lsdistcc prints what stock's prints for hosts that listen, hosts that refuse and names without
# address, and exits with the same status. (The order is that of the answers, so it is sorted.)
. "$SOURCE/tests/cases/lib.inc"
needs_stock lsdistcc
needs python3
# One port where 127.0.0.1 and 127.0.0.3 listen, for as long as this case runs.
coproc LISTENERS { exec python3 -c '
import socket, sys
first, second = socket.socket(), socket.socket()
first.bind(("127.0.0.1", 0))
second.bind(("127.0.0.3", first.getsockname()[1]))
first.listen(100)
second.listen(100)
print(first.getsockname()[1], flush=True)
sys.stdin.read()'; }
read -r port <&"${LISTENERS[0]}"

survey() { # PROGRAM WORDS
  local status=0
  timeout 50 "$1" "-r$port" $2 > "$CASE/out" 2> /dev/null || status=$?
  echo "$2: exit $status"
  LC_ALL=C sort "$CASE/out"
}
while read -r words; do
  survey "$BIN/lsdistcc" "$words" >> "$CASE/ours"
  survey "$STOCK_ROOT/usr/bin/lsdistcc" "$words" >> "$CASE/stock"
done <<'WORDS'
127.0.0.1 127.0.0.2 127.0.0.3
-x 127.0.0.1 127.0.0.2 127.0.0.3
-P2 127.0.0.1
-P3 -x 127.0.0.1 127.0.0.2
-n -x localhost
-c0 127.0.0.1 127.0.0.2
-x -m24 127.0.0.1 127.0.0.2
no.such.host.invalid
-x -k0 -pgcc 127.0.0.1
-t5 -h100 -o3 -g0 127.0.0.3
WORDS
same "$CASE/stock" "$CASE/ours"
