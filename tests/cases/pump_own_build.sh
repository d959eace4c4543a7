#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Our client, agent and server in pump mode: object and dependency file equal a local compile's to
# the byte, with debug information, and nothing was preprocessed here.
. "$SOURCE/tests/cases/lib.inc"
needs g++
unset XDG_RUNTIME_DIR
chmod 755 "$CASE"
mkdir -p "$CASE/distcc" "$CASE/tmp" "$CASE/w/inc" "$CASE/w/gen"
chmod 1777 "$CASE/tmp"
find /usr/bin -name '*g++' > "$CASE/compilers"

: > "$CASE/server.log"
DISTCC_CMDLIST=$CASE/compilers TMPDIR=$CASE/tmp "$BIN/distccd" --daemon --no-detach --log-stderr --log-level info \
  --listen 127.0.0.1 --port 0 --user "$(id -un)" 2>> "$CASE/server.log" &
server=$!
export DISTCC_DIR=$CASE/distcc DISTCC_LOG=$CASE/client.log PATH=$BIN:$PATH
trap 'kill $server; "$BIN/distcc" --agent-stop > /dev/null 2>&1 || true' EXIT
until grep -q 'active jobs' "$CASE/server.log"; do
  kill -0 "$server" || fail "the server does not start: $(cat "$CASE/server.log")"
  sleep 0.05
done
port=$(sed -n 's/.*listening on 127.0.0.1:\([0-9]*\).*/\1/p' "$CASE/server.log")
grep -q 'compilers are confined' "$CASE/server.log" || skip "compilers cannot be confined here"

cd "$CASE/w"
echo '#define H 1' > inc/real.h
ln -s real.h inc/h.h
echo '#define G 2' > gen/g.h
printf '#include <vector>\n#include "h.h"\n#include "../w/gen/g.h"\nint f() { return H + G; }\n' > a.cc
g++ -g -O2 -Iinc -I"$PWD/gen" -MD -c a.cc -o a.o
mv a.o local.o
mv a.d local.d
DISTCC_HOSTS=127.0.0.1:$port,cpp,lzo exits 0 pump distcc g++ -g -O2 -Iinc -I"$PWD/gen" -MD -c a.cc -o a.o
contains "$CASE/client.log" 'a.cc on 127.0.0.1'
lacks "$CASE/client.log" 'preprocessing locally'
cmp a.o local.o
cmp a.d local.d
