"""Lines as they look: each in the colours of the theme, and drawn once."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.strip import Strip

from mmtui.report.text import Line, Role
from mmtui.tui.theme import role_styles

_MOST_STRIPS = 2_000


class Ink:
    """Draws lines for one pane; the same line is the same strip until its looks change."""

    def __init__(self) -> None:
        self._strips: dict[Line, Strip] = {}
        self._looks: tuple[object, ...] = ()
        self._styles: dict[Role, Style] = {}
        self._base = Style()
        self._columns = 0

    def dip(self, app: App[Any], columns: int, base: Style) -> None:
        """Take the colours of the theme, a width, and the style of a pane, for all lines to come."""
        looks = (app.theme, columns, base)
        if looks != self._looks:
            self._looks, self._base, self._columns = looks, base, columns
            self._strips.clear()
            styles = role_styles(app.theme_variables, app.no_color)
            self._styles = {role: base + style for role, style in styles.items()}

    @property
    def blank(self) -> Strip:
        """A line with nothing in it."""
        return Strip.blank(self._columns, self._base)

    def strip(self, text: Line) -> Strip:
        """Return a line as it looks."""
        strip = self._strips.get(text)
        if strip is None:
            if len(self._strips) >= _MOST_STRIPS:
                self._strips.clear()
            segments = [Segment(span.text, self._styles[span.role]) for span in text if span.text]
            strip = Strip(segments).adjust_cell_length(self._columns, self._base)
            self._strips[text] = strip
        return strip
