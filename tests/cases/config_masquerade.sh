# distcc-config --install makes the links anew; with -crossdev only names with a target stay.
. "$SOURCE/tests/cases/lib.inc"
root=$CASE/root links=$CASE/root/usr/lib/distcc
export DISTCC_CONFIG_ROOT=$root
mkdir -p "$root/usr/bin" "$root/usr/lib/gcc/x86_64-pc-linux-gnu" "$links/bin"
for name in gcc g++ cc c++ gcc-13 x86_64-pc-linux-gnu-gcc x86_64-pc-linux-gnu-g++ \
            x86_64-pc-linux-gnu-c++ x86_64-pc-linux-gnu-gcc-13; do
  printf '#!/bin/sh\n' > "$root/usr/bin/$name"
  chmod +x "$root/usr/bin/$name"
done
ln -s /usr/bin/distcc "$links/gcc-4"
for option in --install --update-masquerade; do
  exits 0 "$BIN/distcc-config" $option
  [ "$(LC_ALL=C ls "$links" | tr '\n' ' ')" = "bin c++ cc g++ gcc gcc-13 x86_64-pc-linux-gnu-c++ \
x86_64-pc-linux-gnu-g++ x86_64-pc-linux-gnu-gcc x86_64-pc-linux-gnu-gcc-13 " ] || fail "$(ls "$links")"
done
exits 0 "$BIN/distcc-config" --update-masquerade-with-crossdev
[ "$(LC_ALL=C ls "$links" | tr '\n' ' ')" = "bin x86_64-pc-linux-gnu-c++ x86_64-pc-linux-gnu-g++ \
x86_64-pc-linux-gnu-gcc x86_64-pc-linux-gnu-gcc-13 " ] || fail "$(ls "$links")"
