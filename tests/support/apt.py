# SPDX-License-Identifier: GPL-3.0-or-later
"""Fetches packages and sources of the distribution without touching the system's apt.

The system's own sources decide which mirror is asked; lists, caches and configuration are ours,
below the build tree. Nothing is installed, and no message names a host.
"""

import os
import re
import subprocess
from pathlib import Path

from support.context import SYSTEM_PATH, Skip, need_program

SYSTEM_SOURCES = Path("/etc/apt")
HOOKS = ("APT::Update::Pre-Invoke", "APT::Update::Post-Invoke",
         "APT::Update::Post-Invoke-Success", "DPkg::Post-Invoke")


class Apt:
    """An apt of our own in `root`. Made once a run, kept between runs."""

    def __init__(self, root):
        self.root = Path(root)
        self._configuration = self.root / "apt.conf"
        self._updated = False

    def prepare(self):
        need_program("apt-get")
        for name in ("lists/partial", "cache/archives/partial", "sources"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        written = write_sources(self.root / "sources")
        if not written:
            raise Skip("apt has no sources configured")
        clear = "".join(f"#clear {hook};\n" for hook in HOOKS)
        self._configuration.write_text(
            f'{clear}Dir::Etc::sourcelist "/dev/null";\n'
            f'Dir::Etc::sourceparts "{self.root}/sources";\n'
            f'Dir::State::lists "{self.root}/lists";\n'
            f'Dir::Cache "{self.root}/cache";\n'
            'APT::Sandbox::User "root";\nAcquire::Retries "2";\nAcquire::Languages "none";\n')
        if not list((self.root / "lists").glob("*_Sources*")):
            self.update()

    def update(self):
        self._updated = True
        self._run(["update"], self.root)

    def get(self, words, directory, what):
        """Runs apt-get there, again when it does not succeed; fresh lists are fetched once."""
        for _ in range(3):
            if self._run(words, directory):
                return
            if not self._updated:
                self.update()
        raise Skip(f"apt-get could not fetch {what} (no network, or not in this distribution)")

    def _run(self, words, directory):
        done = subprocess.run(
            ["apt-get", "-qq", *words], cwd=directory, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=240, check=False,
            env={"PATH": SYSTEM_PATH, "LC_ALL": "C", "APT_CONFIG": str(self._configuration),
                 **{name: value for name, value in os.environ.items()
                    if name.lower().endswith("_proxy")}})
        return done.returncode == 0


def write_sources(directory):
    """Copies the system's sources, with deb-src beside each deb. True when there are any."""
    found = False
    for path in sorted((SYSTEM_SOURCES / "sources.list.d").glob("*.sources")):
        text = re.sub(r"(?m)^Types:.*$", "Types: deb deb-src", path.read_text())
        (directory / path.name).write_text(text)
        found = found or "URIs:" in text
    lists = sorted((SYSTEM_SOURCES / "sources.list.d").glob("*.list"))
    for path in [SYSTEM_SOURCES / "sources.list"] + lists:
        if path.is_file():
            lines = one_line_sources(path.read_text())
            (directory / path.name).with_suffix(".list").write_text("\n".join(lines) + "\n")
            found = found or bool(lines)
    return found


def one_line_sources(text):
    entries = [line.strip() for line in text.splitlines() if line.startswith("deb ")]
    return entries + [re.sub(r"^deb ", "deb-src ", line) for line in entries]


def apt(context):
    def make():
        result = Apt(context.folder("apt"))
        result.prepare()
        return result
    return context.once("apt", make)
