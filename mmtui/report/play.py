"""The play screen in lines: timeline, question, what the scheme says, cost."""

from __future__ import annotations

from mmtui.books import Cost
from mmtui.counted import counted
from mmtui.game.grading import Outcome
from mmtui.game.sandbox import is_sandbox
from mmtui.game.session import Session
from mmtui.moment import Moment
from mmtui.report.text import Line, Role, Span, fitted, length, line
from mmtui.report.text import wrapped as wrapped  # plain reads it from here


def title_line(session: Session, width: int) -> Line:
    """Return chapter and title on the left; scheme, kernel and operation on the right.

    Between them, where it fits, what the marks of a change mean; for it the right is shortened, but no word.
    """
    scenario = session.trial.scenario
    text = f" {scenario.title}" if is_sandbox(session) else f" {scenario.chapter}  {scenario.title}"
    title, legend, rights = line(Span(text, Role.HEAD, "brief")), legend_line(), _title_rights(session)
    room = width - length(title) - length(legend) - 4
    if (right := next((right for right in rights[:_IN_WORDS] if length(right) <= room), None)) is not None:
        spare = room + 4 - length(right)
        return line(*title, " " * (spare // 2), *legend, " " * (spare - spare // 2), *right)
    right = next((right for right in rights if length(title) + length(right) < width), rights[-1])
    left = fitted(title, width - length(right) - 1)
    return line(*left, " " * max(1, width - length(left) - length(right)), *right)


_IN_WORDS = 3
"""How many of the texts for the right, the longest first, have no word shortened."""


def _title_rights(session: Session) -> list[Line]:
    # from the longest to the shortest: rather a short word on the right than half a title on the left
    scheme, kernel = session.scheme, session.trial.scenario.machine.kernel
    place = f"{session.cursor}/{len(session.ops)}"
    texts = (
        (f"{scheme} · Linux {kernel}", f"   operation {place}"),
        (f"{scheme} · {kernel}", f"  operation {place}"),
        (scheme, f"  operation {place}"),
        (scheme, f"  op {place}"),
        (scheme, f"  {place}"),
    )
    return [
        line(
            Span(scheme, Role.DIM, "scheme"),
            Span(f"{place}  " if is_sandbox(session) else f"{place}  {stars(session)}  ", Role.DIM),
            Span(": menu", Role.DIM, "menu"),
            " ",
        )
        for scheme, place in texts
    ]


def legend_line() -> Line:
    """Return what the marks of a change and of a false claim mean, each in its own role."""
    return line(
        Span("+ new", Role.NEW),
        "  ",
        Span("~ changed", Role.CHANGED),
        "  ",
        Span("- gone", Role.GONE),
        "  ",
        Span("! untrue", Role.WRONG),
    )


def stars(session: Session) -> str:
    """Return one mark for each question: ``*`` solved, ``o`` open."""
    return "".join("*" if at < session.step else "o" for at in range(len(session.trial.scenario.steps)))


def timeline_cells(session: Session, touched: int | None = None) -> list[Line]:
    """Return one cell for each operation: its number and text.

    ``>`` is where the player is, ``^`` what touched the page under the cursor last, ``?`` not told yet.
    """
    return [_cell(session, n, touched) for n in range(1, len(session.ops) + 1)]


def _cell(session: Session, n: int, touched: int | None) -> Line:
    here = n == session.cursor
    text = "start" if n == 0 else str(session.ops[n - 1]) if n <= session.told else "?"
    role = Role.CURSOR if here else Role.PLAIN if n <= session.cursor else Role.DIM
    return line(Span(f"{'>' if here else '^' if n == touched else ' '}{n} {text}", role, n))


def timeline_line(session: Session, width: int, touched: int | None = None) -> Line:
    """Return the operations around the one that is shown, on one line."""
    start, end = 0 if session.cursor == 0 else 1, len(session.ops)
    shown = {session.cursor: _cell(session, session.cursor, touched)}
    first = last = session.cursor
    room = width - 10 - length(shown[first])
    while True:
        grown = {n: _cell(session, n, touched) for n in (last + 1, first - 1) if start <= n <= end}
        n = next((n for n, cell in grown.items() if length(cell) + 2 <= room), None)
        if n is None:
            break
        shown[n] = grown[n]
        room -= length(grown[n]) + 2
        first, last = min(first, n), max(last, n)
    spans: list[Span] = [Span("... " if first > start else "    ", Role.DIM)]
    for n in range(first, last + 1):
        spans += [*shown[n], Span("  ")]
    spans.append(Span("..." if last < end else "", Role.DIM))
    return fitted(tuple(spans), width)


def cost_text(moment: Moment) -> str:
    """Return what keeping count has cost in the last operation, and in all so far."""
    total, last = moment.books.cost, moment.cost
    return f"cost now {_counted(last)}   so far {_counted(total)}"


def _counted(cost: Cost) -> str:
    return f"{counted(cost.atomics, 'atomic')}, {counted(cost.reads, 'read')}"


def hint_lines(session: Session, width: int) -> list[Line]:
    """Return the hints that were read, the last one last."""
    lines = []
    for number, hint in enumerate(session.shown_hints, 1):
        lines += [line(Span(text, Role.BELIEF)) for text in wrapped(f"Hint {number}: {hint}", width)]
    return lines


def verdict_lines(session: Session, width: int) -> list[Line]:
    """Return what the last answer was worth and why."""
    if session.verdict is None:
        return []
    roles = {Outcome.SOLVED: Role.NEW, Outcome.NOT_YET: Role.CHANGED}
    role = roles.get(session.verdict.outcome, Role.DIM)
    head = "Right. " if session.verdict.outcome is Outcome.SOLVED else ""
    lines = [line(Span(text, role)) for text in wrapped(head + session.verdict.lines[0], width)]
    for sentence in session.verdict.lines[1:]:
        lines += [line(text) for text in wrapped(sentence, width)]
    if session.verdict.at not in (None, session.cursor):
        lines.append(line(Span(f"y: why, at operation {session.verdict.at}", Role.DIM, "look_there")))
    return lines
