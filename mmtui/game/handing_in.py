"""A file of the player's own in a session: looked at, and handed in as the answer to a ``build``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mmtui.catalog.subject import FromCatalog
from mmtui.catalog.workshop import begun, digest_of_file, file_in, with_file, workshop
from mmtui.explore.verdict import Counterexample
from mmtui.game.build_apart import Asked, Report
from mmtui.game.build_checks import Check
from mmtui.game.building import judged
from mmtui.game.session import Session
from mmtui.game.verdict import Outcome, Verdict
from mmtui.scenario import BuildAsk

_CHANGED = "The file was changed while it was examined; examine it again."
_STOPPED = "It was stopped, so nothing is said of the file."


@dataclass(frozen=True)
class FromFile(FromCatalog):
    """Makes the subject of a run from a file that is edited: another state of it is another subject."""

    digest: str = ""


def build_in(session: Session) -> BuildAsk | None:
    """Return what is to be built, while that is the open question."""
    ask = session.question.ask if session.question is not None else None
    return ask if isinstance(ask, BuildAsk) else None


def file_of(session: Session) -> Path:
    """Return the player's file for the open question; it need not exist."""
    ask = build_in(session)
    assert ask is not None, "there is something to be built"
    return file_in(_folder(session), ask.start)


def file_begun(session: Session) -> Path:
    """Return the player's file, which is there then; raise ``OSError`` when it cannot be written."""
    ask = build_in(session)
    assert ask is not None, "there is something to be built"
    return begun(_folder(session), ask.start)


def _folder(session: Session) -> Path:
    return workshop(session.trial.catalog.sources, session.trial.scenario.id)


def asked_of(session: Session, *, quickly: bool = False) -> Asked:
    """Return what is to be examined for the open question."""
    trial = session.trial
    return Asked(trial.scenario, session.step, trial.catalog.sources, file_of(session), quickly)


def seen(session: Session, report: Report) -> Session:
    """Return the session with what was found of the file; that answers nothing."""
    return replace(session, report=report, verdict=None)


def built(session: Session, checks: Sequence[Check], name: str) -> Session:
    """Return the session after a file was examined; if it passed everything, the question is solved.

    ``name`` is what the record keeps as the answer.
    """
    return _built(session, Report(tuple(checks), name), name)


def _built(session: Session, report: Report, answer: str) -> Session:
    assert build_in(session) is not None, "there is something to be built"
    return replace(session, report=report).judged(judged(report.checks, answer))


def handed_in(session: Session, report: Report) -> Session:
    """Return the session after an examination; one that says nothing certain counts for nothing."""
    if report.stopped or report.changed:
        verdict = Verdict(Outcome.UNREAD, (_STOPPED if report.stopped else _CHANGED,))
        return replace(seen(session, report), verdict=verdict)
    if report.error:
        text = f"This is not your mistake: {report.error}"
        return replace(seen(session, report), verdict=Verdict(Outcome.TOOL_ERROR, (text,)))
    return _built(session, report, report.answer)


def example_in(session: Session) -> Counterexample | str:
    """Return the run that breaks the player's scheme, or a sentence that says why there is none to show."""
    report = session.report
    if report is None:
        return "The file was not examined yet."
    if report.example is None:
        return "There is no run to show: the report says all that is known."
    if digest_of_file(file_of(session)) != report.digest:
        return "The file has changed since it was examined; examine it again."
    return report.example


def maker_of(session: Session) -> FromFile:
    """Return what makes the player's scheme as it was examined last, under the scenario's kernel."""
    assert session.report is not None, "it was examined"
    machine = session.trial.scenario.machine
    sources = with_file(session.trial.catalog.sources, file_of(session))
    return FromFile(sources, session.report.name, machine.kernel, machine.rules, session.report.digest)
