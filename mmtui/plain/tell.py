"""What the game says: the brief, where the player is, the question, and what an answer was worth."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.game.grading import Outcome
from mmtui.game.session import Session
from mmtui.plain.changes import changes
from mmtui.plain.folios import folio_sentences, large_views, small_sentences, small_views
from mmtui.plain.processes import process_sentences
from mmtui.report.guide import GLOSSARY
from mmtui.report.play import cost_text, event_lines
from mmtui.report.question import answer_form
from mmtui.report.text import plain, wrapped

WIDTH = 78
_RECENT = 20


def opening(session: Session, notice: str = "") -> Iterator[str]:
    """Yield what is said before the first line is read; ``notice`` before everything else."""
    if notice:
        yield notice
        yield ""
    yield from brief(session)
    yield ""
    yield from _what_came_before(session)
    yield from state(session)
    yield ""
    yield from question(session)
    yield "Type help for the commands."


def brief(session: Session) -> Iterator[str]:
    """Yield what the scenario is about, and the machine it runs on."""
    scenario = session.trial.scenario
    yield scenario.title
    effort = f"difficulty {scenario.difficulty} of 5, about {scenario.minutes} minutes"
    yield f"Chapter {scenario.chapter}, {effort}."
    yield ""
    yield from wrapped(scenario.brief, WIDTH)
    yield ""
    machine = scenario.machine
    yield f"Machine: Linux {machine.kernel}, scheme {machine.scheme}, {machine.pages_per_pmd} pages in a PMD."


def operations(session: Session) -> Iterator[str]:
    """Yield the operations that may be read."""
    ops, told = session.trial.ops, session.told
    for n, op in enumerate(ops[:told], 1):
        yield f"Operation {n}: {op}{', you are here' if n == session.cursor else ''}."
    if told < len(ops):
        yield f"What comes after operation {told}, up to {len(ops)}, is not told yet."


def _what_came_before(session: Session) -> Iterator[str]:
    first = max(session.cursor - _RECENT, 0)
    if first:
        yield f"Operations 1 to {first} came before; ops lists them."
    for n in range(first, session.cursor):
        yield f"Operation {n + 1}: {session.trial.ops[n]}."


def place(session: Session) -> str:
    """Return where the player is."""
    ops = session.trial.ops
    if session.cursor == 0:
        return f"At the start, before operation 1 of {len(ops)}."
    return f"After operation {session.cursor} of {len(ops)}: {session.moment.op}."


def state(session: Session) -> Iterator[str]:
    """Yield the whole machine as it is now."""
    moment = session.moment
    yield place(session)
    if session.scheme != session.trial.scenario.machine.scheme:
        yield f"Scheme: {session.scheme}."
    for mm in moment.world.mms.values():
        yield from process_sentences(mm)
    for view in large_views(moment).values():
        yield from folio_sentences(view, moment.world.pages_per_pmd)
    yield from small_sentences(small_views(moment))
    yield _cost(session)


def arrival(session: Session) -> Iterator[str]:
    """Yield where a move has led and what it changed."""
    yield place(session)
    moment = session.moment
    if not moment.result.ok:
        at = "" if moment.result.at is None else f" at page {moment.result.at}"
        yield f"It failed: {moment.result.err}{at}."
    told = list(changes(moment, session.before)) if session.cursor else []
    yield from told or ["Nothing is different."]
    yield _cost(session)


def _cost(session: Session) -> str:
    return f"{cost_text(session.moment).replace('   ', '; ').capitalize()}."


def events(session: Session) -> Iterator[str]:
    """Yield what the kernel told the scheme in the last operation, and what it said."""
    for text in event_lines(session.moment):
        yield plain(text).replace("! says", "wrongly says").replace("! ", "wrong: ")


def question(session: Session) -> Iterator[str]:
    """Yield the open question and how to answer it."""
    step = session.question
    if step is None:
        yield "All questions are solved."
        return
    yield f"Question {session.step + 1} of {len(session.trial.scenario.steps)}:"
    yield from wrapped(step.prompt, WIDTH)
    yield how(session)


def how(session: Session) -> str:
    """Return how the open question is answered."""
    step = session.question
    assert step is not None, "there is an open question"
    if session.by_pointing:
        return "Answer with the number of the operation, or go to it and type here."
    return f"Answer with {answer_form(step)}."


def asks_yes_or_no(session: Session) -> bool:
    """Return whether the open question is answered by yes or no."""
    return session.question is not None and answer_form(session.question) == "yes or no"


def worth(session: Session) -> Iterator[str]:
    """Yield what the last answer was worth, and what comes next."""
    verdict = session.verdict
    assert verdict is not None
    first, *rest = verdict.lines
    yield from wrapped(f"Right. {first}" if verdict.outcome is Outcome.SOLVED else first, WIDTH)
    for sentence in rest:
        yield from wrapped(sentence, WIDTH)
    if verdict.outcome is Outcome.SOLVED:
        yield ""
        yield from debrief(session) if session.solved else question(session)


def debrief(session: Session) -> Iterator[str]:
    """Yield what is said at the end."""
    yield "Solved."
    yield from wrapped(session.trial.scenario.debrief, WIDTH)
    for cite in session.trial.scenario.cites:
        yield f"Read on: {cite}"
    yield "You can go on looking; quit ends the game.  mmtui list shows what there is to play next."


def hints(session: Session) -> Iterator[str]:
    """Yield the hints that were read for the open question; when all is solved, all there are."""
    if session.question is None:
        for nr, step in enumerate(session.trial.scenario.steps, 1):
            for at, hint in enumerate(step.hints, 1):
                yield from wrapped(f"Question {nr}, hint {at}: {hint}", WIDTH)
        return
    for at, hint in enumerate(session.shown_hints, 1):
        yield from wrapped(f"Hint {at} of {len(session.question.hints)}: {hint}", WIDTH)


def schemes(session: Session) -> Iterator[str]:
    """Yield the schemes that the player can look through."""
    for name in session.schemes:
        own = ", the scenario's own" if name == session.trial.scenario.machine.scheme else ""
        yield f"{name}{own}{', you look through it' if name == session.scheme else ''}."
    yield "Answers are about the scenario's own scheme, whichever you look through."


def words(session: Session) -> Iterator[str]:
    """Yield what the words mean that are needed to read the rest."""
    for word, meaning in GLOSSARY.items():
        yield f"{word}: {meaning}"
