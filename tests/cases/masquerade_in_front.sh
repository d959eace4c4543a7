#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A compiler named explicitly works while links to distcc, in a prefix that has no compiler, are first
# in PATH: gcc looks for cc1 from where its own name is found.
. "$SOURCE/tests/cases/lib.inc"
export DISTCC_DIR=$CASE/distcc DISTCC_HOSTS=127.0.0.1:1 DISTCC_LOG=$CASE/log
mkdir -p links
for name in gcc cc g++; do ln -s "$BIN/distcc" links/$name; done
echo 'int x;' > a.c
PATH=$CASE/links:$PATH exits 0 "$BIN/distcc" gcc -c a.c -o explicit.o
PATH=$CASE/links:$PATH exits 0 "$BIN/distcc" -c a.c -o implicit.o
PATH=$CASE/links:$PATH exits 0 gcc -c -march=native a.c -o masquerade.o
[ ! -s stderr ] || fail "$(cat stderr)"
gcc -c a.c -o local.o
same explicit.o local.o
same implicit.o local.o
