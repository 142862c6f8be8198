"""Menus over the play screen: which scheme to look through, where to go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key as KeyPressed
from textual.screen import ModalScreen

from mmtui.catalog import Catalog
from mmtui.game.session import Session
from mmtui.report.play import timeline_cells
from mmtui.report.text import Line, Role, Span, fitted, line, wrapped
from mmtui.tui.boxed import ROOMY
from mmtui.tui.boxes import Column, entitle
from mmtui.tui.choices import Choices
from mmtui.tui.keybar import Key, KeyBar
from mmtui.tui.lines import LinesPane
from mmtui.tui.toosmall import FitsTerminal
from mmtui.tui.typed import Typed

_BAR = 1
"""Lines of the keys below a menu."""


class Menu(FitsTerminal, ModalScreen[int | None]):
    """A list over the screen, and what the choice under the cursor is.  Ends with its number, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "leave", "leave it as it is", show=False),
        Binding("backspace", "untype", "take back a digit", show=False),
    ]
    CHOOSES = "choose"
    """What Enter does, in a word or two."""
    MORE: ClassVar[tuple[Key, ...]] = ()
    """Keys that a menu has beside the usual ones."""
    VERTICAL_BREAKPOINTS = ROOMY

    def __init__(
        self,
        title: str,
        choices: Sequence[Line],
        cursor: int,
        *,
        about: Sequence[str] = (),
        counted_from: int = 1,
        what: str = "schemes",
    ) -> None:
        super().__init__()
        self._title = title
        self._lines = choices
        self._cursor = cursor
        self._about = about
        self._counted_from = counted_from
        self._what = what
        self._typed = Typed()
        self._box = Column(classes="sheet")

    def compose(self) -> ComposeResult:
        with self._box:
            entitle(self._box, self._title)
            choices = Choices(id="menu")
            choices.write(lambda width: [fitted(text, width) for text in self._lines])
            choices.cursor = self._cursor
            yield choices
            if self._about:
                yield LinesPane(self._about_lines, id="menu-about", focusable=False)
        bar = KeyBar()
        bar.show(
            [
                Key("Enter", self.CHOOSES, "choose"),
                *self.MORE,
                Key("↑ ↓", "or type a number", ("move(-1)", "move(1)")),
                Key("q", "leave it as it is", "leave"),
            ]
        )
        yield bar

    def on_mount(self) -> None:
        self.call_after_refresh(self._choices.put_cursor, self._cursor)

    def on_resize(self) -> None:
        self.call_after_refresh(self._make_room)

    def _make_room(self) -> None:
        # what is said of the choice is seen whole, and the list scrolls
        about = sum(pane.size.height for pane in self.query("#menu-about"))
        room = self.size.height - _BAR - self._box.gutter.height - about
        if self.has_class("-high"):
            room -= self.size.height // 10
        self._choices.styles.max_height = max(4, room)

    @property
    def _choices(self) -> Choices:
        return self.query_one("#menu", Choices)

    def _about_lines(self, width: int) -> list[Line]:
        texts = wrapped(self._about[self._cursor], width)
        # as many lines for each, so that the box does not change its size
        most = max(len(wrapped(about, width)) for about in self._about)
        return [line(Span(text, Role.DIM)) for text in ["", *texts, *[""] * (most - len(texts))]]

    def on_choices_moved(self, message: Choices.Moved) -> None:
        self._cursor = message.number
        for pane in self.query("#menu-about").results(LinesPane):
            pane.write(self._about_lines)

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        self.dismiss(message.number)

    def action_move(self, by: int) -> None:
        self._choices.action_move(by)

    def action_choose(self) -> None:
        self._choices.action_choose()

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_key(self, event: KeyPressed) -> None:
        if event.character is None or not event.is_printable or event.key in self.active_bindings:
            self._typed = Typed() if event.key != "backspace" else self._typed
            return
        event.stop()
        self._go_to(self._typed.then(event.character))

    def action_untype(self) -> None:
        self._go_to(self._typed.shorter())

    def _go_to(self, typed: Typed) -> None:
        """Put the cursor where a typed number leads, or say that it leads nowhere."""
        self._typed = typed
        number = -1 if typed.number is None else typed.number - self._counted_from
        if 0 <= number < len(self._lines) or not typed.text:
            entitle(self._box, self._title)
        else:
            self._refuse(typed.text)
            return
        if typed.text:
            self._choices.action_move(number - self._choices.cursor)

    def _refuse(self, typed: str) -> None:
        first, last = self._counted_from, len(self._lines) - 1 + self._counted_from
        count = len(self._lines) - (first == 0)
        what = self._what if count != 1 else self._what.removesuffix("s")
        entitle(self._box, f"{self._title} · not {typed}: there are {count} {what}, {first} to {last}")


def scheme_menu(session: Session, catalog: Catalog) -> Menu:
    """Return the menu of the schemes that the player can look through."""
    names = session.schemes
    own = session.trial.scenario.machine.scheme
    choices = [
        line(f"{number:>2} {name}", Span("   the scenario's own" if name == own else "", Role.DIM))
        for number, name in enumerate(names, 1)
    ]
    about = [_about_scheme(name, catalog) for name in names]
    return Menu("look through another scheme", choices, names.index(session.scheme), about=about)


def _about_scheme(name: str, catalog: Catalog) -> str:
    offer = catalog.schemes.get(name)
    return f"{offer.cls.title}. Linux: {offer.cls.kernels}." if offer else "No plugin that works offers it."


def place_menu(session: Session) -> Menu:
    """Return the menu of the moments of the run."""
    return Menu("go to", moments(session), session.cursor, counted_from=0, what="operations")


def moments(session: Session) -> list[Line]:
    """Return the moments of the run, the start first, as choices of a menu."""
    return [line(f"{' ' if session.cursor else '>'}0 start"), *timeline_cells(session)]
