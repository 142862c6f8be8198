"""Was the last unmap noticed, and only the last?"""

from __future__ import annotations

from collections.abc import Iterator

from mmtui import MAPS, UNMAPS, Checker, Claim, Event, Moment, Question, What, hookimpl


class LastUnmap(Checker):
    """The first map of a page, and the last unmap of a page or of its folio, must be said as they happen.

    NR_ANON_MAPPED and NR_FILE_MAPPED count a page once, however many entries map it: ``__folio_mod_stat()``
    in mm/rmap.c adds it with the first and takes it out with the last.  Said too often, the statistic runs
    below zero; said too rarely, it leaks for good.
    """

    name = "last-unmap"
    title = "the first map and the last unmap are noticed"

    def check(self, moment: Moment) -> Iterator[str]:
        if moment.fault is not None:
            return
        scheme, exact = moment.scheme.name, moment.scheme.exact
        for event, claim, zero, entries, _ in moment.said:
            if Question.LAST_OF_PAGE in exact and event.what in MAPS and claim.first != zero:
                yield _differs(event, scheme, "the first map", _pages(claim.first), _pages(zero))
            if Question.LAST_OF_PAGE in exact and event.what in UNMAPS and claim.gone != zero:
                yield _differs(event, scheme, "the last unmap", _pages(claim.gone), _pages(zero))
            if Question.LAST_OF_PAGE in exact and event.what is What.SPLIT_PMD and _net(claim):
                said = f"{_pages(claim.first)} and takes {_pages(claim.gone)} out"
                yield f"{event}: the same pages stay mapped, but {scheme} brings {said}"
            if Question.LAST_OF_FOLIO in exact and event.what in UNMAPS and claim.last != (entries == 0):
                yield f"{event}: {scheme} {_LAST[claim.last]} of {event.folio}; entries left: {entries}"


_LAST = {
    True: "calls it the last unmap",
    False: "does not call it the last unmap",
    None: "does not say whether it was the last unmap",
}


def _differs(event: Event, scheme: str, what: str, said: str, true: str) -> str:
    return f"{event}: {what} of {true}, but {scheme} says {said}"


def _net(claim: Claim) -> int:
    return (claim.first or 0) - (claim.gone or 0)


def _pages(count: int | None) -> str:
    return "nothing" if count is None else f"{count} page" if count == 1 else f"{count} pages"


@hookimpl
def register_checkers() -> list[type[Checker]]:
    return [LastUnmap]
