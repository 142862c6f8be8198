"""The play screen in lines: timeline, question, what the scheme says, cost."""

from __future__ import annotations

from mmtui.books import Cost, Said
from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.model.events import MAPS, UNMAPS
from mmtui.moment import Moment
from mmtui.report.cells import cells
from mmtui.report.text import Line, Role, Span, fitted, length, line, pages_text
from mmtui.report.text import wrapped as wrapped  # plain reads it from here


def title_line(session: Session, width: int) -> Line:
    """Return chapter and title on the left; scheme, kernel and operation on the right.

    As much as there is room; between them, where it fits, what the marks of a change mean.
    """
    title = f" {session.trial.scenario.chapter}  {session.trial.scenario.title}"
    rights = _title_rights(session)
    right = next((right for right in rights if cells(title) + length(right) < width), rights[-1])
    left = fitted(line(Span(title, Role.HEAD, "brief")), width - length(right) - 1)
    room = max(1, width - length(left) - length(right))
    legend = legend_line()
    if (spare := room - length(legend)) >= 4:
        return line(*left, " " * (spare // 2), *legend, " " * (spare - spare // 2), *right)
    return line(*left, " " * room, *right)


def _title_rights(session: Session) -> list[Line]:
    scheme, kernel = session.scheme, session.trial.scenario.machine.kernel
    place = f"operation {session.cursor}/{len(session.trial.ops)}"
    texts = (
        (f"{scheme} · Linux {kernel}", f"   {place}"),
        (f"{scheme} · {kernel}", f"  {place}"),
        (scheme, f"  {place}"),
    )
    return [
        line(
            Span(scheme, Role.DIM, "scheme"),
            Span(f"{place}  {stars(session)}  ", Role.DIM),
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
    return [_cell(session, n, touched) for n in range(1, len(session.trial.ops) + 1)]


def _cell(session: Session, n: int, touched: int | None) -> Line:
    here = n == session.cursor
    text = "start" if n == 0 else str(session.trial.ops[n - 1]) if n <= session.told else "?"
    role = Role.CURSOR if here else Role.PLAIN if n <= session.cursor else Role.DIM
    return line(Span(f"{'>' if here else '^' if n == touched else ' '}{n} {text}", role, n))


def timeline_line(session: Session, width: int, touched: int | None = None) -> Line:
    """Return the operations around the one that is shown, on one line."""
    start, end = 0 if session.cursor == 0 else 1, len(session.trial.ops)
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


def event_lines(moment: Moment) -> list[Line]:
    """Return what the kernel told the scheme in the last operation, what it said, and what is true."""
    lines = [line(Span(_result_text(moment), Role.WRONG if not moment.result.ok else Role.DIM))]
    lines += [_said_line(said) for said in moment.said]
    for left in moment.wrong:
        page = f" of page {left.page}" if left.page else ""
        text = f"! {left.counter.name}{page} of {left.folio} came to {left.value}"
        lines.append(line(Span(text, Role.WRONG)))
    if moment.fault is not None:
        lines.append(line(Span(f"! {moment.fault}", Role.WRONG)))
    return lines


def _result_text(moment: Moment) -> str:
    if moment.op is None:
        return "nothing has happened yet"
    if moment.result.ok:
        moved = "" if moment.result.moved is None else f"{moment.result.moved} pages lie there now, "
        return f"{moment.op}: {moved}{len(moment.said)} rmap event{'s' if len(moment.said) != 1 else ''}"
    at = f" at page {moment.result.at}" if moment.result.at is not None else ""
    return f"{moment.op}: {moment.result.err}{at}"


def _said_line(said: Said) -> Line:
    event, claim = said.event, said.claim
    spans = [Span(f"  {event.what.value} {event.folio}[{pages_text(event.pages.start, len(event.pages))}] ")]
    spans.append(Span(f"in {event.vma.mm}", Role.DIM))
    if event.what in MAPS and claim.first is not None and (claim.first or said.zero):
        spans += _claim_spans("first map of", claim.first, said.zero)
    if event.what in UNMAPS and claim.gone is not None:
        spans += _claim_spans("last unmap of", claim.gone, said.zero)
    if event.what in UNMAPS and claim.last is not None:
        spans += _flag_spans("last unmap of the folio", claim.last, said.entries == 0)
    return tuple(spans)


def _claim_spans(text: str, claimed: int, true: int) -> list[Span]:
    false = claimed != true
    pages = f"{claimed} page" if claimed == 1 else f"{claimed} pages"
    said = Span(f"  {'! ' if false else ''}says {text} {pages}", Role.WRONG if false else Role.BELIEF)
    return [said, Span(f", truth {true}", Role.TRUTH)]


def _flag_spans(text: str, claimed: bool, true: bool) -> list[Span]:
    false = claimed != true
    words = f"  {'! ' if false else ''}says {'' if claimed else 'not '}{text}"
    return [
        Span(words, Role.WRONG if false else Role.BELIEF),
        Span(f", truth {'yes' if true else 'no'}", Role.TRUTH),
    ]


def cost_text(moment: Moment) -> str:
    """Return what keeping count has cost in the last operation, and in all so far."""
    total, last = moment.books.cost, moment.cost
    return f"cost now {_counted(last)}   so far {_counted(total)}"


def _counted(cost: Cost) -> str:
    atomics = f"{cost.atomics:,} atomic{'' if cost.atomics == 1 else 's'}"
    return f"{atomics}, {cost.reads:,} read{'' if cost.reads == 1 else 's'}"


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
    return lines
