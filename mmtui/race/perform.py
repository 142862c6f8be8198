"""Doing one step, of any kind; the same for the search and for a replay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mmtui.errors import UsageError
from mmtui.handlers import answered, reading
from mmtui.model.counters import Do
from mmtui.model.folio import Folio
from mmtui.race.asking import Ask, Asked, Compare, Reply, Whole, lacking
from mmtui.race.places import Ground, folio_bits
from mmtui.race.steps import (
    LEAST,
    LOCKS,
    MOST,
    REFERENCES,
    WRONG,
    Cell,
    Change,
    Free,
    Key,
    Look,
    Memory,
    Place,
    Say,
    Step,
    Table,
    Take,
    access,
    free,
    say,
    take,
)
from mmtui.scheme import Question


@dataclass(frozen=True)
class Watch:
    """What a step needs beside the memory: how truth is seen, and which locks there are not."""

    ground: Ground
    asked: tuple[Asked, int] | None = None
    """The question that some CPU asks, if one does."""
    without: frozenset[str] = frozenset()
    """Kinds of lock that nobody takes, to see why they are there."""


def visible(step: Step, watch: Watch) -> bool:
    """Tell whether other CPUs could see a difference if the step came earlier or later.

    Not that of letting a lock go, of what a scheme says, and of a look at entries under their lock: these
    go with the step before them (Lipton's movers).
    """
    match step:
        case Look():
            return not step.guarded or step.guarded in watch.without
        case Change(at=Table()):  # looked at and changed under pmd_lock only
            return "pmd_lock" in watch.without
        case Take() | Free() | Say() | Ask() | Reply():
            return False
    return True


def perform(step: Step, memory: Memory, watch: Watch) -> int | None:
    """Do a step and return its answer; None when the CPU has to wait for a lock."""
    match step:
        case Take():
            return 0 if step.lock.kind in watch.without or take(step, memory) else None
        case Free():
            if step.lock.kind not in watch.without:
                free(step, memory)
        case Look():
            return memory[step.at] & step.bits
        case Change():
            memory[step.at] = memory[step.at] & ~step.clear | step.set
            _look_again(memory, watch)
        case Say():
            say(step, memory)
        case Ask():
            return 0
        case Compare():
            return _compared(memory, watch.ground)
        case Reply():
            _judge(step, memory)
        case _:
            return access(step, memory)
    return 0


def _look_again(memory: Memory, watch: Watch) -> None:
    # truth has changed and a question is open: every answer between its least and its most since the race
    # began is right, for an entry that is gone is counted out a moment later, and one that comes earlier
    if watch.asked is None or not memory[MOST]:
        return
    now = 1 + true_answer(watch.ground, memory, *watch.asked)
    memory[LEAST], memory[MOST] = min(memory[LEAST], now), max(memory[MOST], now)


def watched(ground: Ground, asked: tuple[Asked, int] | None) -> Ground:
    """Return the ground of a race in which a question is asked: what is true at its start is remembered.

    That a page must not be reused can always be said, for who hears it makes a copy.
    """
    if asked is None:
        return ground
    now = 1 + true_answer(ground, {place: ground.start.get(place, 0) for place in ground.places}, *asked)
    start: dict[Key, int] = {**ground.start, LEAST: now, MOST: now}
    if asked[0] is Whole.MAY_REUSE:
        start |= {LEAST: 1, REFERENCES: ground.held.references}
    return replace(ground, start=start)


def _judge(step: Reply, memory: Memory) -> None:
    if step.answer is not None and not memory[LEAST] <= step.answer + 1 <= memory[MOST]:
        memory[WRONG] = 1
    memory[LEAST] = memory[MOST] = 0


def true_answer(ground: Ground, memory: Memory | Mapping[Key, int], question: Asked, page: int) -> int:
    """Return what is true now, read off the entries; truth values are 0 and 1."""
    standing = [(place, memory[place]) for place in ground.places]
    match question:
        case Question.PAGE_MAPCOUNT:
            return sum(folio_bits(bits, ground.folio) >> page & 1 for _, bits in standing)
        case Question.FOLIO_MAPCOUNT:
            return sum(bits.bit_count() for _, bits in standing)
        case Question.MAPPED:
            return int(any(bits for _, bits in standing))
        case Whole.MAY_REUSE:
            return int(not ground.held.extra)
        case _:
            return int(len({place.vma.mm for place, bits in standing if bits}) > 1)


def _compared(memory: Memory, ground: Ground) -> int:
    if lacking(ground.scheme):
        return -1
    shared = said_now(memory, ground, Question.SHARED, 0)
    mapcount = said_now(memory, ground, Question.FOLIO_MAPCOUNT, 0)
    if shared is None or mapcount is None:
        return -1
    return int(not shared and 1 < mapcount == memory[REFERENCES] - ground.held.cached)


def said_now(memory: Memory, ground: Ground, question: Question, page: int) -> int | None:
    """Return what the scheme answers while nothing changes; None if it cannot say."""
    asking, answer = reading(ground.scheme, question, ground.folio, page), None
    while True:
        try:
            do, counter, _, at, _ = asking.send(answer)  # type: ignore[arg-type]  # None starts it
        except StopIteration as end:
            return answered(end.value)
        assert do is Do.READ, "a question changes nothing"
        answer = memory[Cell(counter, at)]


def mapped_pages(folio: Folio, standing: Mapping[Place, int]) -> int:
    """Return how many pages of the folio some entry maps."""
    every = 0
    for bits in standing.values():
        every |= folio_bits(bits, folio)
    return every.bit_count()


def lock_kinds(words: tuple[str, ...]) -> frozenset[str]:
    """Return the kinds of lock that are named; raise ``UsageError`` for what is none."""
    for word in words:
        if word not in LOCKS:
            raise UsageError(f"no lock is called {word!r}; known are {', '.join(LOCKS)}")
    return frozenset(words)
