"""What an answer is, and that the run may have none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mmtui.errors import MmtuiError
from mmtui.model.folio import Folio
from mmtui.scenario import FindAsk, PredictAsk
from mmtui.timeline import Timeline


class NoAnswer(MmtuiError):
    """The run has no answer to the question: a tool error, never the player's.

    ``key`` is the key of ``ask`` that is to blame, ``known`` what could have stood there.
    """

    exit_code = 3

    def __init__(self, problem: str, key: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(problem)
        self.key = key
        self.known = tuple(known)


class Value(NamedTuple):
    """The answer to a ``predict``: a number, or yes (1) and no (0)."""

    number: int
    yes_no: bool = False

    def __str__(self) -> str:
        return ("yes" if self.number else "no") if self.yes_no else str(self.number)


def folio_at(timeline: Timeline, label: str, n: int) -> Folio:
    """Return the folio with a label, which must have been allocated by moment ``n``."""
    seen: dict[str, None] = {}
    for at in range(n, -1, -1):
        for folio in timeline[at].world.folios():
            if folio.label == label:
                return folio
            seen[folio.label] = None
    raise NoAnswer(f"there is no folio {label} by operation {n}", "folio", seen)


def page_of(ask: PredictAsk | FindAsk, folio: Folio) -> int:
    """Return the page of a folio that is asked about; raise ``NoAnswer`` if it has none of that number."""
    page = ask.page or 0
    if page >= folio.nr_pages:
        raise NoAnswer(f"{folio} has pages 0 to {folio.nr_pages - 1}, not {page}", "page")
    return page
