# SPDX-License-Identifier: GPL-3.0-or-later
# Completions for fish, of distcc and the programs around it. The options are those that the program
# itself shows with --help, so that they are never older or newer than it.

function __distcc_options
    $argv[1] --help 2>/dev/null | string replace -rf '^  (?:-., )?(--[a-z][a-z-]*)(?:[ =]\S+)*(?:  +(.*))?$' '$1\t$2'
end

for program in distccd distcc-agent distcc-config distccmon-gui distccmon-text update-distcc-symlinks
    complete -c $program -n 'string match -q -- "-*" (commandline -ct)' -a "(__distcc_options $program)"
end
for program in distcc distcc-pump pump
    complete -c $program -n 'test (count (commandline -opc)) -eq 1; and string match -q -- "-*" (commandline -ct)' -a "(__distcc_options $program)"
    complete -c $program -x -n 'not string match -q -- "-*" (commandline -ct)' -a '(__fish_complete_subcommand)'
end
