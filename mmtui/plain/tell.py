"""What the game says of the scenario and its machine: the brief, where the player is, what changed."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.counted import counted
from mmtui.game.sandbox import is_sandbox
from mmtui.game.session import Session
from mmtui.plain.asking import question
from mmtui.plain.changes import changes
from mmtui.plain.folios import folio_sentences, large_views, small_sentences, small_views
from mmtui.plain.processes import process_sentences
from mmtui.plain.width import WIDTH
from mmtui.report.events import event_lines, kernel_lines
from mmtui.report.glossary import GLOSSARY, found
from mmtui.report.play import cost_text
from mmtui.report.text import plain, wrapped
from mmtui.scenario.words import one_line

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
    if not is_sandbox(session):
        effort = f"difficulty {scenario.difficulty} of 5, about {counted(scenario.minutes, 'minute')}"
        yield f"Chapter {scenario.chapter}, {effort}."
    yield ""
    yield from wrapped(scenario.brief, WIDTH)
    yield ""
    machine = scenario.machine
    yield f"Machine: Linux {machine.kernel}, scheme {machine.scheme}, {machine.pages_per_pmd} pages in a PMD."


def operations(session: Session) -> Iterator[str]:
    """Yield the operations that may be read."""
    ops, told = session.ops, session.told
    for n, op in enumerate(ops[:told], 1):
        yield f"Operation {n}: {op}{', you are here' if n == session.cursor else ''}."
    if told < len(ops):
        yield f"What comes after operation {told}, up to {len(ops)}, is not told yet."


def _what_came_before(session: Session) -> Iterator[str]:
    first = max(session.cursor - _RECENT, 0)
    if first:
        yield f"Operations 1 to {first} came before; ops lists them."
    for n in range(first, session.cursor):
        yield f"Operation {n + 1}: {session.ops[n]}."


def place(session: Session) -> str:
    """Return where the player is."""
    ops = session.ops
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
    for text in (*event_lines(session.moment), *kernel_lines(session.moment)):
        yield plain(text).replace("! says", "wrongly says").replace("! ", "wrong: ")


def schemes(session: Session) -> Iterator[str]:
    """Yield the schemes that the player can look through."""
    for name in session.schemes:
        own = ", the scenario's own" if name == session.trial.scenario.machine.scheme else ""
        yield f"{name}{own}{', you look through it' if name == session.scheme else ''}."
    yield "Answers are about the scenario's own scheme, whichever you look through."


def words(wanted: str = "") -> Iterator[str]:
    """Yield what the words mean in which what is looked for occurs; without it, what all of them mean."""
    terms = found(wanted)
    if not terms:
        yield f"No word has {one_line(wanted)} in it."
    for term in terms:
        yield from wrapped(f"{term}: {GLOSSARY[term]}", WIDTH)
