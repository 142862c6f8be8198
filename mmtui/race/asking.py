"""Questions in a race: those that a scheme answers, and one that the kernel asks itself."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

from mmtui.scheme import Question


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
    and -1 if the scheme cannot say.
    """

    page: int
    """The page that is written to; the answer is for the whole folio."""


class Reply(NamedTuple):
    """A question is answered."""

    question: Asked
    page: int
    answer: int | None
