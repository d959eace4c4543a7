#compdef distcc distccd distcc-agent distcc-config distcc-pump distccmon-gui distccmon-text pump update-distcc-symlinks
# SPDX-License-Identifier: GPL-3.0-or-later
# Completions for zsh, of distcc and the programs around it. The options are those that the program
# itself shows with --help, so that they are never older or newer than it.

_distcc_options() {
  local line name text
  local -a options
  for line in ${(f)"$(_call_program options $words[1] --help 2>/dev/null)"}; do
    [[ $line == (#b)('  '|'  -'?', ')(--[a-z][a-z-]#)(*) ]] || continue
    name=$match[2]
    text=${match[3]##[^ ]#}
    text=${text##* [A-Z\[\]/.|a-z]#  }
    options+=("$name:${text## ##}")
  done
  _describe -o option options
}

setopt localoptions extendedglob
case $service in
  distcc | pump | distcc-pump)
    if (( CURRENT > 2 )); then
      shift words
      (( CURRENT-- ))
      _normal
    elif [[ $PREFIX == -* ]]; then
      _distcc_options
    else
      _command_names -e
    fi
    ;;
  *)
    if [[ $PREFIX == -* ]]; then
      _distcc_options
    else
      _default
    fi
    ;;
esac
