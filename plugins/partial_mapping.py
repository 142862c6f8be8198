"""Does an unmap that leaves only a part mapped get the folio queued?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmtui import UNMAPS, Checker, Moment, Question, Scheme, hookimpl


class PartialMapping(Checker):
    """A large anonymous folio is to be queued when an unmap leaves some of its pages mapped and some not.

    Under memory pressure the pages that nobody maps can be had by splitting the folio, if it is in the
    queue of ``deferred_split_folio()``.  Missed, they are lost until the folio is freed; queued for
    nothing, the shrinker works for nothing.

    Of other folios nothing has to be said, but what is said must be true: a small one is never partly mapped.

    An unmap that takes no page's last mapping changes nothing, so it may also be silent.  Who only promises
    to miss none (``never_misses``) may queue for nothing; who only promises to invent none
    (``never_invents``) may miss.
    """

    name = "partial-mapping"
    title = "a partly mapped folio is noticed"

    def check(self, moment: Moment) -> Iterator[str]:
        if moment.fault is not None:
            return
        held = _held(moment.scheme)
        for event, claim, zero, entries, partly in moment.said if any(held) else ():
            queued = event.folio.anon and event.folio.large
            if event.what not in UNMAPS or not (queued or claim.partly):
                continue
            if not _wrong(claim.partly, partly, news=queued and partly and zero > 0, held=held):
                continue
            truth = "partly mapped" if partly else "mapped by nothing" if not entries else "mapped in full"
            yield f"{event}: {event.folio} is {truth} now, but {moment.scheme.name} {_SAID[claim.partly]}"


class _Held(NamedTuple):
    # to what a scheme is held
    exact: bool
    never_misses: bool
    never_invents: bool


def _held(scheme: Scheme) -> _Held:
    sets = (scheme.exact, scheme.never_misses, scheme.never_invents)
    return _Held(*(Question.PARTLY_MAPPED in claimed for claimed in sets))


def _wrong(said: bool | None, partly: bool, *, news: bool, held: _Held) -> bool:
    # news: this unmap took the last mapping of some pages, so it must be said now
    if said is None and held.exact:
        return True
    missed = (held.exact or held.never_misses) and news and not said
    return missed or ((held.exact or held.never_invents) and bool(said) and not partly)


_SAID = {
    True: "says that it is partly mapped",
    False: "does not notice",
    None: "does not say whether it is partly mapped",
}


@hookimpl
def register_checkers() -> list[type[Checker]]:
    return [PartialMapping]
