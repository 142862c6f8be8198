"""What a scheme says of a folio at a moment, beside what it would have to say."""

from __future__ import annotations

from mmtui.books import Spoken
from mmtui.model.folio import Folio
from mmtui.model.truth import Truth, truth_of
from mmtui.moment import Moment
from mmtui.scheme import Question


def said_of(moment: Moment, claim: str, folio: Folio, page: int = 0) -> int | None:
    """Return what the scheme says of a folio; None is "cannot say"."""
    spoken = moment.books.spoken.get(folio.number, Spoken())
    if claim == "partly-mapped":
        return int(spoken.queued)
    if claim == "mapped-pages":
        return spoken.nr_mapped
    return moment.ask(Question(claim), folio, page)


def disagreement(moment: Moment, folio: Folio, claim: str, only: int | None = None) -> tuple[int, int] | None:
    """Return (said, true) where a claim of the scheme is false; None where it is right or not made.

    A claim about pages is looked at for every page, or ``only`` for one.
    """
    truth = truth_of(moment.world, folio)
    pages = range(1) if claim != "page-mapcount" else folio.pages if only is None else (only,)
    for page in pages:
        said, true = said_of(moment, claim, folio, page), true_answer(truth, claim, page)
        if said is not None and said != true:
            return said, true
    return None


def true_answer(truth: Truth, claim: str, page: int = 0) -> int:
    """Return what a scheme would have to say to be right."""
    answers = {
        "folio-mapcount": truth.entries,
        "mapped-pages": truth.mapped_pages,
        "mapped": int(truth.mapped),
        "shared": int(truth.shared),
        "partly-mapped": int(truth.partly_mapped),
    }
    return answers.get(claim, truth.pages[page])
