# SPDX-License-Identifier: GPL-3.0-or-later
"""A source tree of any number of headers, of which each unit reads some hundred."""

import random
from dataclasses import dataclass
from pathlib import Path

A_DIRECTORY = 100  # headers
A_UNIT = 100       # headers that a unit includes itself: every one is reached


@dataclass(frozen=True)
class GeneratedTree:
    directory: Path
    units: tuple

    def words(self, unit):
        return ["gcc", "-Iinc", "-c", unit, "-o", "/dev/null"]


def generated(directory, headers):
    """Makes the tree in a directory that is not there yet."""
    choose = random.Random(headers)
    names = [f"d{n // A_DIRECTORY}/h{n}.h" for n in range(headers)]
    for n in range(0, headers, A_DIRECTORY):
        (directory / "inc" / f"d{n // A_DIRECTORY}").mkdir(parents=True)
    for n, name in enumerate(names):
        # A third of them lead to two others, so that a closure has some 300 files.
        deeper = [names[choose.randrange(headers)] for _ in range(2) if n % 3 == 0]
        text = "".join(f"#include <{one}>\n" for one in deeper)
        (directory / "inc" / name).write_text(
            f"#ifndef H{n}\n#define H{n}\n{text}#if H{n} > 1\nint f{n}(int);\n#endif\n#endif\n")
    units = []
    for start in range(0, headers, A_UNIT):
        units.append(f"u{start}.c")
        (directory / units[-1]).write_text(
            "".join(f"#include <{one}>\n" for one in names[start:start + A_UNIT]))
    return GeneratedTree(directory, tuple(units))
