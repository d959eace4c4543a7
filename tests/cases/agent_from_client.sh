#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# distcc --agent-status and --agent-stop speak to the agent of this user, when there is one.
. "$SOURCE/tests/cases/lib.inc"
[ -x "$BIN/distcc-agent" ] || skip "distcc-agent is not built"
unset XDG_RUNTIME_DIR
export DISTCC_DIR=$CASE/distcc
mkdir "$DISTCC_DIR"

exits 103 "$BIN/distcc" --agent-status
contains "$CASE/stderr" "no agent answers"

trap '"$BIN/distcc" --agent-stop > /dev/null 2>&1 || true' EXIT
exits 0 "$BIN/distcc-agent"
exits 0 "$BIN/distcc" --agent-status
contains "$CASE/stdout" "pid: "
exits 0 "$BIN/distcc" --agent-status --json
contains "$CASE/stdout" '"pid":'

# The hosts of the list: one whose first slot another program holds, one that failed, one that is
# down; and what became of a job.
export DISTCC_HOSTS="127.0.0.1:1/3 127.0.0.1:2 127.0.0.3,down localhost/2"
echo 'int a;' > a.c
DISTCC_HOSTS=127.0.0.1:2 exits 0 "$BIN/distcc" gcc -c a.c
python3 - "$DISTCC_DIR/lock/cpu_tcp_127.0.0.1_1_0" "$BIN/distcc" <<'PYTHON'
import fcntl, json, subprocess, sys
lock = open(sys.argv[1], "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
text = subprocess.run([sys.argv[2], "--agent-status"], capture_output=True, text=True).stdout
for line in ("host 127.0.0.1:1/3: 1 of 3 slots in use, usable",
             "host 127.0.0.1:2: 0 of 4 slots in use, left out after a failure",
             "host 127.0.0.3,down: 0 of 4 slots in use, down",
             "host localhost/2: 0 of 2 slots in use, local", "jobs hosts_failed: 1"):
    assert line in text.splitlines(), (line, text)
text = subprocess.run([sys.argv[2], "--agent-status", "--json"], capture_output=True).stdout
status = json.loads(text)
assert status["pid"] > 1 and status["jobs"] == {"hosts_failed": 1}, status
assert status["hosts"][0] == {"host": "127.0.0.1:1/3", "state": "usable", "slots": 3,
                              "in_use": 1}, status
assert [host["state"] for host in status["hosts"][1:]] == ["left out after a failure", "down",
                                                           "local"], status
PYTHON
exits 0 "$BIN/distcc" --agent-stop
exits 103 "$BIN/distcc" --agent-status
