# SPDX-License-Identifier: GPL-3.0-or-later
"""What the client's log says: which units ran on which host, and what did not go well."""

import re
from pathlib import Path

from support.context import Failure, expect, expect_equal

COMPLETED = re.compile(r"compile (\S+) on (\S+) completed ok")
TROUBLE = re.compile(r"Warning:|ERROR:|CRITICAL!|ALERT!|EMERGENCY!|running locally|retrying")


def read(path):
    return Path(path).read_text(errors="replace") if Path(path).exists() else ""


def completed(path):
    """(source, host definition) of each compile that the log calls completed."""
    return COMPLETED.findall(read(path))


def trouble(path):
    return [line for line in read(path).splitlines() if TROUBLE.search(line)]


def expect_all_remote(path, units, host):
    """Each unit was compiled on `host`, once, and nothing else is in the log but good news.

    The log names a source as the command line does.
    """
    bad = trouble(path)
    if bad:
        raise Failure(f"the client's log has {len(bad)} complaints, the first: {bad[0][:200]}")
    wanted = sorted((unit, host) for unit in units)
    found = sorted(completed(path))
    elsewhere = sorted({place for _, place in found} - {host})
    expect(not elsewhere, f"something ran on {elsewhere}, not on {host}")
    expect_equal(found, wanted, f"{len(found)} of {len(wanted)} 'completed ok' lines")
