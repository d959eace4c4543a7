# Every row of the settings tables, and every outcome, is in the page of its program; so is every
# option that --help shows.
. "$SOURCE/tests/cases/lib.inc"
pages=$BIN/../man
[ -d "$pages" ] || skip "the manual pages are not built"

# rows FILE: the names of the settings in a table of the sources.
rows() { grep -Eo '\{"(--[a-z-]+|[A-Z_]{4,})"' "$SOURCE/src/options/$1" | tr -d '{"'; }
named() { # PAGE NAME: it begins an entry of its own
  local escaped=${2//-/\\\\-}
  grep -Eq "^\.BR? .*$escaped( |\\\\f|$)" "$pages/$1" || fail "$1 does not explain $2"
}
count=0
for name in $(rows client_options.cpp); do named distcc.1 "$name"; count=$((count + 1)); done
for name in $(rows server_options.cpp); do named distccd.1 "$name"; count=$((count + 1)); done
for name in $(rows agent_options.cpp); do named distcc-agent.1 "$name"; count=$((count + 1)); done
[ $count -gt 55 ] || fail "only $count settings found"
for key in $(grep -Eo 'Outcome::[a-z_]+, "[a-z_]+"' "$SOURCE/src/job/outcome.cpp" | grep -Eo '"[a-z_]+"' | tr -d '"'); do
  named distcc.1 "$key"
done
for option in --help --version --show-hosts -j --explain --show-config; do named distcc.1 "$option"; done
for name in --live --plain --json --dir; do named distccmon-text.1 "$name"; done
for name in --help --version --dark --dir; do named distccmon-gui.1 "$name"; done
for option in --startup --shutdown --help; do named pump.1 "$option"; done
for letter in l n x d v t h c k m o g r P p; do named lsdistcc.1 "-$letter"; done
for option in $("$BIN/distcc-config" --help | grep -Eo -- '--[a-z-]+' | sort -u); do
  contains "$pages/distcc-config.1" "${option//-/\\-}"
done
