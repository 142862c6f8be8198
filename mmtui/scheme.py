"""What a scheme is: kernel code that keeps count, with a ``yield`` at each access to a counter."""

from __future__ import annotations

from collections.abc import Generator
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeAlias

from mmtui.model.counters import Access, Counter
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma


class Question(Enum):
    """What the kernel asks its accounting."""

    PAGE_MAPCOUNT = "page-mapcount"
    """How many entries map this page?"""
    FOLIO_MAPCOUNT = "folio-mapcount"
    """How many entries map any page of the folio? A PMD leaf counts 1."""
    MAPPED = "mapped"
    """Does anything map the folio?"""
    LAST_OF_PAGE = "last-of-page"
    """Of how many pages was this the last unmap?"""
    LAST_OF_FOLIO = "last-of-folio"
    """Was this the last unmap of the folio?"""
    PARTLY_MAPPED = "partly-mapped"
    """Did this unmap leave some pages mapped and some not?"""
    SHARED = "shared"
    """Does more than one process map the folio?"""


class _Claimed(NamedTuple):
    first: int | None = None
    """Pages of which this was the first mapping: what is added to NR_ANON_MAPPED or NR_FILE_MAPPED."""
    gone: int | None = None
    """Pages of which this was the last unmap: what is taken from that statistic."""
    last: bool | None = None
    """Whether this was the last unmap of the folio."""
    partly: bool | None = None
    """Whether the folio is partly mapped now, so that it is queued for ``deferred_split_folio()``."""


class _MadeOnce(type):
    # one is made for every event, and nearly all are alike; told apart by type too, for 1 == True
    if not TYPE_CHECKING:
        __call__ = lru_cache(maxsize=1024, typed=True)(type.__call__)


class Claim(_Claimed, metaclass=_MadeOnce):
    """What a scheme says at the end of an event; None is "I cannot say"."""

    __slots__ = ()


NOTHING = Claim()


class Scan(NamedTuple):
    """A step that looks through page tables; every entry that it reads is paid for."""

    vma: Vma
    besides: range = range(0)
    table_of: int | Vma | None = None
    every: bool = False


def scan(vma: Vma, besides: range = range(0), *, table_of: int | Vma | None = None) -> Scan:
    """Answer 1 if the VMA maps any page of the event's folio, other than the pages ``besides``, else 0.

    Reads the entries where the folio lies in the VMA, from its first page on, until one maps it.  With
    ``table_of`` it looks only into one page table: that of this page, or that in which this VMA begins.
    """
    return Scan(vma, besides, table_of)


def tally(vma: Vma) -> Scan:
    """Answer how many pages of the event's folio the VMA maps; reads every entry where it lies in the VMA."""
    return Scan(vma, every=True)


Counting: TypeAlias = Generator[Access | Scan, int, Claim]
"""An event handler: yields steps, is sent their answers, returns a claim."""
Reading: TypeAlias = Generator[Access, int, int | None]
"""A question: yields reads, returns the answer; None is "I cannot say"."""


class Scheme:
    """One way to keep count.  Subclass it once, declare ``Counter``s, write the handlers you need.

    ``map_ptes`` and ``unmap_ptes`` are enough: the other events fall back on them.  A scheme keeps
    nothing but its counters, so that runs can be replayed; setting an attribute is refused.
    """

    name: ClassVar[str]
    """As in scenarios and on the command line, with dashes."""
    title: ClassVar[str] = ""
    """What it counts, in a few words."""
    kernels: ClassVar[str] = "never merged"
    """Which kernels have it."""
    cites: ClassVar[tuple[str, ...]] = ()
    """Commits and mails."""
    exact: ClassVar[frozenset[Question]] = frozenset()
    """Questions that it claims to answer rightly, always; checkers hold it to them."""
    estimates: ClassVar[frozenset[Question]] = frozenset()
    """Questions that it answers by a guess."""
    never_misses: ClassVar[frozenset[Question]] = frozenset()
    """Of the estimates, those whose yes may be wrong and whose no never is.

    ``SHARED``: what several processes map is never said to have one owner.  ``PARTLY_MAPPED``: the unmap
    that leaves a part mapped is never overlooked.  Checkers hold it to them, as to the two sets below.
    """
    never_invents: ClassVar[frozenset[Question]] = frozenset()
    """Of the estimates, those whose no may be wrong and whose yes never is; of ``PARTLY_MAPPED`` only."""
    exact_for_two: ClassVar[frozenset[Question]] = frozenset()
    """Of the estimates, those that are right of large folios as long as there were never more than two
    processes."""

    batch_is_pages: ClassVar[bool] = False
    """Whether a batch leaves the counters as its pages would one after the other; the conformance kit
    holds it to that."""
    recorded: ClassVar[tuple[str, ...]] = ()
    """Kernels whose scheme it is, as ``("6.12",)``; the conformance kit holds it to their recordings."""

    # -- events; see mmtui.model.events.What

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """PTEs for these pages are about to be set."""
        raise NotImplementedError(f"{type(self).__name__} needs map_ptes()")

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """PTEs for these pages were cleared."""
        raise NotImplementedError(f"{type(self).__name__} needs unmap_ptes()")

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """A PMD leaf for the whole folio is about to be set."""
        return self.map_ptes(folio, folio.pages, vma)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """The PMD leaf was cleared."""
        return self.unmap_ptes(folio, folio.pages, vma)

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """As ``map_ptes``, for a new folio that nobody else can see."""
        return self.map_ptes(folio, pages, vma)

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """As ``map_pmd``, for a new folio that nobody else can see."""
        return self.map_pmd(folio, vma)

    def dup_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """fork copies PTEs; ``vma`` is the child's."""
        return self.map_ptes(folio, pages, vma)

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """fork copies a PMD leaf; ``vma`` is the child's."""
        return self.map_pmd(folio, vma)

    def split_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """A PMD leaf is about to become one PTE for each page.

        Both halves have their say; alone on the machine neither finds a page new or gone.
        """
        mapped = yield from self.map_ptes(folio, folio.pages, vma)
        unmapped = yield from self.unmap_pmd(folio, vma)
        if not mapped.first and not unmapped.gone:
            return NOTHING
        return Claim(first=mapped.first, gone=unmapped.gone, partly=unmapped.partly)

    def move_ptes(self, folio: Folio, pages: range, vma: Vma, to: Vma) -> Counting:
        """mremap moved PTEs to another VMA of the same process."""
        return _nothing()

    def move_pmd(self, folio: Folio, vma: Vma, to: Vma) -> Counting:
        """mremap moved a PMD leaf."""
        return self.move_ptes(folio, folio.pages, vma, to)

    def split_vma(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        """A VMA became two, and the folio lies across the border."""
        return _nothing()

    def merge_vmas(self, folio: Folio, low: Vma, high: Vma) -> Counting:
        """Two VMAs are about to become one, and the folio lies across the border."""
        return _nothing()

    # -- questions: asked between operations by ``Moment.ask()``, for screens, checkers and grading.
    # They yield reads and nothing else; None is "I cannot say", the answer of a scheme without the method.

    def page_mapcount(self, folio: Folio, page: int) -> Reading:
        """Return how many entries map this page; a PMD leaf maps every page once.

        ``page`` counts from the folio's head page, which is 0.
        """
        return _cannot_say()

    def folio_mapcount(self, folio: Folio) -> Reading:
        """Return how many entries map any page of the folio; a PMD leaf counts 1."""
        return _cannot_say()

    def mapped(self, folio: Folio) -> Reading:
        """Return whether any entry maps a page of the folio, as a truth value or 0 and 1."""
        return _cannot_say()

    def shared(self, folio: Folio) -> Reading:
        """Return whether more than one process maps the folio, as a truth value or 0 and 1.

        Who claims it exactly counts processes; entries and VMAs only allow a guess.
        """
        return _cannot_say()

    # -- what it is made of

    @classmethod
    @lru_cache(maxsize=128)  # asked for at every step
    def counters(cls) -> tuple[Counter, ...]:
        """Return the counters in the order in which they are declared."""
        declared: dict[str, Counter] = {}
        for base in reversed(cls.__mro__):
            declared |= {key: value for key, value in vars(base).items() if isinstance(value, Counter)}
        return tuple(declared.values())

    @classmethod
    def counters_of(cls, folio: Folio) -> tuple[Counter, ...]:
        """Return the counters that a folio has; a small one has no ``large_only`` ones."""
        return tuple(counter for counter in cls.counters() if folio.large or not counter.large_only)

    @classmethod
    def bytes_in(cls, folio: Folio) -> float:
        """Return how much memory the scheme needs for a folio, in bytes."""
        return sum(counter.bytes_in(folio) for counter in cls.counters())

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a scheme keeps nothing but its counters; declare {name!r} as a Counter")


def _nothing() -> Counting:
    return NOTHING
    yield


def _cannot_say() -> Reading:
    return None
    yield
