"""Menus over the play screen: which scheme to look through, where to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key as KeyPressed
from textual.screen import ModalScreen

from mmtui.catalog import Catalog
from mmtui.game.session import Session
from mmtui.report.play import timeline_cells
from mmtui.report.text import Line, Role, Span, fitted, line
from mmtui.tui.choices import Choices
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import Writer


class Menu(ModalScreen[int | None]):
    """A list over the screen; ends with the number of the choice, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "leave", "leave it as it is", show=False)]

    def __init__(self, title: str, writer: Writer, cursor: int, *, counted_from: int = 1) -> None:
        super().__init__()
        self._title = title
        self._writer = writer
        self._cursor = cursor
        self._counted_from = counted_from
        self._typed = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="sheet") as box:
            box.border_title = self._title
            choices = Choices(id="menu")
            choices.write(self._writer)
            choices.cursor = self._cursor
            yield choices
        bar = KeyBar()
        bar.show(
            [
                Key("Enter", "choose", "choose"),
                Key("↑ ↓", "move, or type a number"),
                Key("q", "leave it as it is", "leave"),
            ]
        )
        yield bar

    def on_mount(self) -> None:
        self.call_after_refresh(self._choices.put_cursor, self._cursor)

    @property
    def _choices(self) -> Choices:
        return self.query_one("#menu", Choices)

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        self.dismiss(message.number)

    def action_choose(self) -> None:
        self._choices.action_choose()

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_key(self, event: KeyPressed) -> None:
        if event.character is None or not (event.character.isascii() and event.character.isdecimal()):
            self._typed = ""
            return
        event.stop()
        # a digit that leads nowhere begins a new number
        for typed in (self._typed + event.character, event.character):
            if 0 <= (number := int(typed) - self._counted_from) < len(self._choices.lines):
                self._typed = typed
                self._choices.put_cursor(number)
                return


def scheme_menu(session: Session, catalog: Catalog) -> Menu:
    """Return the menu of the schemes that the player can look through."""
    names = session.trial.schemes
    lines = [_scheme_line(number, name, session, catalog) for number, name in enumerate(names, 1)]
    return Menu("look through another scheme", _fit(lines), names.index(session.scheme))


def _scheme_line(number: int, name: str, session: Session, catalog: Catalog) -> Line:
    offer = catalog.schemes.get(name)
    about = f"{offer.cls.title}; {offer.cls.kernels}" if offer else "cannot be used: its plugin is broken"
    own = "  (the scenario's own)" if name == session.trial.scenario.machine.scheme else ""
    return line(f"{number:>2} {name}{own}  ", Span(about, Role.DIM))


def place_menu(session: Session) -> Menu:
    """Return the menu of the moments of the run."""
    start = line(Span(f"{' ' if session.cursor else '>'}0 start"))
    return Menu("go to", _fit([start, *timeline_cells(session)]), session.cursor, counted_from=0)


def _fit(lines: Sequence[Line]) -> Writer:
    return lambda width: [fitted(text, width) for text in lines]
