"""Do the answers of a scheme agree with the page tables?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mmtui import Checker, Folio, Moment, Question, Truth, hookimpl, truths


class PageMapcount(Checker):
    """Every folio is asked about, and every exact answer must be what the page tables say.

    These are the questions of /proc/kpagecount, of the rmap walk that stops when nothing maps the folio,
    and of everybody who wants to know whether the folio is theirs alone.
    """

    name = "page-mapcount"
    title = "answers agree with the page tables"

    def check(self, moment: Moment) -> Iterator[str]:
        if moment.fault is not None:
            return
        mapped = truths(moment.world)
        for folio in moment.world.folios():
            truth = mapped.get(folio.number) or _unmapped(folio)
            if Question.PAGE_MAPCOUNT in moment.scheme.exact:
                yield from _pages(moment, truth)
            yield from _folio(moment, truth)


def _unmapped(folio: Folio) -> Truth:
    return Truth(folio, (0,) * folio.nr_pages, 0, frozenset(), frozenset())


def _pages(moment: Moment, truth: Truth) -> Iterator[str]:
    said = [moment.ask(Question.PAGE_MAPCOUNT, truth.folio, page) for page in truth.folio.pages]
    for (answer, true), group in groupby(truth.folio.pages, lambda page: (said[page], truth.pages[page])):
        if answer != true:
            pages = list(group)
            where = (
                f"{truth.folio}[{pages[0]}]" if len(pages) == 1 else f"{truth.folio}[{pages[0]}-{pages[-1]}]"
            )
            yield f"{where}: page-mapcount is {true}, but {moment.scheme.name} says {_word(answer)}"


def _folio(moment: Moment, truth: Truth) -> Iterator[str]:
    true = {
        Question.FOLIO_MAPCOUNT: truth.entries,
        Question.MAPPED: truth.mapped,
        Question.SHARED: truth.shared,
    }
    for question, answer in true.items():
        if question in moment.scheme.exact and (said := moment.ask(question, truth.folio)) != answer:
            what = f"{truth.folio}: {question.value} is {int(answer)}"
            yield f"{what}, but {moment.scheme.name} says {_word(said)}"


def _word(answer: int | None) -> str:
    return "nothing" if answer is None else str(answer)


@hookimpl
def register_checkers() -> list[type[Checker]]:
    return [PageMapcount]
