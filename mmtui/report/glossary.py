"""The words of the kernel that the course uses, each with what it means; and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

GLOSSARY: Mapping[str, str] = MappingProxyType(
    {
        "page": "4 KiB of memory, the smallest piece that can be mapped.",
        "struct page": "what the kernel keeps about one page, in 64 bytes.",
        "folio": "a group of neighbouring pages that the kernel manages as one; its first page is the head.",
        "small folio": "a folio of a single page.",
        "large folio": "a folio of two or more pages.",
        "order": "log2 of the number of pages: order 0 is one page, order 9 is 512.",
        "head, tail": "each page has a struct page. page[0] is that of the folio's head page; in page[1], the"
        " first tail page, the kernel keeps counters of the folio as a whole.",
        "process": "here: one address space, which the kernel calls mm. fork copies it.",
        "mm": "one address space (struct mm_struct); threads share it, fork copies it.",
        "VMA": "a range of addresses with one backing and one permission: what may be mapped, not what is.",
        "mmap": "makes a VMA. Nothing is mapped by it, unless it is told to populate.",
        "munmap": "takes a range of addresses away, with the entries in it.",
        "mprotect": "changes the permission of a range: of the middle of a VMA it makes three.",
        "mremap": "moves a range of addresses, with its entries; no page is copied.",
        "madvise": "tells the kernel what will become of a range; DONTNEED drops what is mapped there.",
        "fork": "makes a child with a copy of the address space; pages are shared until one writes.",
        "memfd": "a file that is in memory only; processes can map it at once.",
        "page table": "where the CPU looks up which page an address means; every process has its own.",
        "PTE": "the lowest entry of a page table: it maps one page.",
        "PMD": "one level above: it leads to a table of PTEs, or it maps a whole PMD-sized folio at once.",
        "entry": "a PTE, or a PMD that maps a folio. A mapcount counts entries.",
        "mapping": "one entry of a page table that leads to a page, or to all pages of a folio.",
        "TLB": "where a CPU remembers entries; it is flushed when they are taken away or restricted.",
        "CPU": "it runs programs; a machine has several, and what one changes another may read meanwhile.",
        "RAM": "the memory of the machine, which is cut into pages.",
        "lock": "whoever holds it is alone: who wants it meanwhile must wait.",
        "CVE": "the number of a security hole that was made public, with its year.",
        "page fault": "the CPU met no entry, or a forbidden one; the kernel makes one, or sends a signal.",
        "fault-around": "a fault also maps pages around the one that was asked for, if they are in memory.",
        "anon": "anonymous: memory without a file; private to a process until fork shares it.",
        "page cache": "the pages of files that are in memory.",
        "shmem": "files that live in memory: tmpfs, memfd, and anonymous shared mappings.",
        "THP": "transparent huge page: a folio as large as a PMD maps, which nobody had to ask for.",
        "mTHP": "a large folio smaller than a PMD maps; it is always mapped by PTEs.",
        "hugetlb": "huge pages that are set aside and asked for by name; they have rules of their own.",
        "COW": "copy on write: after fork both read the same page, and whoever writes gets a copy.",
        "PageAnonExclusive": "a mark on an anonymous page: one process alone owns it and may write without a"
        " copy. fork takes it away.",
        "mapcount": "how many entries map a page or a folio.",
        "_mapcount": "the counter in each page. It starts at -1, so 0 stands for one mapping.",
        "compound_mapcount": "how many PMDs map the folio, until 6.1; stored one less.",
        "_entire_mapcount": "how many PMDs map the folio, since 6.2; stored one less.",
        "_nr_pages_mapped": "pages that some PTE maps. While a PMD maps the folio, 0x800000 is added, which"
        " is more than any count of pages: so one word tells both.",
        "_large_mapcount": "all entries that map a large folio in one sum, since 6.10; stored one less.",
        "PG_double_map": "a flag of 4.5 to 6.1: every _mapcount of the folio holds one more, which stands for"
        " somebody's PMD.",
        "_mm_id": "one of two slots in a folio, since 6.15: the number of a process that maps it.",
        "_mm_id_mapcount": "how many entries the process in that slot has.",
        "refcount": "how many use a folio: mappings, page cache, pins, pipes. At zero it is freed.",
        "pin": "a reference taken so that a device can read or write the page; it maps nothing.",
        "stored": "as it stands in the kernel's memory; in brackets the number that it stands for.",
        "truth": "what the page tables say, read entry by entry. No kernel can afford to look.",
        "scheme": "one way to keep count: which counters there are, and what each event does to them.",
        "claim": "what a scheme says of an event or of a folio; it may be false.",
        "exact, estimate": "what a scheme claims to know for sure, and what it only guesses.",
        "shared, exclusive": "mapped by several processes; by one alone.",
        "partly mapped": "some pages of a folio are mapped and some are not; the rest could be freed.",
        "queued": "the folio is on the deferred split queue: when memory is short it is split and those of"
        " its pages that nothing maps are freed. The list runs through a field of its second tail page,"
        " page[2].",
        "deferred split": "splitting a folio later, when memory is short; until then it waits in a queue.",
        "split_pmd": "one PMD becomes 512 (here maybe 8) PTEs of the same process. The folio stays whole.",
        "split_vma": "a VMA becomes two, as when mprotect changes the middle. No entry changes.",
        "folio split": "a large folio becomes small ones; only if nobody else holds a reference.",
        "collapse": "many small pages become one huge page; khugepaged does it in the background.",
        "migration": "the content of a folio moves to another place in memory.",
        "rmap": "reverse map: from a folio to the VMAs that may map it.",
        "rmap event": "what the kernel tells its counters: entries were added, removed, copied or split.",
        "dup": "fork gives the child a copy of an entry.",
        "first, last": "the map that makes a page mapped at all; the unmap after which nothing maps it.",
        "atomic": "an indivisible change of a counter; on many CPUs the dearest thing there is.",
        "read": "a page table entry that the scheme had to look at, to find out what to count.",
        "page table lock": "ptl: protects one table of PTEs. Two tables have two locks.",
        "mmap_lock": "protects the VMAs of a process: to change them it is taken for writing.",
        "folio lock": "belongs to one folio; file faults and splits take it, and who unmaps need not.",
        "interleaving": "an order in which the steps of several CPUs can happen.",
        "schedule": "an interleaving in letters: which CPU does each step, one after the other.",
        "torn read": "numbers read one after the other while somebody changes them: they are not one moment.",
        "zap": "to take page table entries away, as munmap, DONTNEED and exit do.",
        "par": "the fewest operations that reach a goal; a search has proved it.",
        "context switch": "another CPU goes on. The fewer a broken schedule needs, the easier it is to read.",
        "smaps": "/proc/PID/smaps: for each VMA how much of it is mapped, shared, private and huge.",
        "RSS": "how much memory a process has mapped.",
        "PSS": "the same, but a page counts as its share: divided by its mapcount.",
        "kpagecount": "/proc/kpagecount: for each page how often it is mapped, as the kernel tells it.",
        "NR_ANON_MAPPED": "a statistic of the whole machine: anonymous pages that are mapped, each once.",
        "pigeonhole": "more entries than pages: then some page is mapped twice, and nobody need look which.",
        "swap": "where pages of memory are written when it is short.",
        "KSM": "merges anonymous pages that are equal.",
    }
)

_PLAIN = {
    "head, tail": ("head page", "tail page", "tail pages", "tails"),
    "exact, estimate": ("estimate", "estimates"),
    "shared, exclusive": ("exclusive", "exclusively"),
    "first, last": ("last unmap",),
    "anon": ("anonymous",),
    "COW": ("copy on write",),
    "fork": ("forks", "forked"),
    "pin": ("pinned", "pins"),
    "madvise": ("DONTNEED",),
}
"""How a word is written in a sentence, where it is not written as it is."""
_COMMON = frozenset(
    {"process", "read", "page", "entry", "mapping", "order", "claim", "truth", "stored", "swap", "CPU", "RAM"}
)
"""Words that stand everywhere and are explained where they first matter."""


def terms_in(text: str) -> tuple[str, ...]:
    """Return the words of the glossary that a text uses, in the order in which they first stand there.

    >>> terms_in("A VMA maps nothing; a PTE does, and two PTEs do it twice.")
    ('VMA', 'PTE')
    """
    return tuple(dict.fromkeys(_BY_FORM[match[0].lower()] for match in _pattern().finditer(text)))


def pieces(text: str, told: set[str]) -> Iterator[tuple[str, str]]:
    """Yield a text in pieces, each with the term that it is, or an empty one.

    A term that is in ``told`` is text like the rest; those that are yielded are added to it.

    >>> list(pieces("a folio, a folio", set()))
    [('a ', ''), ('folio', 'folio'), (', a folio', '')]
    """
    at = 0
    for match in _pattern().finditer(text):
        term = _BY_FORM[match[0].lower()]
        if term in told:
            continue
        told.add(term)
        if match.start() > at:
            yield text[at : match.start()], ""
        yield match[0], term
        at = match.end()
    if text[at:]:
        yield text[at:], ""


def found(words: str) -> tuple[str, ...]:
    """Return the terms that a search finds: that term itself, then names that have it, then meanings.

    >>> found("double")
    ('PG_double_map',)
    """
    wanted = words.lower().split()
    named = [term for term in GLOSSARY if all(word in term.lower() for word in wanted)]
    told = [term for term in GLOSSARY if all(word in f"{term} {GLOSSARY[term]}".lower() for word in wanted)]
    same = [term for term in named if term.lower() == words.strip().lower()]
    return tuple(dict.fromkeys((*same, *named, *told)))


def _forms(term: str) -> tuple[str, ...]:
    plural = f"{term[:-1]}ies" if term.endswith("y") and not term.isupper() else f"{term}s"
    return (term, plural, *_PLAIN.get(term, ())) if "," not in term else _PLAIN.get(term, ())


_BY_FORM: Mapping[str, str] = {
    form.lower(): term for term in GLOSSARY if term not in _COMMON for form in _forms(term)
}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    forms = sorted(_BY_FORM, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE)
