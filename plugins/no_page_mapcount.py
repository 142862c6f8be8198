"""No page has a count of its own: CONFIG_NO_PAGE_MAPCOUNT, Linux since 6.15."""

from __future__ import annotations

from mmtui import Claim, Counter, Counting, Folio, OwnerSlots, Per, Question, Reading, Scheme, Vma, hookimpl


class NoPageMapcount(OwnerSlots, Scheme):
    """The owner slots of ``mm-owners`` without any count in the pages of a large folio.

    To map 512 pages costs one atomic, to unmap them one more.  What is lost is everything that is said
    of a page.  /proc/kpagecount and Pss show the average; NR_ANON_MAPPED and NR_FILE_MAPPED take in the
    whole folio with its first entry and take it out with its last; and that a part is not mapped any
    more is noticed only when fewer entries than pages are left, so not while two processes map the rest.
    """

    name = "no-page-mapcount"
    title = "entries and two owners, nothing for each page"
    kernels = "6.15 and later, with CONFIG_NO_PAGE_MAPCOUNT"
    cites = (
        'commit 749492229e3b ("mm: stop maintaining the per-page mapcount of large folios '
        '(CONFIG_NO_PAGE_MAPCOUNT)") (in v6.15)',
    )
    exact = frozenset({Question.FOLIO_MAPCOUNT, Question.MAPPED, Question.LAST_OF_FOLIO})
    estimates = frozenset({Question.PAGE_MAPCOUNT, Question.PARTLY_MAPPED, Question.SHARED})
    never_misses = frozenset({Question.SHARED})
    never_invents = frozenset({Question.PARTLY_MAPPED})
    exact_for_two = frozenset({Question.SHARED})

    _entire_mapcount = Counter(bias=-1, large_only=True, where="page[1]")
    _mapcount = Counter(Per.PAGE, bias=-1)
    """Of small folios; in the pages of a large one it stays as it was."""

    def new_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap() in mm/rmap.c: nobody else can look, plain stores will do."""
        if not folio.large:
            yield self._mapcount.set(folio, 1)
            return Claim(first=1)
        yield from self.folio_set_large_mapcount(folio, len(pages), vma)
        return Claim(first=folio.nr_pages)

    def new_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """folio_add_new_anon_rmap(), PMD-mappable."""
        yield self._entire_mapcount.set(folio, 1)
        yield from self.folio_set_large_mapcount(folio, 1, vma)
        return Claim(first=folio.nr_pages)

    def map_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_add_rmap(), PTE level: the first entries bring in the whole folio."""
        if not folio.large:
            return Claim(first=int((yield self._mapcount.inc(folio)) == 1))
        entries = yield from self.folio_add_large_mapcount(folio, len(pages), vma)
        return Claim(first=folio.nr_pages if entries == len(pages) else 0)

    def unmap_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_remove_rmap(), PTE level: fewer entries than pages, and no PMD, is partly mapped."""
        if not folio.large:
            mapcount = yield self._mapcount.dec(folio)
            return Claim(gone=int(mapcount == 0), last=mapcount == 0, partly=False)
        entries = yield from self.folio_sub_large_mapcount(folio, len(pages), vma)
        if entries == 0:
            return Claim(gone=folio.nr_pages, last=True, partly=False)
        partly = entries < folio.nr_pages and (yield self._entire_mapcount.read(folio)) == 0
        return Claim(gone=0, last=False, partly=folio.anon and partly)

    def map_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_add_rmap(), PMD level."""
        yield self._entire_mapcount.inc(folio)
        entries = yield from self.folio_add_large_mapcount(folio, 1, vma)
        return Claim(first=folio.nr_pages if entries == 1 else 0)

    def unmap_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_remove_rmap(), PMD level."""
        pmds = yield self._entire_mapcount.dec(folio)
        entries = yield from self.folio_sub_large_mapcount(folio, 1, vma)
        if entries == 0:
            return Claim(gone=folio.nr_pages, last=True, partly=False)
        partly = pmds == 0 and entries < folio.nr_pages
        return Claim(gone=0, last=False, partly=folio.anon and partly)

    def dup_ptes(self, folio: Folio, pages: range, vma: Vma) -> Counting:
        """__folio_try_dup_anon_rmap(), PTE level: the parent maps them, none is the first."""
        if folio.large:
            yield from self.folio_add_large_mapcount(folio, len(pages), vma)
        else:
            yield self._mapcount.inc(folio)
        return Claim(first=0)

    def dup_pmd(self, folio: Folio, vma: Vma) -> Counting:
        """__folio_try_dup_anon_rmap(), PMD level."""
        yield self._entire_mapcount.inc(folio)
        yield from self.folio_add_large_mapcount(folio, 1, vma)
        return Claim(first=0)

    def page_mapcount(self, folio: Folio, page: int) -> Reading:
        """folio_average_page_mapcount() in fs/proc/internal.h: at least 1 while anything is mapped."""
        if not folio.large:
            return (yield self._mapcount.read(folio))
        entries = yield self._large_mapcount.read(folio)
        pmds = yield self._entire_mapcount.read(folio)
        if entries <= 0:
            return 0
        if entries <= pmds:
            return pmds
        return max(1, (entries - pmds + folio.nr_pages // 2) // folio.nr_pages + pmds)

    def folio_mapcount(self, folio: Folio) -> Reading:
        """folio_mapcount() in include/linux/mm.h."""
        return (yield (self._large_mapcount if folio.large else self._mapcount).read(folio))

    def mapped(self, folio: Folio) -> Reading:
        """folio_mapped() in include/linux/mm.h."""
        return (yield from self.folio_mapcount(folio)) != 0

    def shared(self, folio: Folio) -> Reading:
        """folio_maybe_mapped_shared() in include/linux/mm.h."""
        if not folio.large:
            return (yield self._mapcount.read(folio)) > 1
        return (yield from self.folio_maybe_mapped_shared(folio))


@hookimpl
def register_schemes() -> list[type[Scheme]]:
    return [NoPageMapcount]
