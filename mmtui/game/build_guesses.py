"""How often a scheme's guesses are wrong in a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from mmtui.fault import SchemeBroke
from mmtui.guarded import asked
from mmtui.model.events import UNMAPS
from mmtui.model.truth import Truth, truths
from mmtui.moment import Moment
from mmtui.scheme import Question

Wrongly: TypeAlias = Literal["yes", "no"]


class Mistake(NamedTuple):
    """One wrong answer; who cannot say is wrong too."""

    says: str
    wrongly: Wrongly


class Counted(NamedTuple):
    """How often."""

    times: int = 0
    first: str = ""
    """The operation after which it was for the first time; empty if it never was."""
    at: int = 0
    """How many operations had run then."""


class Mistakes:
    """Wrong answers, counted as a run goes on."""

    def __init__(self) -> None:
        self._counted: dict[Mistake, Counted] = {}

    def count(self, moment: Moment) -> None:
        """Count those of one more moment."""
        for mistake in mistakes_at(moment):
            was = self._counted.get(mistake) or Counted(0, f"{moment.n} {moment.op}", moment.n)
            self._counted[mistake] = was._replace(times=was.times + 1)

    def __getitem__(self, key: tuple[str, str]) -> Counted:
        return next((found for mistake, found in self._counted.items() if mistake == key), Counted())


def mistakes_at(moment: Moment) -> Iterator[Mistake]:
    """Yield each wrong answer at a moment: whether a mapped folio is shared, and of each unmap of a large
    anonymous folio whether it left a part mapped.

    A scheme that breaks while it is asked cannot say.
    """
    for truth in truths(moment.world).values():
        if truth.mapped and _shared(moment, truth) is not truth.shared:
            yield Mistake(Question.SHARED.value, "no" if truth.shared else "yes")
    for event, claim, zero, _, partly in moment.said:
        if event.what not in UNMAPS or not event.folio.large or not event.folio.anon:
            continue
        if claim.partly is None or (partly and zero > 0 and not claim.partly):
            yield Mistake(Question.PARTLY_MAPPED.value, "no")
        elif claim.partly and not partly:
            yield Mistake(Question.PARTLY_MAPPED.value, "yes")


def _shared(moment: Moment, truth: Truth) -> bool | None:
    try:
        said = asked(moment, lambda: moment.ask(Question.SHARED, truth.folio))
    except SchemeBroke:
        return None
    return None if said is None else bool(said)
