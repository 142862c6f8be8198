"""What schemes answer after an operation about the folios that it touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mmtui.comparing.rows import BROKE, QUESTIONS, Answer, Place, Row, judged
from mmtui.fault import SchemeBroke
from mmtui.guarded import asked
from mmtui.model.folio import Folio
from mmtui.model.truth import Truth, truths
from mmtui.moment import Moment


class _Asked(NamedTuple):
    question: str
    folio: Folio
    page: int
    truth: int


class Questioned(NamedTuple):
    """The questions of an operation, answered."""

    rows: tuple[Row, ...]
    faults: tuple[str, ...]
    """How each scheme broke while it answered; empty for those that did not."""


def questioned(moments: Sequence[Moment], before: Moment) -> Questioned:
    """Return every question about every folio that the last operation mapped, unmapped or made.

    Nothing can have changed of the others.
    """
    questions = list(_questions(moments[0], before))
    said = [_answers(moment, questions) for moment in moments]
    rows = (_row(one, tuple(each.answers[at] for each in said)) for at, one in enumerate(questions))
    return Questioned(tuple(rows), tuple(each.fault for each in said))


def _row(one: _Asked, answers: tuple[Answer, ...]) -> Row:
    pages = range(one.page, one.page + 1) if one.question == "page-mapcount" else None
    place = Place(one.folio, one.folio, pages if one.folio.large else None)
    return Row(one.question, place, one.truth, answers)


def _touched(moment: Moment, before: Moment) -> Iterator[Folio]:
    alive, old = dict.fromkeys(moment.world.folios()), set(before.world.folios())
    touched = dict.fromkeys(said.event.folio for said in moment.said)
    touched |= dict.fromkeys(folio for folio in alive if folio not in old)
    yield from (folio for folio in touched if folio in alive and not folio.zero)


def _questions(moment: Moment, before: Moment) -> Iterator[_Asked]:
    known = truths(moment.world)
    for folio in _touched(moment, before):
        nothing = Truth(folio, (0,) * folio.nr_pages, 0, frozenset(), frozenset())
        truth = known.get(folio.number, nothing)
        for page in folio.pages:
            yield _Asked("page-mapcount", folio, page, truth.pages[page])
        yield _Asked("folio-mapcount", folio, 0, truth.entries)
        yield _Asked("mapped", folio, 0, int(truth.mapped))
        yield _Asked("shared", folio, 0, int(truth.shared))


class _Answers(NamedTuple):
    answers: list[Answer]
    fault: str = ""


def _answers(moment: Moment, questions: Sequence[_Asked]) -> _Answers:
    fault = ""
    if moment.fault is None:
        try:
            return _Answers(asked(moment, lambda: [_answer(moment, one) for one in questions]))
        except SchemeBroke as broke:
            fault = str(broke)
    return _Answers([Answer(None, BROKE)] * len(questions), fault)


def _answer(moment: Moment, one: _Asked) -> Answer:
    said = moment.ask(QUESTIONS[one.question], one.folio, one.page)
    for_two = one.question == "shared" and one.folio.large and len(moment.world.names) <= 2
    return judged(moment.scheme, one.question, said, one.truth, for_two=for_two)
