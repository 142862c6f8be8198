"""The keys of the play screen: one table, from which the footer and the help are made."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from mmtui.report.guide import Mark
from mmtui.report.text import Role
from mmtui.tui.keybar import Key
from mmtui.tui.look import Look

PLAY: tuple[Binding, ...] = (
    Binding("right,l,space", "step(1)", "one operation on", show=False),
    Binding("left,u,backspace", "step(-1)", "one operation back", show=False),
    Binding("home,0", "seek(0)", "to the start", show=False),
    Binding("end,dollar_sign", "seek(1000000)", "to the end, as far as it is told", show=False),
    Binding("g", "go_to", "go to an operation: the whole timeline as a list", show=False),
    Binding("enter", "enter", "answer; after a right answer go on", show=False, priority=True),
    Binding("h", "hint", "one more hint", show=False),
    Binding("s", "scheme", "look through another scheme", show=False),
    Binding("n", "folio(1)", "next folio", show=False),
    Binding("p", "folio(-1)", "previous folio", show=False),
    Binding("full_stop", "page(1)", "next page of the folio", show=False),
    Binding("comma", "page(-1)", "previous page of the folio", show=False),
    Binding("right_square_bracket", "run(1)", "next run of equal pages", show=False),
    Binding("left_square_bracket", "run(-1)", "previous run of equal pages", show=False),
    Binding("1", "pane('folio')", "to the folio", show=False),
    Binding("2", "pane('tables')", "to the page tables", show=False),
    Binding("3", "pane('events')", "to the events", show=False),
    Binding("tab", "other_pane(1)", "to the next pane", show=False),
    Binding("shift+tab", "other_pane(-1)", "to the previous pane", show=False),
    Binding("r", "restart", "start over from the first question", show=False),
    Binding("b", "brief", "the brief again; after solving, the debrief", show=False),
    Binding("question_mark", "help", "how to read the pane that has the focus", show=False),
    Binding("q", "leave", "back to the course", show=False),
)

_NAMES = {
    "right": "→",
    "left": "←",
    "up": "↑",
    "down": "↓",
    "full_stop": ".",
    "comma": ",",
    "right_square_bracket": "]",
    "left_square_bracket": "[",
    "question_mark": "?",
    "dollar_sign": "$",
    "slash": "/",
    "colon": ":",
    "enter": "Enter",
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "backspace": "Backspace",
    "escape": "Esc",
}


def shown(keys: str) -> str:
    """Return keys as people know them.

    >>> shown("right,l,space")
    '→ l Space'
    """
    return " ".join(_NAMES.get(key, key) for key in keys.split(","))


def key_marks(bindings: Iterable[BindingType]) -> list[Mark]:
    """Return the keys of a screen or a widget, as help shows them."""
    return [Mark(shown(b.key), b.description, Role.HEAD) for b in bindings if isinstance(b, Binding)]


_STEP = Key("← →", "step", ("step(-1)", "step(1)"))
_GO, _SCHEME = Key("g", "go to", "go_to"), Key("s", "scheme", "scheme")
_HINT = Key("h", "hint", "hint")
_HELP, _LEAVE = Key("?", "help", "help"), Key("q", "back", "leave")
_ANSWERING = (
    Key("Enter", "answer", "submit"),
    Key("Esc", "puts the field away", "put_away"),
    Key("Tab", "other panes", "other_pane(1)"),
)


def footer(look: Look, answering: bool) -> tuple[Key, ...]:
    """Return the keys that matter now."""
    if answering:
        return (*_ANSWERING, _STEP, _HINT, _HELP)
    if look.right is not None:
        return (Key("Enter", "go on", "enter"), _STEP, _GO, _SCHEME, _HELP, _LEAVE)
    if look.session.solved:
        course, debrief = Key("Enter", "course", "enter"), Key("b", "debrief", "brief")
        return (course, _STEP, _GO, _SCHEME, debrief, _HELP, _LEAVE)
    return (_STEP, _GO, Key("Enter", "answer", "enter"), _HINT, _SCHEME, _HELP, _LEAVE)
