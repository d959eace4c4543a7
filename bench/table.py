# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of results: a row is one figure for stock and for ours, their ratio and the goal."""

from dataclasses import dataclass
from typing import Optional

HEADINGS = ("figure", "on", "unit", "stock", "ours", "ratio", "goal", "")


@dataclass(frozen=True)
class Row:
    """Less is better unless `more_is_better`. `goal` is the ratio to reach, `limit` what ours may
    come to at most, where there is such a thing."""
    figure: str
    on: str
    unit: str
    stock: Optional[float]
    ours: Optional[float]
    goal: Optional[float] = None
    more_is_better: bool = False
    limit: Optional[float] = None

    @property
    def ratio(self):
        if not self.stock or self.ours is None:
            return None
        return self.ours / self.stock

    @property
    def verdict(self):
        if self.limit is not None and self.ours is not None:
            return "ok" if self.ours <= self.limit else "MISSED"
        if self.goal is None or self.ratio is None:
            return ""
        good = self.ratio >= self.goal if self.more_is_better else self.ratio <= self.goal
        return "ok" if good else "MISSED"

    def cells(self):
        sign = ">= " if self.more_is_better else "<= "
        goal = "" if self.goal is None else f"{sign}{self.goal}"
        if self.limit is not None:
            goal = f"<= {self.limit} {self.unit}"
        return (self.figure, self.on, self.unit, number(self.stock), number(self.ours),
                "" if self.ratio is None else f"{self.ratio:.2f}", goal, self.verdict)


def number(value):
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}"


def as_text(rows):
    cells = [HEADINGS] + [row.cells() for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = []
    for line in cells:
        padded = [cell.ljust(width) if column < 3 else cell.rjust(width)
                  for column, (cell, width) in enumerate(zip(line, widths))]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def as_markdown(rows):
    def line(cells):
        return "| " + " | ".join(cells) + " |"
    rule = "|" + "---|" * 3 + "---:|" * 5
    return "\n".join([line(HEADINGS), rule] + [line(row.cells()) for row in rows])
