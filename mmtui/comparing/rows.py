"""One question beside the truth: what each scheme says, and whether that is a broken promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mmtui.model.folio import Folio
from mmtui.scheme import Question, Scheme

WRONG = "!"
"""False, although the scheme claims to know exactly or promised not to err this way."""
OFF = "~"
"""A guess that is not what is true."""
BROKE = "x"
"""The scheme raised, or took too long, and is asked no more."""
QUIET = "-"
"""Silent where nothing had to be said: this unmap took the last mapping of no page."""
BAD = frozenset({WRONG, BROKE})

QUESTIONS = {
    "first-map": Question.LAST_OF_PAGE,
    "last-of-page": Question.LAST_OF_PAGE,
    "last-of-folio": Question.LAST_OF_FOLIO,
    "partly-mapped": Question.PARTLY_MAPPED,
    "page-mapcount": Question.PAGE_MAPCOUNT,
    "folio-mapcount": Question.FOLIO_MAPCOUNT,
    "mapped": Question.MAPPED,
    "shared": Question.SHARED,
}
"""What a row can ask, and to which claim of a scheme that belongs; the first four are said by claims."""
YES_OR_NO = frozenset({"last-of-folio", "partly-mapped", "mapped", "shared"})


class Answer(NamedTuple):
    """What a scheme says; None is "cannot say"."""

    value: int | None
    mark: str = ""
    """Empty, ``WRONG``, ``OFF``, ``BROKE`` or ``QUIET``."""

    @property
    def errs(self) -> bool:
        """Whether this is not the truth, or no answer because the scheme broke."""
        return self.mark not in ("", QUIET)


class Place(NamedTuple):
    """Of what a row speaks: a folio or neighbouring small ones, some of its pages, an event."""

    first: Folio
    last: Folio
    pages: range | None = None
    event: str = ""

    def __str__(self) -> str:
        label = self.first.label if self.first == self.last else f"{self.first}-{self.last}"
        if self.pages is None:
            return label
        last = self.pages.stop - 1
        return (
            f"{label}[{self.pages.start}]" if len(self.pages) == 1 else f"{label}[{self.pages.start}-{last}]"
        )


class Row(NamedTuple):
    """A question, the truth, and the answer of each scheme."""

    question: str
    """A key of ``QUESTIONS``."""
    place: Place
    truth: int
    answers: tuple[Answer, ...]
    times: int = 1
    """How many folios or pages it speaks of."""

    @property
    def marks(self) -> frozenset[str]:
        """The marks of all answers that err; empty where all say what is true."""
        return frozenset(answer.mark for answer in self.answers if answer.errs)

    @property
    def differs(self) -> bool:
        """Whether any scheme says what is not true, or broke."""
        return any(answer.errs for answer in self.answers)


def judged(scheme: Scheme, question: str, said: int | None, truth: int, *, for_two: bool = False) -> Answer:
    """Return what a scheme said with its mark.

    With ``for_two`` it is also held to ``exact_for_two``.  The rules are those of the checkers.
    """
    asked = QUESTIONS[question]
    if said is None:
        return Answer(None, WRONG if asked in scheme.exact else "")
    if said == truth:
        return Answer(said)
    held = asked in scheme.exact or (for_two and asked in scheme.exact_for_two)
    held = held or asked in (scheme.never_misses if said < truth else scheme.never_invents)
    return Answer(said, WRONG if held else OFF)


def folded(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows, neighbouring small folios and neighbouring pages as one if their rows say the same.

    The questions of a run of small folios come in turns, so rows of one question are looked at together.
    """
    by_question: dict[str, list[Row]] = {}
    for row in rows:
        kept = by_question.setdefault(row.question, [])
        if kept and (place := _joined(kept[-1], row)) is not None:
            kept[-1] = kept[-1]._replace(place=place, times=kept[-1].times + row.times)
        else:
            kept.append(row)
    for kept in by_question.values():
        yield from kept


def _joined(one: Row, other: Row) -> Place | None:
    first, second = one.place, other.place
    if (one.truth, one.answers, first.event) != (other.truth, other.answers, second.event):
        return None
    if one.question == "page-mapcount" and first.first == second.first and first.first.large:
        return _longer(first, second)
    small = not first.first.large and not second.first.large
    return (
        first._replace(last=second.last) if small and first.last.serial + 1 == second.first.serial else None
    )


def _longer(first: Place, second: Place) -> Place | None:
    if first.pages is None or second.pages is None or first.pages.stop != second.pages.start:
        return None
    return first._replace(pages=range(first.pages.start, second.pages.stop))
