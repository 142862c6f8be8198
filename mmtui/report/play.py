"""The play screen in lines: timeline, question, what the scheme says, cost."""

from __future__ import annotations

import textwrap

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.ledger import Said
from mmtui.model.events import MAPS, UNMAPS
from mmtui.moment import Moment
from mmtui.report.text import Line, Role, Span, line, pages_text


def title_line(session: Session, width: int) -> Line:
    """Return chapter and title on the left; scheme, kernel and step on the right."""
    scenario = session.trial.scenario
    left = f" {scenario.chapter}  {scenario.title}"
    kernel = f"Linux {scenario.machine.kernel}"
    right = f"{session.scheme} · {kernel}   step {session.cursor}/{len(session.trial.ops)}  {stars(session)} "
    return line(Span(left, Role.HEAD), " " * max(1, width - len(left) - len(right)), Span(right, Role.DIM))


def stars(session: Session) -> str:
    """Return one mark for each question: ``*`` solved, ``o`` open."""
    return "".join("*" if at < session.step else "o" for at in range(len(session.trial.scenario.steps)))


def timeline_cells(session: Session) -> list[Line]:
    """Return one cell for each operation: its number and text, ``>`` where the player is, ``?`` if not told yet."""
    cells = []
    for n, op in enumerate(session.trial.ops, 1):
        text = str(op) if n <= session.told else "?"
        here = n == session.cursor
        role = Role.CURSOR if here else Role.PLAIN if n <= session.cursor else Role.DIM
        cells.append(line(Span(f"{'>' if here else ' '}{n} {text}", role)))
    return cells


def timeline_line(session: Session, width: int) -> Line:
    """Return the operations around the one that is shown, on one line."""
    cells = timeline_cells(session)
    if session.cursor == 0:
        cells.insert(0, line(Span(">0 start", Role.CURSOR)))
    here = next((at for at, cell in enumerate(cells) if cell[0].text.startswith(">")), 0)
    first = last = here
    room = width - 10
    used = len(cells[here][0].text)
    while True:
        grown = [at for at in (last + 1, first - 1) if 0 <= at < len(cells)]
        grown = [at for at in grown if used + len(cells[at][0].text) + 2 <= room]
        if not grown:
            break
        used += len(cells[grown[0]][0].text) + 2
        first, last = min(first, grown[0]), max(last, grown[0])
    spans: list[Span] = [Span("... " if first else "    ", Role.DIM)]
    for cell in cells[first : last + 1]:
        spans += [*cell, Span("  ")]
    spans.append(Span("..." if last + 1 < len(cells) else "", Role.DIM))
    return tuple(spans)


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
        return f"{moment.op}: {len(moment.said)} rmap event{'s' if len(moment.said) != 1 else ''}"
    at = f" at page {moment.result.at}" if moment.result.at is not None else ""
    return f"{moment.op}: {moment.result.err}{at}"


def _said_line(said: Said) -> Line:
    event, claim = said.event, said.claim
    spans = [Span(f"  {event.what.value} {event.folio}[{pages_text(event.pages.start, len(event.pages))}] ")]
    spans.append(Span(f"in {event.vma.mm}", Role.DIM))
    if event.what in MAPS and claim.first is not None:
        spans += _claim_spans("first of", claim.first, said.zero)
    if event.what in UNMAPS and claim.gone is not None:
        spans += _claim_spans("last of", claim.gone, said.zero)
    if event.what in UNMAPS and claim.last is not None:
        spans += _flag_spans("last of the folio", claim.last, said.entries == 0)
    return tuple(spans)


def _claim_spans(text: str, claimed: int, true: int) -> list[Span]:
    false = claimed != true
    said = Span(f"  {'! ' if false else ''}says {text} {claimed} pages", Role.WRONG if false else Role.BELIEF)
    return [said, Span(f", truth {true}", Role.TRUTH)]


def _flag_spans(text: str, claimed: bool, true: bool) -> list[Span]:
    false = claimed != true
    words = f"  {'! ' if false else ''}says {'' if claimed else 'not '}{text}"
    return [Span(words, Role.WRONG if false else Role.BELIEF), Span(f", truth {'yes' if true else 'no'}", Role.TRUTH)]


def cost_text(moment: Moment) -> str:
    """Return what keeping count has cost so far, and what the last operation added."""
    total, last = moment.books.cost, moment.cost
    return f"cost so far {total.atomics:,} atomics, {total.reads:,} reads   this step {last.atomics:,}, {last.reads:,}"


def question_lines(session: Session, width: int) -> list[Line]:
    """Return the open question and how to answer it, or the debrief when all are solved."""
    if session.question is None:
        return _debrief_lines(session, width)
    lines = [line(text) for text in wrapped(session.question.prompt, width)]
    how = (
        "Go to the operation and press Enter." if session.by_pointing else "Press Enter and type your answer."
    )
    hints = f"hints {session.hints[session.step]}/{len(session.question.hints)}"
    return [*lines, line(Span(how, Role.DIM), "   ", Span(hints, Role.DIM))]


def _debrief_lines(session: Session, width: int) -> list[Line]:
    lines = [line(Span("Solved.", Role.NEW))]
    return lines + [line(text) for text in wrapped(session.trial.scenario.debrief, width)]


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


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most ``width``; paragraphs are kept apart by empty lines."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n")]
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += ["", *textwrap.wrap(paragraph, max(width, 20))] if lines else textwrap.wrap(paragraph, max(width, 20))
    return lines
