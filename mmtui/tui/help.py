"""Help for the pane that has the focus: what it shows, its marks, the keys, the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App
from textual.binding import BindingType

from mmtui.report.guide import GUIDES, guide_lines
from mmtui.tui.keys import key_marks
from mmtui.tui.sheet import show_sheet


def show_help(app: App[Any], name: str, bindings: Iterable[BindingType]) -> None:
    """Show the help for one part of the screen."""
    keys = key_marks(bindings)
    show_sheet(app, f"help: {GUIDES[name].title}", lambda width: guide_lines(name, keys, width))
