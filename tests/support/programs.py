# SPDX-License-Identifier: GPL-3.0-or-later
"""A set of programs under test: ours from the build tree, or the stock ones."""

from dataclasses import dataclass, field
from pathlib import Path

from support.context import Skip


@dataclass(frozen=True)
class Programs:
    """`environment` is what the programs need to start; it goes under a case's own settings."""
    name: str
    root: Path
    bin: Path
    environment: dict = field(default_factory=dict)

    def path(self, program):
        """The path of one program, or a skip when it is not there."""
        path = self.bin / program
        if not path.exists():
            raise Skip(f"{self.name} has no {program}")
        return path

    @property
    def client(self):
        return self.path("distcc")

    @property
    def server(self):
        return self.path("distccd")


def ours(context):
    return Programs("ours", context.build, context.bin)
