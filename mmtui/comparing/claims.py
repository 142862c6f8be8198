"""What schemes say at each event, beside what is true at that moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mmtui.books import Said
from mmtui.comparing.rows import BROKE, QUIET, WRONG, Answer, Place, Row, judged
from mmtui.model.events import MAPS, UNMAPS, Event
from mmtui.moment import Moment
from mmtui.scheme import Claim, Question, Scheme


def claim_rows(moments: Sequence[Moment]) -> Iterator[Row]:
    """Yield what each event of the last operation is asked.

    The moments are of one run, so they have the same events in the same order.
    """
    for said in zip(*(moment.said for moment in moments), strict=True):
        first, what = said[0], said[0].event.what
        if what in MAPS:
            yield _row(moments, said, "first-map", first.zero)
        if what in UNMAPS:
            yield _row(moments, said, "last-of-page", first.zero)
            yield _row(moments, said, "last-of-folio", first.entries == 0)
            if first.event.folio.anon and first.event.folio.large:
                yield _row(moments, said, "partly-mapped", first.partly)


def _row(moments: Sequence[Moment], said: tuple[Said, ...], question: str, truth: int) -> Row:
    answers = tuple(
        Answer(None, BROKE)
        if moment.fault is not None
        else _answer(moment.scheme, question, each, int(truth))
        for moment, each in zip(moments, said, strict=True)
    )
    return Row(question, _place(said[0].event), int(truth), answers)


def _answer(scheme: Scheme, question: str, said: Said, truth: int) -> Answer:
    value = _said(said.claim, question)
    # who takes no page's last mapping changes nothing, and may be silent
    if question == "partly-mapped" and truth and not said.zero and not value:
        silent = value is None and Question.PARTLY_MAPPED in scheme.exact
        return Answer(value, WRONG if silent else "" if value is None else QUIET)
    return judged(scheme, question, value, truth)


def _said(claim: Claim, question: str) -> int | None:
    said = {
        "first-map": claim.first,
        "last-of-page": claim.gone,
        "last-of-folio": claim.last,
        "partly-mapped": claim.partly,
    }[question]
    return None if said is None else int(said)


def _place(event: Event) -> Place:
    pages = event.pages if event.folio.large else None
    return Place(event.folio, event.folio, pages, f"{event.what.value} in {event.vma.mm} {event.vma.region}")
