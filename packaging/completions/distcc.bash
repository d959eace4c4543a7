# SPDX-License-Identifier: GPL-3.0-or-later
# Completions for bash, of distcc and the programs around it. The names of options are those that the
# program itself shows with --help, so that they are never older or newer than it.

# The options of a program, or with a second word the alternatives of that option ("auto|off").
_distcc_options() {
  if [ -n "${2:-}" ]; then
    "$1" --help 2> /dev/null | sed -n "s/^  \(-[^ ]*, \)\{0,1\}$2 \([a-z]*|[a-z|]*\) .*/\2/p" | tr '|' '\n'
  else
    "$1" --help 2> /dev/null | sed -n 's/^  \(-[^ ]*, \)\{0,1\}\(--[a-z][a-z-]*\).*/\2/p'
  fi
}

_distcc() {
  local program=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  case $word in
    -*)
      # What follows a compiler are that one's options.
      case ${program##*/} in
        distcc | pump | distcc-pump) [ "$COMP_CWORD" -eq 1 ] || return 0 ;;
      esac
      mapfile -t COMPREPLY < <(compgen -W "$(_distcc_options "$program")" -- "$word")
      return 0
      ;;
  esac
  case $before in
    --*)
      mapfile -t COMPREPLY < <(compgen -W "$(_distcc_options "$program" "$before")" -- "$word")
      return 0
      ;;
  esac
  case ${program##*/}:$COMP_CWORD in
    distcc:1 | pump:1 | distcc-pump:1) mapfile -t COMPREPLY < <(compgen -c -- "$word" | sort -u) ;;
  esac
}

complete -o default -F _distcc distcc distccd distcc-agent distcc-config distcc-pump distccmon-gui \
  distccmon-text pump update-distcc-symlinks
