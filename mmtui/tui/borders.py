"""Titles in the borders of widgets."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


def entitle(widget: Widget, title: str) -> None:
    """Write a title into the border of a widget, as it is: a scenario's title may look like markup."""
    now = Content(title)
    if widget._border_title != now:
        widget._border_title = now
        widget.refresh()
