# The scripts are shell without mistakes, and the options in service files are those of distccd.
. "$SOURCE/tests/cases/lib.inc"
services=$BIN/../packaging
[ -d "$services" ] || skip "the service files are not built"
for script in "$BIN/update-distcc-symlinks" "$BIN/distcc-config" "$services/distccd.initd" \
              "$services/distccd.confd" "$services/distccd.default" \
              "$services/start-distccd"; do
  sh -n "$script" || fail "$script"
  bash -n "$script" || fail "$script"
done
# What OpenRC would run, with the shipped settings.
(. "$services/distccd.confd" && . "$services/distccd.initd" && echo "$command $command_args") \
  > "$CASE/commands"
contains "$CASE/commands" "--pid-file /run/distccd/distccd.pid"
grep -h '"\$@"\|server_args' "$services/start-distccd" "$services/distcc.xinetd" >> "$CASE/commands"
for option in $(grep -Eo -- ' --[a-z-]+' "$CASE/commands" | sort -u); do
  grep -qF -- "{\"$option\"" "$SOURCE/src/options/server_options.cpp" || fail "distccd has no $option"
done
if [ -x "$BIN/distcc" ]; then
  exits 0 env DISTCC_HOSTS="$(cat "$services/hosts.example")" "$BIN/distcc" --show-hosts
fi
! grep -v '^#' "$services/compilers.example" | grep -v '^/' || fail "a line is no absolute path"
