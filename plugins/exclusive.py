"""Is a folio that several processes map ever said to have one owner?"""

from __future__ import annotations

from collections.abc import Iterator

from mmtui import Checker, Moment, Question, hookimpl, truths


class Exclusive(Checker):
    """Who guesses whether a folio is shared may still promise how the guess can be wrong.

    ``never_misses`` promises that "not shared" is never said of what is: copy-on-write takes such a folio
    for its own and writes to it, and the other process sees what was written.  ``exact_for_two`` promises
    that the guess is right, of large folios, while there were never more than two processes.
    """

    name = "exclusive"
    title = "what several processes map is not said to have one owner"

    def check(self, moment: Moment) -> Iterator[str]:
        scheme = moment.scheme
        never_misses = Question.SHARED in scheme.never_misses
        for_two = Question.SHARED in scheme.exact_for_two and len(moment.world.names) <= 2
        if moment.fault is not None or not (never_misses or for_two):
            return
        for truth in truths(moment.world).values():
            said = bool(moment.ask(Question.SHARED, truth.folio))
            if truth.shared and not said:
                mms = " and ".join(sorted(truth.mms))
                yield f"{truth.folio}: {mms} map it, but {scheme.name} says that it has one owner"
            elif for_two and truth.folio.large and said and not truth.shared:
                (mm,) = truth.mms
                yield f"{truth.folio}: only {mm} maps it, but {scheme.name} says that it is shared"


@hookimpl
def register_checkers() -> list[type[Checker]]:
    return [Exclusive]
