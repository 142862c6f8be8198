"""What a scheme does for a change of entries: its handler, step by step, among the steps of other CPUs."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from types import GeneratorType
from typing import Any, TypeAlias

from mmtui.fault import misbehaved, thrown_into
from mmtui.handlers import checked
from mmtui.model.counters import Access, Counter, Do, Per
from mmtui.model.events import MAPS, What
from mmtui.model.vma import Vma
from mmtui.race.pages import bits_of, meet, pages_words
from mmtui.race.places import Ground
from mmtui.race.steps import Look, Place, Say, Step, Steps
from mmtui.scheme import Counting, Scan

Answering: TypeAlias = Generator[Step, int, int]
_WHOLE = (What.MAP_PMD, What.UNMAP_PMD, What.DUP_PMD, What.SPLIT_PMD)
"""Events of a PMD leaf: their handlers are told no pages."""


def counted(ground: Ground, what: What, vma: Vma, pages: range) -> Steps:
    """Run the handler of an event to its end; what it scans is read from the tables as they are then.

    Raises ``Misbehaved`` where it does what no handler does, and whatever it raises itself.
    """
    handler, held = _handler(ground, what, vma, pages), pages
    answer: int | None = None
    while True:
        try:
            step = handler.send(answer)  # type: ignore[arg-type]  # None starts it
        except StopIteration as end:
            claim = checked(end.value, what.value)
            break
        answer = None  # a paused generator that still holds it would stand at a place of its own
        if isinstance(step, Scan):
            answer = yield from _scan(ground, _followed(handler, step), held)
        else:
            answer = yield _sound(ground, handler, step)
    yield Say(
        f"{what.value} {ground.folio}[{pages_words(pages)}] in {vma.mm} {vma.region}", claim, what in MAPS
    )


def _handler(ground: Ground, what: What, vma: Vma, pages: range) -> Counting:
    handler, folio = getattr(ground.scheme, what.value), ground.folio
    found: Counting = handler(folio, vma) if what in _WHOLE else handler(folio, pages, vma)
    if type(found) is not GeneratorType:
        raise misbehaved(f"has no yield in {what.value}(), so nothing would run", what.value)
    return found


def _sound(ground: Ground, handler: Counting, step: Any) -> Access:
    # what a scheme yields may be anything
    access = type(step) is tuple and len(step) == 5 and isinstance(step[0], Do)
    if not access or not isinstance(step[1], Counter):
        raise thrown_into(handler, misbehaved(f"yielded {step!r}; a step is a counter access or a scan()"))
    _, counter, number, page, _ = step
    pages = ground.folio.nr_pages if counter.per is Per.PAGE else 1
    declared = counter in type(ground.scheme).counters()
    if not (declared and number == ground.folio.number and 0 <= page < pages):
        problem = f"uses {counter!r}, page {page}, of folio {number}: no such counter is declared"
        raise thrown_into(handler, misbehaved(problem))
    sound: Access = step
    return sound


def _followed(handler: Counting, how: Scan) -> Scan:
    if how.of_any:
        raise thrown_into(handler, misbehaved("scans for any entry; a race follows those of its folio only"))
    return how


def _scan(ground: Ground, how: Scan, changed: range) -> Answering:
    # one step for each table; that of the changed pages is locked by who scans
    besides, found = bits_of(how.besides), 0
    for place in _scanned(ground, how):
        bits = yield Look(place, ground.whole * 2 - 1, "ptl" if meet(place.pages, changed) else "")
        leaf = bits & ground.whole
        mapped = ground.folio.nr_pages if leaf else (bits & ~besides & bits_of(place.pages)).bit_count()
        found += mapped
        if found and not how.every:
            break
    return found if how.every else int(found > 0)


def _scanned(ground: Ground, how: Scan) -> Iterator[Place]:
    at = how.table_of
    for place in ground.places_of(how.vma):
        if at is None or (at in place.pages if isinstance(at, int) else place.vma.ident == at.ident):
            yield place
