"""One moment of a race as a value: where each CPU stands in the source, what all share, what is wrong.

``race_source.py`` makes lines of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mmtui.model.counters import Do, Per
from mmtui.race.arena import Arena
from mmtui.race.places import folio_bits
from mmtui.race.stand import Spot, Stand, begin_of, source_of
from mmtui.race.steps import NEGATIVE, WRONG, Cell, Key, Place, Say
from mmtui.race.verdict import Verdict
from mmtui.report.lanes import Lanes
from mmtui.report.steps import next_words


class SourceLine(NamedTuple):
    """A line of the scheme's source."""

    number: int
    """In its file, counted from 1."""
    text: str
    next: bool
    """It is about to run."""


class LaneView(NamedTuple):
    """A CPU."""

    cpu: str
    does: str
    """Its operations."""
    inside: tuple[str, ...]
    """The functions of the scheme that it is in, the outermost first; empty while the kernel goes on."""
    source: tuple[SourceLine, ...]
    """Of the innermost of them."""
    next: str
    """The next step in words; empty when it is done."""
    answers: tuple[int, ...]
    """What its accesses were answered since this event began."""


class SharedView(NamedTuple):
    """A counter, or how often each page is mapped, before and after the last step."""

    name: str
    before: tuple[int, ...]
    now: tuple[int, ...]
    stored: tuple[int, ...]
    """What the kernel stores; as ``now`` where there is no bias."""


class RaceView(NamedTuple):
    """One moment of a race."""

    schedule: str
    """Who stepped until here."""
    lanes: tuple[LaneView, ...]
    truth: SharedView
    counters: tuple[SharedView, ...]
    outcome: str
    """``holds`` or ``broken`` when every CPU is done; before that ``broken`` if a counter ran below zero or
    an answer was false, else ``open``."""
    reasons: tuple[str, ...]


def lanes_of(arena: Arena, schedule: str) -> Lanes:
    """Return a schedule that was run, with what it began with.

    Raises ``UsageError`` for a CPU that there is not, that is done, or that has to wait.
    """
    return lanes_with(arena, arena.replayed(schedule))


def lanes_with(arena: Arena, verdict: Verdict) -> Lanes:
    """Return the schedule of a verdict on this race, with what it began with."""
    ground = arena.kernel.ground
    begins = tuple(begin_of(task, arena.kernel) for task in arena.tasks)
    return Lanes(verdict, ground.folio, ground.start, begins)


def race_view(lanes: Lanes, n: int) -> RaceView:
    """Return the moment after the first ``n`` steps."""
    verdict, now, was = lanes.verdict, lanes.memory(n), lanes.memory(max(0, n - 1))
    outcome, reasons = _so_far(lanes, n, now)
    cpus = range(len(verdict.race.cpus))
    return RaceView(
        verdict.schedule[:n],
        tuple(_lane(lanes, cpu, n) for cpu in cpus),
        SharedView("mapped by", mapped_by(lanes, was), mapped_by(lanes, now), mapped_by(lanes, now)),
        tuple(_counters(lanes, now, was)),
        outcome,
        reasons,
    )


def mapped_by(lanes: Lanes, memory: Mapping[Key, int]) -> tuple[int, ...]:
    """Return the truth: how many entries map each page."""
    standing = [folio_bits(bits, lanes.folio) for key, bits in memory.items() if isinstance(key, Place)]
    return tuple(sum(bits >> page & 1 for bits in standing) for page in lanes.folio.pages)


def _so_far(lanes: Lanes, n: int, now: Mapping[Key, int]) -> tuple[str, tuple[str, ...]]:
    verdict = lanes.verdict
    if n == len(lanes) and verdict.outcome != "unfinished":
        return verdict.outcome, verdict.reasons
    wrong = tuple(note.what for note in (NEGATIVE, WRONG) if now.get(note))
    return ("broken" if wrong else "open"), wrong


def _lane(lanes: Lanes, at: int, n: int) -> LaneView:
    cpu = "abcdefgh"[at]
    moves = [move for move in lanes.verdict.moves[:n] if move.cpu == cpu]
    stand = moves[-1].stands if moves else lanes.begins[at] if lanes.begins else Stand(None)
    answers: list[int] = []
    for done in (done for move in moves for done in move.done):
        if isinstance(done.step, Say):
            answers.clear()
        elif isinstance(done.step[0], Do):
            answers.append(done.answer)
    return LaneView(
        cpu,
        lanes.verdict.race.cpus[at],
        tuple(spot.code.co_name for spot in stand.spots),
        _source(stand.spots[-1]) if stand.spots else (),
        next_words(stand.step) if stand.step is not None else "",
        tuple(answers),
    )


def _source(spot: Spot) -> tuple[SourceLine, ...]:
    first, lines = source_of(spot.code)
    return tuple(SourceLine(nr, text, nr == spot.line) for nr, text in enumerate(lines, first))


def _counters(lanes: Lanes, now: Mapping[Key, int], was: Mapping[Key, int]) -> list[SharedView]:
    shown = []
    for counter in lanes.counters():
        pages = lanes.folio.pages if counter.per is Per.PAGE else range(1)
        before, after = (tuple(memory.get(Cell(counter, page), 0) for page in pages) for memory in (was, now))
        shown.append(SharedView(counter.name, before, after, tuple(map(counter.stored, after))))
    return shown
