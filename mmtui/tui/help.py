"""Help for the pane that has the focus: what it shows, its marks, the keys, the words."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import BindingType

from mmtui.report.guide import GUIDES, guide_lines
from mmtui.tui.keys import key_marks
from mmtui.tui.sheet import Sheet


def help_sheet(name: str, bindings: Iterable[BindingType]) -> Sheet:
    """Return the help for one part of the screen."""
    keys = key_marks(bindings)
    return Sheet(f"help: {GUIDES[name].title}", lambda width: guide_lines(name, keys, width))
