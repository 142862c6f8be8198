"""A ``build`` as a conversation: where the player's file is, what is found of it, and starting over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from mmtui.catalog import Sources
from mmtui.catalog.workshop import started_over
from mmtui.game.build_apart import examined_apart
from mmtui.game.grading import Outcome
from mmtui.game.handing_in import (
    FromFile,
    asked_of,
    build_in,
    example_in,
    file_begun,
    handed_in,
    maker_of,
)
from mmtui.game.session import Session
from mmtui.kernel.profile import Profile, profile_of
from mmtui.plain import asking
from mmtui.plain.check_text import example_lines
from mmtui.plain.diary import Diary
from mmtui.plain.graded import next_of, worth
from mmtui.plain.turn import Turn
from mmtui.plain.width import WIDTH
from mmtui.report.building import report_lines, speaks
from mmtui.report.text import plain

ELSEWHERE = "This question is not answered by a scheme of your own."
AGAIN = "Mend the file, then examine it again; show prints the run that breaks it."


class _Asked(NamedTuple):
    # as what is printed of a search wants it
    maker: FromFile
    profile: Profile
    nr_pages: int

    @property
    def scheme(self) -> str:
        return self.maker.scheme

    @property
    def sources(self) -> Sources:
        return self.maker.sources


def build(session: Session) -> Iterator[str]:
    """Yield where the file is, and each check with a box: ticked, failed or not made."""
    try:
        yield f"Your file: {file_begun(session)}"
    except OSError as error:
        yield f"Your file cannot be written: {error}"
    yield from map(plain, report_lines(session, session.step, WIDTH))


def file(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Say where the player's file is; it is there then."""
    if build_in(session) is None:
        return _told(session, [ELSEWHERE, *asking.question(session)])
    return _told(session, _path(session))


def _path(session: Session) -> Iterator[str]:
    try:
        yield str(file_begun(session))
    except OSError as error:
        yield f"Your file cannot be written: {error}"


def examine(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Examine the file; what it is worth is in the diary before it is in the lines."""
    if build_in(session) is None:
        return _told(session, [ELSEWHERE, *asking.question(session)])
    try:
        file_begun(session)
    except OSError as error:
        return _told(session, [f"Your file cannot be written: {error}"])
    after = handed_in(session, examined_apart(asked_of(session)))
    diary.answered(session, after, "")
    assert after.verdict is not None, "an examination has a verdict"
    report = map(plain, report_lines(after, session.step, WIDTH))
    if after.verdict.outcome is not Outcome.SOLVED:
        said = () if speaks(after) else worth(after)
        return _told(after, [*report, *said, AGAIN])
    return _told(next_of(after), [*report, *worth(after)])


def start_over(session: Session, arguments: list[str], diary: Diary) -> Turn:
    """Begin the file again from the exercise, if that is confirmed by ``yes``."""
    ask = build_in(session)
    if ask is None:
        return _told(session, [ELSEWHERE, *asking.question(session)])
    if arguments != ["yes"]:
        return _told(session, ["This begins your file again.  Type start-over yes; the old one is kept."])
    try:
        path = file_begun(session)
        kept = started_over(path, ask.start)
    except OSError as error:
        return _told(session, [f"It cannot be done: {error}"])
    session = replace(session, report=None, verdict=None)
    return _told(session, [f"You begin again with {path}", f"The old file is kept as {kept.name}"])


def show(session: Session) -> Turn:
    """Print the run that breaks the scheme, with the step that does."""
    example = example_in(session)
    if isinstance(example, str):
        return _told(session, [example])
    machine = session.trial.scenario.machine
    profile = profile_of(machine.kernel, machine.rules)
    asked = _Asked(maker_of(session), profile, example.machine.pages_per_pmd)
    return _told(session, map(plain, example_lines(asked, example)))


def _told(session: Session, lines: Iterable[str]) -> Turn:
    return Turn(session, tuple(lines))
