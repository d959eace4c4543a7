# systemd finds nothing wrong with the units.
. "$SOURCE/tests/cases/lib.inc"
needs systemd-analyze
units=$BIN/../packaging
[ -f "$units/distccd.service" ] || skip "the service files are not built"
cp "$units/distccd.socket" "$CASE"
# The program need not be installed for this.
sed "s|^ExecStart=[^ ]*|ExecStart=/bin/true|" "$units/distccd.service" > "$CASE/distccd.service"
for unit in distccd.service distccd.socket; do
  systemd-analyze verify --man=no "$CASE/$unit" > "$CASE/findings" 2>&1 ||
    fail "$(cat "$CASE/findings")"
  lacks "$CASE/findings" "$unit"
done
# Compilers get namespaces of their own, and a /proc in them, only when these are not restricted.
for setting in RestrictNamespaces ProtectKernelTunables ProtectKernelLogs ProtectProc ProcSubset; do
  ! grep -q "^$setting=" "$units/distccd.service" || fail "$setting would take the sandbox away"
done
