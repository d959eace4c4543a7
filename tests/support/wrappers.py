# SPDX-License-Identifier: GPL-3.0-or-later
"""Compilers that are scripts of a case: they sleep, or count how many of them run at once."""

import subprocess

from support.context import SYSTEM_PATH

SLEEPING = """
case " $* " in *" -c "*) ;; *) exec /usr/bin/$name "$@" ;; esac
case " $* " in *" -E "*) exec /usr/bin/$name "$@" ;; esac
sleep {seconds}
exec /usr/bin/$name "$@"
"""

# The number of those at work is written down by each as it begins; -E and questions do not count.
COUNTING = """
case " $* " in *" -c "*) ;; *) exec /usr/bin/$name "$@" ;; esac
case " $* " in *" -E "*) exec /usr/bin/$name "$@" ;; esac
umask 0
mkdir {ledger}/running/$$
ls {ledger}/running | wc -l >> {ledger}/counts
sleep {seconds}
/usr/bin/$name "$@"
status=$?
rmdir {ledger}/running/$$
exit $status
"""


def target_prefix(run):
    def ask():
        done = subprocess.run(["gcc", "-dumpmachine"], capture_output=True, check=False,
                              env={"PATH": SYSTEM_PATH})
        return done.stdout.decode().strip()
    return run.context.once("target", ask)


def compilers(run, body, name="wrapped"):
    """A directory in which gcc, under both of its usual names, is a script with this body."""
    directory = run.folder(name)
    directory.chmod(0o755)
    for called in ("gcc", f"{target_prefix(run)}-gcc"):
        script = directory / called
        script.write_text(f'#!/bin/sh\nname={called}\n{body}')
        script.chmod(0o755)
    return directory


def sleeping(run, seconds, name="sleeping"):
    return compilers(run, SLEEPING.format(seconds=seconds), name)


class Counting:
    """Counting compilers; `most()` is the largest number that ran at once."""

    def __init__(self, run, seconds, name="counting"):
        self.ledger = run.folder(name + "-ledger")
        (self.ledger / "running").mkdir()
        (self.ledger / "running").chmod(0o1777)
        (self.ledger / "counts").touch()
        (self.ledger / "counts").chmod(0o666)
        self.ledger.chmod(0o777)
        self.directory = compilers(run, COUNTING.format(ledger=self.ledger, seconds=seconds), name)

    def counts(self):
        return [int(line) for line in (self.ledger / "counts").read_text().split()]

    def most(self):
        return max(self.counts(), default=0)
