"""Every mistake is found within the default bounds, and what has none is not called broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mmtui.explore.machines import machines
from mmtui.explore.search import search
from mmtui.explore.verdict import Outcome, Verdict
from mmtui.explore.workers import Workers

# what is wrong, plugin, its text, what stands there instead
MISTAKES = {
    "a missing increment": (
        "large_mapcount",
        "yield self._large_mapcount.inc(folio)\n        return Claim(first=0)",
        "return Claim(first=0)",
    ),
    "a missing decrement": (
        "per_page",
        "yield self.compound_mapcount.dec(folio)\n        return claim",
        "return claim",
    ),
    "a split that counts no PTEs": (
        "double_map",
        "yield from self._added(folio, folio.pages)\n        if (yield self.compound_mapcount.read",
        "if (yield self.compound_mapcount.read",
    ),
    "a forgotten flag": (
        "double_map",
        "not (yield self.double_map.exchange(folio, 1))",
        "not (yield self.double_map.read(folio))",
    ),
    "a flag that is never cleared": (
        "double_map",
        "if (yield self.double_map.exchange(folio, 0)):\n            gone",
        "if (yield self.double_map.read(folio)):\n            gone",
    ),
    "a flag that is not looked at": ("double_map", "mapcount -= yield self.double_map.read(folio)", "pass"),
    "a swapped order": (
        "large_mapcount",
        "entries = yield self._large_mapcount.add(folio, -len(pages))",
        "entries = yield self._large_mapcount.read(folio)\n"
        "        yield self._large_mapcount.add(folio, -len(pages))",
    ),
    "a lost batch": (
        "large_mapcount",
        "yield self._large_mapcount.add(folio, len(pages))\n        return Claim(first=0)",
        "yield self._large_mapcount.add(folio, 1)\n        return Claim(first=0)",
    ),
    "a batch that forgets its last page": (
        "mm_owners",
        "for page in pages:\n            gone += (yield self._mapcount.dec(folio, page)) == 0",
        "for page in pages[: max(1, len(pages) - 1)]:\n"
        "            gone += (yield self._mapcount.dec(folio, page)) == 0",
    ),
    "a wrong bias": (
        "nr_pages_mapped",
        "return mapcount + (yield self._entire_mapcount.read(folio))\n\n    def folio_mapcount",
        "return mapcount - 1 + (yield self._entire_mapcount.read(folio))\n\n    def folio_mapcount",
    ),
    "a wrong mask": ("nr_pages_mapped", "FOLIO_PAGES_MAPPED = ENTIRELY_MAPPED - 1", "FOLIO_PAGES_MAPPED = 1"),
    "a wrong comparison": (
        "nr_pages_mapped",
        "unmapped, last = mapped < ENTIRELY_MAPPED, mapped == 0",
        "unmapped, last = mapped <= ENTIRELY_MAPPED, mapped == 0",
    ),
    "pages of a PMD that PTEs map as well": (
        "large_mapcount",
        "gone = max(0, folio.nr_pages - (mapped & FOLIO_PAGES_MAPPED))",
        "gone = folio.nr_pages",
    ),
    "a partly mapped folio that is not queued": (
        "nr_pages_mapped",
        "partly=folio.anon and gone > 0",
        "partly=folio.anon and gone > 1",
    ),
    "a queue for folios of files": (
        "no_page_mapcount",
        "partly = entries < folio.nr_pages and (yield self._entire_mapcount.read(folio)) == 0",
        "partly = entries < folio.nr_pages",
    ),
    "PMDs in a sum of entries": (
        "per_page",
        "mapcount = pmds - pmds * folio.nr_pages",
        "mapcount = pmds - folio.nr_pages",
    ),
    "a second owner who is not called one": (
        "mm_owners",
        "if slot == 1 or mapcount != diff:",
        "if slot == 1 and mapcount == diff:",
    ),
    "owners who stay shared": ("mm_owners", "yield self._mm_ids_shared.set(folio, 0)", "pass"),
    "an owner who is not forgotten": ("mm_owners", "yield owner.set(folio, 0)\n", "pass\n"),
    "a lock that is kept": ("mm_owners", "yield self._mm_ids_lock.set(folio, 0)", "pass"),
    "a PMD that counts one page": (
        "total_mapped_pages",
        "return self._added(folio, 1, folio.nr_pages, vma)",
        "return self._added(folio, 1, 1, vma)",
    ),
    "a whole folio taken out twice": (
        "no_page_mapcount",
        "return Claim(gone=0, last=False, partly=folio.anon and partly)\n\n    def map_pmd",
        "return Claim(gone=1, last=False, partly=folio.anon and partly)\n\n    def map_pmd",
    ),
    "a border that is not counted": (
        "vma_count",
        "if (yield scan(low)) and (yield scan(high)):\n            yield self._mapcount.inc(folio)",
        "yield scan(low)",
    ),
    "a border that is not taken back": (
        "vma_count",
        "if (yield scan(low)) and (yield scan(high)):\n            yield self._mapcount.dec(folio)",
        "yield scan(low)",
    ),
    "a move that is not counted": (
        "vma_count",
        "if not (yield scan(to, pages)):\n            yield self._mapcount.inc(folio)",
        "yield scan(to)",
    ),
    "a number of a process that is not taken away": (
        "rmap_ids",
        "yield counter.add(folio, entries * number)",
        "yield counter.add(folio, abs(entries) * number)",
    ),
    "a bit that is too low": (
        "large_mapcount",
        "ENTIRELY_MAPPED = 0x800000",
        "ENTIRELY_MAPPED = 0x100",
    ),
    "a field that is too narrow": (
        "mm_owners",
        '_nr_pages_mapped = Counter(large_only=True, where="page[1]")',
        '_nr_pages_mapped = Counter(bits=24, large_only=True, where="page[1]")',
    ),
    "an owner's leaving that hides the others": (
        "mm_owners",
        "if (yield count.read(folio)) == mapcount:",
        "if (yield count.read(folio)) <= mapcount:",
    ),
    "small folios that nobody counts out": (
        "mm_owners",
        "if not folio.large:\n            mapcount = yield self._mapcount.dec(folio)",
        "if not folio.large:\n            mapcount = yield self._mapcount.read(folio)",
    ),
}


def checked(maker: Callable[[], object], **bounds: int) -> Verdict:
    profile = maker().profile
    every = machines(profile, pages=4, mms=2, **bounds)
    return search(maker, every, Workers())


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_found(mistake: str, edited: type) -> None:
    verdict = checked(edited(*MISTAKES[mistake]))
    assert verdict.outcome is Outcome.BROKEN
