"""The reference models of the search: each as a race, by hand in Python, for spin, and for TLC."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any, NamedTuple, TypeAlias

from mmtui import Claim, Counter, Counting, Folio, Per, Question, Scheme, Vma
from mmtui.kernel.profile import NEWEST, profile_of
from mmtui.model.counters import Access
from mmtui.race.arena import Arena
from mmtui.race.battery import Race
from mmtui.race.verdict import Options

State: TypeAlias = tuple[Any, ...]
Successors: TypeAlias = Callable[[State], Iterator[State]]


class Model(NamedTuple):
    """One model, told to each search in its own way."""

    name: str
    arena: Callable[[], Arena]
    """For the search of ``mmtui race``."""
    start: State
    """By hand: plain tuples."""
    successors: Successors
    promela: str
    """For spin: one statement for each step, and no CPU goes away at its end."""
    tla: str
    """For TLC: the module in ``tla/``, with the CPUs and pages as constants."""


class PageMapcount(Scheme):
    """Count each page by itself; to learn about the folio, look at all of them, one after the other."""

    name = "page-mapcount"
    exact = frozenset({Question.LAST_OF_FOLIO})

    _mapcount = Counter(Per.PAGE, bias=-1)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        for page in pages:
            yield self._mapcount.inc(folio, page)
        return Claim()

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        for page in pages:
            yield self._mapcount.dec(folio, page)
        return Claim(last=(yield from self._sum(folio)) == 0)

    def _sum(self, folio: Folio) -> Generator[Access, int, int]:
        mapcount = 0
        for page in folio.pages:
            mapcount += yield self._mapcount.read(folio, page)
        return mapcount


def page_mapcount(cpus: int, pages: int) -> Model:
    """Return the model of processes that map all pages by PTEs and exit."""

    def arena() -> Arena:
        return Arena(PageMapcount(), profile_of(NEWEST), _race_of(cpus, pages), Options())

    start = ((cpus,) * pages, ((0, 0),) * cpus, 0)
    return Model(f"{cpus}x{pages}", arena, start, _by_hand(pages), _promela(cpus, pages), "PageMapcount")


def _race_of(cpus: int, pages: int) -> Race:
    names = "ABCD"[:cpus]
    setup = ["set shmem always", *(f"proc {name}" for name in names), f"memfd m {pages}"]
    setup += [f"A mmap w memfd:m {pages} shared", "A write w", "A munmap w"]
    for name in names:
        setup += [f"{name} mmap r memfd:m {pages} shared thp=off", f"{name} read r"]
    return Race(f"{cpus}x{pages}", "", "\n".join(setup), tuple(f"{name} exit" for name in names), pages)


def _by_hand(pages: int) -> Successors:
    # a CPU is (steps done, its sum so far); it clears its entries, lowers each count and reads each.  In the
    # end only how many found a sum of 0 is kept, as the statistics do
    def successors(state: State) -> Iterator[State]:
        counts, places, lasts = state
        for cpu, (done, total) in enumerate(places):
            after, last = counts, lasts
            if done > 2 * pages:
                continue
            if 1 <= done <= pages:
                after = (*counts[: done - 1], counts[done - 1] - 1, *counts[done:])
            elif done > pages:
                total += counts[done - pages - 1]
                if done == 2 * pages:
                    last, total = lasts + (total == 0), 0
            yield after, (*places[:cpu], (done + 1, total), *places[cpu + 1 :]), last

    return successors


def _promela(cpus: int, pages: int) -> str:
    lines = [f"byte count[{pages}] = {cpus}; byte lasts = 0;", f"active [{cpus}] proctype cpu() {{"]
    lines += ["byte total = 0;", "skip;"]
    lines += [f"count[{page}] = count[{page}] - 1;" for page in range(pages)]
    lines += [f"total = total + count[{page}];" for page in range(pages - 1)]
    lines += [f"d_step {{ lasts = lasts + (total + count[{pages - 1}] == 0); total = 0 }};", "end: (0)", "}"]
    return "\n".join(lines) + "\n"


def plain_search(model: Model) -> int:
    """Return how many states a plain search of plain tuples finds: what one writes for a single model."""
    known, stack = {model.start}, [model.start]
    while stack:
        for state in model.successors(stack.pop()):
            if state not in known:
                known.add(state)
                stack.append(state)
    return len(known)
