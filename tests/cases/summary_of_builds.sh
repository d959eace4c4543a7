#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What a build came to: DISTCC_SUMMARY at its end, distcc --summary and --trace later, pump's lines.
. "$SOURCE/tests/cases/lib.inc"
needs make
needs python3
unset XDG_RUNTIME_DIR DISTCC_BUILD DISTCC_SUMMARY DISTCC_JOURNAL
export DISTCC_BACKOFF_PERIOD=0 DISTCC_DIR=$CASE/distcc DISTCC_HOSTS=127.0.0.1:1 TMPDIR=$CASE
mkdir "$DISTCC_DIR"
trap '"$BIN/distcc-agent" --stop > /dev/null 2>&1 || true' EXIT

exits 100 "$BIN/distcc" --summary
contains "$CASE/stderr" "no job is in"
exits 101 "$BIN/distcc" --trace

for name in one two three; do echo "int $name(void) { return 0; }" > $name.c; done
cat > Makefile <<MAKE
all: one.o two.o three.o sub
	$BIN/distcc gcc -shared one.o two.o -o all.so
%.o: %.c
	$BIN/distcc gcc -c \$< -o \$@
sub:
	\$(MAKE) -f Makefile sub.o
sub.o: one.c
	$BIN/distcc gcc -c -gsplit-dwarf \$< -o \$@
MAKE

# Nobody asked for it: not a word on standard error.
DISTCC_LOG=$CASE/log exits 0 make -s -j4
[ ! -s "$CASE/stderr" ] || fail "noise: $(cat "$CASE/stderr")"
exits 0 "$BIN/distcc" --summary
contains "$CASE/stdout" "distcc: 5 jobs in "
contains "$CASE/stdout" ": 0 on hosts, 2 here by rule, 3 here after trouble"
contains "$CASE/stdout" "3 hosts_failed: "
contains "$CASE/stdout" "1 side_output: "

# The end of the outermost make is waited for. Whoever reads its output gets the summary before the end.
rm -f ./*.o
DISTCC_LOG=$CASE/log DISTCC_SUMMARY=1 make -s -j4 2>&1 > "$CASE/stdout" | cat > together
contains together "distcc: 5 jobs in "
contains together "2 here by rule"
[ "$(grep -c '^distcc: ' together)" = 1 ] || fail "$(cat together)"
exits 0 "$BIN/distcc" --summary
tail -n +2 together > at-the-end
tail -n +2 "$CASE/stdout" > later
same at-the-end later

# A trace, of the last build and of one by name.
DISTCC_LOG=$CASE/log DISTCC_BUILD=mine "$BIN/distcc" gcc -c one.c
exits 0 "$BIN/distcc" --trace last.json
exits 0 "$BIN/distcc" --trace - mine
same last.json "$CASE/stdout"
exits 100 "$BIN/distcc" --trace - yours
contains "$CASE/stderr" "no build called yours"
python3 - <<'PY'
import json
trace = json.load(open("last.json"))
events = [event for event in trace["traceEvents"] if event["ph"] == "X"]
jobs = [event for event in events if event["cat"] == "job"]
assert jobs and all(event["name"] == "one.c" for event in jobs), jobs
assert any(event["args"]["outcome"] == "hosts_failed" for event in jobs), jobs
rows = {}
for event in sorted(events, key=lambda event: (event["ts"], -event["dur"])):
    stack = rows.setdefault((event["pid"], event["tid"]), [])
    while stack and stack[-1] <= event["ts"]:
        stack.pop()
    assert not stack or event["ts"] + event["dur"] <= stack[-1], "events of a row must nest"
    stack.append(event["ts"] + event["dur"])
PY

# pump tells, and a journal that is not wanted is not there.
export DISTCC_HOSTS=127.0.0.1:1,cpp,lzo
exits 0 "$BIN/pump" "$BIN/distcc" gcc -c two.c
contains "$CASE/stdout" "__________distcc: 1 job in "
rm "$DISTCC_DIR/journal"
DISTCC_JOURNAL=0 DISTCC_SUMMARY=1 exits 0 "$BIN/pump" "$BIN/distcc" gcc -c two.c
lacks "$CASE/stdout" "__________distcc: "
[ ! -e "$DISTCC_DIR/journal" ] || fail "a journal was written"
