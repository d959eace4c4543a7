# update-distcc-symlinks links every compiler that is there, cross compilers too, and nothing else.
. "$SOURCE/tests/cases/lib.inc"
root=$CASE/root
mkdir -p "$root/usr/bin" "$root/usr/local/bin" "$root/usr/lib/gcc/arm-none-eabi/12.2" \
         "$root/usr/lib/gcc-cross/riscv64-linux-gnu" "$root/etc/alternatives"
program() { printf '#!/bin/sh\n' > "$1"; chmod +x "$1"; }
wanted="arm-none-eabi-g++ arm-none-eabi-gcc arm-none-eabi-gcc-12.2 c++ c89 c89-gcc c99 cc clang
        clang++-14 clang-15 g++ gcc gcc-12 riscv64-linux-gnu-gcc-13 x86_64-linux-gnu-gcc"
for name in $wanted gcc-ar gcc-ranlib-12 afl-gcc clang-format clang-format-14 clang-cpp-14 \
            arm-none-eabi-gcc-nm git-clang-format ccache c++filt distcc; do
  program "$root/usr/bin/$name"
done
mkdir "$root/usr/lib/gcc/x86_64-linux-gnu"
program "$root/usr/local/bin/gcc-15"
printf 'not executable\n' > "$root/usr/bin/gcc-11"
ln -s gone "$root/usr/bin/gcc-10"
ln -s distcc "$root/usr/bin/g++-9"
# An alternative, as Debian makes them: an absolute link, which leads on inside the root.
ln -s /etc/alternatives/gcc-14 "$root/usr/bin/gcc-14"
ln -s /usr/bin/gcc-12 "$root/etc/alternatives/gcc-14"

exits 0 "$BIN/update-distcc-symlinks" --prefix /usr --root "$root"
printf '%s\n' $wanted gcc-14 gcc-15 | LC_ALL=C sort > "$CASE/wanted"
same "$CASE/wanted" "$CASE/stdout"
ls "$root/usr/lib/distcc" | LC_ALL=C sort > "$CASE/links"
same "$CASE/wanted" "$CASE/links"
[ "$root/usr/lib/distcc/gcc" -ef "$root/usr/bin/distcc" ] || fail "gcc does not lead to distcc"
[ "$(readlink "$root/usr/lib/distcc/gcc")" = ../../bin/distcc ] || fail "the link is not relative"
