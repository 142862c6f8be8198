"""Questions in a race: those that a scheme answers, and one that the kernel asks itself."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

from mmtui.scheme import Question, Scheme


class Whole(Enum):
    """A question of the whole kernel, of which a scheme answers only a part."""

    MAY_REUSE = "may-reuse"
    """May a write use the page as it is, because nobody else has the folio?"""


Asked: TypeAlias = Question | Whole


class Ask(NamedTuple):
    """A question begins."""

    question: Asked
    page: int


class Compare(NamedTuple):
    """Compare the mapcount with the references while nobody changes the mapcount.

    Answers 1 if only one process maps the folio and there are no more references than mappings, 0 if not,
    and -1 if the scheme does not know it for certain; see ``lacking()``.
    """

    page: int
    """The page that is written to; the answer is for the whole folio."""


def lacking(scheme: Scheme) -> tuple[Question, ...]:
    """Return what a scheme would have to know for the kernel to ask it whether a page may be reused.

    How many entries there are, and never to take a folio for one process's that another maps, too.
    """
    never = Question.SHARED in scheme.exact | scheme.never_misses
    counts = Question.FOLIO_MAPCOUNT in scheme.exact
    return (*(() if never else (Question.SHARED,)), *(() if counts else (Question.FOLIO_MAPCOUNT,)))


class Reply(NamedTuple):
    """A question is answered."""

    question: Asked
    page: int
    answer: int | None
