"""Does an unmap that leaves only a part mapped get the folio queued?"""

from __future__ import annotations

from collections.abc import Iterator

from mmtui import UNMAPS, Checker, Moment, Question, hookimpl


class PartialMapping(Checker):
    """A large anonymous folio is to be queued when an unmap leaves some of its pages mapped and some not.

    Under memory pressure the pages that nobody maps can be had by splitting the folio, if it is in the
    queue of ``deferred_split_folio()``.  Missed, they are lost until the folio is freed; queued for
    nothing, the shrinker works for nothing.

    An unmap that takes no page's last mapping changes nothing, so it may also be silent.
    """

    name = "partial-mapping"
    title = "a partly mapped folio is noticed"

    def check(self, moment: Moment) -> Iterator[str]:
        if moment.fault is not None or Question.PARTLY_MAPPED not in moment.scheme.exact:
            return
        for event, claim, zero, entries, partly in moment.said:
            if event.what not in UNMAPS or not event.folio.anon or not event.folio.large:
                continue
            if claim.partly in (partly, partly and zero > 0):
                continue
            truth = "partly mapped" if partly else "mapped by nothing" if not entries else "mapped in full"
            yield f"{event}: {event.folio} is {truth} now, but {moment.scheme.name} {_SAID[claim.partly]}"


_SAID = {
    True: "says that it is partly mapped",
    False: "does not notice",
    None: "does not say whether it is partly mapped",
}


@hookimpl
def register_checkers() -> list[type[Checker]]:
    return [PartialMapping]
