"""What the player looks at: a session, a folio in it, and one of the folio's pages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mmtui.game.session import Session
from mmtui.model.folio import Folio
from mmtui.model.truth import runs_of
from mmtui.report.folios import FolioView
from mmtui.report.tables import Spot
from mmtui.scenario import Step


@dataclass(frozen=True, slots=True)
class Look:
    """A value, like the session in it: every method returns another one."""

    session: Session
    folio: Folio | None = None
    page: int = 0
    right: int | None = None
    """The question that was just solved and is still shown, until the player goes on."""

    @property
    def spot(self) -> Spot | None:
        """The page under the cursor."""
        return Spot(self.folio, self.page) if self.folio is not None else None

    @property
    def folios(self) -> tuple[Folio, ...]:
        """What can be looked at: the folios there are, and those that the last operation freed."""
        now = {folio: None for folio in self.session.moment.world.folios() if not folio.zero}
        was = [folio for folio in self.session.before.world.folios() if not folio.zero]
        if all(folio in now for folio in was):
            return tuple(now)
        return tuple(sorted({*now, *was}, key=lambda folio: (not folio.large, folio.serial)))

    @property
    def asked(self) -> Step | None:
        """The question that is shown: the open one, or the one just solved."""
        steps = self.session.trial.scenario.steps
        return steps[self.right] if self.right is not None else self.session.question

    def at(self, session: Session) -> Look:
        """Return the same look at another moment; where there was no folio, one is chosen."""
        return replace(self, session=session).settled()

    def settled(self) -> Look:
        """Return a look at the folio that is asked about, or the first one, if there is none yet."""
        if self.folio is not None or not self.folios:
            return self
        return replace(self, folio=self.folios[0]).turned()

    def turned(self) -> Look:
        """Return a look at what the question asks about, if it is there."""
        ask = self.asked.ask if self.asked else None
        folio = next((f for f in self.folios if ask and f.label == ask.folio), None)
        if ask is None or folio is None:
            return self
        page = ask.page if ask.page is not None else self.page if folio == self.folio else 0
        return replace(self, folio=folio, page=min(page, folio.nr_pages - 1))

    def on(self, spot: Spot) -> Look:
        """Return a look at a page."""
        return replace(self, folio=spot.folio, page=spot.page)

    def other_folio(self, by: int) -> Look:
        """Return a look at the next folio, or with -1 the previous one; behind the last comes the first."""
        folios = self.folios
        if not folios:
            return self
        at = folios.index(self.folio) + by if self.folio in folios else 0
        folio = folios[at % len(folios)]
        return replace(self, folio=folio, page=min(self.page, folio.nr_pages - 1))

    def other_page(self, by: int) -> Look:
        """Return a look at the next page of the folio, or with -1 the previous one."""
        if self.folio is None:
            return self
        return replace(self, page=max(0, min(self.page + by, self.folio.nr_pages - 1)))

    def other_run(self, by: int, view: FolioView) -> Look:
        """Return a look at the first page of the next run of equal pages, or with -1 of the previous one."""
        values = list(zip(view.truth.pages, *(stored for _, stored in view.per_page), strict=True))
        numbers = {value: at for at, value in enumerate(dict.fromkeys(values))}
        starts = [run.start for run in runs_of(numbers[value] for value in values)]
        others = [start for start in starts if (start > self.page if by > 0 else start < self.page)]
        return replace(self, page=(others[0] if by > 0 else others[-1]) if others else self.page)
