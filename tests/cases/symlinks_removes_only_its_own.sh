# update-distcc-symlinks removes links to distcc without a compiler, and touches nothing else.
. "$SOURCE/tests/cases/lib.inc"
root=$CASE/root links=$CASE/root/opt/lib/distcc
mkdir -p "$root/usr/bin" "$links/bin"
for name in gcc cc g++ c99 tcc; do
  printf '#!/bin/sh\n' > "$root/usr/bin/$name"
  chmod +x "$root/usr/bin/$name"
done
ln -s ../../bin/distcc "$links/gcc-9"             # obsolete
ln -s /usr/bin/distcc "$links/gcc-8"              # obsolete, in an older form
ln -s /usr/bin/distcc "$links/cc"                 # in an older form
ln -s ../../bin/distcc "$links/tcc"               # added by hand, and the compiler is there
ln -s ../../bin/ccache "$links/g++"               # somebody's own
ln -s ../../bin/elsewhere "$links/clang-3"        # dangling, but not ours
printf 'mine\n' > "$links/c99"

exits 0 "$BIN/update-distcc-symlinks" --prefix=/opt --root="$root"
printf '%s\n' cc gcc 'removed gcc-8' 'removed gcc-9' > "$CASE/wanted"
same "$CASE/wanted" "$CASE/stdout"
contains "$CASE/stderr" "/g++ is not a link to distcc"
contains "$CASE/stderr" "/c99 is not a link to distcc"
printf '%s\n' bin c99 cc clang-3 g++ gcc tcc > "$CASE/wanted"
LC_ALL=C ls "$links" > "$CASE/links"
same "$CASE/wanted" "$CASE/links"
[ "$(readlink "$links/cc")" = ../../bin/distcc ] || fail "cc was not brought up to date"
[ "$(cat "$links/c99")" = mine ] || fail "a file was overwritten"

exits 0 "$BIN/update-distcc-symlinks" --prefix=/opt --root="$root"
printf '%s\n' cc gcc > "$CASE/wanted"
same "$CASE/wanted" "$CASE/stdout"
