"""A list to choose from: a pane of lines in which one is under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from mmtui.report.text import Line, Role, Span, length
from mmtui.tui.lines import LinesPane, Writer

_MARK = "> "


class Choices(LinesPane, inherit_bindings=False):
    """One choice a line; Enter or a click chooses, the cursor is also a ``>``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("down,j", "move(1)", "down", show=False),
        Binding("pageup", "move(-10)", "ten up", show=False),
        Binding("pagedown", "move(10)", "ten down", show=False),
        Binding("home,g", "move(-1000000)", "first", show=False),
        Binding("end,G", "move(1000000)", "last", show=False),
        Binding("enter", "choose", "choose", show=False),
    ]

    cursor: reactive[int] = reactive(0, repaint=False, init=False)
    """What is under the cursor; watched, where something has to change in the same frame."""

    @dataclass
    class Moved(Message):
        """Another choice is under the cursor."""

        choices: Choices
        number: int

    @dataclass
    class Chosen(Message):
        """The player chose."""

        choices: Choices
        number: int

    def write(self, writer: Writer) -> None:
        super().write(lambda width: writer(width - len(_MARK)))

    def filled(self) -> None:
        self.call_after_refresh(lambda: self.put_cursor(self.cursor))

    def draw(self, number: int) -> Strip:
        text = self.lines[number]
        if number == self.cursor:
            return self.strip(_under_cursor(text, self.has_focus, self.columns))
        return self.strip((Span(" " * len(_MARK)), *text))

    def put_cursor(self, number: int) -> None:
        """Put the cursor on a choice and bring it into view."""
        before, last = self.cursor, len(self.lines) - 1
        # as long as the pane is empty the cursor waits
        self.cursor = max(0, number if last < 0 else min(number, last))
        if self.lines:
            self.bring_into_view(self.cursor)
        for line in {before, self.cursor} if before != self.cursor else ():
            self.refresh_line(line)

    def action_move(self, by: int) -> None:
        before = self.cursor
        self.put_cursor(before + by)
        if self.cursor != before:
            self.post_message(self.Moved(self, self.cursor))

    def action_choose(self) -> None:
        if self.lines:
            self.post_message(self.Chosen(self, self.cursor))

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def point(self, x: int, y: int) -> None:
        number = self.scroll_offset.y + y
        if number < len(self.lines):
            again = number == self.cursor and self.has_focus
            self.put_cursor(number)
            self.post_message(self.Chosen(self, number) if again else self.Moved(self, number))


def _under_cursor(text: Line, focused: bool, width: int) -> Line:
    role = Role.CURSOR if focused else Role.HEAD
    rest = max(0, width - length(text) - len(_MARK))
    return (Span(_MARK, role), *(span._replace(role=role) for span in text), Span(" " * rest, role))
