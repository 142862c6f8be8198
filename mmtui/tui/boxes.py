"""Boxes to put widgets in, and titles for their borders."""

from __future__ import annotations

from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget


class Area(Container):
    """A container that does not scroll, and so need not be laid out again when it learns its size."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))


class Row(Horizontal):
    """As ``Area``, from left to right."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))


class Column(Vertical):
    """As ``Area``, from top to bottom."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))


def entitle(widget: Widget, title: str) -> None:
    """Write a title into the border of a widget, as it is: a scenario's title may look like markup."""
    now = Content(title)
    if widget._border_title != now:
        widget._border_title = now
        widget.refresh()
