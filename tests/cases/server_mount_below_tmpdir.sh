#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Compilers are confined too where something is mounted below TMPDIR.
. "$SOURCE/tests/cases/lib.inc"
[ "$(id -u)" = 0 ] || skip "only root can mount"
mkdir -p tmp/sub
chmod 1777 tmp
chmod 755 . ..
echo /usr/bin/gcc > list
unshare --mount sh -c "mount -t tmpfs none '$CASE/tmp/sub' && exec env TMPDIR='$CASE/tmp' DISTCC_CMDLIST='$CASE/list' \
  timeout 50 '$BIN/distccd' --daemon --no-detach --listen=127.0.0.1 --port=0 --sandbox=strict --log-stderr" 2> log &
server=$!
trap 'kill $server 2>/dev/null || true; wait $server || true' EXIT
port=
while [ -z "$port" ]; do
  kill -0 "$server" || fail "$(cat log)"
  sleep 0.05
  port=$(sed -n 's/.*listening on .*:\([0-9]*\)$/\1/p' log)
done
echo 'int x;' > a.c
export DISTCC_DIR=$CASE/distcc DISTCC_NO_REWRITE_CROSS=1 DISTCC_FALLBACK=0 DISTCC_HOSTS=127.0.0.1:$port
exits 0 "$BIN/distcc" /usr/bin/gcc -c a.c -o a.o
gcc -c a.c -o local.o
same a.o local.o
