"""The run that breaks a player's scheme, made ready for the timeline of the laboratory."""

from __future__ import annotations

from dataclasses import replace

from mmtui.catalog.workshop import loaded
from mmtui.explore.verdict import Counterexample
from mmtui.game.handing_in import file_of
from mmtui.game.session import Session
from mmtui.game.trial import Trial
from mmtui.tui.lab_bench import Bench
from mmtui.tui.lab_run import session_of


def run_of(session: Session, example: Counterexample) -> tuple[Session, Counterexample] | str:
    """Return the run as a session under the player's scheme, or why there is none.

    The file is loaded in this process, so only one that was examined apart, and whose run was gone through
    there with every question that a screen asks.
    """
    trial = session.trial
    found = loaded(trial.catalog.sources, file_of(session))
    if not found.name:
        return f"The file cannot be loaded any more: {found.problem}"
    own = Trial(trial.scenario, trial.ops, trial.nr_setup, found.catalog)
    bench = Bench(replace(session, trial=own, scheme=found.name))
    run = session_of(bench, example)
    run.timeline[len(example.ops)]  # made here, not while the screen waits
    return run, example
