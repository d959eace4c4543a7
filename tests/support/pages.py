# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands of a page of documentation, as its readers see them.

    ```console              a line after "$ " is run by the user builder, one after "# " by root; the lines
    $ make -j8              that follow must be in what it prints, in this order ("…" stands for anything)
    …
    ```
    ```ini /etc/some/file   the text of a file, which is written as it stands
    ```console not-run: why  commands that this test cannot run; they are listed with the reason

A comment names what the reader is taken to have: <!-- world: servers project -->.
"""

import re
from dataclasses import dataclass, field

FENCE = re.compile(r"^```(\S*)[ \t]*(.*)$")
WORLD = re.compile(r"<!--\s*world:\s*(.*?)\s*-->")
RUN = {"$": "builder", "#": "root"}


@dataclass
class Command:
    user: str
    line: str
    number: int                                   # of its line in the page
    output: list = field(default_factory=list)    # lines that it prints, among others


@dataclass
class File:
    path: str
    text: str
    number: int


@dataclass
class NotRun:
    lines: list
    reason: str
    number: int


@dataclass
class Page:
    world: list
    steps: list   # of Command and File, in order
    not_run: list


def read(path):
    text = path.read_text()
    found = WORLD.search(text)
    page = Page(found.group(1).split() if found else [], [], [])
    for language, info, number, lines in blocks(text):
        if info.startswith("not-run:"):
            page.not_run.append(NotRun(lines, info.partition(":")[2].strip(), number))
        elif language == "console":
            page.steps += commands(lines, number)
        elif info.startswith("/"):
            page.steps.append(File(info, "".join(line + "\n" for line in lines), number))
        elif language != "text":
            raise ValueError(f"{path.name}:{number}: a block that is neither run nor a file")
    return page


def blocks(text):
    """(language, rest of the line, its number, lines) of each fenced block."""
    inside = None
    for number, line in enumerate(text.splitlines(), 1):
        fence = FENCE.match(line)
        if inside is None and fence:
            inside = (fence.group(1), fence.group(2).strip(), number, [])
        elif inside is not None and line == "```":
            yield inside
            inside = None
        elif inside is not None:
            inside[3].append(line)


def commands(lines, number):
    found = []
    for offset, line in enumerate(lines, 1):
        prompt, _, rest = line.partition(" ")
        if prompt in RUN and rest:
            found.append(Command(RUN[prompt], rest, number + offset))
        elif found and found[-1].line.endswith("\\"):
            found[-1].line += "\n" + line
        elif found:
            found[-1].output.append(line)
    return found


def missing_line(expected, actual):
    """The first expected line that is not in the output after those before it; None when all are."""
    lines = iter(actual.splitlines())
    for wanted in filter(lambda line: line.strip() not in ("", "…"), expected):
        pattern = ".*".join(re.escape(part) for part in " ".join(wanted.split()).split("…"))
        if not any(re.fullmatch(pattern, " ".join(line.split())) for line in lines):
            return wanted
    return None
