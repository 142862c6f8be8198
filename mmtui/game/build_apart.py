"""An examination in a process of its own: whatever the player's file does, the game goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import TypeAlias

from mmtui.catalog import Sources
from mmtui.catalog.workshop import digest_of_file
from mmtui.explore.verdict import Counterexample
from mmtui.game.build_checks import Check
from mmtui.scenario import Scenario

SILENCE = 60.0
"""Seconds without a word after which a file is taken to hang; nothing that is checked takes as long."""
_GLANCE = 0.1
ENDS = "it leaves the program that runs it alone"

Tell: TypeAlias = Callable[[str, tuple[Check, ...]], None]
"""Told how far it is, and what was found so far."""


@dataclass(frozen=True)
class Asked:
    """What is to be examined."""

    scenario: Scenario
    step: int
    """Counted from 0."""
    sources: Sources
    """Of all plugins but the player's file."""
    path: Path
    """The player's file."""
    quickly: bool = False
    """Without the search."""


@dataclass(frozen=True)
class Report:
    """What came of it."""

    checks: tuple[Check, ...] = ()
    name: str = ""
    """The scheme that the file offers; empty if it offers none."""
    digest: str = ""
    """Of the file that was examined."""
    error: str = ""
    """Why it could not be examined, if that is not the file's fault."""
    stopped: bool = False
    """The player stopped it."""
    changed: bool = False
    """The file was changed meanwhile."""

    @property
    def example(self) -> Counterexample | None:
        """The run that shows what the first check that failed found, if there is one."""
        failed = next((check for check in self.checks if not check.passed), None)
        return failed.example if failed is not None else None

    @property
    def answer(self) -> str:
        """The scheme's name and the digest of the file, as the record keeps an answer."""
        return f"{self.name} {self.digest[:16]}".strip()


def examined_apart(
    asked: Asked,
    tell: Tell = lambda text, checks: None,
    halted: Callable[[], bool] = lambda: False,
    *,
    silence: float = SILENCE,
) -> Report:
    """Return what an examination comes to that is done in another process, which is ended if it hangs.

    ``halted()`` is asked ten times a second whether the player has stopped it.  Code that ends the process
    or is silent for ``silence`` seconds fails a check of its own.
    """
    before = digest_of_file(asked.path)
    with _examiner(asked) as (process, wire):
        report = _heard(process, wire, tell, halted, silence)
    return replace(report, digest=before, changed=digest_of_file(asked.path) != before)


@contextmanager
def _examiner(asked: Asked) -> Iterator[tuple[BaseProcess, Connection]]:
    from mmtui.game.build_examiner import examine

    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=examine, args=(asked, theirs), daemon=True)
    # a screen puts something without a file descriptor into its place, which would be given to who keeps
    # track of processes
    with redirect_stderr(sys.__stderr__):
        process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()  # not asked to end: it may be one that does not listen
        process.join()
        ours.close()


def _heard(
    process: BaseProcess, wire: Connection, tell: Tell, halted: Callable[[], bool], silence: float
) -> Report:
    report, since = Report(), monotonic()
    while not halted():
        if not wire.poll(_GLANCE):
            if monotonic() - since > silence:
                return _failed(report, f"nothing was heard of it for {silence:g} s, so it was ended")
            continue
        since = monotonic()
        try:
            word = wire.recv()
        except (EOFError, ConnectionError):
            process.join()
            return _failed(report, _how_ended(process.exitcode or 0))
        match word:
            case Report(checks=()) as last:
                return replace(last, checks=report.checks)
            case Check() as check:
                report = replace(report, checks=(*report.checks, check))
                tell("", report.checks)
            case str(text):
                tell(text, report.checks)
    return replace(report, stopped=True)


def _how_ended(code: int) -> str:
    if code < 0:
        return f"the process was ended by signal {-code}, as a crash in C or a lack of memory does"
    return f"it ended the process, with {code}, as os._exit() does"


def _failed(report: Report, why: str) -> Report:
    return replace(report, checks=(*report.checks, Check(ENDS, False, why)))
