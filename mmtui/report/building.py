"""What was found of a player's file, in lines: a box for each check, and why the first one failed."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.game.build_checks import Check, planned
from mmtui.game.session import Session
from mmtui.report.text import Line, Role, Span, line, wrapped

_INDENT = "    "
_SAYS_NOTHING = frozenset({"", "it does"})


def report_lines(session: Session, number: int, width: int) -> list[Line]:
    """Return one line for each check of a step, counted from 0: passed, failed, or not looked at.

    The boxes are ``[x]``, ``[!]`` and ``[ ]``.  The first that failed is explained.
    """
    lines: list[Line] = []
    explained = False
    for check in _checks(session, number):
        if isinstance(check, str):
            lines += _boxed("[ ] ", check, Role.DIM, width)
        elif check.passed:
            note = "" if check.why in _SAYS_NOTHING else f" ({check.why})"
            lines += _boxed("[x] ", f"{check.what}{note}", Role.NEW, width)
        else:
            lines += _boxed("[!] ", check.what, Role.WRONG, width)
            lines += [] if explained else _why(check, width)
            explained = True
    return lines


def speaks(session: Session) -> bool:
    """Return whether the report says all that the verdict says: it has a check that failed, and counts."""
    report = session.report
    if report is None or report.stopped or report.changed or report.error:
        return False
    return any(not check.passed for check in report.checks)


def _checks(session: Session, number: int) -> Iterator[Check | str]:
    # those that were made, in their order, and among them what was not looked at
    made = {check.what: check for check in session.report.checks} if session.report is not None else {}
    for what in planned(session.trial, session.trial.scenario.steps[number]):
        yield made.pop(what, what)
    yield from made.values()


def _boxed(box: str, text: str, role: Role, width: int) -> list[Line]:
    text = f"{text[:1].upper()}{text[1:]}"
    return [
        line(Span(_INDENT if at else box, role), Span(piece, role))
        for at, piece in enumerate(wrapped(text, width - len(_INDENT)))
    ]


def _why(check: Check, width: int) -> list[Line]:
    return [line(Span(f"{_INDENT}{piece}")) for piece in wrapped(check.why, width - len(_INDENT))]
