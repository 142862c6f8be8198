"""What the process does that examines a player's file; it may be ended at any moment."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Thread
from time import monotonic

from mmtui.catalog.workshop import Loaded, loaded
from mmtui.errors import MmtuiError
from mmtui.explore.search import Progress
from mmtui.explore.verdict import Counterexample
from mmtui.explore.workers import be_silent, workers
from mmtui.fault import SchemeBroke
from mmtui.game.build_apart import Asked, Report
from mmtui.game.build_checks import LOADS, Check
from mmtui.game.building import examined
from mmtui.game.trial import Trial, prepare
from mmtui.guarded import asked as guarded
from mmtui.kernel.profile import profile_of
from mmtui.model.truth import truths
from mmtui.moment import Moment
from mmtui.scheme import Question
from mmtui.timeline import Timeline

_EVERY = 0.1
"""Seconds between two words about the progress."""
_CPU_SECONDS = 600
_MEMORY = 4 << 30
_ASKED = (Question.PAGE_MAPCOUNT, Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.SHARED)


def examine(asked: Asked, wire: Connection) -> None:
    """Send each check as it is done, texts that say how far it is, and at the end a report without checks.

    What the file prints is not seen, and what it reads is nothing.
    """
    be_silent()
    _bound()
    Thread(target=_end_with_the_game, args=(wire,), daemon=True).start()
    try:
        wire.send(_examined(asked, wire))
    except MmtuiError as error:
        wire.send(Report(error=str(error)))
    except Exception as error:  # said in the game, where it can be read
        wire.send(Report(error=f"{type(error).__name__}: {error}"))


def _examined(asked: Asked, wire: Connection) -> Report:
    wire.send("the file is loaded")
    found = loaded(asked.sources, asked.path)
    if not found.name:
        wire.send(Check(LOADS, False, found.problem))
        return Report()
    trial = prepare(asked.scenario, found.catalog)
    step = asked.scenario.steps[asked.step]
    wire.send("the run of the scenario is done")
    with workers(1) as here:
        checks = examined(trial, step, found.catalog, found.name, here, _telling(wire), quickly=asked.quickly)
        for check in checks:
            if check.example is not None:
                _rehearse(trial, found, check.example)
            wire.send(check)
    return Report(name=found.name)


def _telling(wire: Connection) -> Callable[[Progress], None]:
    told = 0.0

    def tell(progress: Progress) -> None:
        nonlocal told
        if (now := monotonic()) - told >= _EVERY:
            told = now
            wire.send(
                f"runs of {progress.length} operations, {progress.machine}: {progress.part:.0%}"
                f"  {progress.states:,} states"
            )

    return tell


def _rehearse(trial: Trial, found: Loaded, example: Counterexample) -> None:
    """Ask everything that a screen asks of a run, so that what ends a process ends this one."""
    machine = trial.scenario.machine
    profile = profile_of(machine.kernel, machine.rules)
    scheme = found.catalog.scheme(found.name)
    timeline = Timeline(example.ops, scheme, profile, example.machine.pages_per_pmd)
    for n in range(len(timeline) + 1):
        _ask_everything(timeline[n])


def _ask_everything(moment: Moment) -> None:
    def asks() -> None:
        for truth in truths(moment.world).values():
            for question in _ASKED:
                pages = truth.folio.pages if question is Question.PAGE_MAPCOUNT else range(1)
                for page in pages:
                    moment.ask(question, truth.folio, page)

    with suppress(SchemeBroke):  # a screen shows it where the numbers would stand
        guarded(moment, asks)


def _end_with_the_game(wire: Connection) -> None:
    # the game says nothing, so what comes is the end of it, even by a signal that it cannot catch
    try:
        wire.recv()
    except (EOFError, OSError):
        os._exit(1)


def _bound() -> None:
    # a file that takes all memory or never ends, with nobody there to end it, must not take the machine down
    try:
        import resource
    except ImportError:  # Windows has none
        return
    for what, most in ((resource.RLIMIT_CPU, _CPU_SECONDS), (resource.RLIMIT_AS, _MEMORY)):
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or most < hard:
            with suppress(ValueError, OSError):  # some systems know the limit and refuse to set it
                resource.setrlimit(what, (most, hard))
