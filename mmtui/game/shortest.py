"""The fewest operations that reach the goal of an ``act``, by a search through those that can be picked."""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from mmtui.game.acting import start_of
from mmtui.game.attempt import Attempt
from mmtui.game.goals import ticks
from mmtui.game.trial import Trial
from mmtui.model.ops import Op, parse_op
from mmtui.scenario import ActAsk, Step
from mmtui.timeline import Timeline

MOST_STATES = 20_000
"""A search that meets more is given up."""


class Shortest(NamedTuple):
    """What a search has found."""

    ops: tuple[Op, ...] | None
    """The first of the shortest runs; None if there is none within the bounds."""
    states: int
    whole: bool
    """All runs up to the bound were looked at, or one was found."""


def shortest(trial: Trial, step: Step, longest: int) -> Shortest:
    """Return the shortest run of at most ``longest`` picked operations that reaches the goal.

    States that are equal, page tables, counters and clauses, are looked at once.  Of several runs of one
    length it is the first in the order of ``ops``.
    """
    assert isinstance(step.ask, ActAsk), "only an act has a goal"
    picks = [parse_op(text) for text in step.ask.ops]
    start = start_of(trial, step)
    seen: set[bytes] = set()
    border: list[tuple[tuple[Op, ...], Timeline]] = [((), trial.branch(Attempt(start)))]
    for _ in range(longest):
        fresh = []
        for done, run in border:
            for op in picks:
                longer = run.then(op)
                moment = longer[len(longer)]
                if moment.result.nonsense or moment.fault is not None:
                    continue
                holds = tuple(
                    tick.holds for tick in ticks(longer, start, len(longer), step.ask, trial.catalog)
                )
                if all(holds):
                    return Shortest((*done, op), len(seen), True)
                key = blake2b(repr((moment.world, moment.books.cells, holds)).encode()).digest()
                if key not in seen:
                    seen.add(key)
                    fresh.append(((*done, op), longer))
                if len(seen) > MOST_STATES:
                    return Shortest(None, len(seen), False)
        border = fresh
    return Shortest(None, len(seen), True)
