"""What can be pointed at in a line of text, and the lines that say how many others are hidden."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from mmtui.report.cells import cells
from mmtui.report.text import Line, Role, Span, line


class Act(NamedTuple):
    """What a piece of text is about that does something when it is clicked: an action of the screen."""

    action: str


def about_at(text: Line, x: int) -> Hashable:
    """Return what the text at a cell of a line is about; None if about nothing, and behind its end.

    >>> about_at((Span("page ", about=None), Span("3", about="that page")), 5)
    'that page'
    """
    for span in text:
        x -= cells(span.text)
        if x < 0:
            return span.about
    return None


def more_line(arrow: str, count: int, where: str) -> Line:
    """Return the line that stands for hidden ones.

    >>> more_line("▼", 3, "below")[0].text
    '▼ 3 more below'
    """
    return line(Span(f"{arrow} {count} more {where}", Role.DIM))
