"""The mistakes that have a name, and the one sentence that answers each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MISCONCEPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "counts-pages-not-entries": (
            "A mapcount counts page table entries, not pages: one page that three processes map is three."
        ),
        "forgets-the-minus-one": (
            "A stored _mapcount starts at -1, so 0 means mapped once: "
            "what is stored is always one less than the number of entries."
        ),
        "takes-refcount-for-mapcount": (
            "A reference keeps a page in memory; only a page table entry maps it, "
            "so a pinned page may be mapped by nobody."
        ),
        "takes-pmd-split-for-folio-split": (
            "Splitting a PMD changes one process's page table; "
            "the folio stays whole, and everybody else keeps their PMD."
        ),
        "takes-vma-for-process": (
            "One process may map a folio through several VMAs: "
            "mprotect on the middle of a VMA makes three of one, and the process is still one."
        ),
        "takes-not-shared-now-for-never-shared": (
            "That one process maps the folio now says nothing about a moment ago: "
            "others may have mapped it, and what they did to its counters may still be there."
        ),
        "believes-mmap-maps": (
            "mmap only makes a VMA, unless it is told to populate it; "
            "an entry appears when a page is touched for the first time."
        ),
        "believes-fork-copies-files": (
            "fork copies the entries of anonymous memory; those of a plain file mapping it leaves out, "
            "and the child's own faults bring them back."
        ),
        "counts-entries-not-vmas": (
            "What is counted are VMAs, each once, however many pages of the folio it maps "
            "and however many entries that takes."
        ),
        "takes-average-for-truth": (
            "An average says nothing of a single page: one that nobody maps and one that two processes map "
            "are told the same number."
        ),
        "reads-two-counters-as-one": (
            "Two counters are read at two moments, and another CPU may change either in between."
        ),
    }
)


def answered(because: str) -> str:
    """The sentence to show for a ``because``: that of the misconception, or the author's own.

    >>> answered("Look at A again.")
    'Look at A again.'
    """
    return MISCONCEPTIONS.get(because, because)
