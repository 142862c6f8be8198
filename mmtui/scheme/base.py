"""The class that every scheme is made from."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

from mmtui.model.counters import Counter
from mmtui.model.folio import Folio
from mmtui.model.vma import Vma
from mmtui.scheme.claims import NOTHING, Claim
from mmtui.scheme.questions import Question
from mmtui.scheme.steps import Counting, Reading


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
