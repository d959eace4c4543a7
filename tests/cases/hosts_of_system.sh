# Without DISTCC_HOSTS and a list of the user's, the hosts are those of /etc/distcc/hosts, and those of
# no other file: /etc/hosts is something else.
. "$SOURCE/tests/cases/lib.inc"
needs unshare
cat > show <<'SCRIPT'
set -e
mount -t tmpfs none /etc
printf '127.0.0.1 localhost\n10.1.2.3 stranger\n' > /etc/hosts
env -u DISTCC_HOSTS -u DISTCC_DIR HOME="$CASE/home" "$BIN/distcc" --show-hosts > "$CASE/none" 2>&1 || true
mkdir /etc/distcc
echo 'red/3 blue,lzo' > /etc/distcc/hosts
env -u DISTCC_HOSTS -u DISTCC_DIR HOME="$CASE/home" "$BIN/distcc" --show-hosts > "$CASE/listed"
SCRIPT
root=()
[ "$(id -u)" = 0 ] || root=(--map-root-user)
unshare "${root[@]}" --mount true 2>/dev/null || skip "this machine allows no mount namespaces"
unshare "${root[@]}" --mount sh "$CASE/show"
contains none "no hostlist is set"
lacks none "localhost"
[ "$(tr '\n' ' ' < listed)" = "red/3 blue,lzo " ] || fail "$(cat listed)"
