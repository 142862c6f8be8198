"""The footer of the play screen: what the keys do now."""

from __future__ import annotations

from enum import Enum

from mmtui.game.sandbox import is_sandbox
from mmtui.report.question import answer_form
from mmtui.scenario import BuildAsk, RaceAsk
from mmtui.tui.keybar import Key
from mmtui.tui.look import Look


class Writing(Enum):
    """What becomes of a key that could be part of an answer."""

    CLOSED = "there is no field to answer in"
    ASIDE = "there is one, and another pane has the keys"
    EMPTY = "it has the keys, and nothing stands in it"
    BEGUN = "something stands in it"


_MOVE = Key("← →", "move", ("step(-1)", "step(1)"))
_GO, _SCHEME = Key("g", "go to", "go_to"), Key("s", "scheme", "scheme")
_HINT = Key("h", "hint", "hint")
_KERNEL, _TEST = Key("a", "kernel", "ask_kernel"), Key("t", "test", "test")
_HELP, _LEAVE = Key("?", "help", "help"), Key("q", "back", "leave")
_TOOLS = (_SCHEME, _TEST, _KERNEL, _HELP, _LEAVE)
_PICK, _UNDO, _SAVE = Key("o", "pick one", "pick"), Key("u", "undo", "undo"), Key("S", "save", "save")
_BUILD = (
    Key("Enter", "examine", "enter"),
    Key("e", "edit", "edit"),
    Key("i", "edit here", "edit_here"),
)
_RUN = Key("x", "what breaks it", "counterexample")
_PUT_AWAY, _OTHERS = Key("Esc", "put away", "put_away"), Key("Tab", "other panes", "other_pane(1)")
_TYPE = {"a number": Key("0-9", "type a number"), "yes or no": Key("y n", "type yes or no")}


def footer(look: Look, writing: Writing) -> tuple[Key, ...]:
    """Return the keys that matter now."""
    question = look.session.question if look.right is None else None
    report = look.session.report
    if writing is Writing.BEGUN:
        does = "do it" if look.session.acting is not None else "answer"
        return (Key("Enter", does, "submit"), Key("← →", "in the text"), _OTHERS, _PUT_AWAY)
    if writing is Writing.EMPTY:
        return (_type(look), _MOVE, _OTHERS, _PUT_AWAY, _HELP)
    if writing is Writing.ASIDE:
        return (Key("Enter", "to the answer", "enter"), _MOVE, _HINT, *_TOOLS)
    if look.right is not None:
        return (Key("Enter", "go on", "enter"), _MOVE, _GO, *_TOOLS)
    if question is not None and isinstance(question.ask, RaceAsk):
        return (Key("Enter", "the race", "enter"), _MOVE, _HINT, *_TOOLS)
    if question is not None and isinstance(question.ask, BuildAsk):
        return (
            *_BUILD,
            *((_RUN,) if report is not None and report.example is not None else ()),
            _HINT,
            _HELP,
            _LEAVE,
        )
    if look.session.acting is not None:
        more = (_SAVE, _TEST) if is_sandbox(look.session) else (_HINT, _SCHEME)
        return (Key("Enter", "operation", "enter"), _PICK, _UNDO, _MOVE, *more, _HELP, _LEAVE)
    if look.session.solved:
        return (Key("Enter", "next", "enter"), Key("b", "debrief", "brief"), _MOVE, *_TOOLS)
    answer = Key("Enter", "answer", "enter")
    if look.session.by_pointing:  # the operation is the answer: how to get there comes before other tools
        return (_MOVE, _GO, answer, _HINT, *_TOOLS)
    return (_MOVE, answer, _HINT, *_TOOLS)


def _type(look: Look) -> Key:
    question = look.session.question
    form = answer_form(question) if question is not None else ""
    return _TYPE.get(form, Key("letters", f"type {form}"))
