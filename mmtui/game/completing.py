"""How an operation that is being typed may go on."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.game.picking import picks
from mmtui.moment import Moment
from mmtui.scenario import ActAsk

_TO_SELF = frozenset({"fork", "exit", "mmap"})
"""Verbs behind which no region stands that there is already."""


def completions(ask: ActAsk, moment: Moment, typed: str) -> tuple[str, ...]:
    """Return operations, or beginnings of operations, that begin as what is typed; the best one first.

    What can be picked comes before processes, verbs and regions, one word after the other.
    """
    typed = typed.lstrip()
    if not typed:
        return ()
    ready = [op for op in picks(ask, moment) if op.startswith(typed) and op != typed]
    *before, begun = typed.split(" ")
    words = [word for word in _words(ask, moment, before) if word.startswith(begun) and word != begun]
    return tuple(dict.fromkeys((*ready, *(" ".join((*before, word)) for word in words))))


def _words(ask: ActAsk, moment: Moment, before: list[str]) -> Iterator[str]:
    world = moment.world
    match before:
        case []:
            yield from world.mms
        case [who] if who in world.mms:
            yield from ask.verbs
        case [who, verb] if who in world.mms and verb not in _TO_SELF:
            yield from world.mms[who].regions
