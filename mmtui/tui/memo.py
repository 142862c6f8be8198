"""What was computed for the screen a moment ago, so that moving the cursor computes nothing again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mmtui.books import Said
from mmtui.game.attempt import Ops
from mmtui.game.session import Session
from mmtui.model.events import What
from mmtui.model.folio import Folio
from mmtui.report.folios import FolioView, folio_view
from mmtui.report.tables import Spot

_FOLIO_VIEWS = 32
_FARTHEST = 64
"""Operations that are looked through, back from the one shown, for the one that touched a page."""


class Pages(NamedTuple):
    """Pages of a folio that an operation touched."""

    folio: int
    pages: range


def _touched(said: Iterable[Said]) -> Iterator[Pages]:
    for one in said:
        if one.event.what not in (What.SPLIT_VMA, What.MERGE_VMAS):  # these change no entry
            yield Pages(one.event.folio.number, one.event.pages)


def _own(session: Session) -> Ops:
    # what tells the player's run from the scenario's
    return session.attempt.ops if session.attempt is not None else ()


class Memo:
    """Remembers what is dear to compute of the moments of one trial."""

    def __init__(self) -> None:
        self._views: OrderedDict[tuple[str, Ops, int, int], FolioView] = OrderedDict()
        self._touches: dict[int, tuple[Pages, ...]] = {}
        self._run: Ops = ()

    def folio(self, session: Session, n: int, folio: Folio) -> FolioView:
        """Return what is true and said of a folio after ``n`` operations."""
        key = (session.scheme, _own(session), n, folio.number)
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = folio_view(session.timeline[n], folio)
            if len(self._views) > _FOLIO_VIEWS:
                self._views.popitem(last=False)
        self._views.move_to_end(key)
        return view

    def touched(self, session: Session, spot: Spot) -> int | None:
        """Return the operation, up to the one shown, that touched a page last; None if it is long ago."""
        if _own(session) != self._run:  # another run, of which nothing is known
            self._run, self._touches = _own(session), {}
        first = max(1, session.cursor - _FARTHEST + 1)
        for n in range(first, session.cursor + 1):  # upwards, for so the timeline makes each once
            if n not in self._touches:
                self._touches[n] = tuple(_touched(session.timeline[n].said))
        for n in range(session.cursor, first - 1, -1):
            if any(spot.folio.number == folio and spot.page in pages for folio, pages in self._touches[n]):
                return n
        return None
