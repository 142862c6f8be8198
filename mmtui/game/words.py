"""What a question asks for, and who maps a page, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from mmtui.model.folio import Folio
from mmtui.model.truth import reaches
from mmtui.moment import Moment
from mmtui.scenario import PredictAsk

# A sentence goes on with "is 3", or "will not be yes".
_TRUTHS: Mapping[str, str] = {
    "mapped-by": "the number of entries that map {it}",
    "entries": "the number of entries that map {it}",
    "mapped-pages": "the number of pages of {it} that are mapped",
    "mms": "the number of processes that map {it}",
    "vmas": "the number of VMAs that map {it}",
    "partly-mapped": 'the answer to "is {it} partly mapped?"',
    "present": "the number of pages of {it} with an entry",
    "vma-count": "the number of VMAs of {it}",
}
_CLAIMS: Mapping[str, str] = {
    "page-mapcount": "the scheme's count for {it}",
    "folio-mapcount": "the scheme's count of the entries that map {it}",
    "mapped-pages": "the scheme's count of the pages of {it} that are mapped",
    "mapped": 'the scheme\'s answer to "is {it} mapped?"',
    "shared": 'the scheme\'s answer to "is {it} mapped by more than one process?"',
    "partly-mapped": 'the scheme\'s answer to "was {it} left partly mapped?"',
}
_COSTS: Mapping[str, str] = {
    "atomics": "the cost of this operation in atomics",
    "reads": "the cost of this operation in page table entries read",
}


def subject_of(ask: PredictAsk) -> str:
    """Return what a ``predict`` asks for, in words.

    >>> subject_of(PredictAsk("counter", "_mapcount", folio="L0", page=3))
    'the stored _mapcount of page 3 of L0'
    """
    it = place_of(ask)
    match ask.subject:
        case "counter":
            return _counter(ask, it)
        case "cost":
            return _COSTS[ask.name]
        case "says":
            return _CLAIMS[ask.name].format(it=it)
        case "prints":
            return f"the {ask.name} that smaps prints of {it}, in kB,"
    return _TRUTHS[ask.name].format(it=it)


def _counter(ask: PredictAsk, it: str) -> str:
    if ask.reading == "logical":
        return f"the count that {ask.name} of {it} stands for"
    # a flag is what it is: there is nothing that it is stored instead of
    return f"{ask.name} of {it}" if ask.name.startswith("PG_") else f"the stored {ask.name} of {it}"


def place_of(ask: PredictAsk) -> str:
    """Return what a question is about: a page, a folio, or a region of a process."""
    if ask.folio is None:
        return f"{ask.process}'s {ask.region}"
    # a small folio, which is called s0, has but one page
    return ask.folio if ask.page is None or ask.folio[0] == "s" else f"page {ask.page} of {ask.folio}"


def entries_text(number: int) -> str:
    """Return a number of entries and the verb for it.

    >>> entries_text(1), entries_text(2)
    ('1 entry maps', '2 entries map')
    """
    return "1 entry maps" if number == 1 else f"{number} entries map"


def mappers(moment: Moment, folio: Folio, page: int | None) -> str:
    """Return the entries that map a page, or any page of the folio, in words.

    Many alike are counted: ``A's PMD and 8 of B's PTEs``.  VMAs are told of where one process has
    several, for then they could be taken for as many processes.
    """
    found = [
        (mm.name, vma.ident, leaf.pmd)
        for mm, vma, leaf in reaches(moment.world, folio)
        if page is None or leaf.pmd or leaf.page == page
    ]
    kinds = Counter(f"{mm}'s {'PMD' if pmd else 'PTE'}" for mm, _, pmd in found)
    entries = listed([kind if count == 1 else f"{count} of {kind}s" for kind, count in kinds.items()])
    vmas = {vma for _, vma, _ in found}
    alone = len({mm for mm, _, _ in found}) == 1
    return f"{entries}, through {len(vmas)} VMAs" if alone and len(vmas) > 1 else entries


def listed(words: Sequence[str]) -> str:
    """Return words as a list.

    >>> listed(["A", "B", "C"]), listed([])
    ('A, B and C', 'nothing')
    """
    if not words:
        return "nothing"
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
