# SPDX-License-Identifier: GPL-3.0-or-later
"""The client's own options, ours beside stock: same output, same exit status."""

import re

from support import scripted, stock
from support.case import Case
from support.context import expect, expect_equal
from support.programs import ours

# Host lists that both understand alike. What stock gets wrong (distcc-compat.md 3.3) is left out.
HOST_LISTS = {
    "one": "alpha",
    "three": "alpha beta gamma",
    "limits": "alpha/3 beta/10 localhost/1",
    "limit-after-port": "alpha:3700/5",
    "limit-before-port": "alpha/3:3700",
    "both-limits": "alpha/3:3700/7",
    "lzo": "alpha,lzo beta/2,lzo",
    "pump": "alpha,cpp,lzo beta,lzo,cpp",
    "down": "alpha,down beta",
    "ipv6": "[::1] [fe80::1]/4 [::1]:3700,lzo",
    "ssh": "@alpha user@beta/3 user@gamma/2:/opt/bin/distccd,lzo",
    "localhost": "localhost alpha",
    "localhost-limit": "localhost/7",
    "localhost-as-tcp": "localhost:3632 localhost,lzo",
    "localslots": "--localslots=3 --localslots_cpp=9 alpha/2",
    "comments": "alpha # the first\nbeta/2 # the second\n# none\ngamma",
    "line-ends": "alpha\r\nbeta\tgamma\fdelta\n",
    "same-twice": "alpha/2 alpha/3",
}
BAD_LISTS = {
    "empty": "",
    "blank": "  \n ",
    "only-a-comment": "# nothing",
    "zero-limit": "alpha/0",
    "limit-is-a-word": "alpha/many",
    "unknown-option": "alpha,fast",
    "pump-without-lzo": "alpha,cpp",
    "bare-ipv6": "::1",
}


def cases(context):
    found = []
    for name, text in {**HOST_LISTS, **BAD_LISTS}.items():
        for option in ("-j", "--show-hosts"):
            found.append(Case(f"interop/client-options/{option}/{name}",
                              lambda run, o=option, t=text: same_answer(run, o, t)))
    found += [
        Case("interop/client-options/hosts-file", hosts_file),
        Case("interop/client-options/randomize", randomize),
        Case("interop/client-options/version", version),
        Case("interop/client-options/help", help_),
        Case("interop/client-options/no-arguments", no_arguments),
        Case("interop/client-options/unknown-option-goes-to-cc", unknown_option),
        Case("interop/client-options/bad-time-out", bad_timeout),
        Case("interop/client-options/recursion", recursion),
        Case("interop/client-options/missing-compiler", missing_compiler),
    ]
    return found


def ask_both(run, arguments, **environment):
    """What stock and what ours answers to the same call."""
    own = ours(run.context)
    own.path("distcc")
    answers = []
    for programs in (stock.programs(run.context), own):
        answers.append(run.run([programs.client, *arguments],
                               {**programs.environment, **environment}))
    return answers


def same_answer(run, option, hosts):
    theirs, mine = ask_both(run, [option], DISTCC_HOSTS=hosts)
    expect_equal((mine.status, mine.out), (theirs.status, theirs.out), "exit status and output")


def hosts_file(run):
    """The file is read when the variable is not set, and not when it is set to nothing."""
    (run.directory / "home" / ".distcc").mkdir()
    (run.directory / "home" / ".distcc" / "hosts").write_text("alpha/3 # one\r\nbeta,lzo\n")
    for environment in ({}, {"DISTCC_HOSTS": ""}):
        theirs, mine = ask_both(run, ["--show-hosts"], **environment)
        expect_equal((mine.status, mine.out), (theirs.status, theirs.out), f"with {environment}")


def randomize(run):
    """Every order is right, as long as it is one of just these hosts."""
    theirs, mine = ask_both(run, ["--show-hosts"], DISTCC_HOSTS="--randomize alpha beta/2 gamma")
    expect_equal(sorted(mine.out.split("\n")), sorted(theirs.out.split("\n")), "hosts")


def version(run):
    theirs, mine = ask_both(run, ["--version"])
    expect_equal(mine.status, theirs.status, "exit status")
    lines = (r"distcc \S+ \S+-\S+-\S+",
             r"  \(protocols \d(, \d)*( and \d)?\) \(default port 3632\)", r"\s*\S")
    for number, pattern in enumerate(lines):
        for out in (theirs.out, mine.out):  # stock's own shows that the pattern is right
            line = out.split("\n")[number]
            expect(re.match(pattern, line), f"line {number + 1} is {line!r}")


def help_(run):
    """Usage on stdout, status 0, and each of stock's options is still there."""
    theirs, mine = ask_both(run, ["--help"])
    expect_equal((mine.status, mine.err), (theirs.status, theirs.err), "exit status and stderr")
    expect(mine.out.startswith("distcc "), f"begins with {mine.out[:30]!r}")
    for option in ("--help", "--version", "--show-hosts", "-j"):
        expect(option in mine.out, f"{option} is not in the text")


def no_arguments(run):
    theirs, mine = ask_both(run, [])
    expect_equal((mine.status, mine.out), (theirs.status, theirs.out), "exit status and stdout")
    expect(mine.err.strip(), "nothing on stderr")


def unknown_option(run):
    theirs, mine = ask_both(run, ["--bogus"], DISTCC_HOSTS="localhost")
    expect_equal(mine.status, theirs.status, "exit status")
    expect("--bogus" in mine.err, f"the compiler's error is missing: {mine.err[:200]!r}")


def bad_timeout(run):
    run.file("a.c", "int a;\n")
    host = run.enter(scripted.host("silent"))
    theirs, mine = ask_both(run, ["gcc", "-c", "a.c"], DISTCC_IO_TIMEOUT="0",
                            DISTCC_HOSTS=host.name)
    expect_equal(mine.status, theirs.status, "exit status")


def recursion(run):
    theirs, mine = ask_both(run, ["gcc", "-c", "a.c"], _DISTCC_SAFEGUARD="1",
                            DISTCC_HOSTS="localhost")
    expect_equal(mine.status, theirs.status, "exit status")


def missing_compiler(run):
    run.file("a.c", "int a;\n")
    theirs, mine = ask_both(run, ["no-such-gcc", "-c", "a.c"], DISTCC_HOSTS="localhost")
    expect_equal(mine.status, theirs.status, "exit status")
