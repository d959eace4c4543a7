# bash, zsh and fish complete the options that the programs themselves name, and compilers after distcc.
. "$SOURCE/tests/cases/lib.inc"
completions=$SOURCE/packaging/completions
export PATH=$BIN:$PATH HOME=$CASE

# All options of distccd's own table, as the settings have them.
distccd --help | grep -Eo '^  (-., )?--[a-z-]+' | grep -Eo -e '--[a-z-]+$' | sort > options
[ "$(wc -l < options)" -gt 20 ] || fail "distccd --help lists $(wc -l < options) options"

# bash_completes WORD…: what bash offers for the last word.
bash_completes() {
  bash --norc -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _distcc; printf "%s\n" "${COMPREPLY[@]}"' \
    - "$completions/distcc.bash" "$@"
}
bash_completes distccd -- | sort > offered
same options offered
bash_completes distccd --log-f > offered
[ "$(cat offered)" = --log-file ] || fail "bash: $(cat offered)"
bash_completes distccd --sandbox '' > offered
[ "$(tr '\n' ' ' < offered)" = "auto strict off " ] || fail "bash, values: $(cat offered)"
bash_completes distcc --show-h > offered
[ "$(cat offered)" = --show-hosts ] || fail "bash: $(cat offered)"
bash_completes distcc gc > offered
contains offered gcc
[ -z "$(bash_completes distcc gcc --show-h)" ] || fail "bash: options of distcc after a compiler"
bash --norc -c '. "$1"; complete -p pump distcc-agent distccmon-text' - "$completions/distcc.bash" > offered

if command -v fish > fish-is; then
  fish_completes() { fish --no-config -c "source $completions/distcc.fish; complete -C '$1'" | cut -f 1; }
  fish_completes 'distccd --' | grep -e '^--' | sort -u > offered
  same options offered
  [ "$(fish_completes 'distcc --show-h')" = --show-hosts ] || fail "fish: $(fish_completes 'distcc --show-h')"
  fish_completes 'distcc gc' > offered
  contains offered gcc
  [ -z "$(fish_completes 'distcc gcc --show-h')" ] || fail "fish: options of distcc after a compiler"
else
  [ -z "${CI:-}" ] || skip "fish is not installed"
fi

if command -v zsh > zsh-is; then
  mkdir zsh
  cp "$completions/distcc.zsh" zsh/_distcc
  # A terminal of its own, in which one types and presses Tab.
  cat > type.zsh <<'TEXT'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($PWD/zsh \$fpath); autoload -U compinit; compinit -u -d $PWD/dump; PS1=rea''dy; bindkey '^I' complete-word"
zpty -r shell seen '*ready*'
zpty -w -n shell "$1"$'\t'$'\C-a: \C-e; echo do""ne\n'
zpty -r shell seen '*done*'
print -r -- "$seen"
zpty -d shell
TEXT
  TERM=vt100 timeout 60 zsh -f type.zsh 'distccd --log-f' > offered || fail "zsh does not answer"
  contains offered "distccd --log-file"
  TERM=vt100 timeout 60 zsh -f type.zsh 'distcc --show-h' > offered || fail "zsh does not answer"
  contains offered "distcc --show-hosts"
else
  [ -z "${CI:-}" ] || skip "zsh is not installed"
fi
