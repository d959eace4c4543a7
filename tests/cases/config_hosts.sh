# distcc-config shows the host list that is in force and writes the right file.
. "$SOURCE/tests/cases/lib.inc"
export DISTCC_CONFIG_ROOT=$CASE/root HOME=$CASE/home
unset DISTCC_HOSTS
config=$BIN/distcc-config
exits 0 "$config" --get-hosts
contains "$CASE/stdout" "No hosts are set"
exits 0 "$config" --set-hosts "alpha/4,lzo  @beta"
[ "$(cat "$CASE/root/etc/distcc/hosts")" = "alpha/4,lzo  @beta" ] || fail "the hosts file is wrong"
exits 0 "$config" --get-hosts
[ "$(cat "$CASE/stdout")" = "alpha/4,lzo  @beta" ] || fail "$(cat "$CASE/stdout")"
mkdir -p "$HOME/.distcc"
echo own > "$HOME/.distcc/hosts"
exits 0 "$config" --get-hosts
[ "$(cat "$CASE/stdout")" = own ] || fail "the user's own file comes first"
exits 0 env DISTCC_HOSTS=variable "$config" --get-hosts
[ "$(cat "$CASE/stdout")" = variable ] || fail "the variable comes before all files"
