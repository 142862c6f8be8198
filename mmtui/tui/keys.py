"""The keys of the play screen: one table, from which the help is made."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from mmtui.report.guide import Mark
from mmtui.report.text import Role

PLAY: tuple[Binding, ...] = (
    Binding("right,l,space", "step(1)", "one operation on", show=False),
    Binding("left,backspace", "step(-1)", "one operation back", show=False),
    Binding("u", "undo", "take back an operation of your own; elsewhere one operation back", show=False),
    Binding("U", "redo", "do again what was taken back", show=False),
    Binding("S", "save", "save a run of your own as a scenario", show=False),
    Binding("o", "pick", "do an operation from a list, where you reach a goal", show=False),
    Binding("e", "edit", "edit the file of your own scheme, in your editor", show=False),
    Binding("i", "edit_here", "edit it in the game", show=False),
    Binding("x", "counterexample", "look at the run that breaks your scheme", show=False),
    Binding("R", "anew", "begin your file again; asks first, and keeps the old one", show=False),
    Binding("home", "seek(0)", "to the start", show=False),
    Binding("end", "seek(1000000)", "to the end, as far as it is told", show=False),
    Binding("y", "look_there", "why: after a wrong answer, to the operation that it names", show=False),
    Binding("g", "go_to", "go to an operation: the whole timeline as a list", show=False),
    Binding("enter", "enter", "answer; after a right answer go on", show=False, priority=True),
    Binding("h", "hint", "one more hint", show=False),
    Binding("s", "scheme", "look through another scheme", show=False),
    Binding("c", "compare", "the same run under other schemes, beside each other", show=False),
    Binding("a", "ask_kernel", "ask the kernel under you the same, and compare", show=False),
    Binding("t", "test", "test the scheme: search for what breaks it, race it, compare it", show=False),
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
    Binding("r", "restart", "start over from the first question; asks first", show=False),
    Binding("b", "brief", "the brief again; after solving, the debrief", show=False),
    Binding("w", "words", "what the words mean", show=False),
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
    "slash": "/",
    "colon": ":",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
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
