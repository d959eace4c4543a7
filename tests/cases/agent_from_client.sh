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
exits 0 "$BIN/distcc" --agent-stop
exits 103 "$BIN/distcc" --agent-status
