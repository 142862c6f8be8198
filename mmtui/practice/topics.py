"""What each chapter's problems are about: the scheme, the machine, and what can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from mmtui.scenario import PredictAsk
from mmtui.scenario.values import Event, Subject


class Question(NamedTuple):
    """A value to be foretold, without the folio and the page it is about."""

    subject: Subject
    name: str
    of_page: bool = False
    hint: str = ""
    """Where to look, before the next hint says who maps it."""

    def ask(self, folio: str, page: int) -> PredictAsk:
        """Return the question about a folio, or about one of its pages."""
        return PredictAsk(self.subject, self.name, folio=folio, page=page if self.of_page else None)


class Topic(NamedTuple):
    """A chapter's problems."""

    scheme: str
    kernel: str
    questions: tuple[Question, ...]
    events: tuple[Event, ...] = ("last-unmap",)
    """What can be looked for."""
    small: bool = False
    """Regions are too small for a huge page."""


_PAGE = Question("truth", "mapped-by", True, "Count entries, and not processes or VMAs.")
_ENTRIES = Question("truth", "entries", hint="A PMD is one entry, however many pages it maps.")
_PAGES = Question("truth", "mapped-pages", hint="Ask of each page whether any entry is left.")
_MMS = Question("truth", "mms", hint="A process counts once, however many entries it has.")
_VMAS = Question("truth", "vmas", hint="A VMA counts if one page of the folio is mapped in it.")
_MAPCOUNT = Question("counter", "_mapcount", True, "What is stored is one less than what is counted.")
_ENTIRE = Question("counter", "_entire_mapcount", hint="Only PMDs count here, and -1 stands for none.")
_NR_PAGES = Question(
    "counter",
    "_nr_pages_mapped",
    hint="Pages with a PTE count 1 each; while there is a PMD, 0x800000 is added.",
)
_LARGE = Question("counter", "_large_mapcount", hint="All entries in one sum, and -1 stands for none.")
_SHARED = Question("says", "shared", hint="What can the scheme see, and what only the page tables?")

TOPICS: Mapping[int, Topic] = {
    1: Topic("per-page", "6.1", (_PAGE, _MAPCOUNT), ("last-unmap", "first-map"), small=True),
    2: Topic("per-page", "6.1", (_PAGE, _ENTRIES, _PAGES, _MAPCOUNT), ("last-unmap", "pmd-split")),
    3: Topic(
        "double-map",
        "6.1",
        (
            _MAPCOUNT,
            Question("counter", "compound_mapcount", hint="Only PMDs count here, and -1 stands for none."),
            Question("counter", "PG_double_map", hint="The flag stands for somebody's PMD beside PTEs."),
        ),
    ),
    4: Topic("vma-count", "6.1", (_VMAS, _MMS, _PAGES), ("last-unmap", "partly-mapped")),
    5: Topic("nr-pages-mapped", "6.1", (_NR_PAGES, _ENTIRE, _MAPCOUNT), ("last-unmap", "partly-mapped")),
    6: Topic("large-mapcount", "6.12", (_LARGE, _NR_PAGES, _SHARED), ("last-unmap", "disagree")),
    7: Topic("mm-owners", "6.18", (_SHARED, _MMS, _LARGE), ("last-unmap", "disagree")),
    8: Topic(
        "no-page-mapcount",
        "7.3-nopmc",
        (Question("says", "page-mapcount", True, "The average over the pages, rounded."), _LARGE, _MMS),
        ("last-unmap", "disagree"),
    ),
}
"""By the number of the chapter; the others have nothing that can be drawn."""
