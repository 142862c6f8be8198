"""A pane of lines: what ``report`` says, scrolled, coloured and pointed at; one strip for a line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mmtui.report.text import Line, Role
from mmtui.tui.ink import Ink
from mmtui.tui.pointing import Act as Act
from mmtui.tui.pointing import about_at, more_line

Writer: TypeAlias = Callable[[int], Sequence[Line]]
"""Writes lines for a width."""


class LinesPane(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows what a writer writes.  It keeps its place when the lines change, and says how many are hidden."""

    DEFAULT_CSS = """
    LinesPane {
        height: 1fr;
        overflow: hidden hidden;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "one line up", show=False),
        Binding("down,j", "scroll(1)", "one line down", show=False),
        Binding("pageup", "page(-1)", "one page up", show=False),
        Binding("pagedown", "page(1)", "one page down", show=False),
    ]

    @dataclass
    class Picked(Message):
        """The player pointed at something."""

        pane: LinesPane
        about: Hashable

    def __init__(
        self,
        writer: Writer | None = None,
        *,
        id: str | None = None,  # noqa: A002 - as every widget has it
        classes: str | None = None,
        focusable: bool = True,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.can_focus = focusable
        self._writer = writer
        self._lines: Sequence[Line] = ()
        self._written_for = 0
        self._ink = Ink()

    def write(self, writer: Writer) -> None:
        """Show something else; it is written when the pane can be seen."""
        self._writer = writer
        self._written_for = 0
        if self.is_attached and self.display and self.columns > 0:
            self.fill(self.columns)

    @property
    def lines(self) -> Sequence[Line]:
        """What is shown, hidden lines too."""
        return self._lines

    @property
    def columns(self) -> int:
        """How wide a line can be."""
        return self.scrollable_content_region.width

    @property
    def rows(self) -> int:
        """How many lines can be seen at once."""
        return self.scrollable_content_region.height

    def fill(self, width: int) -> None:
        """Have the lines written for a width, unless they are."""
        if self._writer is None or width <= 0 or width == self._written_for:
            return
        self._written_for = width
        was, self._lines = self._lines, self._writer(width)
        self._refresh_what_changed(was)
        self.filled()

    def _refresh_what_changed(self, was: Sequence[Line]) -> None:
        size = Size(self._written_for, len(self._lines))
        if size != self.virtual_size:
            # not by assignment: that would lay out the whole screen, and most panes have a fixed height
            self.set_reactive(LinesPane.virtual_size, size)
            self.scroll_y = self.validate_scroll_y(self.scroll_y)
            self.refresh(layout=self.styles.is_auto_height)
            return
        changed = [n for n, (old, new) in enumerate(zip(was, self._lines, strict=True)) if old != new]
        if changed:
            self.refresh_lines(changed[0], changed[-1] - changed[0] + 1)

    def filled(self) -> None:
        """The lines were written; a subclass may want to know."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        self.fill(width)
        return len(self._lines)

    def on_resize(self, event: Resize) -> None:
        self.fill(self.columns)

    @property
    def allow_vertical_scroll(self) -> bool:
        return True  # although there is no scrollbar, which would be one more widget to lay out and to style

    # -- drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        self.fill(self.columns)  # so that the first picture has them
        self._ink.dip(self.app, self.columns, self.rich_style)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        height, top = self.rows, self.scroll_offset.y
        below = len(self._lines) - top - height
        if y == height - 1 and below > 0 and height > 1:
            return self.strip(more_line("▼", below + 1, "below"))
        if y == 0 and top > 0 and height > 2:
            return self.strip(self.above(top + 1))
        number = top + y
        return self.draw(number) if number < len(self._lines) else self._ink.blank

    def above(self, count: int) -> Line:
        """Return the line that stands for so many hidden ones above."""
        return more_line("▲", count, "above")

    def draw(self, number: int) -> Strip:
        """Return one of the lines as it looks."""
        return self.strip(self._lines[number])

    def strip(self, text: Line) -> Strip:
        """Return a line in the colours of the theme, as wide as the pane."""
        return self._ink.strip(text)

    # -- moving and pointing

    def lit(self, about: Hashable) -> int | None:
        """Return the first line that is lit for something."""
        for number, text in enumerate(self._lines):
            if any(span.role is Role.CURSOR and span.about == about for span in text):
                return number
        return None

    def reveal(self, about: Hashable) -> None:
        """Bring the first line that is lit for something into view."""
        if (number := self.lit(about)) is not None:
            self.bring_into_view(number)

    def bring_into_view(self, number: int) -> None:
        """Scroll until a line can be seen; the outermost rows may be taken by what is above and below."""
        top, rows = self.scroll_offset.y, self.rows
        if number < top + 1 and top > 0:
            self.scroll_to(y=number - 1, animate=False)
        elif rows > 2 and number > top + rows - 2:
            self.scroll_to(y=number - rows + 2, animate=False)

    def action_scroll(self, by: int) -> None:
        self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.scroll_relative(y=by * max(1, self.rows - 2), animate=False)

    def on_click(self, event: Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None:
            event.stop()
            self.point(offset.x, offset.y)

    def point(self, x: int, y: int) -> None:
        """The player clicked on a place of the pane."""
        about = self.about_at(x, y)
        if isinstance(about, Act):
            self.call_later(self.app.run_action, about.action, self.screen)
        elif about is not None:
            self.post_message(self.Picked(self, about))

    def about_at(self, x: int, y: int) -> Hashable:
        """Return what the text at a place of the pane is about; None if about nothing."""
        number = self.scroll_offset.y + y
        return about_at(self._lines[number], x) if 0 <= number < len(self._lines) else None
