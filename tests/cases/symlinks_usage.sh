# update-distcc-symlinks explains itself, and does nothing when it is called wrongly.
. "$SOURCE/tests/cases/lib.inc"
exits 0 "$BIN/update-distcc-symlinks" --help
contains "$CASE/stdout" "--root DIR"
exits 0 "$BIN/update-distcc-symlinks" --version
grep -Eqx 'update-distcc-symlinks [0-9]+\.[0-9]+\.[0-9]+' "$CASE/stdout" || fail "no version"
exits 101 "$BIN/update-distcc-symlinks" --root "$CASE" --bogus
contains "$CASE/stderr" "--bogus: unknown option"
exits 101 "$BIN/update-distcc-symlinks" --root
[ -z "$(find "$CASE" -name distcc)" ] || fail "links were made"
printf x > "$CASE/file"
exits 107 "$BIN/update-distcc-symlinks" --root "$CASE/file"
contains "$CASE/stderr" "cannot write to"
