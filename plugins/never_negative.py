"""Does any counter run below zero, or stay behind when its folio is freed?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mmtui import Checker, Moment, Per, hookimpl


class NeverNegative(Checker):
    """No counter goes below zero or beyond its bits, and a folio that is freed leaves all at zero.

    Who takes away more than was added will sooner or later call a folio unmapped that is not.  Who leaves
    something behind gives it to the next user of the page: ``free_pages_prepare()`` in mm/page_alloc.c
    reports "nonzero mapcount" and never uses such a page again.

    A counter that only large folios have lies over a page behind the first.  Behind a small folio's stands
    another folio, so who counts there has overwritten somebody else's.

    A scheme that claims nothing exactly may leave behind what it likes; below zero or beyond the size
    of a counter nobody may go.
    """

    name = "never-negative"
    title = "counters end at zero, never run below it and never wrap"

    def check(self, moment: Moment) -> Iterator[str]:
        if moment.fault is not None:
            return
        name, exact = moment.scheme.name, moment.scheme.exact
        for (folio, counter, value, driven), alike in groupby(moment.wrong, lambda left: left[:2] + left[3:]):
            pages = sorted({left.page for left in alike})
            where = f"{counter} of {folio}"
            if counter.per is Per.PAGE:
                where = f"{counter} of {folio}[{pages[0]}]" + (
                    f" and {len(pages) - 1} more" if pages[1:] else ""
                )
            if driven is not None:
                yield f"{where} is driven to {driven} and wraps to {value}: it has {counter.bits} bits"
            elif value < 0:
                yield f"{where} is {value}: {name} took away more than it had added"
            elif exact:
                yield f"{where} is {value} when the folio is freed: {name} has not taken away what it added"
        yield from _beyond(moment)


def _beyond(moment: Moment) -> Iterator[str]:
    counters = [counter for counter in moment.scheme.counters() if counter.large_only]
    for folio in moment.world.folios():
        for counter in counters if not folio.large else ():
            if value := moment.books.value(counter, folio):
                yield f"{counter} of {folio} is {value}: a small folio has no such counter"


@hookimpl
def register_checkers() -> list[type[Checker]]:
    return [NeverNegative]
