"""Sections of a pane, one below the other, each below a rule with its title; and which of them are seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mmtui.model.mm import Mm
from mmtui.report.cells import cells
from mmtui.report.tables import Spot
from mmtui.report.text import Line, Role, Span, line
from mmtui.tui.lines import LinesPane
from mmtui.tui.pointing import Act, more_line


class Written(NamedTuple):
    """The lines of a process; the same two values, page under the cursor and width are the same lines."""

    now: Mm | None
    before: Mm | None
    spot: Spot | None
    width: int
    title: str
    lines: Sequence[Line]

    def holds(self, now: Mm | None, before: Mm | None, spot: Spot | None, width: int) -> bool:
        """Return whether they are the lines for these values."""
        same = self.now is now and self.before is before
        return same and (self.spot, self.width) == (spot, width)


class Sections(LinesPane):
    """A pane of sections; where the title of the first one is hidden, the line above the others says it."""

    def __init__(self, titled: Callable[[int], str]) -> None:
        super().__init__(focusable=False)
        self._titled = titled

    def above(self, count: int) -> Line:
        title = self._titled(count)
        return more_line("▲", count, f"above · {title}" if title else "above")


def act(name: str) -> Act:
    """Return what a click on the name of a process does: choose it."""
    return Act(f"process_named({name!r})")


def title_rule(title: str, name: str, chosen: bool, width: int) -> Line:
    """Return the line above a process, from one side to the other; a click on it chooses the process."""
    about = act(name) if name else None
    rule = " " + "─" * (width - cells(title) - 3)
    role = Role.CURSOR if chosen else Role.HEAD
    return line(Span("─ ", Role.DIM, about), Span(title, role, about), Span(rule, Role.DIM, about))


def name_line(names: Sequence[str], chosen: str, seen_: Sequence[str]) -> Line:
    """Return the names of all processes; of those that are not seen, in brackets."""
    spans = [Span("n p ", Role.DIM)]
    for name in names:
        role = Role.CURSOR if name == chosen else Role.PLAIN if name in seen_ else Role.DIM
        spans.append(Span(f" {name}" if name in seen_ else f"({name})", role, act(name)))
    return line(*spans)


def seen(heights: Mapping[str, int], rows: int, top: int) -> list[str]:
    """Return of which of them, one below the other, the first two lines can be seen.

    ``top`` lines are above.  Where there is something above or below, a row says how much.

    >>> seen({"A": 4, "B": 4}, rows=8, top=0), seen({"A": 4, "B": 4, "C": 4}, rows=8, top=3)
    (['A', 'B'], ['B', 'C'])
    """
    end = top + rows - (sum(heights.values()) > top + rows)
    start = top + (top > 0)
    names, at = [], 0
    for name, height in heights.items():
        if start <= at and at + 1 < end:
            names.append(name)
        at += height
    return names
