"""Menus that ask before something happens: with which operation to answer, and whether to start over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType

from mmtui.game.session import Session
from mmtui.report.text import line
from mmtui.scenario import Head
from mmtui.tui.keybar import Key
from mmtui.tui.menus import Menu, moments


class PointingMenu(Menu):
    """The moments of the run, where one of them is the answer: Enter answers, Space only goes there."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "look", "go there and look", show=False)]
    CHOOSES = "answer"
    MORE: ClassVar[tuple[Key, ...]] = (Key("Space", "only go there", "look"),)

    def __init__(self, session: Session, look: Callable[[int], None]) -> None:
        title = "which operation is it?"
        super().__init__(title, moments(session), session.cursor, counted_from=0, what="operations")
        self._look = look

    def action_look(self) -> None:
        self.dismiss(None)
        self._look(self._choices.cursor)


_NO, YES = range(2)


def anew_menu(path: Path) -> Menu:
    """Return the menu that asks whether to begin the player's file again; the cursor is on no."""
    choices = [line(" 1 no, go on with my file"), line(" 2 yes, begin it again")]
    about = ["Nothing changes.", f"The old file is kept, beside the new one in {path.parent}."]
    return Menu("begin the file again?", choices, _NO, about=about, what="answers")


def restart_menu(session: Session) -> Menu:
    """Return the menu that asks whether to start over; it is chosen with ``YES``, and the cursor is on no."""
    choices = [line(" 1 no, go on here"), line(" 2 yes, start over from question 1")]
    done = f"{session.step} of {len(session.trial.scenario.steps)} questions are answered."
    about = [
        f"{done} Nothing changes.",
        f"{done} What is in your record stays there.",
    ]
    return Menu("start over?", choices, _NO, about=about, what="answers")


def show_me_menu() -> Menu:
    """Return the menu that asks whether a race is to be shown; the cursor is on no, as above."""
    choices = [line(" 1 no, go on myself"), line(" 2 yes, show me")]
    about = ["Nothing changes.", "It counts as if you had read all hints: the star for that is gone."]
    return Menu("show the shortest schedule that breaks it?", choices, _NO, about=about, what="answers")


def reset_menu(head: Head) -> Menu:
    """Return the menu that asks whether a scenario is to begin anew; the cursor is on no, as above."""
    choices = [line(" 1 no, leave it as it is"), line(" 2 yes, as if you had never played it")]
    about = [
        "Nothing changes.",
        "Its stars are taken away. What you answered is kept in the record, and counts no more.",
    ]
    return Menu(f"begin anew: {head.title}?", choices, _NO, about=about, what="answers")
