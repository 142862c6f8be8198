"""The reference models of the search: a scheme and races, by hand in Python, and for spin."""

from __future__ import annotations

from collections.abc import Generator

from mmtui import Claim, Counter, Counting, Folio, Per, Question, Scheme, Vma
from mmtui.model.counters import Access
from mmtui.race.battery import Race

MODELS = ((2, 4), (2, 8), (3, 4), (3, 8), (4, 4))
"""CPUs and pages."""


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


def race_of(cpus: int, pages: int) -> Race:
    """Return a race in which so many processes that map all pages by PTEs exit."""
    names = "ABCD"[:cpus]
    setup = ["set shmem always", *(f"proc {name}" for name in names), f"memfd m {pages}"]
    setup += [f"A mmap w memfd:m {pages} shared", "A write w", "A munmap w"]
    for name in names:
        setup += [f"{name} mmap r memfd:m {pages} shared thp=off", f"{name} read r"]
    return Race(f"{cpus}x{pages}", "", "\n".join(setup), tuple(f"{name} exit" for name in names), pages)


def by_hand(cpus: int, pages: int) -> int:
    """Return how many states a plain search of plain tuples finds: what one writes for a single model.

    A CPU is (steps done, its sum so far); it clears its entries, lowers each count and reads each.  In the
    end only how many found a sum of 0 is kept, as the statistics do.
    """
    begin = ((cpus,) * pages, ((0, 0),) * cpus, 0)
    known, stack = {begin}, [begin]
    while stack:
        counts, places, lasts = stack.pop()
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
            state = (after, (*places[:cpu], (done + 1, total), *places[cpu + 1 :]), last)
            if state not in known:
                known.add(state)
                stack.append(state)
    return len(known)


def promela(cpus: int, pages: int) -> str:
    """Return the same model for spin: one statement for each step, and no CPU goes away at its end."""
    lines = [f"byte count[{pages}] = {cpus}; byte lasts = 0;", f"active [{cpus}] proctype cpu() {{"]
    lines += ["byte total = 0;", "skip;"]
    lines += [f"count[{page}] = count[{page}] - 1;" for page in range(pages)]
    lines += [f"total = total + count[{page}];" for page in range(pages - 1)]
    lines += [f"d_step {{ lasts = lasts + (total + count[{pages - 1}] == 0); total = 0 }};", "end: (0)", "}"]
    return "\n".join(lines) + "\n"
